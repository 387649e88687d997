"""What an outing (one exercise in one session) changes: the estimate, stalls and misses, records, ratings."""

from datetime import date, timedelta
from itertools import takewhile
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from domain.events.kinds import ExerciseRated, PlannedExercise
from domain.training.records import with_records
from domain.training.state import (
    RECENT,
    TREND,
    ExerciseState,
    Outing,
    Record,
    TrendPoint,
    WorkSet,
)
from domain.training.strength import (
    Measure,
    best,
    filtered_max,
    filtered_reps,
    measured_max,
    measured_reps,
)

STALL_WINDOW: Final = timedelta(days=28)
"""A gain is more than in any outing of the four weeks before; older ones do not hold against a return."""

LIGHTER: Final = 0.95
"""An outing below this share of the window's top load was meant to be lighter: neither gain nor stall."""

EASIER_RIR: Final = 1.0
"""Nor is one whose sets told so many more repetitions in reserve than the last outing's, or the heaviest one's."""

GAIN_SHARE: Final = 1.005
"""The estimate of an outing must rise by half a per cent to count as a gain."""

SHORT_HOLD: Final = 0.9
"""A timed set below this share of its planned seconds fell short."""

HARD_FROM, EASY_TO, DISLIKED_TO = 8.0, 3.0, 2.0


class Context(Struct, frozen=True):
    """What an outing was done under: whether the exercise is `loaded`, the plan's row for it, a deload week."""

    loaded: bool
    planned: PlannedExercise | None = None
    deload: bool = False


def unknown(exercise: str) -> ExerciseState:
    """An exercise of which nothing is known yet."""
    return ExerciseState(exercise=exercise, outings=0, recent=())


def after_outing(state: ExerciseState, outing: Outing, under: Context) -> tuple[ExerciseState, tuple[Record, ...]]:
    """The state with `outing` (its `e1rm` is set here) as the latest, and the records it set."""
    seen = _seen(outing, under)
    state = _measured(state, outing.day, seen, under)
    value = seen.value if seen is not None and under.loaded else outing.e1rm
    outing = Outing(outing.day, outing.session, outing.sets, value, _asked(under.planned))
    state, records = with_records(state, outing, loaded=under.loaded)
    counted = replace(
        state,
        outings=state.outings + 1,
        recent=(*state.recent[1 - RECENT :], outing),
        stalled=state.stalled if under.deload else _stalled(state, outing),
        missed=_missed(state.missed, outing.sets, under.planned),
        skipped_disliked=0,
    )
    return counted, records


def _asked(planned: PlannedExercise | None) -> tuple[int, int] | None:
    if planned is None or planned.reps_low is None or planned.reps_high is None:
        return None
    return planned.reps_low, planned.reps_high


def rated(state: ExerciseState, what: ExerciseRated) -> ExerciseState:
    """The state after a rating; what it does not name stays."""
    hard, easy, disliked = state.hard, state.easy, state.disliked
    if what.difficulty is not None:
        hard = hard + 1 if what.difficulty >= HARD_FROM else 0
        easy = easy + 1 if what.difficulty <= EASY_TO else 0
    if what.enjoyment is not None:
        disliked = disliked + 1 if what.enjoyment <= DISLIKED_TO else 0
    return replace(
        state,
        difficulty=state.difficulty if what.difficulty is None else what.difficulty,
        enjoyment=state.enjoyment if what.enjoyment is None else what.enjoyment,
        hard=hard,
        easy=easy,
        disliked=disliked,
    )


# --- estimates ---


def _seen(outing: Outing, under: Context) -> Measure | None:
    measure = measured_max if under.loaded else measured_reps
    return best([found for each in outing.sets if (found := measure(each)) is not None])


def _measured(state: ExerciseState, day: date, seen: Measure | None, under: Context) -> ExerciseState:
    if seen is None or (seen.floor and under.deload):  # easy on purpose, and nobody knows how easy
        return state
    if under.loaded:
        estimate = filtered_max(state.estimate, seen, day)
        trend = _trend(state.trend, TrendPoint(day, estimate.kg, estimate.sd_kg))
        return replace(state, estimate=estimate, trend=trend)
    capacity = filtered_reps(state.capacity, seen, day)
    return replace(state, capacity=capacity, trend=_trend(state.trend, TrendPoint(day, capacity.reps, capacity.sd)))


def _trend(trend: tuple[TrendPoint, ...], point: TrendPoint) -> tuple[TrendPoint, ...]:
    """One point for each week: the last."""
    if trend and _week(trend[-1].day) == _week(point.day):
        return (*trend[:-1], point)
    return (*trend[1 - TREND :], point)


def _week(day: date) -> int:
    return (day.toordinal() - 1) // 7


# --- stalls and misses ---


def _stalled(state: ExerciseState, outing: Outing) -> int:
    """How many outings in a row, this one included, brought no gain; unchanged by one that was meant to be easier."""
    since = outing.day - STALL_WINDOW
    window = list(takewhile(lambda each: each.day >= since, reversed(state.recent)))
    load = _top_load(outing.sets)
    loads = [_top_load(each.sets) for each in window]
    if all(_beats(outing, load, earlier, before) for earlier, before in zip(window, loads, strict=True)):
        return 0
    top = max(loads)
    if load < LIGHTER * top or _easier(outing, window[0]) or _easier(outing, window[loads.index(top)]):
        return state.stalled
    return state.stalled + 1


def _beats(outing: Outing, load: float, earlier: Outing, before: float) -> bool:
    """A higher estimate, more load, or at the same load more repetitions or seconds in as many sets."""
    if outing.e1rm is not None and earlier.e1rm is not None and outing.e1rm > GAIN_SHARE * earlier.e1rm:
        return True
    if load != before:
        return load > before
    count = min(len(outing.sets), len(earlier.sets))
    return _work(outing.sets[:count]) > _work(earlier.sets[:count])


def _work(sets: tuple[WorkSet, ...]) -> float:
    """Repetitions, or seconds of timed sets."""
    return sum(each.reps if each.reps is not None else each.seconds or 0.0 for each in sets)


def _easier(outing: Outing, earlier: Outing) -> bool:
    now, before = _mean_rir(outing.sets), _mean_rir(earlier.sets)
    return now is not None and before is not None and now - before >= EASIER_RIR


def _mean_rir(sets: tuple[WorkSet, ...]) -> float | None:
    told = [each.rir for each in sets if each.rir is not None]
    return sum(told) / len(told) if told else None


def _missed(missed: int, sets: tuple[WorkSet, ...], planned: PlannedExercise | None) -> int:
    if planned is None:
        return missed
    low, seconds = planned.reps_low, planned.seconds
    short = any(
        (low is not None and each.reps is not None and each.reps < low)
        or (seconds is not None and each.seconds is not None and each.seconds < SHORT_HOLD * seconds)
        for each in sets
    )
    return missed + 1 if short else 0


def _top_load(sets: tuple[WorkSet, ...]) -> float:
    top = 0.0
    for each in sets:
        if each.load_kg is not None and each.load_kg > top:
            top = each.load_kg
    return top
