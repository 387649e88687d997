"""The registry of runs: one file an adapter under `ml/registry/`, with what it was made of and how it did.

An adapter without an entry was never measured; one that is not `promoted` must not be the default of a server.
"""

from pathlib import Path
from typing import Any, Final

import msgspec
from msgspec import Struct

from domain.errors import InvalidInput
from ml.evals.gate import Decision
from ml.evals.intervals import Interval
from ml.evals.summary import Summary
from ml.serve.adapter import AdapterCard

REGISTRY: Final = Path(__file__).parent.parent / "registry"


class Entry(Struct, frozen=True, kw_only=True):
    """Hashes are SHA-256. `config` and `final` are the training run's, `figures` those of its evaluation."""

    name: str
    base: str
    licence: str
    adapter_sha256: str
    trained_sha256: str
    data: dict[str, str]
    evaluation_data_sha256: str
    config: dict[str, Any]
    rows: int
    steps: int
    seconds: float
    versions: dict[str, str]
    final: dict[str, float]
    people: int
    figures: dict[str, Interval]
    baseline: str
    promoted: bool
    reasons: tuple[str, ...] = ()


class _Training(Struct, frozen=True, kw_only=True):
    """What is used of a training run's `run.json`."""

    config: dict[str, Any]
    data: dict[str, str]
    rows: int
    steps: int
    seconds: float
    versions: dict[str, str]
    adapter_sha256: str
    final: dict[str, float]


def entry_of(card: AdapterCard, run_file: Path, summary: Summary, decision: Decision) -> Entry:
    """The entry of an exported adapter. Raises `InvalidInput` when card, training run and evaluation are not of one."""
    training = msgspec.json.decode(run_file.read_bytes(), type=_Training)
    if card.source_sha256 != training.adapter_sha256:
        raise InvalidInput(f"{card.name} was exported from another adapter than {run_file} tells of")
    if summary.head.adapter_sha256 != card.sha256:
        raise InvalidInput(f"the evaluation {summary.head.label} was not of the adapter {card.name}")
    if decision.candidate != summary.head.label:
        raise InvalidInput(f"the decision is about {decision.candidate}, not about {summary.head.label}")
    return Entry(
        name=card.name,
        base=card.base,
        licence=card.licence,
        adapter_sha256=card.sha256,
        trained_sha256=card.source_sha256,
        data=training.data,
        evaluation_data_sha256=summary.head.data_sha256,
        config=training.config,
        rows=training.rows,
        steps=training.steps,
        seconds=training.seconds,
        versions=training.versions,
        final=training.final,
        people=summary.people,
        figures=summary.figures,
        baseline=decision.baseline,
        promoted=decision.promoted,
        reasons=decision.reasons,
    )


def write_entry(entry: Entry, folder: Path = REGISTRY) -> Path:
    """Write `NAME.json`; an entry of the same name is replaced."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{entry.name}.json"
    path.write_bytes(msgspec.json.format(msgspec.json.encode(entry), indent=1) + b"\n")
    return path


def entries(folder: Path = REGISTRY) -> tuple[Entry, ...]:
    """All entries by name. Raises `InvalidInput` naming a file that is none."""
    found = []
    for path in sorted(folder.glob("*.json")):
        try:
            found.append(msgspec.json.decode(path.read_bytes(), type=Entry))
        except msgspec.DecodeError as error:
            raise InvalidInput(f"{path.name} is not an entry of the registry: {error}") from error
    return tuple(found)
