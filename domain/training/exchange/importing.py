"""Another app's export, or our own, as events: what is in it, what is unknown, and what cannot be read.

Ids come from the place of a set (session's start and name, exercise, which set of it), so importing a file again, or a
later export that holds the same sessions, adds only what is new. An export of ours carries its ids.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta, timezone
from typing import Final
from uuid import UUID, uuid5

import msgspec
from msgspec import Struct

from domain.catalogue.types import Catalogue
from domain.events.event import NewEvent
from domain.events.kinds import SessionFinished, SessionStarted, SetLogged
from domain.events.rules import Offers, problems_of
from domain.profile import Units
from domain.training.exchange import hevy, strong
from domain.training.exchange.lifted import Lifted
from domain.training.exchange.names import closest, exercise_of
from domain.training.exchange.table import BadCell, Row, RowProblem, Table, refused

NAMESPACE: Final = UUID("5f1c6c0e-2f0b-5d4e-9f55-0d6f2f8a4b1e")
"""Of the ids of imported events; never changes."""

LISTED: Final = 100
"""Problems and unknown names that a reply lists; all are counted."""

LONGEST_MIN: Final = 1440.0
"""Longer sessions were forgotten to be ended; their minutes are left out."""

OFFERED: Final = 25
"""Unknown names for which nearest ones are looked up."""


class Unmapped(Struct, frozen=True, kw_only=True):
    """A name that stands for no exercise: how many sets it has, and the nearest names in the catalogue."""

    name: str
    sets: int
    nearest: tuple[str, ...]


class Import(Struct, frozen=True, kw_only=True):
    """What a file holds. `events` are ready to be recorded; `left_out` counts sets that are not among them."""

    source: str
    events: tuple[NewEvent, ...]
    sessions: int
    sets: int
    left_out: int
    first: date | None
    last: date | None
    unmapped: tuple[Unmapped, ...]
    problems: tuple[RowProblem, ...]
    problems_count: int


class Clock(Struct, frozen=True, kw_only=True):
    """When and where the import happens: the server's time, and minutes that the person's clock is ahead of UTC."""

    now: datetime
    offset_min: int = 0

    @property
    def zone(self) -> timezone:
        """The person's offset from UTC; files say none."""
        return timezone(timedelta(minutes=self.offset_min))


def read_import(raw: bytes, catalogue: Catalogue, clock: Clock, units: Units = Units.METRIC) -> Import:
    """Read a CSV export of Strong, Hevy or FitAI. Raises `InvalidInput` when it is none of them.

    A row that cannot be read, or whose exercise is unknown, is left out and reported; the others are taken.
    """
    table = Table(raw)
    source = _source(table)
    reading = _Reading(catalogue, clock)
    for row in table:
        try:
            each = _lifted(source, row, units)
            if each is not None:
                reading.take(each)
        except BadCell as bad:
            reading.problems.append(bad.problem)
    return reading.result(source)


def _source(table: Table) -> str:
    if table.columns >= hevy.COLUMNS:
        return "hevy"
    if table.columns >= strong.COLUMNS:
        return "fitai" if strong.IDS in table.columns else "strong"
    named = ", ".join(sorted(table.columns)[:20])[:200]
    wanted = " or ".join(", ".join(sorted(columns)) for columns in (strong.COLUMNS, hevy.COLUMNS))
    raise refused("header", f"columns {named}", f"an export of Strong, Hevy or FitAI, with the columns {wanted}")


def _lifted(source: str, row: Row, units: Units) -> Lifted | None:
    each = hevy.lifted(row) if source == "hevy" else strong.lifted(row, units)
    if each is not None and not each.exercise:
        raise row.bad(("exercise_title" if source == "hevy" else "exercise name",), "the name of an exercise")
    return each


