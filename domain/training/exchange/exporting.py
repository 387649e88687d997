"""A person's own sets as a CSV file with Strong's columns, which other apps read."""

import csv
from collections.abc import Iterable, Iterator
from io import StringIO

from domain.catalogue.types import Catalogue
from domain.events.kinds import SetKind
from domain.training.exchange.table import safe_cell
from domain.training.log import LoggedSession, LoggedSet
from domain.training.sessions import reserve

COLUMNS = (
    "Date",
    "Workout Name",
    "Duration (sec)",
    "Exercise Name",
    "Set Order",
    "Weight (kg)",
    "Reps",
    "RPE",
    "Distance (meters)",
    "Seconds",
    "FitAI Ids",
)

_ORDERS = {SetKind.WARMUP: "W", SetKind.DROP: "D"}


def csv_of(sessions: Iterable[LoggedSession], catalogue: Catalogue) -> Iterator[bytes]:
    """The file in chunks, a session each. Reserve is written as RPE (10 - RIR), which is what such files hold."""
    yield _line(COLUMNS)
    for session in sessions:
        rows, number = [], {each.what.exercise: 0 for each in session.sets}
        for each in session.sets:
            number[each.what.exercise] += 1
            rows.append(_line(_cells(session, each, number[each.what.exercise], catalogue)))
        yield b"".join(rows)


def _cells(session: LoggedSession, each: LoggedSet, number: int, catalogue: Catalogue) -> tuple[object, ...]:
    what, exercise = each.what, catalogue.exercises.get(each.what.exercise)
    rir = reserve(what)
    ids = (each.id, session.session, session.started, session.finished)
    return (
        session.at.replace(tzinfo=None, microsecond=0).isoformat(sep=" "),
        "FitAI",
        None if session.minutes is None else round(session.minutes * 60),
        exercise.name if exercise else what.exercise,
        _ORDERS.get(what.kind, str(number)),
        what.load_kg,
        what.reps,
        None if rir is None else max(1.0, 10 - rir),
        what.distance_m,
        what.seconds,
        " ".join("-" if id_ is None else str(id_) for id_ in ids),
    )


def _line(cells: Iterable[object]) -> bytes:
    out = StringIO()
    csv.writer(out).writerow([safe_cell(cell) for cell in cells])
    return out.getvalue().encode()
