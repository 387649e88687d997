"""What an alignment run changed, in a few lines to read."""

from ml.train.prefer.measures import Measures, Safety
from ml.train.prefer.run import Record


def lines_of(record: Record) -> list[str]:
    """The run, accuracy and safety before and after, and what must not be overlooked."""
    spent = f"{record.seconds:.0f} s ({record.cpu_seconds:.0f} s of processor time)"
    return [
        *(f"left out: {row} has {tokens} tokens" for row, tokens in record.too_long.items()),
        f"{record.rows} rows, {record.steps} steps of {record.method} in {spent}",
        "preference accuracy on held-out rows and mean lead of the chosen answer, before -> after:",
        *_accuracy(record.before, record.after),
        *_safety(record.before.safety, record.after.safety),
        *(
            ["NOT SAFE: fewer answers are valid than before; this adapter must not be served"]
            if record.safe is False
            else []
        ),
    ]


def _accuracy(before: Measures, after: Measures) -> list[str]:
    return [
        f"  {source}: {before.accuracy[source]:.3f} -> {after.accuracy[source]:.3f}, "
        f"lead {before.lead[source]:+.2f} -> {after.lead[source]:+.2f} ({before.rows[source]} rows)"
        for source in before.accuracy
    ]


def _safety(before: Safety | None, after: Safety | None) -> list[str]:
    if before is None or after is None:
        return []
    faults = ", ".join(f"{name} {count}" for name, count in after.faults.items() if count)
    return [
        f"valid answers without a grammar: {before.valid:.3f} -> {after.valid:.3f} of {after.answers}"
        + (f" (after: {faults})" if faults else "")
    ]
