"""One input together with the rules that it set off."""

from msgspec import Struct

from domain.readiness.rules import RULES, WEIGHTS, Family
from domain.readiness.types import Action, ReadinessInput

_ORDER = (Action.NONE, Action.HOLD, Action.REDUCE)


class Evidence(Struct, frozen=True, kw_only=True):
    """What was looked at, and the ids of the rules that speak; the strictest of them is what the input says."""

    family: Family
    shown: ReadinessInput
    rules: tuple[str, ...] = ()


def strictest(*actions: Action) -> Action:
    """The one that asks for least training; NONE of nothing."""
    return max(actions, key=_ORDER.index, default=Action.NONE)


def evidence(
    family: Family,
    name: str,
    *,
    value: float,
    unit: str,
    baseline: float | None,
    age_days: float,
    fresh: float,
    score: float,
    rules: tuple[str, ...],
) -> Evidence:
    """The input with the weight of its name times `fresh` (0-1: how complete and how new it is)."""
    shown = ReadinessInput(
        name=name,
        value=round(value, 2),
        unit=unit,
        baseline=None if baseline is None else round(baseline, 2),
        age_days=age_days,
        weight=round(WEIGHTS[name] * fresh, 3),
        score=round(min(1.0, max(0.0, score)), 3),
        says=strictest(*(RULES[rule].asks for rule in rules)),
    )
    return Evidence(family=family, shown=shown, rules=rules)
