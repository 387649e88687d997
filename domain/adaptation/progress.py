"""From one outing of an exercise to the next: double progression, held and lowered loads, the way back after a gap.

Repetitions grow inside the range first; when all working sets reach its top with the week's reserve left, the load
rises by a small real step. Falling short holds the load, then takes some off. Sources: ACSM 2009 (2-10 % a step),
GymCoach's steps, Liftosaur's guide for misses; what is ours is marked so.
"""

from collections.abc import Sequence
from statistics import median

from msgspec import Struct
from msgspec.structs import replace

from domain.adaptation.level import Level, every_outing, for_range, heaviest_of, level_of, outings, reps_of
from domain.adaptation.plates import lower_load, next_load, reduced_load
from domain.adaptation.scene import FRESH_DAYS, Scene, holds_back
from domain.adaptation.step import highest_step
from domain.catalogue.types import Exercise
from domain.coaching.programming.dosing import CARE_PERCENT
from domain.coaching.programming.loads import implement, percent_of_max, reps_to_failure, round_down
from domain.coaching.programming.program import WorkItem
from domain.coaching.programming.progression import (
    COMPOUND_STEP_KG,
    DELOAD_LOAD,
    ISOLATION_STEP_KG,
    LOWEST_STEP_SHARE,
    item_in_week,
)
from domain.coaching.programming.schemes import highest_percent
from domain.training.state import ExerciseState, Outing, WorkSet

TWO_MISSES, THREE_MISSES = 0.95, 0.90
NEXT_LOAD_MOST, SMALL_STEP_KG = 1 / 3, 5.0
"""The next load that exists may be further away than a tenth, once repetitions cover it: by a third, or 5 kg (ours)."""

LAYOFF = ((84, 0.70), (42, 0.80), (21, 0.90))
"""Days since an exercise was last done, and the share of its load to come back to (ours, after detraining reviews:
little strength is lost in three weeks, clearly more from five to eight on; Bosquet 2013)."""

EASY_BY = 3
"""Repetitions in reserve beyond the target, from which the load rises by two steps (by one for who is held back) before
the top of the range is reached (PMC11057620: RPE 5-6, two steps; 7, one)."""

SURE_SHARE, SURE_OUTINGS = 0.08, 3
"""An estimate within so much of itself, after so many outings, may raise a load by one step as well (ours)."""

CHART_ROOM = 1.05
UNTOLD_RIR = 2
"""Repetitions in reserve of a set that did not tell them, where the chart needs some (ours)."""


class Dose(Struct, frozen=True, kw_only=True):
    """What an exercise asks for today. `reps` is the goal of each set, `rule` why the load is what it is.

    `base` is the load in kg that a lighter day is measured from: the established one, or the lowered one. `last` is the
    outing that the numbers go on from, None without a history.
    """

    load_kg: float | None
    reps: int | None
    rule: str
    numbers: dict[str, float] = {}
    base: float | None = None
    last: Outing | None = None


def dose_today(scene: Scene, item: WorkItem, *, hold: bool = False) -> Dose:
    """The load and repetitions of a planned exercise today; `hold`: nothing may rise.

    `item` is the plan's own, as in week one. Mobility, conditioning and timed work have no load and no repetitions.
    """
    if item.reps is None:
        return Dose(load_kg=item.load_kg, reps=None, rule="ADP-plan")
    target = scene.week.target if scene.week else None
    rir = item.rir if target is None else item_in_week(item, target).rir
    level = level_of(scene, item)
    if target is not None and target.deload:
        dose = _deload(scene, item, level)
    elif level is None:
        dose = _unlevelled(scene, item, rir, hold=hold)
    else:
        dose = _from_level(scene, item, level, rir or 0, hold=hold)
    return _stepped(scene, item, _capped(scene, item, dose, rir or 0))


def _stepped(scene: Scene, item: WorkItem, dose: Dose) -> Dose:
    """The dose with its rise held to one step over what was lifted of late for such repetitions."""
    most = highest_step(scene, item.exercise, item.reps[0] if item.reps else 1)
    if dose.load_kg is None or most is None or dose.load_kg <= most:
        return dose
    return replace(dose, load_kg=most, rule="ADP-step", numbers={"kg": most})


def _deload(scene: Scene, item: WorkItem, level: Level | None) -> Dose:
    """70 % of the established load, at the low end of the range or at what was done last if that was less."""
    past = outings(scene, item)
    low = min([item.reps[0] if item.reps else 1, *(max(1, reps_of(each)) for each in (past[-1].sets if past else ()))])
    kg = level.kg if level else item.load_kg
    load = None if kg is None else reduced_load(item.exercise, kg, DELOAD_LOAD)
    return _dose(load, low, "ADP-deload-week", {"percent": DELOAD_LOAD * 100}, level)


