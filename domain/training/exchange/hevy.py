"""Exports of Hevy: title, start_time, end_time, description, exercise_title, superset_id, exercise_notes, set_index,
set_type, weight_kg or weight_lbs, reps, distance_km or distance_miles, duration_seconds, rpe.
"""

from typing import Final

from domain.events.kinds import SetKind
from domain.training.exchange.lifted import KG_PER_LB, M_PER_MILE, Lifted, above_zero, wall_clock, whole
from domain.training.exchange.table import Row

COLUMNS: Final = frozenset({"title", "start_time", "exercise_title", "set_index"})
"""What tells the format."""

_KINDS = {"warmup": SetKind.WARMUP, "dropset": SetKind.DROP, "drop": SetKind.DROP}
_FAILURE = "failure"


def lifted(row: Row) -> Lifted:
    """The set of a row. Raises `BadCell`."""
    began = wall_clock(row, "start_time")
    minutes = (wall_clock(row, "end_time") - began).total_seconds() / 60 if row.text("end_time") else 0.0
    kind = row.text("set_type").lower()
    kg, lb = row.number("weight_kg"), row.number("weight_lbs", "weight_lb")
    km, miles = row.number("distance_km"), row.number("distance_miles")
    return Lifted(
        line=row.line,
        began=began,
        title=row.text("title"),
        exercise=row.text("exercise_title"),
        kind=_KINDS.get(kind, SetKind.WORK),
        minutes=round(minutes, 3) if minutes > 0 else None,
        load_kg=above_zero(kg) if kg is not None else above_zero(lb, KG_PER_LB),
        reps=whole(row, "reps"),
        rir=0.0 if kind == _FAILURE else None,
        rpe=None if kind == _FAILURE else above_zero(row.number("rpe")),
        seconds=above_zero(row.number("duration_seconds")),
        distance_m=above_zero(km, 1000.0) if km is not None else above_zero(miles, M_PER_MILE),
    )
