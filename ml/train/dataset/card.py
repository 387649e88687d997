"""The data card: what a set holds, how it was made, how alike its two sides are, and what it cannot show."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from domain.profile import Profile
from ml.train.dataset.build import Built, Order
from ml.train.dataset.pairs import ALLOWED, TRIES
from ml.train.dataset.people import DISTRIBUTION
from ml.train.dataset.rows import Row
from ml.train.dataset.split import EVAL_SHARE, NEAR, Likeness


def card(
    order: Order, built: Built, likenesses: Sequence[Likeness], people: Sequence[Row], hashes: Mapping[str, str]
) -> str:
    """Markdown. `people` are the direct rows (any side); `hashes` the SHA-256 of each file."""
    parts = [
        f"# FitAI training pairs, seed {order.seed}",
        _made(order, built),
        _files(built, hashes),
        _leak(likenesses),
        _seen(people),
        _asked(),
        _LIMITS,
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _made(order: Order, built: Built) -> str:
    lost = "\n".join(f"| {why} | {count} |" for why, count in built.dropped.items())
    return (
        f"{built.kept} synthetic people with a plan each, out of {built.people} drawn. Made by "
        f"`fitai dataset build --pairs {order.pairs} --seed {order.seed}`; the same version and command give the same "
        "bytes.\n\n"
        f"The plan of each person is the best of {TRIES} by the planner (no model), verified: nothing had to be "
        f"repaired, and no finding stays but {', '.join(sorted(ALLOWED))} (too little time for the useful volume; "
        f"{built.warned} plans have it). Texts are composed by code in the person's language.\n\n"
        f"People left out, by reason:\n\n| reason | people |\n| --- | --- |\n{lost}"
    )


def _files(built: Built, hashes: Mapping[str, str]) -> str:
    lines = [f"| {name}.jsonl | {count} | `{hashes.get(name, '')[:16]}` |" for name, count in built.rows.items()]
    return (
        f"## Files\n\nSplit by person, {100 - EVAL_SHARE} to {EVAL_SHARE}.\n\n"
        "| file | rows | sha256 (start) |\n| --- | --- | --- |\n" + "\n".join(lines)
    )


def _leak(likenesses: Sequence[Likeness]) -> str:
    if not likenesses:
        return ""
    lines = [
        f"| {each.what} | {each.held_out} | {each.median} | {each.p95} | {each.highest} | {each.near:.1%} "
        f"| {each.exact:.1%} |"
        for each in likenesses
    ]
    return (
        "## How alike the two sides are\n\nFor each held-out item the highest Jaccard similarity of `path=value` "
        f"leaves with any item of the training side; near: at least {NEAR}. Overlap scores such as ROUGE must be read "
        "against this.\n\n| | held out | median | p95 | highest | near | the same |\n"
        "| --- | --- | --- | --- | --- | --- | --- |\n" + "\n".join(lines)
    )


def _seen(people: Sequence[Row]) -> str:
    counts: dict[str, Counter[str]] = {
        name: Counter() for name in ("gender", "level", "language", "first goal", "equipment", "days")
    }
    for row in people:
        profile = msgspec.json.decode(row.input, type=Profile)
        counts["gender"][profile.personal_info.gender] += 1
        counts["level"][profile.personal_info.fitness_level] += 1
        counts["language"][profile.locale] += 1
        counts["first goal"][profile.goals[0]] += 1
        counts["equipment"][profile.preferences.equipment_access] += 1
        counts["days"][str(profile.preferences.days_per_week)] += 1
    if not people:
        return ""
    lines = [
        f"| {name} | " + ", ".join(f"{key} {count / len(people):.0%}" for key, count in sorted(found.items())) + " |"
        for name, found in counts.items()
    ]
    return "## Who is in it\n\n| | share of the pairs |\n| --- | --- |\n" + "\n".join(lines)


def _asked() -> str:
    lines = [f"| {name} | {_shares(value)} |" for name, value in DISTRIBUTION.items()]
    return (
        "## The distribution asked for\n\nOur judgement, kept broad; no survey.\n\n| | |\n| --- | --- |\n"
        + "\n".join(lines)
    )


def _shares(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{_key(key)}: {_shares(part)}" for key, part in value.items())
    return f"{value:.0%}" if isinstance(value, float) and value < 1 else str(value)


def _key(key: object) -> str:
    return f"{key[0]}-{key[1]}" if isinstance(key, tuple) else str(key)


_LIMITS = """## What it cannot show

Synthetic people and synthetic plans: a model trained on them learns the planner's choices and the code's wording, not
what a coach would say. No professional has reviewed the pairs (`fitai dataset review` is there for that). People whom
screening stops are not in it, and neither are people for whom the planner's plan needed a repair: the model is not
trained on refusals, which the rules own. No real person's data is in it."""