class _Reading:
    """Gathers rows by session."""

    def __init__(self, catalogue: Catalogue, clock: Clock) -> None:
        self.problems: list[RowProblem] = []
        self._catalogue = catalogue
        self._clock = clock
        self._offers = Offers(catalogue)
        self._ids: dict[str, str | None] = {}
        self._unmapped: dict[str, int] = {}
        self._sessions: dict[tuple[object, ...], list[tuple[Lifted, str]]] = {}

    def take(self, each: Lifted) -> None:
        """One set; counted as unmapped when its exercise is unknown."""
        if each.exercise not in self._ids:
            self._ids[each.exercise] = exercise_of(self._catalogue, each.exercise)
        exercise = self._ids[each.exercise]
        if exercise is None:
            self._unmapped[each.exercise] = self._unmapped.get(each.exercise, 0) + 1
        else:
            key = (each.own[1],) if each.own else (each.began, each.title)
            self._sessions.setdefault(key, []).append((each, exercise))

    def result(self, source: str) -> Import:
        """What was gathered, as events."""
        events: list[NewEvent] = []
        sets = sessions = 0
        days: list[date] = []
        for rows in self._sessions.values():
            made = self._session_events(rows)
            if made:
                events += made
                sets += sum(isinstance(each.what, SetLogged) for each in made)
                sessions += 1
                days.append(made[0].day)
        unmapped = sorted(self._unmapped.items(), key=lambda item: (-item[1], item[0]))
        return Import(
            source=source,
            events=tuple(events),
            sessions=sessions,
            sets=sets,
            left_out=len(self.problems) + sum(self._unmapped.values()),
            first=min(days, default=None),
            last=max(days, default=None),
            unmapped=tuple(
                Unmapped(name=name, sets=count, nearest=closest(self._catalogue, name) if index < OFFERED else ())
                for index, (name, count) in enumerate(unmapped[:LISTED])
            ),
            problems=tuple(sorted(self.problems, key=lambda each: each.line)[:LISTED]),
            problems_count=len(self.problems),
        )

    def _session_events(self, rows: Sequence[tuple[Lifted, str]]) -> list[NewEvent]:
        """Start, sets and end of one session; the sets are spread over its minutes, for files give them no time."""
        head = rows[0][0]
        own = head.own or (None, None, None, None)
        session = own[1] or uuid5(NAMESPACE, f"{head.began.isoformat()}\n{head.title}")
        start, day = head.began.replace(tzinfo=self._clock.zone), head.began.date()
        minutes = next((each.minutes for each, _ in rows if each.minutes), None)
        step = timedelta(minutes=minutes) / (len(rows) + 1) if minutes else timedelta(seconds=1)
        counts: dict[str, int] = {}
        events: list[NewEvent] = []
        for index, (each, exercise) in enumerate(rows, start=1):
            counts[each.exercise] = number = counts.get(each.exercise, 0) + 1
            id_ = (each.own[0] if each.own else None) or uuid5(session, f"set\n{each.exercise}\n{number}")
            what = _set_of(each, exercise, session)
            events += self._checked(each, NewEvent(id=id_, at=start + index * step, day=day, what=what))
        if not events:
            return []
        started = own[2] if head.own else uuid5(session, "started")
        finished = own[3] if head.own else uuid5(session, "finished")
        if started:
            events.insert(0, NewEvent(id=started, at=start, day=day, what=SessionStarted(session=session)))
        if finished:
            ended = start + (len(rows) + 1) * step
            told = minutes if minutes and minutes <= LONGEST_MIN else None
            end = SessionFinished(session=session, minutes=told)
            events.append(NewEvent(id=finished, at=ended, day=day, what=end))
        return events

    def _checked(self, each: Lifted, event: NewEvent) -> tuple[NewEvent, ...]:
        """The event when it may be recorded; otherwise its problems are noted."""
        try:
            event = msgspec.convert(msgspec.to_builtins(event), NewEvent)
        except (msgspec.ValidationError, ValueError) as error:
            what, _, where = str(error).partition(" - at ")
            self.problems.append(RowProblem(line=each.line, column=where.strip("`$."), message=what, allowed=what))
            return ()
        found = problems_of(event, self._clock.now, self._offers)
        self.problems += [
            RowProblem(line=each.line, column=one.field, message=one.message, allowed=one.allowed) for one in found
        ]
        return () if found else (event,)


def _set_of(each: Lifted, exercise: str, session: UUID) -> SetLogged:
    return SetLogged(
        session=session,
        exercise=exercise,
        kind=each.kind,
        load_kg=each.load_kg,
        reps=each.reps,
        rir=each.rir,
        rpe=each.rpe,
        seconds=each.seconds,
        distance_m=each.distance_m,
    )
