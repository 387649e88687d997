"""Exports of Strong, in both of its forms, and our own, which has Strong's columns.

Commas: Date, Workout Name, Duration ("1h 5m"), Exercise Name, Set Order, Weight, Reps, Distance, Seconds, Notes,
Workout Notes, RPE; the weight in the unit of the app's settings unless a column or the header says it. Semicolons: the
unit stands in the header: Duration (sec), Weight (kg), Distance (meters).
"""

import re
from typing import Final
from uuid import UUID

from domain.events.kinds import SetKind
from domain.profile import Units
from domain.training.exchange.lifted import KG_PER_LB, M_PER_MILE, Lifted, above_zero, wall_clock, whole
from domain.training.exchange.table import Row

COLUMNS: Final = frozenset({"date", "workout name", "exercise name", "set order"})
"""What tells the format."""

IDS: Final = "fitai ids"
"""Our own column: the ids of the events of set, session, start and end (a dash: none), so that what was exported is
known again."""

_NOT_SETS = frozenset({"rest timer", "note"})
_KINDS = {"w": SetKind.WARMUP, "d": SetKind.DROP}
_FAILURE = "f"
_WEIGHTS = {"weight (kg)": 1.0, "weight (lb)": KG_PER_LB, "weight (lbs)": KG_PER_LB}
_DISTANCES = {
    "distance (meters)": 1.0,
    "distance (m)": 1.0,
    "distance (km)": 1000.0,
    "distance (miles)": M_PER_MILE,
    "distance (mi)": M_PER_MILE,
}
_DURATION = re.compile(r"(?:(?P<h>\d+)\s*h)?\s*(?:(?P<m>\d+)\s*m(?:in)?)?\s*(?:(?P<s>\d+)\s*s)?")


def lifted(row: Row, units: Units) -> Lifted | None:
    """The set of a row; None for rows that are no set. `units` are those of columns without one. Raises `BadCell`."""
    order = row.text("set order").lower()
    if order in _NOT_SETS:
        return None
    seconds = above_zero(row.number("seconds"))
    reps = whole(row, "reps")
    return Lifted(
        line=row.line,
        began=wall_clock(row, "date"),
        title=row.text("workout name"),
        exercise=row.text("exercise name"),
        kind=_KINDS.get(order, SetKind.WORK),
        minutes=_minutes(row),
        load_kg=_load(row, units),
        reps=reps,
        rir=0.0 if order == _FAILURE else None,
        rpe=None if order == _FAILURE else above_zero(row.number("rpe")),
        seconds=seconds,
        distance_m=_distance(row, units),
        own=_own(row),
    )


def _minutes(row: Row) -> float | None:
    seconds = row.number("duration (sec)")
    if seconds is not None:
        return above_zero(seconds, 1 / 60)
    text = row.text("duration")
    found = _DURATION.fullmatch(text.strip().lower())
    if found is None:
        raise row.bad(("duration",), "a duration, as 1h 5m")
    hours, minutes, rest = (int(found[part] or 0) for part in "hms")
    return above_zero(hours * 60 + minutes + rest / 60)


def _load(row: Row, units: Units) -> float | None:
    for column, factor in _WEIGHTS.items():
        if (kg := row.number(column)) is not None:
            return above_zero(kg, factor)
    unit = row.text("weight unit").lower()
    pounds = unit.startswith("lb") if unit else units is Units.IMPERIAL
    return above_zero(row.number("weight"), KG_PER_LB if pounds else 1.0)


def _distance(row: Row, units: Units) -> float | None:
    for column, factor in _DISTANCES.items():
        if (metres := row.number(column)) is not None:
            return above_zero(metres, factor)
    unit = row.text("distance unit").lower() or ("mi" if units is Units.IMPERIAL else "km")
    factors = {"m": 1.0, "meters": 1.0, "mi": M_PER_MILE, "miles": M_PER_MILE, "km": 1000.0}
    if unit not in factors:
        raise row.bad(("distance unit",), ", ".join(factors))
    return above_zero(row.number("distance"), factors[unit])


def _own(row: Row) -> tuple[UUID | None, ...]:
    text = row.text(IDS)
    if not text:
        return ()
    try:
        ids = tuple(None if part == "-" else UUID(part) for part in text.split())
    except ValueError:
        ids = ()
    if len(ids) != 4 or ids[0] is None or ids[1] is None:
        raise row.bad((IDS,), "four ids, as exported")
    return ids
