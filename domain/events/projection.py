"""From recorded events to states: corrections and deletions applied, days folded in order, late events let in.

The order in which events were recorded does not matter: the same set of events gives the same state, however it came in
batches. What a fold makes of events is a function of the effective events in their canonical order (day, time, id).
"""

from bisect import bisect_left, insort
from collections.abc import Iterable
from datetime import date, datetime
from itertools import islice
from typing import Generic, Protocol, TypeVar
from uuid import UUID

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from domain.errors import FitaiError
from domain.events.event import Event
from domain.events.kinds import ChangeDecided, EventCorrected, EventDeleted, PlanActivated

S = TypeVar("S")

KEPT_DAYS = 60
"""Ends of days with events that a projection remembers: a late event of one of them re-folds from its day only."""


class Day(Struct, frozen=True):
    """A calendar day of the person with its effective events in canonical order."""

    date: date
    events: tuple[Event, ...]


class Fold(Protocol[S]):
    """Turns days into a state of type `state`. `name` and `version` tell stored states apart: raise `version` when the
    same events would give another state.

    `step` folds one day; days between the state's and this one pass without events first. `advance` lets days pass up
    to and including `day`, and leaves a state of that day or later as it is. Advancing in two parts is the same as in
    one, and advancing to the day before a step changes nothing.
    """

    name: str
    version: int

    @property
    def state(self) -> type[S]: ...

    def empty(self) -> S: ...

    def step(self, state: S, day: Day) -> S: ...

    def advance(self, state: S, day: date) -> S: ...


class BehindBase(FitaiError):
    """An event lies before the day from which a projection was given events: it must be rebuilt from all of them."""

    code = "behind_base"


class Effective(Struct, frozen=True, kw_only=True):
    """Events as they hold, in canonical order.

    `ignored` counts corrections and deletions that change nothing because of what they name: an event of another type,
    one that the server wrote, or a deletion. `loose` are ids that they name and that are not among the events.
    """

    events: tuple[Event, ...]
    ignored: int = 0
    loose: frozenset[UUID] = frozenset()


def effective(events: Iterable[Event]) -> Effective:
    """The events without duplicates, corrections and deletions applied whatever came first.

    A deletion is final and wins over corrections; it may take back a correction. Of several corrections the one made
    last holds: by its own time, which counts as no later than its recording, so that a clock that runs ahead does not
    win for ever.
    """
    ledger = Ledger()
    for event in events:
        ledger.add(event)
    ignored, loose = ledger.unused()
    kept = tuple(event for day in sorted(ledger.days()) for event in ledger.day(day).events)
    return Effective(events=kept, ignored=ignored, loose=loose)


class Ledger:
    """Events of a person by day, with their corrections and deletions; grows by one event at a time."""

    def __init__(self) -> None:
        self._facts: dict[UUID, Event] = {}
        self._by_day: dict[date, list[Event]] = {}
        self._edits: dict[UUID, Event] = {}
        self._corrections: dict[UUID, list[Event]] = {}
        self._deleted: set[UUID] = set()

    def add(self, event: Event) -> date | None:
        """Take one event; the day whose effective events it may change, None when there is none (yet)."""
        id_, what = event.id, event.what
        if id_ in self._facts or id_ in self._edits:
            return None
        if isinstance(what, EventDeleted):
            self._edits[id_] = event
            self._deleted.add(what.event)
            return self._day_of(what.event)
        if isinstance(what, EventCorrected):
            self._edits[id_] = event
            self._corrections.setdefault(what.event, []).append(event)
            return self._day_of(what.event)
        self._facts[id_] = event
        self._by_day.setdefault(event.day, []).append(event)
        return event.day

    def days(self) -> Iterable[date]:
        """Days with any event, deleted ones included."""
        return self._by_day.keys()

    def day(self, day: date) -> Day:
        """The effective events of a day."""
        found = self._by_day.get(day, ())
        if self._edits:
            found = [kept for event in found if (kept := self._resolved(event)) is not None]
        return Day(day, tuple(sorted(found, key=_canonical)))

    def unused(self) -> tuple[int, frozenset[UUID]]:
        """How many corrections and deletions name what they cannot change; ids they name that are not here."""
        ignored, loose = 0, set()
        for edit in self._edits.values():
            what = edit.what
            if not isinstance(what, EventDeleted | EventCorrected):
                continue
            target = self._facts.get(what.event) or self._edits.get(what.event)
            if target is None:
                loose.add(what.event)
            elif isinstance(what, EventDeleted):
                ignored += not _deletable(target)
            else:
                ignored += type(target.what) is not type(what.now)
        return ignored, frozenset(loose)

    def _day_of(self, target: UUID) -> date | None:
        edit = self._edits.get(target)
        if edit is not None and isinstance(edit.what, EventCorrected):
            target = edit.what.event
        fact = self._facts.get(target)
        return fact.day if fact else None

    def _resolved(self, event: Event) -> Event | None:
        if event.id in self._deleted and _deletable(event):
            return None
        latest: Event | None = None
        for each in self._corrections.get(event.id, ()):
            fits = isinstance(each.what, EventCorrected) and type(each.what.now) is type(event.what)
            if fits and each.id not in self._deleted and (latest is None or _made(each) > _made(latest)):
                latest = each
        if latest is None or not isinstance(latest.what, EventCorrected):
            return event
        return replace(event, what=latest.what.now)


