"""A row of another app's export, read: one set, in our units, with the exercise still by that app's name."""

import re
from datetime import datetime
from typing import Final
from uuid import UUID

from msgspec import Struct

from domain.events.kinds import SetKind
from domain.training.exchange.table import Row

KG_PER_LB: Final = 0.45359237
M_PER_MILE: Final = 1609.344

_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1
    )
}
_DAY_FIRST = re.compile(r"(?P<day>\d{1,2}) (?P<month>[A-Za-z]{3})[a-z]*\.? (?P<year>\d{4}),? (?P<clock>.+)")
_MONTH_FIRST = re.compile(r"(?P<month>[A-Za-z]{3})[a-z]*\.? (?P<day>\d{1,2}), (?P<year>\d{4}),? (?P<clock>.+)")
_CLOCK = re.compile(r"(?:at )?(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?\s*(?P<half>[AaPp][Mm])?")


class Lifted(Struct, frozen=True, kw_only=True):
    """One set. `began` is the session's start by the wall clock where it was; `own` are ids of an export of ours."""

    line: int
    began: datetime
    title: str
    exercise: str
    kind: SetKind
    minutes: float | None = None
    load_kg: float | None = None
    reps: int | None = None
    rir: float | None = None
    rpe: float | None = None
    seconds: float | None = None
    distance_m: float | None = None
    own: tuple[UUID | None, ...] = ()


def wall_clock(row: Row, *columns: str) -> datetime:
    """A date and time: ISO, "23 Nov 2026, 18:30" or "Nov 23, 2026, 6:30 PM". Raises `BadCell`."""
    text = row.text(*columns).replace("\u202f", " ")
    found = _DAY_FIRST.fullmatch(text) or _MONTH_FIRST.fullmatch(text)
    clock = _CLOCK.fullmatch(found["clock"]) if found else None
    if found and clock:
        hour, month = int(clock["hour"]), _MONTHS.get(found["month"].lower(), 0)
        if clock["half"]:
            hour = hour % 12 + (12 if clock["half"].lower() == "pm" else 0)
        text = (
            f"{found['year']}-{month:02}-{int(found['day']):02} {hour:02}:{clock['minute']}:{clock['second'] or '00'}"
        )
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        raise row.bad(columns, "a date and time, as 2026-11-23 18:30:00 or 23 Nov 2026, 18:30") from None


def whole(row: Row, *columns: str) -> int | None:
    """Repetitions: a whole number, None for none. Raises `BadCell`."""
    value = row.number(*columns)
    if not value:
        return None
    if value != int(value) or value < 0:
        raise row.bad(columns, "a whole number")
    return int(value)


def above_zero(value: float | None, factor: float = 1.0) -> float | None:
    """The value in our unit; None for none and for the zero that apps write in its place."""
    return round(value * factor, 3) if value else None
