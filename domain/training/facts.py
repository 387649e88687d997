"""What single events say of a person, apart from the sets of a session: ratings, pain, weight, check-ins, plans."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from msgspec.structs import replace

from domain.events import kinds
from domain.training.calendar import cycle_week, planned_day, weekday_of
from domain.training.exercises import rated, unknown
from domain.training.state import (
    CHECKINS,
    DECISIONS,
    WEIGHTS,
    ActivePlan,
    CheckIn,
    Decision,
    Pain,
    Training,
    decision_key,
)

RAISED_FROM, CALM_TO = 4.0, 1.0
"""Pain scores from which a report is raised (Silbernagel 2007: caution at 4-5), and up to which a region is calm."""


def with_fact(state: Training, what: kinds.EventData, day: date) -> Training:
    """The state of `day` after the event; as it is for types that say nothing here."""
    known = _FACTS.get(type(what))
    return known(state, what, day) if known else state


def _rated(state: Training, what: kinds.ExerciseRated, _: date) -> Training:
    exercise = state.exercises.get(what.exercise) or unknown(what.exercise)
    return replace(state, exercises={**state.exercises, what.exercise: rated(exercise, what)})


def _skipped(state: Training, what: kinds.ExerciseSkipped, _: date) -> Training:
    if what.reason is kinds.SkipReason.DISLIKE:
        exercise = state.exercises.get(what.exercise) or unknown(what.exercise)
        counted = replace(exercise, skipped_disliked=exercise.skipped_disliked + 1)
        state = replace(state, exercises={**state.exercises, what.exercise: counted})
    return replace(state, today=replace(state.today, skipped=state.today.skipped | {what.exercise}))


def _swapped(state: Training, what: kinds.ExerciseSwapped, _: date) -> Training:
    return replace(state, today=replace(state.today, swapped={**state.today.swapped, what.exercise: what.to}))


def _pain(state: Training, what: kinds.PainReported, day: date) -> Training:
    known = state.pains.get(what.region)
    calm = known.calm_since if known and known.calm_since else day
    pain = Pain(
        region=what.region,
        score=what.score,
        day=day,
        exercise=what.exercise,
        worse=known is not None and what.score > known.score,
        raised=(known.raised if known else 0) + 1 if what.score >= RAISED_FROM else 0,
        calm_since=calm if what.score <= CALM_TO else None,
    )
    week = replace(state.weeks[-1], pains=max(state.weeks[-1].pains, what.score))
    return replace(state, pains={**state.pains, what.region: pain}, weeks=(*state.weeks[:-1], week))


def _symptom(state: Training, what: kinds.SymptomReported, _: date) -> Training:
    name = frozenset({str(what.symptom)})
    return replace(state, open_symptoms=state.open_symptoms - name if what.gone else state.open_symptoms | name)


def _weight(state: Training, what: kinds.WeightMeasured, day: date) -> Training:
    earlier = state.weights
    if earlier and earlier[-1][0] == day:
        earlier = earlier[:-1]
    return replace(state, weights=(*earlier[1 - WEIGHTS :], (day, what.kg)))


def _checked_in(state: Training, what: kinds.CheckedIn, day: date) -> Training:
    earlier, today = state.checkins, CheckIn(day=day)
    if earlier and earlier[-1].day == day:
        earlier, today = earlier[:-1], earlier[-1]
    today = CheckIn(
        day=day,
        sleep_h=today.sleep_h if what.sleep_h is None else what.sleep_h,
        sleep_quality=today.sleep_quality if what.sleep_quality is None else what.sleep_quality,
        soreness=today.soreness if what.soreness is None else what.soreness,
        mood=today.mood if what.mood is None else what.mood,
        energy=today.energy if what.energy is None else what.energy,
    )
    return replace(state, checkins=(*earlier[1 - CHECKINS :], today))


def _time(state: Training, what: kinds.TimeAvailable, day: date) -> Training:
    planned = planned_day(state.plan, weekday_of(day))
    cuts = tuple(each for each in state.cuts if each[0] != day)
    if planned is None or what.minutes < planned.minutes:
        cuts = (*cuts, (day, what.minutes))
    return replace(state, today=replace(state.today, minutes=what.minutes), cuts=cuts)


def _busy(state: Training, what: kinds.EquipmentBusy, _: date) -> Training:
    return replace(state, today=replace(state.today, busy=state.today.busy | {what.equipment}))


def _away(state: Training, what: kinds.AwayGiven, _: date) -> Training:
    return replace(state, away_until=what.until, away_reason=str(what.reason))


def _activated(state: Training, what: kinds.PlanActivated, day: date) -> Training:
    before = state.plan
    same = before is not None and {each.weekday for each in before.days} == {each.weekday for each in what.days}
    plan = ActivePlan(
        plan=what.plan,
        version=what.version,
        reason=what.reason,
        since=day,
        cycle_started=what.cycle_started,
        weeks=what.weeks,
        days=what.days,
        days_since=before.days_since if before is not None and same else day,
    )
    target = cycle_week(plan, state.weeks, state.weeks[-1].monday)
    week = replace(state.weeks[-1], deload=target is not None and target.deload)
    return replace(state, plan=plan, weeks=(*state.weeks[:-1], week))


def _decided(state: Training, what: kinds.ChangeDecided, day: date) -> Training:
    decision = Decision(what.kind, decision_key(what.rule, what.subject), what.decision, day, what.severity)
    return replace(state, decisions=(*state.decisions[1 - DECISIONS :], decision))


_FACTS: Final[Mapping[type, Callable[[Training, Any, date], Training]]] = {
    kinds.ExerciseRated: _rated,
    kinds.ExerciseSkipped: _skipped,
    kinds.ExerciseSwapped: _swapped,
    kinds.PainReported: _pain,
    kinds.SymptomReported: _symptom,
    kinds.WeightMeasured: _weight,
    kinds.CheckedIn: _checked_in,
    kinds.TimeAvailable: _time,
    kinds.EquipmentBusy: _busy,
    kinds.AwayGiven: _away,
    kinds.PlanActivated: _activated,
    kinds.ChangeDecided: _decided,
}
