"""The registry: card, training run and evaluation must be of one adapter, and what is shipped has passed the gate."""

import msgspec
import pytest
from msgspec.structs import replace

from domain.errors import InvalidInput
from ml.evals.gate import decide
from ml.serve.adapter import AdapterCard, adapter_of
from ml.train.registry import REGISTRY, entries, entry_of, write_entry
from tests.unit.ml.evals.runs import BETTER, a_run

CARD = AdapterCard(
    name="new", base="b", licence="l", sha256="gguf", base_sha256="w", prompt_sha256="p", rank=16, alpha=32.0,
    source_sha256="trained",
)  # fmt: skip


def a_summary(adapter="gguf"):
    summary = a_run("new", **BETTER)
    return replace(summary, head=replace(summary.head, adapter_sha256=adapter))


@pytest.fixture
def run_file(tmp_path):
    """The record of a training run."""
    run = {
        "config": {}, "data": {"train": "t"}, "rows": 3, "steps": 2, "seconds": 1.0, "versions": {},
        "adapter_sha256": "trained", "final": {"eval_loss": 0.1},
    }  # fmt: skip
    path = tmp_path / "run.json"
    path.write_bytes(msgspec.json.encode(run))
    return path


def test_an_entry_is_written_and_read_back(run_file, tmp_path):
    summary = a_summary()
    entry = entry_of(CARD, run_file, summary, decide(summary, a_run()))
    assert entry.promoted
    assert entry.data == {"train": "t"}
    write_entry(entry, tmp_path / "registry")
    assert entries(tmp_path / "registry") == (entry,)


@pytest.mark.parametrize(
    ("card", "adapter", "judged", "reason"),
    [
        (replace(CARD, source_sha256="other"), "gguf", "new", "exported from another adapter"),
        (CARD, "other", "new", "was not of the adapter new"),
        (CARD, "gguf", "base", "is about base"),
    ],
    ids=["training", "evaluation", "decision"],
)
def test_what_is_not_of_one_adapter_is_refused(run_file, card, adapter, judged, reason):
    summary = a_summary(adapter)
    decision = decide(a_run(judged, **BETTER), a_run())
    with pytest.raises(InvalidInput, match=reason):
        entry_of(card, run_file, summary, decision)


def test_a_file_that_is_no_entry_is_named(tmp_path):
    (tmp_path / "bad.json").write_text("{}")
    with pytest.raises(InvalidInput, match=r"bad\.json"):
        entries(tmp_path)


def test_the_adapter_that_is_shipped_is_registered_and_was_promoted():
    shipped = adapter_of("")
    assert shipped is not None
    found = {entry.adapter_sha256: entry for entry in entries(REGISTRY)}
    assert found[shipped.card.sha256].promoted
