"""Deloads, breaks and the end of a cycle."""

from collections.abc import Iterator
from datetime import date, timedelta
from statistics import fmean

from domain.adaptation.changes import Deload, NextCycle, Restart
from domain.adaptation.rules.trigger import Found, Trigger, planned_once
from domain.adaptation.scene import Scene, monday_of, past_weeks
from domain.coaching.planning.proposal import Role
from domain.coaching.programming.cycle import cycles_done
from domain.events.kinds import AwayReason
from domain.readiness.checkin import checkin_mean
from domain.readiness.load import morning_loads
from domain.training.state import CheckIn

STALLED_LIFTS, STALLED = 2, 3
CHECKINS, LEAST_CHECKINS, CHECKIN_DAYS, POOR = 5, 3, 14, 2.0
FORM_SHARE, POOR_WITH_FORM = -0.30, 2.5
"""Form (fitness less fatigue) below this share of fitness is strongly negative; with middling check-ins it counts."""

SINCE_DELOAD_DAYS, DELOAD_WEEKS = 21, 8

BREAKS = ((84, 0.70, 0.5), (42, 0.80, 0.67), (21, 0.90, 0.75), (10, 0.95, 1.0))
"""Days off above which loads and sets come back at these shares: our judgement after detraining reviews (strength lasts
about three weeks, then falls; Bosquet 2013, McMaster 2013). After illness or injury one row more careful."""

_CAREFUL = frozenset({AwayReason.ILL, AwayReason.INJURED})
_NEW_PLANS = frozenset({"initial", "different", "update", "cycle"})


def recent_checkins(scene: Scene) -> list[CheckIn]:
    """The last five check-ins of the last 14 days, oldest first."""
    fresh = [checkin for checkin in scene.training.checkins if 0 <= scene.age_days(checkin.day) <= CHECKIN_DAYS]
    return fresh[-CHECKINS:]


def checkin_average(scene: Scene) -> float | None:
    """Their mean, 1 (worst) to 5; None with fewer than three."""
    means = [score for checkin in recent_checkins(scene) if (score := checkin_mean(checkin)) is not None]
    return fmean(means) if len(means) >= LEAST_CHECKINS else None


def form_low(scene: Scene) -> bool:
    """Whether fatigue is far above fitness."""
    loads = morning_loads(scene.training, scene.day)
    return loads is not None and loads[0] - loads[1] < FORM_SHARE * loads[0]


def worn(scene: Scene) -> bool:
    """Whether check-ins, alone or with the training load, speak of too little recovery."""
    score = checkin_average(scene)
    return score is not None and (score <= POOR or (form_low(scene) and score <= POOR_WITH_FORM))


def _deload(scene: Scene) -> Iterator[Found]:
    """Two lifts stalled, or poor check-ins: a lighter week now. Not shortly after one, nor just before the next."""
    week = scene.week
    if week is None or week.target.deload or week.ahead or _deloaded_lately(scene) or _deload_next(scene):
        return
    stalled = _stalled_lifts(scene)
    score = checkin_average(scene)
    if stalled < STALLED_LIFTS and not worn(scene):
        return
    numbers = {"lifts": float(stalled), "checkins": round(score or 0.0, 1)}
    severity = 0.55 + 0.05 * stalled + (0.1 if worn(scene) else 0.0)
    yield Found(change=Deload(monday=next_monday(scene)), severity=severity, numbers=numbers)


def _stalled_lifts(scene: Scene) -> int:
    states = (scene.state(item.exercise.id) for _, item in planned_once(scene) if item.role is Role.MAIN)
    return sum(state is not None and (state.stalled >= STALLED or state.missed >= 2) for state in states)


def next_monday(scene: Scene) -> date:
    """This week's Monday while nothing has been trained in it, else the next."""
    monday = monday_of(scene.day)
    trained = any(session.day >= monday for session in scene.training.sessions)
    return monday + timedelta(weeks=1) if trained or scene.day.weekday() > 1 else monday


