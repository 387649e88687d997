"""What a person asks of the record: take what happened, and say what it all adds up to.

What it adds up to is read from a snapshot of the days before a cut, and the events since; the two together are always
what all events, folded from the first, would give.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final, Protocol, TypeVar
from uuid import UUID

from msgspec import Struct

from domain.events.event import Event, NewEvent, keyed
from domain.events.kinds import EventCorrected, EventDeleted, PainReported, SymptomReported
from domain.events.ports import EventHead, Events, Projections, Recorded, Snapshot, Wake
from domain.events.projection import Base, Fold, Projection, decode, encode
from domain.events.reading import BATCH_MOST
from domain.ports import Clock, Direct, Ids

S = TypeVar("S")
T = TypeVar("T")

Aside = Callable[[Callable[[], T]], Awaitable[T]]
"""Runs a computation where it holds up nobody: `asyncio.to_thread`."""

SETTLE: Final = timedelta(seconds=2)
"""How long an adaptation waits for more: the sets and the end of a session come within a second or two of each other
when a device has been offline, and are then seen together."""

URGENT_PAIN: Final = 3.0
"""Pain above this changes the plan, so its adaptation does not wait."""

KEPT_OPEN: Final = timedelta(days=21)
"""Days before today that a new snapshot leaves out: a device that was offline for less makes no snapshot invalid."""

MOVED: Final = timedelta(days=7)
"""A snapshot is made anew when its cut lies this far behind: each costs a write of some hundred kilobytes."""


class EventDesk(Struct, frozen=True, kw_only=True):
    """The ports that recording needs; `max_attempts` of the adaptation's job."""

    direct: Direct
    clock: Clock
    ids: Ids
    max_attempts: int


class EventSource(Protocol):
    """Where events and snapshots are read: `ports.Direct` or an open `ports.UnitOfWork`."""

    @property
    def events(self) -> Events: ...
    @property
    def projections(self) -> Projections: ...


# --- recording ---


async def record_events(desk: EventDesk, owner: UUID, events: Sequence[NewEvent]) -> Recorded:
    """Record what a device sent, `BATCH_MOST` to a statement; those known already are left as they are.

    Afterwards a job waits that will adapt the plan to them, at once when something urgent is among them. Raises
    `NotFound` for an erased account.
    """
    new: list[UUID] = []
    done = Recorded(seq=0, new=(), job=None)
    for start in range(0, max(len(events), 1), BATCH_MOST):
        part = events[start : start + BATCH_MOST]
        now = desk.clock.now()
        wake = wake_at(desk.ids, now, max_attempts=desk.max_attempts, urgent=any(map(is_urgent, part)))
        done = await desk.direct.events.record(owner, [keyed(event) for event in part], now, wake if part else None)
        new += done.new
    return Recorded(seq=done.seq, new=tuple(new), job=done.job)


async def look_again(desk: EventDesk, owner: UUID, head: EventHead) -> None:
    """Have the plan looked at once on each day that the person comes by: a missed session is nothing that happens."""
    now = desk.clock.now()
    last = max((at for at in (head.adapted_at, head.asked_at) if at), default=None)
    if head.seq and (last is None or person_day(head, last) < person_day(head, now)):
        wake = wake_at(desk.ids, now, max_attempts=desk.max_attempts, urgent=True)
        await desk.direct.events.record(owner, [], now, wake)


def wake_at(ids: Ids, now: datetime, *, max_attempts: int, urgent: bool = False) -> Wake:
    """The adaptation that follows what happens now."""
    return Wake(job_id=ids.new(), due=now if urgent else now + SETTLE, max_attempts=max_attempts)


def is_urgent(event: NewEvent) -> bool:
    """Whether the plan must not wait to be adapted to it: a red flag, or pain, in a correction too."""
    what = event.what.now if isinstance(event.what, EventCorrected) else event.what
    return isinstance(what, SymptomReported) or (isinstance(what, PainReported) and what.score > URGENT_PAIN)


