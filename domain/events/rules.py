"""What must hold of an event beyond the types of its fields."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Final

from domain.catalogue.equipment import EQUIPMENT, closest_equipment
from domain.catalogue.names import closest_exercises, find_exercise
from domain.catalogue.types import Catalogue
from domain.errors import FieldProblem
from domain.events.event import NewEvent
from domain.events.kinds import (
    AwayGiven,
    EquipmentBusy,
    EventCorrected,
    EventData,
    EventDeleted,
    ExerciseRated,
    ExerciseSkipped,
    ExerciseSwapped,
    PainReported,
    SetLogged,
)

VERSION: Final = 1
"""The event version that this program writes and reads."""

FIRST_YEAR: Final = 2000
AHEAD: Final = timedelta(hours=24)
"""How far a device's clock may run ahead: past it the clock is wrong, and the event would bend every later day."""

DAY_OFF: Final = timedelta(days=1)
"""`day` against the local date of `at`: a session that runs past midnight may count for the day it began."""

AWAY_MOST: Final = timedelta(days=366)
OFFERS_MOST: Final = 5
"""Unknown names for which nearest ones are looked up in a batch: the search takes milliseconds for each."""


class Offers:
    """Knows exercises and equipment, and offers the nearest to an id that is none; remembers what it found."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._found: dict[str, str] = {}

    def exercise(self, field: str, given: str | None) -> tuple[FieldProblem, ...]:
        """The problem with an id that is no exercise of the catalogue; none for None."""
        if given is None or given in self._catalogue.exercises:
            return ()
        allowed = self._nearest(given, "a catalogue id", self._exercises)
        return (FieldProblem(field=field, message=f"unknown exercise {given!r}", allowed=allowed),)

    def equipment(self, field: str, given: str) -> tuple[FieldProblem, ...]:
        """The problem with an id that is no equipment."""
        if given in EQUIPMENT:
            return ()
        allowed = self._nearest(given, "an equipment id", closest_equipment)
        return (FieldProblem(field=field, message=f"unknown equipment {given!r}", allowed=allowed),)

    def _exercises(self, given: str) -> tuple[str, ...]:
        near = (find_exercise(self._catalogue, name) for name in (given, *closest_exercises(self._catalogue, given)))
        return tuple(dict.fromkeys(id_ for id_ in near if id_))

    def _nearest(self, given: str, what: str, search: Callable[[str], tuple[str, ...]]) -> str:
        key = f"{what}: {given}"
        if key not in self._found:
            if len(self._found) >= OFFERS_MOST:
                return what
            near = ", ".join(search(given))
            self._found[key] = f"{what}; nearest: {near}" if near else what
        return self._found[key]


def problems_of(event: NewEvent, now: datetime, offers: Offers) -> tuple[FieldProblem, ...]:
    """Everything that is wrong with a well-formed event; `now` is the server's clock."""
    found = [*_of_envelope(event, now), *_of_data(event.what, "what", offers)]
    what = event.what
    if isinstance(what, AwayGiven) and what.until < event.day:
        found.append(_problem("what.until", what.until, f"{event.day} (the event's day) or later"))
    if isinstance(what, AwayGiven) and what.until > event.day + AWAY_MOST:
        found.append(_problem("what.until", what.until, "within a year of the event's day"))
    if isinstance(what, EventCorrected):
        found += _of_data(what.now, "what.now", offers)
    if isinstance(what, EventCorrected | EventDeleted) and what.event == event.id:
        found.append(_problem("what.event", what.event, "the id of another event"))
    return tuple(found)


def _of_envelope(event: NewEvent, now: datetime) -> list[FieldProblem]:
    if event.version != VERSION:
        return [_problem("version", event.version, str(VERSION))]
    if event.at.tzinfo is None:
        return [_problem("at", event.at.isoformat(), "a time with its UTC offset, as 2026-11-23T18:30:00+01:00")]
    if event.at.year < FIRST_YEAR or event.day.year < FIRST_YEAR:
        field, given = ("at", event.at.isoformat()) if event.at.year < FIRST_YEAR else ("day", event.day.isoformat())
        return [_problem(field, given, f"{FIRST_YEAR} or later")]
    if event.at - now > AHEAD:
        ahead = (event.at - now) / timedelta(hours=1)
        message = f"{event.at.isoformat()} is {ahead:.0f} h ahead of the server: the device's clock seems wrong"
        latest = (now.astimezone(UTC) + AHEAD).isoformat(timespec="seconds")
        return [FieldProblem(field="at", message=message, allowed=f"up to {latest}")]
    if abs(event.day - event.at.date()) > DAY_OFF:
        return [_problem("day", event.day, f"{event.at.date()} (the local date of `at`), or a day beside it")]
    return []


def _of_data(what: EventData, path: str, offers: Offers) -> tuple[FieldProblem, ...]:
    match what:
        case SetLogged():
            return _of_set(what, path, offers)
        case ExerciseSkipped() | ExerciseRated() | PainReported():
            return offers.exercise(f"{path}.exercise", what.exercise)
        case ExerciseSwapped():
            return (*offers.exercise(f"{path}.exercise", what.exercise), *offers.exercise(f"{path}.to", what.to))
        case EquipmentBusy():
            return offers.equipment(f"{path}.equipment", what.equipment)
    return ()


def _of_set(what: SetLogged, path: str, offers: Offers) -> tuple[FieldProblem, ...]:
    found = [*offers.exercise(f"{path}.exercise", what.exercise)]
    if what.rir is not None and what.rpe is not None:
        found.append(_problem(f"{path}.rpe", what.rpe, "rir or rpe, not both (rir = 10 - rpe)"))
    if what.reps is None and what.seconds is None and what.distance_m is None:
        found.append(FieldProblem(field=path, message="nothing was done", allowed="reps, seconds or distance_m"))
    return tuple(found)


def _problem(field: str, given: date | object, allowed: str) -> FieldProblem:
    return FieldProblem(field=field, message=f"{given}", allowed=allowed)