def _canonical(event: Event) -> tuple[datetime, UUID]:
    return event.at, event.id


def _made(correction: Event) -> tuple[datetime, int]:
    return min(correction.at, correction.recorded_at), correction.seq


def _deletable(event: Event) -> bool:
    return not isinstance(event.what, PlanActivated | ChangeDecided | EventDeleted)


class Base(Struct, Generic[S], frozen=True, kw_only=True):
    """A state that holds everything of the days before `before`, and nothing of that day or later."""

    state: S
    before: date


class Projection(Generic[S]):
    """The state of one person as events come in, in any order.

    With a `base` it is given the events of `base.before` and later, and every correction and deletion whatever its day;
    those that name an event before the base are in `loose` and change nothing here. When one of them was recorded after
    the base was made, the base no longer holds.
    """

    def __init__(self, fold: Fold[S], base: Base[S] | None = None) -> None:
        self._fold = fold
        self._base = base
        self._ledger = Ledger()
        self._days: list[date] = []
        self._ends: dict[date, S] = {}

    def add(self, events: Iterable[Event]) -> None:
        """Take events, known ones too. Raises `BehindBase` for a fact of a day before the base."""
        for event in events:
            day = self._ledger.add(event)
            if day is None:
                continue
            if self._base is not None and day < self._base.before:
                raise BehindBase(f"event {event.id} of {day} lies before {self._base.before}")
            index = bisect_left(self._days, day)
            if index == len(self._days) or self._days[index] != day:
                insort(self._days, day)
            for later in islice(reversed(self._days), len(self._days) - index):
                self._ends.pop(later, None)

    @property
    def loose(self) -> frozenset[UUID]:
        """Ids that corrections and deletions name and that were not given."""
        return self._ledger.unused()[1]

    def state(self, on: date | None = None) -> S:
        """The state after all events, and at least at the end of day `on`."""
        state = self._through(len(self._days))
        return state if on is None else self._fold.advance(state, on)

    def before(self, day: date) -> Base[S]:
        """What a later projection can begin with, when it gets the events of `day` and later."""
        return Base(state=self._through(bisect_left(self._days, day)), before=day)

    def _through(self, count: int) -> S:
        """The state after the first `count` days with events."""
        start = count
        while start and self._days[start - 1] not in self._ends:
            start -= 1
        state = self._ends[self._days[start - 1]] if start else self._base.state if self._base else self._fold.empty()
        oldest = len(self._days) - KEPT_DAYS
        for index in range(start, count):
            day = self._ledger.day(self._days[index])
            state = self._fold.step(state, day) if day.events else state
            if index >= oldest:
                self._ends[day.date] = state
        if len(self._ends) > KEPT_DAYS:
            for old in [day for day in self._ends if day < self._days[oldest]]:
                del self._ends[old]
        return state


def encode(state: object) -> bytes:
    """A state as JSON; equal states give equal bytes."""
    return msgspec.json.encode(state, order="deterministic")


def decode(fold: Fold[S], raw: bytes) -> S:
    """A state from `encode`. Raises `msgspec.ValidationError` when it is not one of this fold."""
    return msgspec.json.decode(raw, type=fold.state)