def _unlevelled(scene: Scene, item: WorkItem, rir: int | None, *, hold: bool) -> Dose:
    """Without a load to go on from: repetitions for bodyweight, the plan's own load, or one from the estimate.

    Such a load is a careful guess, so the goal is the top of the range: the reserve says when to stop.
    """
    if not implement(item.exercise):
        return _bodyweight(scene, item, rir or 0, hold=hold)
    _, high = item.reps or (1, 1)
    state = scene.state(item.exercise.id)
    if item.load_kg is None and state is not None and state.estimate is not None:
        estimate = state.estimate
        kg = (estimate.kg - estimate.sd_kg) * percent_of_max(high + (rir or 0)) / 100 * layoff(scene, state)
        return _dose(round_down(item.exercise, kg), high, "ADP-estimate", {"kg": round(estimate.kg, 1)}, None)
    if item.load_kg is None:
        return _dose(None, high, "ADP-find", {"rir": rir or 0}, None)
    load = item.load_kg
    if item.load_since is None and scene.week is not None and not hold:
        load = item_in_week(item, scene.week.target).load_kg or load
    rule = next((rule for rule in item.rules if rule.startswith("ADP-carry")), "ADP-plan")
    return _dose(_within_a_step(scene, item, load, rir or 0), high, rule, {}, None)


def _within_a_step(scene: Scene, item: WorkItem, kg: float, rir: int) -> float:
    """A load that the plan set, no further than a step above what was lifted in the last weeks for such repetitions."""
    state = scene.state(item.exercise.id)
    days = [outing for outing in (state.recent if state else ()) if 0 < scene.age_days(outing.day) <= FRESH_DAYS]
    own = max((heaviest_of(outing) for outing in days if for_range(scene, item, outing)), default=0.0)
    others = (min(heaviest_of(outing), _in_range(item, outing, rir)) for outing in days)
    heaviest = own or max(others, default=0.0)
    if item.load_since is None or not heaviest:
        return kg
    step = next_load(item.exercise, heaviest) or heaviest
    return min(kg, max(step, round_down(item.exercise, heaviest * (1 + LOWEST_STEP_SHARE)) or heaviest))


def layoff(scene: Scene, state: ExerciseState) -> float:
    """The share of its load that an exercise comes back to after a gap; 1 within three weeks."""
    last = state.recent[-1].day if state.recent else state.estimate.day if state.estimate else scene.day
    return _layoff(scene.age_days(last))


def _layoff(days: int) -> float:
    return next((share for after, share in LAYOFF if days > after), 1.0)


def _bodyweight(scene: Scene, item: WorkItem, rir: int, *, hold: bool) -> Dose:
    low, high = item.reps or (1, 1)
    past = outings(scene, item) or every_outing(scene, item)
    if not past:
        return _dose(None, high, "ADP-plan", {}, None)
    last = past[-1]
    worst = min(map(reps_of, last.sets))
    dose = Dose(load_kg=None, reps=high, rule="ADP-variation", numbers={"reps": high}, last=last)
    if topped(last.sets, item, rir):
        return dose
    goal = worst if hold else worst + max(1, int(_spare(last.sets, low, rir)))
    rule = "ADP-hold" if hold else "ADP-reps"
    return replace(dose, reps=max(1, min(high, goal)), rule=rule, numbers={"reps": worst})


def _from_level(scene: Scene, item: WorkItem, level: Level, rir: int, *, hold: bool) -> Dose:
    """What follows from the last outing with a load: less, the way back, or the next step of double progression."""
    low, high = item.reps or (1, 1)
    less = _lowered(scene, item, level, rir)
    if less is not None:
        return less
    if level.elsewhere:
        return _other_range(item, level, rir)
    sets = [each for each in level.outing.sets if (each.load_kg or 0) >= level.last_kg - 0.01] or level.outing.sets
    worst = min(map(reps_of, sets))
    spare = _spare(sets, low, rir)
    if level.last_kg < level.kg:
        kg = level.last_kg if hold else _climbed(item.exercise, level)
        return _dose(kg, max(low, min(high, worst)), "ADP-hold" if hold else "ADP-return", {}, level)
    if not hold and topped(sets, item, rir):
        return _risen(item, level, rir, worst)
    if not hold and not item.limits:
        held = holds_back(scene.person)
        easy = _risen(item, level, rir, worst, steps=2 if spare >= EASY_BY and not held else 1)
        shown = spare >= EASY_BY or (not held and _tops_out(scene, item, easy.load_kg, rir))
        if shown and easy.load_kg is not None and easy.load_kg > level.kg:
            return replace(easy, rule="ADP-easy" if easy.rule == "ADP-load" else easy.rule)
    goal = worst if hold else worst + max(1, int(spare))
    return _dose(level.kg, min(high, max(low, goal)), "ADP-hold" if hold else "ADP-reps", {"reps": worst}, level)


