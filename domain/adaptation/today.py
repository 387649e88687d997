"""Today's session: the plan as announced, on the day that it is, for the person as they are.

Nothing here changes the plan. The order is fixed: which day, the week's dose, what cannot be done (pain, equipment),
the time there is, then loads and repetitions; readiness comes last and can only take away.
"""

from msgspec.structs import replace

from domain.adaptation.arrange import Arranged, Planned, arranged
from domain.adaptation.day import Choice, TodayKind, choose_day, next_day
from domain.adaptation.pain import STOP_ABOVE, hurts, sore_scores
from domain.adaptation.plates import plates_per_side, reduced_load, warmup_sets
from domain.adaptation.progress import Dose, dose_today
from domain.adaptation.scene import Scene, holds_back
from domain.adaptation.session import TodayExercise, TodaySession, Why
from domain.adaptation.timed import seconds_today
from domain.adaptation.wording import day_name, why
from domain.coaching.planning.proposal import Role
from domain.coaching.programming.cycle import REPEAT_RULE
from domain.coaching.programming.program import Session, WorkItem
from domain.coaching.programming.timing import session_minutes
from domain.coaching.telling.render import next_text
from domain.plan import ScreeningOutcome
from domain.profile import Weekday
from domain.readiness.types import Action
from domain.safety.referrals import referral_text
from domain.text.messages import say

REDUCED_LOAD = 0.9
"""On a REDUCE day: a tenth off the load and one set less (GymCoach; readiness may only take away)."""

NO_RISE_ABOVE = 3.0
"""Pain up to 3 lets training go on (Silbernagel 2007), but nothing rises above it."""

STALL_SHOWN = 3
"""Outings without a gain from which the person is told that the load is held on purpose."""


def today_session(scene: Scene, *, weekday: Weekday | None = None, minutes: int | None = None) -> TodaySession:
    """The scene's day. `weekday` asks for that plan day, `minutes` for a session no longer than that."""
    choice = choose_day(scene, weekday)
    if choice.kind is not TodayKind.TRAIN or choice.session is None:
        return _no_session(scene, choice)
    minutes = minutes if minutes is not None else scene.training.today.minutes
    plan = arranged(scene, choice.session, minutes)
    exercises = tuple(_exercise(scene, planned, plan) for planned in plan.items)
    week = scene.week
    return TodaySession(
        day=scene.day,
        kind=TodayKind.TRAIN if exercises else TodayKind.REST,
        weekday=choice.session.weekday,
        missed=choice.missed,
        focus=choice.session.focus,
        week=0 if week is None else week.target.week,
        weeks=len(scene.document.weeks),
        deload=week is not None and week.target.deload,
        minutes=round(session_minutes(_as_announced(plan, exercises))),
        warmup=tuple(scene.name(id_) for id_ in plan.session.warmup),
        cooldown=tuple(scene.name(id_) for id_ in plan.session.cooldown),
        warmup_min=plan.session.warmup_min,
        cooldown_min=plan.session.cooldown_min,
        exercises=exercises,
        left_out=plan.left_out,
        circuit=plan.circuit,
        readiness=scene.readiness.action,
        reasons=(*_session_reasons(scene, choice), *plan.reasons),
        referral=_pain_referral(scene),
        next_day=next_day(scene),
    )


# --- days without a session ---


def _no_session(scene: Scene, choice: Choice) -> TodaySession:
    reasons: tuple[Why, ...] = ()
    referral = ""
    if choice.kind is TodayKind.HALT:
        referral = halt_referral(scene) or scene.document.screening.referral or scene.context.screening.referral
        reasons = (why(scene, "ADP-halt"),)
    elif choice.kind is TodayKind.AWAY and scene.training.away_until is not None:
        reasons = (why(scene, "ADP-away", until=scene.training.away_until.isoformat()),)
    else:
        reasons = (why(scene, "ADP-done" if choice.kind is TodayKind.DONE else "ADP-rest"),)
    week = scene.week
    return TodaySession(
        day=scene.day,
        kind=choice.kind,
        weekday=choice.session.weekday if choice.session else None,
        week=0 if week is None else week.target.week,
        weeks=len(scene.document.weeks),
        deload=week is not None and week.target.deload,
        readiness=scene.readiness.action,
        reasons=reasons,
        referral=referral,
        next_day=next_day(scene),
    )


def halt_referral(scene: Scene) -> str:
    """Whom to see for the open symptoms; empty without any."""
    asked = [(ScreeningOutcome.STOP, str(symptom)) for symptom in sorted(scene.training.open_symptoms)]
    return referral_text(asked, ScreeningOutcome.STOP, scene.locale)


def _pain_referral(scene: Scene) -> str:
    severe = [score for score in sore_scores(scene.training, scene.day).values() if score > STOP_ABOVE]
    return say(scene.locale, "adaptation.see.pain") if severe else ""