def person_day(head: EventHead, now: datetime) -> date:
    """The person's calendar day, by the clock of the device that reported last; UTC's before any."""
    return (now + timedelta(minutes=head.offset_min)).date()


# --- what it adds up to ---


class History(Struct, frozen=True, kw_only=True):
    """What states are made of: stored bases by fold name (none: all events are here) and events, through `seq`."""

    bases: dict[str, Snapshot]
    events: tuple[Event, ...]
    seq: int


class Held(Struct, frozen=True, kw_only=True):
    """States of several folds on one day, through the event `seq`; `snapshots` are due to be stored."""

    states: tuple[Any, ...]
    seq: int
    snapshots: tuple[Snapshot, ...] = ()


async def load_state(source: EventSource, owner: UUID, fold: Fold[S], day: date, aside: Aside[S]) -> S:
    """What the person's events add up to at the end of `day`, through the last one recorded."""
    history = await read_history(source, owner, [fold])
    return await aside(lambda: projected(fold, history).state(day))


async def load_held(
    source: EventSource, owner: UUID, folds: Sequence[Fold[Any]], day: date, aside: Aside[Held]
) -> Held:
    """`load_state` for several folds, read once."""
    history = await read_history(source, owner, folds)
    return await aside(lambda: held_states(folds, history, day))


def held_states(folds: Sequence[Fold[Any]], history: History, day: date) -> Held:
    """The states at the end of `day`, with the snapshots that are due. For a thread when there is a long history."""
    cut = day - KEPT_OPEN
    old = max((snapshot.cut for snapshot in history.bases.values()), default=None)
    due = cut - old >= MOVED if old else any(event.day < cut for event in history.events)
    states, snapshots = [], []
    for fold in folds:
        projection = projected(fold, history)
        if due:
            state = encode(projection.before(cut).state)
            snapshots.append(Snapshot(name=fold.name, version=fold.version, cut=cut, seq=history.seq, state=state))
        states.append(projection.state(day))
    return Held(states=tuple(states), seq=history.seq, snapshots=tuple(snapshots))


async def read_history(source: EventSource, owner: UUID, folds: Sequence[Fold[Any]]) -> History:
    """The snapshots of `folds` with the events since, or all events when they do not hold any more.

    They hold when each is there in its fold's version, all of one cut, and no event of a day before that, nor a
    correction or deletion of one, was recorded later.
    """
    bases = await source.projections.get(owner, [fold.name for fold in folds])
    made = {(base.cut, base.seq) for base in bases.values()}
    if len(made) == 1 and all(fold.name in bases and bases[fold.name].version == fold.version for fold in folds):
        ((cut, seq),) = made
        events = await source.events.recent(owner, cut)
        # After the events: what is recorded between the two questions may be late, and then asks for all of them.
        late = await source.events.late(owner, seq, cut)
        if not late and not _amended(events, seq):
            return History(bases=bases, events=tuple(events), seq=max((seq, *(event.seq for event in events))))
    every = [event async for chunk in source.events.since(owner, 0) for event in chunk]
    return History(bases={}, events=tuple(every), seq=every[-1].seq if every else 0)


def projected(fold: Fold[S], history: History) -> Projection[S]:
    """The history taken up, ready to give states."""
    old = history.bases.get(fold.name)
    base = None if old is None else Base(state=decode(fold, old.state), before=old.cut)
    projection = Projection(fold, base)
    projection.add(history.events)
    return projection


def _amended(events: Sequence[Event], seq: int) -> bool:
    """Whether a correction or deletion recorded after `seq` is of a fact that is not among `events`."""
    targets = {event.id: event.what.event for event in events if isinstance(event.what, EventCorrected | EventDeleted)}
    facts = {event.id for event in events if event.id not in targets}
    late = [targets[event.id] for event in events if event.seq > seq and event.id in targets]
    # A deletion may be of a correction, which names the fact.
    return any(targets.get(target, target) not in facts for target in late)
