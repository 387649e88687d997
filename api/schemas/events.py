"""Wire structs of recorded events."""

from uuid import UUID

from msgspec import Struct

from domain.events.event import NewEvent
from domain.events.reading import Rejected


class EventBatch(Struct, frozen=True, kw_only=True):
    """1 to 500 events, in any order."""

    events: tuple[NewEvent, ...]


class EventsRecorded(Struct, frozen=True, kw_only=True):
    """What became of each event of a batch. All of them may be forgotten by the device that sent them.

    `duplicates` were recorded earlier, whatever device sent them. `rejected` would be refused again. `seq` is the
    number of the person's last event; `job` is the one that adapts the plan to these events.
    """

    accepted: tuple[UUID, ...]
    duplicates: tuple[UUID, ...]
    rejected: tuple[Rejected, ...]
    seq: int
    job: UUID | None