def _climbed(exercise: Exercise, level: Level) -> float:
    """From a lighter day back towards the established load, a tenth (or one real step) at a time."""
    tenth = round_down(exercise, level.last_kg * (1 + LOWEST_STEP_SHARE)) or level.last_kg
    step = next_load(exercise, level.last_kg) or level.last_kg
    return min(level.kg, max(tenth, step))


def _tops_out(scene: Scene, item: WorkItem, kg: float | None, rir: int) -> bool:
    """Whether the careful end of a sure estimate speaks for the top of the range at `kg`, the reserve left."""
    state, high = scene.state(item.exercise.id), item.reps[1] if item.reps else 1
    if kg is None or state is None or state.estimate is None or state.outings < SURE_OUTINGS:
        return False
    estimate = state.estimate
    fresh = scene.age_days(estimate.day) <= LAYOFF[-1][0] and estimate.sd_kg <= SURE_SHARE * estimate.kg
    return fresh and (estimate.kg - estimate.sd_kg) * percent_of_max(high + rir) / 100 >= kg


def _spare(sets: Sequence[WorkSet], low: int, rir: int) -> float:
    """Repetitions beyond the reserve asked for, by the middle one of the sets that told theirs.

    0 where a set fell below the range or fewer than half told (one report alone may be a repetition or two off).
    """
    told = [each.rir - rir for each in sets if each.rir is not None]
    whole = all(reps_of(each) >= low for each in sets)
    return max(0.0, median(told)) if whole and told and 2 * len(told) >= len(sets) else 0.0


def _lowered(scene: Scene, item: WorkItem, level: Level, rir: int) -> Dose | None:
    """Less load after a gap or two misses in a row, the same after one; None when neither is the case."""
    low = item.reps[0] if item.reps else 1
    gap, missed = scene.age_days(every_outing(scene, item)[-1].day), level.missed
    if gap > LAYOFF[-1][0]:
        share = _layoff(gap)
        kg = min(level.last_kg, _in_range(item, level.outing, rir)) if level.elsewhere else level.last_kg
        load = reduced_load(item.exercise, kg, share)
        numbers = {"days": float(gap), "percent": round((1 - share) * 100)}
        high = item.reps[1] if item.reps else 1
        return replace(_dose(load, high, "ADP-layoff", numbers, level), base=load)
    if missed == 1:
        return replace(_dose(level.last_kg, low, "ADP-miss-1", {"reps": low}, level), base=level.last_kg)
    if missed >= 2:
        share = THREE_MISSES if missed >= 3 else TWO_MISSES
        reduce = lower_load if missed >= 3 else reduced_load
        load = reduce(item.exercise, level.last_kg, share)
        numbers = {"misses": float(missed), "reps": float(low), "percent": round((1 - share) * 100)}
        return replace(_dose(load, low, f"ADP-miss-{min(missed, 3)}", numbers, level), base=load)
    return None


def topped(sets: Sequence[WorkSet], item: WorkItem, rir: int) -> bool:
    """Whether all working sets (as many as planned) reached the top with the reserve left; untold counts as told."""
    high = item.reps[1] if item.reps else 1
    enough = len(sets) >= max(1, min(item.sets, 2))
    return enough and all(reps_of(each) >= high and (each.rir is None or each.rir >= rir) for each in sets)


def _risen(item: WorkItem, level: Level, rir: int, worst: int, *, steps: int = 1) -> Dose:
    """Steps of 2.5 kg or 1 kg up as far as such loads exist, never more than a tenth; repetitions first if so."""
    low, high = item.reps or (1, 1)
    exercise, kg = item.exercise, level.kg
    step = steps * (COMPOUND_STEP_KG if exercise.compound else ISOLATION_STEP_KG)
    above = next_load(exercise, kg)
    if above is None:
        return _dose(kg, high, "ADP-reps", {"reps": worst}, level)
    load = max(above, round_down(exercise, kg + step) or above)
    while load > kg * (1 + LOWEST_STEP_SHARE) and load > above:
        load = max(above, round_down(exercise, load - 0.01) or above)
    share = load / kg - 1
    numbers = {"kg": load - kg, "reps": high, "percent": round(share * 100, 1)}
    if share <= LOWEST_STEP_SHARE + 1e-9:
        return _dose(load, _reps_at(item, level, load, rir), "ADP-load", numbers, level)
    near = share <= NEXT_LOAD_MOST + 1e-9 or load - kg <= SMALL_STEP_KG
    if near and _covers(level.outing, load, low, rir):
        return _dose(load, _reps_at(item, level, load, rir), "ADP-next-load", numbers, level)
    return _dose(kg, worst + 1, "ADP-reps-first", {**numbers, "kg": load}, level)


