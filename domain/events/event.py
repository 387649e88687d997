"""An event with its envelope: who made it, when it happened, and in which order it was recorded."""

from datetime import date, datetime
from uuid import UUID

from msgspec import Struct

from domain.events.kinds import Happened, Reported


class NewEvent(Struct, frozen=True, kw_only=True):
    """An event as a device sends it. `id` is the device's (sent again, it is the same event).

    `at` has the device's UTC offset; `day` is the calendar day there, which decides what day the event belongs to,
    whatever zone the server or a later reader is in.
    """

    id: UUID
    at: datetime
    day: date
    what: Reported
    version: int = 1


class Event(Struct, frozen=True, kw_only=True):
    """A recorded event. `seq` runs from 1 for each person in the order of recording, which is not that of happening."""

    id: UUID
    seq: int
    at: datetime
    day: date
    recorded_at: datetime
    what: Happened
    version: int = 1


class KeyedEvent(Struct, frozen=True, kw_only=True):
    """An event on its way into the record. `key` makes it happen once for the person, however often it is sent."""

    id: UUID
    key: str
    at: datetime
    day: date
    what: Happened
    version: int = 1


def keyed(event: NewEvent) -> KeyedEvent:
    """A device's event under its own id as the key."""
    return KeyedEvent(
        id=event.id, key=str(event.id), at=event.at, day=event.day, what=event.what, version=event.version
    )
