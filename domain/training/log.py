"""Sessions as they were logged, set by set: what a history shows and what is exported."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from msgspec import Struct

from domain.events.event import Event
from domain.events.kinds import SessionFinished, SessionStarted, SetLogged
from domain.profile import Weekday


class LoggedSet(Struct, frozen=True, kw_only=True):
    """A set with the id of its event."""

    id: UUID
    at: datetime
    what: SetLogged


class LoggedSession(Struct, frozen=True, kw_only=True):
    """A session by its events. `day` is the first of them; `started`, `finished` their ids where there are any."""

    session: UUID
    day: date
    at: datetime
    sets: tuple[LoggedSet, ...]
    weekday: Weekday | None = None
    minutes: float | None = None
    rpe: float | None = None
    enjoyment: float | None = None
    started: UUID | None = None
    finished: UUID | None = None


def sessions_of(events: Iterable[Event]) -> tuple[LoggedSession, ...]:
    """The sessions with a set or a finish among effective events in canonical order, oldest first."""
    gathered: dict[UUID, list[Event]] = {}
    for event in events:
        if isinstance(event.what, SetLogged | SessionStarted | SessionFinished):
            gathered.setdefault(event.what.session, []).append(event)
    sessions = [_session(id_, found) for id_, found in gathered.items()]
    return tuple(each for each in sessions if each.sets or each.finished)


def _session(id_: UUID, events: list[Event]) -> LoggedSession:
    start = next((each for each in events if isinstance(each.what, SessionStarted)), None)
    ends = [each for each in events if isinstance(each.what, SessionFinished)]
    told = [each.what for each in ends if isinstance(each.what, SessionFinished)]
    return LoggedSession(
        session=id_,
        day=events[0].day,
        at=events[0].at,
        sets=tuple(
            LoggedSet(id=each.id, at=each.at, what=each.what) for each in events if isinstance(each.what, SetLogged)
        ),
        weekday=start.what.weekday if start and isinstance(start.what, SessionStarted) else None,
        minutes=next((each.minutes for each in reversed(told) if each.minutes is not None), None),
        rpe=next((each.rpe for each in reversed(told) if each.rpe is not None), None),
        enjoyment=next((each.enjoyment for each in reversed(told) if each.enjoyment is not None), None),
        started=start.id if start else None,
        finished=ends[-1].id if ends else None,
    )
