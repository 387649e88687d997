"""A day's events sorted out for the game: sessions with their working sets, and what else was told."""

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from typing import Final
from uuid import UUID

from msgspec import Struct, field

from domain.catalogue.types import Joint
from domain.events.event import Event
from domain.events.kinds import (
    AwayGiven,
    AwayReason,
    CheckedIn,
    ExerciseRated,
    ExerciseSkipped,
    ExerciseSwapped,
    PainReported,
    PlanActivated,
    SessionFinished,
    SessionStarted,
    SetKind,
    SetLogged,
    SkipReason,
    SymptomReported,
    TimeAvailable,
    WeightMeasured,
)

LATE: Final = timedelta(hours=48)
"""Work recorded later than this after its day is history and earns no XP (evidence 5).

A device that was offline for longer cannot be told from one whose log was written afterwards, so it earns none either.
"""

UNWELL: Final = frozenset({AwayReason.ILL, AwayReason.INJURED})


class Done(Struct, frozen=True):
    """A working set, when it was told, and whether in time."""

    at: datetime
    told: SetLogged
    late: bool


class Session(Struct):
    """What a day says of one session. `swaps`: what was done to what it stood in for."""

    id: UUID
    sets: list[Done] = field(default_factory=list)
    started: SessionStarted | None = None
    instants: list[datetime] = field(default_factory=list)
    minutes: float = 0.0
    swaps: dict[str, str] = field(default_factory=dict)
    left_out: set[str] = field(default_factory=set)


class Facts(Struct):
    """The day. `pains`: regions with pain above the limit, `painful`: exercises during which; `symptoms`: open (True)
    or gone (False) as told last; `checkin` True when in time; `minutes`: the time there was, if it was told.
    """

    sessions: dict[UUID, Session] = field(default_factory=dict)
    plans: list[PlanActivated] = field(default_factory=list)
    pains: set[Joint] = field(default_factory=set)
    painful: set[str] = field(default_factory=set)
    symptoms: dict[str, bool] = field(default_factory=dict)
    checkin: bool | None = None
    slept: bool = False
    rated: int = 0
    away: AwayGiven | None = None
    minutes: int | None = None
    weight_kg: float = 0.0


SEVERE: Final = 5.0
"""Pain above this stops work in the region (Silbernagel 2007)."""

GOOD_SLEEP_H: Final = (7.0, 10.0)


def is_late(event: Event) -> bool:
    """Whether it was recorded more than `LATE` after the end of its day, in the zone of its own time."""
    end = datetime.combine(event.day + timedelta(days=1), time(), tzinfo=event.at.tzinfo or UTC)
    return event.recorded_at - end > LATE


def facts_of(events: Iterable[Event]) -> Facts:
    """The day's events (effective, in canonical order) sorted out."""
    facts = Facts()
    for event in events:
        what = event.what
        match what:
            case SetLogged():
                session = _session(facts, what.session, event)
                if what.kind is SetKind.WORK:
                    session.sets.append(Done(event.at, what, is_late(event)))
            case SessionStarted():
                _session(facts, what.session, event).started = what
            case SessionFinished():
                _session(facts, what.session, event).minutes = what.minutes or 0.0
            case ExerciseSwapped():
                _session(facts, what.session, event).swaps[what.to] = what.exercise
            case ExerciseSkipped():
                if what.reason is SkipReason.PAIN:
                    _session(facts, what.session, event).left_out.add(what.exercise)
            case PlanActivated():
                facts.plans.append(what)
            case _:
                _note(facts, event)
    return facts


def _session(facts: Facts, id_: UUID, event: Event) -> Session:
    session = facts.sessions.get(id_)
    if session is None:
        session = facts.sessions[id_] = Session(id_)
    session.instants.append(event.at)
    return session


def _note(facts: Facts, event: Event) -> None:
    what = event.what
    match what:
        case PainReported() if what.score > SEVERE:
            facts.pains.add(what.region)
            if what.exercise:
                facts.painful.add(what.exercise)
        case SymptomReported():
            facts.symptoms[what.symptom.value] = not what.gone
        case CheckedIn():
            low, high = GOOD_SLEEP_H
            facts.checkin = bool(facts.checkin) or not is_late(event)
            facts.slept = facts.slept or low <= (what.sleep_h or 0.0) <= high
        case ExerciseRated():
            facts.rated += 1
        case AwayGiven():
            facts.away = what
        case TimeAvailable():
            facts.minutes = what.minutes
        case WeightMeasured():
            facts.weight_kg = max(facts.weight_kg, what.kg)
        case _:
            pass
