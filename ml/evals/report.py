"""`docs/evaluation.md` and `docs/model-card.md`: the words are in `pages/`, the figures come from the runs."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from string import Template
from typing import Final

import msgspec
from msgspec import Struct

from ml.evals.gate import Decision
from ml.evals.intervals import Interval
from ml.evals.rubric import fitt_items, safety_items
from ml.evals.summary import Followed, Summary
from ml.evals.tables import (
    CONTENT,
    COST,
    RULES,
    STRUCTURE,
    by_system,
    counted,
    diversity_table,
    fairness_table,
    sensitivity_table,
    worse_groups,
)
from ml.train.registry import Entry

_PAGES: Final = Path(__file__).parent / "pages"
_ON_CARD: Final = ("exercise_jaccard", "leaf_f1", "chosen_faults", "all_kept", "seconds")


class Kept(Struct, frozen=True, kw_only=True):
    """What is committed of a run: its figures without the people."""

    label: str
    people: int
    figures: dict[str, Interval]
    sensitivity: tuple[Followed, ...]
    diversity: dict[str, float]
    rules: dict[str, int]
    errors: dict[str, int]


def kept(summary: Summary) -> Kept:
    """A summary for the repository."""
    return Kept(
        label=summary.head.label,
        people=summary.people,
        figures=summary.figures,
        sensitivity=summary.sensitivity,
        diversity=summary.diversity,
        rules=summary.rules,
        errors=summary.errors,
    )


def evaluation_page(
    summaries: Sequence[Summary],
    floor: Mapping[str, Interval],
    decisions: Sequence[Decision],
    *,
    held_out: int,
    noise: float,
) -> str:
    """The whole page; the pictures stand beside it in `evaluation/`. `noise`: see `reading_noise`."""
    audited = max(summaries, key=lambda summary: summary.people)
    few = [f"`{each.head.label}` ({each.people})" for each in summaries if each.people < 30]
    broken = "; ".join(f"`{summary.head.label}` {counted(summary.rules)}" for summary in summaries)
    return _page("evaluation").substitute(
        held_out=held_out,
        systems="\n".join(_system(summary) for summary in summaries),
        structure=by_system(STRUCTURE, summaries, floor),
        content=by_system(CONTENT, summaries),
        fitt="; ".join(f"{item.id} ({item.points}) {item.question}" for item in fitt_items()),
        rules=by_system(RULES, summaries),
        broken=broken,
        safety="; ".join(f"{item.id} {item.question}" for item in safety_items()),
        audited=audited.head.label,
        audited_people=audited.people,
        fairness=fairness_table(audited),
        worse="; ".join(worse_groups(audited)) or "no group.",
        sensitivity=sensitivity_table(summaries),
        diversity=diversity_table(summaries),
        cost=by_system(COST, summaries),
        promotion="\n\n".join(_decision(each) for each in decisions) or "No candidate was held against another run.",
        noise=f"{noise:.1f}",
        few=", ".join(few) or "none",
    )


def _page(name: str) -> Template:
    return Template((_PAGES / f"{name}.md").read_text(encoding="utf-8"))


def _system(summary: Summary) -> str:
    head = summary.head
    words = [f"- `{head.label}`: {summary.people} people, {head.mode}"]
    if head.model:
        words.append(f", {head.model}" + (f" with adapter {head.adapter}" if head.adapter else " without adapter"))
        words.append(", grammar" if head.grammar else ", no grammar")
    words.append(f", seed {head.seed}")
    if summary.errors:
        words.append(f"; no plan: {counted(summary.errors)}")
    return "".join(words) + "."


def _decision(decision: Decision) -> str:
    verdict = "may go out" if decision.promoted else "is held back"
    gains = ", ".join(
        f"{each.measure} {each.gain.mean:+.3f} ({each.gain.low:+.3f} to {each.gain.high:+.3f})"
        for each in decision.compared
    )
    reasons = "".join(f"\n- {reason}" for reason in decision.reasons)
    return (
        f"`{decision.candidate}` against `{decision.baseline}`, {decision.people} people in both: **{verdict}**. "
        f"Gains (more is better): {gains}.{reasons}"
    )


def model_card(entries: Sequence[Entry]) -> str:
    """The card of every registered adapter."""
    cards = "\n\n".join(_card(entry) for entry in entries) or "No adapter is registered."
    return _page("model-card").substitute(cards=cards)


def _card(entry: Entry) -> str:
    lora = entry.config.get("lora", {})
    hours = entry.seconds / 3600
    final = ", ".join(f"{name} {value:.4f}" for name, value in entry.final.items())
    state = "promoted" if entry.promoted else "held back: " + "; ".join(entry.reasons)
    rows = [
        ("base", entry.base),
        ("licence", entry.licence),
        ("format", str(entry.config.get("format", ""))),
        ("LoRA", f"rank {lora.get('rank')}, alpha {lora.get('alpha')}, dropout {lora.get('dropout')}"),
        ("trained on", f"{entry.rows} rows, {entry.steps} steps, {hours:.1f} h on two shared cores"),
        ("data (SHA-256)", ", ".join(f"{split} `{sha[:16]}`" for split, sha in entry.data.items())),
        ("at the end", final),
        ("weights (SHA-256)", f"`{entry.adapter_sha256}`"),
        ("libraries", ", ".join(f"{name} {version}" for name, version in entry.versions.items())),
        ("measured on", f"{entry.people} held-out people, against `{entry.baseline}`"),
        ("state", state),
    ]
    table = "\n".join(f"| {name} | {value} |" for name, value in rows)
    shown = {name: entry.figures[name] for name in _ON_CARD if name in entry.figures}
    figures = "\n".join(
        f"| {name} | {found.mean:.3f} ({found.low:.3f} to {found.high:.3f}) |" for name, found in shown.items()
    )
    return f"## {entry.name}\n\n| | |\n| --- | --- |\n{table}\n{figures}"


def write_kept(path: Path, summaries: Sequence[Summary]) -> None:
    """The figures as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(msgspec.json.format(msgspec.json.encode([kept(each) for each in summaries]), indent=1) + b"\n")