def _covers(outing: Outing, load: float, low: int, rir: int) -> bool:
    """Whether every set speaks, by the chart, for `low` repetitions with `rir` left at `load`.

    Where most told their reserve, those that did not say nothing.
    """
    needed = percent_of_max(low + rir) / 100
    told = [each for each in outing.sets if each.rir is not None]
    return all(
        each.load_kg is not None
        and each.load_kg * 100 / percent_of_max(reps_of(each) + (rir if each.rir is None else each.rir)) * needed
        >= load
        for each in (told if 2 * len(told) >= len(outing.sets) else outing.sets)
    )


def _shown(outing: Outing, untold: float) -> float:
    """The maximum in kg that the middle set of an outing speaks for, by the chart."""
    return median(
        (each.load_kg or 0.0) * 100 / percent_of_max(reps_of(each) + (untold if each.rir is None else each.rir))
        for each in outing.sets
    )


def _in_range(item: WorkItem, outing: Outing, rir: int) -> float:
    """The load in kg that an outing speaks for in the middle of the item's range, by the chart."""
    low, high = item.reps or (1, 1)
    return _shown(outing, UNTOLD_RIR) * percent_of_max((low + high) / 2 + rir) / 100


def _reps_at(item: WorkItem, level: Level, kg: float, rir: int) -> int:
    """Repetitions to expect at `kg` after the last outing, inside the range."""
    low, high = item.reps or (1, 1)
    most = _shown(level.outing, rir)
    return min(high, max(low, int(reps_to_failure(100 * kg / most) - rir))) if most else low


def _other_range(item: WorkItem, level: Level, rir: int) -> Dose:
    """The load for another range of repetitions: what the last outing speaks for, by the chart.

    No further up than any other step: a tenth, or the next real load.
    """
    low, high = item.reps or (1, 1)
    kg = _in_range(item, level.outing, rir)
    step = next_load(item.exercise, level.last_kg) or level.last_kg
    kg = min(kg, max(step, level.last_kg * (1 + LOWEST_STEP_SHARE)))
    load = round_down(item.exercise, kg) or level.last_kg
    return replace(_dose(load, high, "ADP-range", {"low": low, "high": high}, level), base=load)


def load_ceiling(scene: Scene, exercise: Exercise, *, care: bool = False) -> float | None:
    """The most this person may load in kg: their cap of the maximum that was shown or said; None without one.

    `care`: the exercise is allowed only lightly.
    """
    if exercise.id not in scene.maxima:
        return None
    return scene.maxima[exercise.id] * min(highest_percent(scene.person), CARE_PERCENT if care else 100.0) / 100


def _capped(scene: Scene, item: WorkItem, dose: Dose, rir: int) -> Dose:
    """The dose under the ceiling; where even the lightest implement is above it, no more than was lifted before.

    A guessed load stays within what the chart allows for the low end of the range; a lifted one has shown itself.
    """
    low = item.reps[0] if item.reps else 1
    ceiling = load_ceiling(scene, item.exercise, care=bool(item.limits))
    if dose.load_kg is None or ceiling is None:
        return dose
    if dose.last is not None and _spare(dose.last.sets, low, rir) >= EASY_BY:  # far easier than the estimate says
        ceiling = max(ceiling, ceiling / scene.maxima[item.exercise.id] * _shown(dose.last, rir))
    if dose.last is None:
        ceiling = min(ceiling, scene.maxima[item.exercise.id] * percent_of_max(low + rir) * CHART_ROOM / 100)
    load = round_down(item.exercise, ceiling) or min(dose.load_kg, dose.base or dose.load_kg)
    if load >= dose.load_kg:
        return dose
    numbers = {"kg": load, "percent": highest_percent(scene.person)}
    return replace(dose, load_kg=load, rule="ADP-cap", numbers=numbers)


def _dose(load: float | None, reps: int | None, rule: str, numbers: dict[str, float], level: Level | None) -> Dose:
    return Dose(
        load_kg=load,
        reps=reps,
        rule=rule,
        numbers=numbers,
        base=level.kg if level else load,
        last=level.outing if level else None,
    )
