"""Personal records: what an outing reaches, and which bests it beats."""

from typing import Final

from msgspec.structs import replace

from domain.training.state import ExerciseState, Outing, Record, RecordKind
from domain.training.strength import shown_max

FIELDS: Final = {
    RecordKind.E1RM: "best_e1rm",
    RecordKind.LOAD: "best_load_kg",
    RecordKind.REPS: "best_reps",
    RecordKind.VOLUME: "best_volume_kg",
    RecordKind.SECONDS: "best_seconds",
}
"""Where the state of an exercise keeps each best."""


def with_records(state: ExerciseState, outing: Outing, *, loaded: bool) -> tuple[ExerciseState, tuple[Record, ...]]:
    """The state with its bests raised, and a record for each best that was there before.

    Repetitions count at the heaviest load so far; a heavier load starts them anew. A first best is no record.
    """
    known: dict[RecordKind, float | None] = {kind: getattr(state, field) for kind, field in FIELDS.items()}
    reached = _reached(outing, known[RecordKind.LOAD] or 0.0, loaded=loaded)
    if reached.get(RecordKind.LOAD, 0.0) > (known[RecordKind.LOAD] or 0.0):
        known[RecordKind.REPS] = None
    raised = {kind: value for kind, value in reached.items() if value > (known[kind] or 0.0)}
    if not raised:
        return state, ()
    records = tuple(
        Record(outing.day, state.exercise, kind, value, float(before))
        for kind, value in raised.items()
        if (before := known[kind]) is not None
    )
    bests = {FIELDS[kind]: int(value) if kind is RecordKind.REPS else value for kind, value in raised.items()}
    return replace(state, **bests), records


def _reached(outing: Outing, heaviest: float, *, loaded: bool) -> dict[RecordKind, float]:
    """The outing's figure for each kind, 0 where it has no sets for it. Of loaded exercises only the repetitions at the
    `heaviest` load (so far, or of this outing) count."""
    load = max((each.load_kg or 0.0 for each in outing.sets), default=0.0)
    at = max(load, heaviest) if loaded else 0.0
    e1rm = reps = volume = seconds = 0.0
    for each in outing.sets:
        kg = each.load_kg or 0.0
        if each.reps is not None:
            volume += kg * each.reps
            if kg >= at and each.reps > reps:
                reps = float(each.reps)
            if loaded and (shown := shown_max(each)) is not None and shown > e1rm:
                e1rm = shown
        if each.seconds is not None and each.seconds > seconds:
            seconds = each.seconds
    return {
        RecordKind.E1RM: e1rm,
        RecordKind.LOAD: load,
        RecordKind.REPS: reps,
        RecordKind.VOLUME: volume,
        RecordKind.SECONDS: seconds,
    }
