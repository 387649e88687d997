"""What recorded events need from the outside, as Protocols; part of `domain.ports`, apart for its length."""

from collections.abc import AsyncIterator, Sequence
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from msgspec import Struct

from domain.events.event import Event, KeyedEvent


class EventHead(Struct, frozen=True, kw_only=True):
    """Where a person's events stand.

    `seq` is the last one's; the plan was last adapted at `adapted_at`, to the events up to `adapted_seq`. `revision`
    rises whenever the plan or a decision on a change does. `offset_min`: minutes that the person's clock is ahead of
    UTC. `asked_at`: when the last adaptation was asked for.
    """

    seq: int = 0
    adapted_seq: int = 0
    revision: int = 0
    offset_min: int = 0
    adapted_at: datetime | None = None
    asked_at: datetime | None = None


class Recorded(Struct, frozen=True, kw_only=True):
    """What recording did: the ids that were new, the last seq, and the adaptation job that sees these events."""

    seq: int
    new: tuple[UUID, ...]
    job: UUID | None


class Wake(Struct, frozen=True, kw_only=True):
    """The adaptation job to make, when none waits that is due by then."""

    job_id: UUID
    due: datetime
    max_attempts: int


class Events(Protocol):
    """A person's events. Chunks are lists of some thousands, so that no history need lie in memory as a whole."""

    async def record(self, owner: UUID, events: Sequence[KeyedEvent], at: datetime, wake: Wake | None) -> Recorded:
        """Store those whose key is new, in their order, numbered without gaps, and see that a job adapts to them.

        One statement. With `wake` there is a queued `plan.adapt` job after it that no worker has begun: the one that
        waits, brought forward when it would come later, or a new one; none given: then too. Raises `NotFound` for an
        erased account.
        """

    async def head(self, owner: UUID) -> EventHead: ...
    async def hold(self, owner: UUID, revision: int | None) -> bool:
        """Lock the owner's plan, decisions and events until the transaction ends, if `revision` still holds; raise it.

        Comes first in its transaction. False: the plan or a decision has changed since `revision` was read (never for
        None). Raises `NotFound` for an erased account.
        """

    async def adapted(self, owner: UUID, through: int, at: datetime) -> None:
        """Note that the plan was adapted to the events up to `through`."""

    def since(self, owner: UUID, seq: int) -> AsyncIterator[list[Event]]:
        """Events after `seq` in the order of recording, in chunks."""

    def of_days(self, owner: UUID, start: date, end: date) -> AsyncIterator[list[Event]]:
        """Events of the days from `start` to `end`, both included, by day and seq, in chunks."""

    async def recent(self, owner: UUID, cut: date) -> list[Event]:
        """Events of `cut` and later, and every correction and deletion of any day."""

    async def late(self, owner: UUID, seq: int, cut: date) -> bool:
        """Whether an event recorded after `seq` is of a day before `cut`."""

    async def by_key(self, owner: UUID, key: str) -> Event | None: ...


class Snapshot(Struct, frozen=True, kw_only=True):
    """A fold's state over the events up to `seq` of the days before `cut`, for a stated version of the fold."""

    name: str
    version: int
    cut: date
    seq: int
    state: bytes


class Projections(Protocol):
    """Stored states of folds; each can be made again from the events."""

    async def get(self, owner: UUID, names: Sequence[str]) -> dict[str, Snapshot]:
        """Those that are stored, by name."""

    async def put(self, owner: UUID, snapshot: Snapshot) -> bool:
        """Store it in place of an older one; False when the stored one is newer."""
