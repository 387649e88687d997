"""A run in figures: what the report prints, the gate compares and the registry keeps."""

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from domain.catalogue.types import Catalogue
from domain.errors import InvalidInput
from domain.plan import Severity
from ml.evals.fairness import Gap, audit
from ml.evals.intervals import Interval, interval
from ml.evals.measures.wording import diversity
from ml.evals.people import HeldOut
from ml.evals.record import Record, RunHead, read_run
from ml.evals.scene import context_of, faults_read, read_back
from ml.evals.scores import overlap, scores, stranger_of
from ml.evals.variants import followed, variations


class Followed(Struct, frozen=True, kw_only=True):
    """Of `n` people with this field changed: the shares whose plan moved where it must, and stayed where it must."""

    field: str
    n: int
    moved: float
    stayed: float


class Summary(Struct, frozen=True, kw_only=True):
    """`figures` are means over the run's people; `scored` each person's own figures, for paired comparisons.

    `rules` counts the findings of the plans as chosen, by rule; `errors` the reasons why a plan was not made.
    """

    head: RunHead
    people: int
    figures: dict[str, Interval]
    scored: dict[int, dict[str, float]]
    fairness: tuple[Gap, ...]
    sensitivity: tuple[Followed, ...]
    diversity: dict[str, float]
    rules: dict[str, int]
    errors: dict[str, int]


def summarise(path: Path, people: Sequence[HeldOut], catalogue: Catalogue) -> Summary:
    """The summary of a run file. Raises `InvalidInput` when it holds a person that `people` do not."""
    head, records = read_run(path)
    by_number = {each.person: each for each in people}
    own = [record for record in records if not record.variant]
    if unknown := [record.person for record in own if record.person not in by_number]:
        raise InvalidInput(f"{path.name} holds person {unknown[0]}, who is not held out in this data set")
    scored = {record.person: scores(record, by_number[record.person], catalogue) for record in own}
    profiles = {record.person: by_number[record.person].profile for record in own}
    plans = [record.plan for record in own if record.plan is not None]
    return Summary(
        head=head,
        people=len(own),
        figures=means(scored.values()),
        scored=scored,
        fairness=audit(profiles, scored),
        sensitivity=sensitivity(records),
        diversity=diversity(plans) if len(plans) > 1 else {},
        rules=dict(Counter(seen.rule for record in own for seen in record.before if seen.severity != Severity.WARN)),
        errors=dict(Counter(record.error.split(":")[0] for record in own if record.error)),
    )


def means(rows: Iterable[dict[str, float]]) -> dict[str, Interval]:
    """The mean of every figure over the rows that have it."""
    found: dict[str, list[float]] = {}
    for row in rows:
        for name, value in row.items():
            found.setdefault(name, []).append(value)
    return {name: interval(values) for name, values in found.items()}


def floor(people: Sequence[HeldOut]) -> dict[str, Interval]:
    """ROUGE of each reference against another person's reference: what a plan scores that was made for nobody."""
    return means(overlap(each.reference, stranger_of(people, place).reference) for place, each in enumerate(people))


def reading_noise(people: Sequence[HeldOut], catalogue: Catalogue) -> float:
    """Faults per 100 plans that reading back adds: those found in the references, which have none."""
    found = 0
    for each in people:
        context = context_of(each.profile, catalogue)
        read = read_back(each.reference, each.profile, context)
        found += sum(seen.severity != Severity.WARN for seen in faults_read(read, context))
    return 100 * found / max(1, len(people))


def sensitivity(records: Sequence[Record]) -> tuple[Followed, ...]:
    """What became of the plans of people with one field changed."""
    plain = {record.person: record.plan for record in records if not record.variant}
    found = []
    for variation in variations():
        pairs = [
            followed(variation, before, record.plan)
            for record in records
            if record.variant == variation.name
            and record.plan is not None
            and (before := plain.get(record.person)) is not None
        ]
        if pairs:
            n = len(pairs)
            moved, stayed = sum(pair[0] for pair in pairs) / n, sum(pair[1] for pair in pairs) / n
            found.append(Followed(field=variation.name, n=n, moved=moved, stayed=stayed))
    return tuple(found)


def write_summary(path: Path, summary: Summary) -> None:
    """As JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(msgspec.json.encode(summary) + b"\n")


def read_summary(path: Path) -> Summary:
    """Raises `InvalidInput` when the file is no summary."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Summary)
    except msgspec.DecodeError as error:
        raise InvalidInput(f"{path} is not the summary of a run: {error}") from error
