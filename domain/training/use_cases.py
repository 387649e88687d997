"""What a person asks of their history: a page of sessions, all of it to take away, what is useful for them."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Final, TypeVar
from uuid import UUID

from msgspec import Struct

from domain.catalogue.types import Catalogue
from domain.coaching.person_of import person_of
from domain.coaching.programming.volume import Band, bands
from domain.events.event import Event
from domain.events.ports import Events
from domain.events.projection import effective
from domain.profile import Profile
from domain.safety.screening import screen
from domain.training.log import LoggedSession, sessions_of

T = TypeVar("T")

Aside = Callable[[Callable[[], T]], Awaitable[T]]
"""Runs a computation where it holds up nobody: `asyncio.to_thread`."""

FIRST_WINDOW: Final = timedelta(days=28)
"""Days that a page looks back over at first; doubled while they hold too few sessions."""

_NO_FACTS: Final = date.max
"""A cut that leaves corrections and deletions only."""


class SessionPage(Struct, frozen=True, kw_only=True):
    """Sessions, newest first, whole days of them; `before` is where the next page begins, None after the last."""

    sessions: tuple[LoggedSession, ...]
    before: date | None


async def session_page(
    events: Events, owner: UUID, before: date, first: date | None, limit: int, aside: Aside[tuple[LoggedSession, ...]]
) -> SessionPage:
    """The sessions of the days before `before`: at least `limit` of them, or all since `first`, the first day with any
    event.
    """
    if first is None or before <= first:
        return SessionPage(sessions=(), before=None)
    edits = await events.recent(owner, _NO_FACTS)
    back = FIRST_WINDOW
    while True:
        start = max(first, before - back)
        found = [*edits]
        async for chunk in events.of_days(owner, start, before - timedelta(days=1)):
            found += chunk
        sessions = await aside(partial(_sessions, found))
        if len(sessions) >= limit or start == first:
            break
        back *= 2
    newest = sorted(sessions, key=lambda each: (each.day, each.at), reverse=True)
    if len(newest) > limit:
        last = newest[limit - 1].day
        newest = [each for each in newest if each.day >= last]
    more = start > first or len(newest) < len(sessions)
    return SessionPage(sessions=tuple(newest), before=newest[-1].day if newest and more else None)


async def all_sessions(
    events: Events, owner: UUID, aside: Aside[tuple[LoggedSession, ...]]
) -> tuple[LoggedSession, ...]:
    """Every session of the person, oldest first."""
    every = [event async for chunk in events.since(owner, 0) for event in chunk]
    return await aside(partial(_sessions, every))


def _sessions(events: Sequence[Event]) -> tuple[LoggedSession, ...]:
    return sessions_of(effective(events).events)


async def json_export(chunks: AsyncIterator[list[Event]], encode: Callable[[Event], bytes]) -> AsyncIterator[bytes]:
    """`{"events": [...]}` in chunks: every event as it was recorded, corrections and deletions included."""
    yield b'{"events":['
    first = True
    async for chunk in chunks:
        if chunk:
            yield (b"" if first else b",") + b",".join(map(encode, chunk))
            first = False
    yield b"]}"


def useful_sets(profile: Profile | None, catalogue: Catalogue) -> dict[str, Band]:
    """The useful range of hard sets a week by muscle group for the person; none before there is a profile."""
    return {} if profile is None else bands(person_of(profile, catalogue, screen(profile)))