def _session_reasons(scene: Scene, choice: Choice) -> tuple[Why, ...]:
    found = []
    if choice.missed and choice.session is not None:
        found.append(why(scene, "ADP-missed", day=day_name(scene, choice.session.weekday)))
    if scene.week is not None and scene.week.target.deload:
        found.append(why(scene, "ADP-deload-week", {"percent": 70}))
    elif scene.week is not None and scene.week.repeated:
        found.append(why(scene, REPEAT_RULE, {"week": scene.week.target.week}))
    action = scene.readiness.action
    if action is not Action.NONE:
        found.append(why(scene, f"ADP-ready-{action}", {"score": scene.readiness.score}))
    return tuple(found)


def _exercise(scene: Scene, planned: Planned, plan: Arranged) -> TodayExercise:
    """The numbers of one exercise: double progression, then pain, then readiness, which only take away."""
    base, item = planned.base, planned.item
    action = scene.readiness.action
    sore = hurts(item.exercise, sore_scores(scene.training, scene.day), NO_RISE_ABOVE)
    hold = action is not Action.NONE or sore or bool(planned.lighter)
    low, high = item.reps or (None, None)
    plain = TodayExercise(
        exercise=item.exercise.id,
        name=item.exercise.name,
        role=item.role,
        sets=_sets(base, item, action),
        rest_s=item.rest_s,
        reps_low=low,
        reps_high=high,
        rir=item.rir,
        planned=planned.planned,
    )
    if item.reps is None:
        return _timed(scene, planned, plain, hold=hold or plan.cut, spare_s=plan.spare_s)
    dose = dose_today(scene, base, hold=hold)
    load, reasons = _lightened(scene, planned, dose)
    resting = scene.week is not None and scene.week.target.deload
    return replace(
        plain,
        reps=dose.reps,
        load_kg=load,
        rises=not (hold or resting or item.limits or holds_back(scene.person)),
        reasons=(*planned.reasons, *reasons),
        last=dose.last,
        warmup=warmup_sets(item.exercise, load) if item.role is Role.MAIN else (),
        plates_per_side=plates_per_side(item.exercise, load),
    )


def _sets(base: WorkItem, item: WorkItem, action: Action) -> int:
    """The week's sets; on a HOLD day no more than the plan's own, on a REDUCE day one less."""
    if action is Action.NONE:
        return item.sets
    held = min(item.sets, base.sets)
    return max(1, held - 1) if action is Action.REDUCE and item.role is not Role.MOBILITY else held


def _lightened(scene: Scene, planned: Planned, dose: Dose) -> tuple[float | None, tuple[Why, ...]]:
    """The dose's load after pain and readiness, and the reasons for it."""
    load, reasons = dose.load_kg, [_dose_reason(scene, planned.item, dose)]
    share = planned.lighter or 1.0
    if scene.readiness.action is Action.REDUCE:
        share *= REDUCED_LOAD
        reasons.append(why(scene, "ADP-reduced", {"percent": round((1 - REDUCED_LOAD) * 100)}))
    if load is not None and share < 1.0:  # from the established load, so that lighter days do not add up
        load = min(load, reduced_load(planned.item.exercise, dose.base or load, share))
    return load, tuple(reasons)


def _dose_reason(scene: Scene, item: WorkItem, dose: Dose) -> Why:
    state = scene.state(item.exercise.id)
    if dose.rule == "ADP-reps" and state is not None and state.stalled >= STALL_SHOWN:
        return why(scene, "ADP-stalled", {**dose.numbers, "outings": state.stalled})
    if dose.rule == "ADP-variation":
        return Why(rule=dose.rule, text=next_text(item, scene.context), numbers=dose.numbers)
    return why(scene, dose.rule, dose.numbers)


def _timed(scene: Scene, planned: Planned, plain: TodayExercise, *, hold: bool, spare_s: int) -> TodayExercise:
    """Seconds instead of repetitions; a region at 4-5 takes a fifth off, a REDUCE day a tenth."""
    base, item = planned.base, planned.item
    asked = seconds_today(scene, base, hold=hold, most=(base.seconds or 0) + spare_s)
    seconds = asked.seconds if item.seconds == base.seconds else min(asked.seconds, item.seconds or 0)
    share = (planned.lighter or 1.0) * (REDUCED_LOAD if scene.readiness.action is Action.REDUCE else 1.0)
    if share < 1.0 and item.role is not Role.MOBILITY:
        seconds = max(5, int(seconds * share))
    return replace(plain, seconds=seconds, reasons=(*planned.reasons, why(scene, asked.rule, asked.numbers)))


def _as_announced(plan: Arranged, exercises: tuple[TodayExercise, ...]) -> Session:
    """The session with the announced sets and seconds, for its minutes."""
    items = tuple(
        replace(each.item, sets=shown.sets, seconds=shown.seconds)
        for each, shown in zip(plan.items, exercises, strict=True)
    )
    return replace(plan.session, items=items)
