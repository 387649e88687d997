"""The record of a simulated person's events, as the server would keep it."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID, uuid5

from domain.events.event import Event
from domain.events.kinds import Happened

NAMESPACE = UUID("5e0d7c0a-6f0b-4f7e-9a55-2f6a1d0c9b11")


class Log:
    """Events of one person, numbered as the server would."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self.events: list[Event] = []

    def add(self, day: date, at: time, *facts: Happened) -> tuple[Event, ...]:
        """Record `facts` on `day`, some seconds apart from `at` on."""
        added: list[Event] = []
        for fact in facts:
            seq = len(self.events) + 1
            when = datetime.combine(day, at, UTC) + timedelta(seconds=2 * len(added))
            event = Event(id=self.id("event", seq), seq=seq, at=when, day=day, recorded_at=when, what=fact)
            self.events.append(event)
            added.append(event)
        return tuple(added)

    def id(self, *name: object) -> UUID:
        """A stable id of this person."""
        return uuid5(NAMESPACE, repr((self._seed, *name)))