def _deloaded_lately(scene: Scene) -> bool:
    ends = (week.monday + timedelta(days=6) for week in scene.training.weeks if week.deload)
    return any(-7 <= scene.age_days(end) <= SINCE_DELOAD_DAYS for end in ends)


def _deload_next(scene: Scene) -> bool:
    weeks = scene.document.weeks
    return scene.week is not None and weeks[(scene.week.index + 1) % len(weeks)].deload


def _deload_due(scene: Scene) -> Iterator[Found]:
    """Repeated weeks or declined deloads may stretch a cycle: after eight weeks of training one is due."""
    if scene.week is None or scene.week.target.deload or scene.week.ahead or _deload_next(scene):
        return
    count = 0
    for week in reversed([week for week in scene.training.weeks if week.monday < monday_of(scene.day)]):
        if week.deload or not week.done:
            break
        count += 1
    if count > DELOAD_WEEKS:
        yield Found(change=Deload(monday=next_monday(scene)), severity=0.6, numbers={"weeks": float(count)})


def _return(scene: Scene) -> Iterator[Found]:
    """After a break: loads, and after a longer one sets, start lower."""
    training = scene.training
    if training.last_session is None or _begun_since(scene, training.last_session):
        return
    days = scene.age_days(training.last_session)
    row = next((index for index, (after, _, _) in enumerate(BREAKS) if days > after), None)
    if row is None:
        return
    careful = training.away_reason in _CAREFUL
    _, load, sets = BREAKS[max(0, row - careful)]
    change = Restart(days_off=BREAKS[row][0], load_factor=load, sets_factor=sets)
    numbers = {"days": float(days), "percent": round((1 - load) * 100)}
    yield Found(change=change, severity=0.6 + 0.1 * (len(BREAKS) - row), numbers=numbers)


def _begun_since(scene: Scene, last: date) -> bool:
    """Whether the plan was made, or started again, after the last session."""
    active = scene.training.plan
    new = active is not None and active.reason in _NEW_PLANS and active.since > last
    return new or any(made.kind == "restart" and made.day > last for made in scene.document.adapted)


def _cycle(scene: Scene) -> Iterator[Found]:
    """The last week of the cycle is over: what worked goes into the next one."""
    active, weeks = scene.training.plan, scene.document.weeks
    if active is None or not weeks or active.cycle_started > scene.day:
        return
    past = past_weeks(scene.training, active.cycle_started, scene.day)
    if cycles_done(weeks, past):
        numbers = {"weeks": float(len(weeks)), "sessions": float(sum(done for _, done in past))}
        yield Found(change=NextCycle(), severity=0.65, numbers=numbers)


RECOVERY_TRIGGERS: tuple[Trigger, ...] = (
    Trigger(
        id="ADP-return",
        title="back after a break",
        source="our judgement after detraining reviews (Bosquet 2013; McMaster 2013)",
        check=_return,
        numbers={"days": BREAKS[-1][0]},
    ),
    Trigger(
        id="ADP-next-cycle",
        title="the mesocycle is done",
        source="definition of the plan",
        check=_cycle,
    ),
    Trigger(
        id="ADP-deload-due",
        title="no deload in eight weeks",
        source="Rogerson 2024: every 5.6 weeks (SD 2.3); Bell 2023",
        check=_deload_due,
        quiet_days=SINCE_DELOAD_DAYS,
        numbers={"weeks": DELOAD_WEEKS},
    ),
    Trigger(
        id="ADP-deload",
        title="a lighter week before its time",
        source="GymCoach: two lifts stalled, or the mean of five check-ins at most 2; TSB bands for form",
        check=_deload,
        quiet_days=SINCE_DELOAD_DAYS,
        numbers={"lifts": STALLED_LIFTS, "outings": STALLED, "checkins": CHECKINS, "poor": POOR},
    ),
)
