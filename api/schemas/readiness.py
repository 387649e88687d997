"""Wire structs of readiness."""

from datetime import date

from msgspec import Struct

from domain.adaptation.today import REDUCED_LOAD
from domain.profile import Locale
from domain.readiness.types import Action, Readiness
from domain.text.messages import say


class InputView(Struct, frozen=True, kw_only=True):
    """One thing that was looked at; see `domain.readiness.types.ReadinessInput`. `title` names it for people."""

    name: str
    title: str
    value: float
    unit: str
    baseline: float | None
    age_days: float
    weight: float
    score: float
    says: Action


class ReadinessEffect(Struct, frozen=True, kw_only=True):
    """What it changes in the day's session: whether loads and sets may rise, the share of the load, sets left out."""

    may_rise: bool
    load_factor: float
    sets_less: int


class ReadinessView(Struct, frozen=True, kw_only=True):
    """How ready the person is on a day: 100 is as usual or better; it never asks for more than the plan.

    `confidence` 0-1: how much is known, and how fresh. `rules` are the ids behind the action; `text` says why.
    """

    day: date
    score: int
    confidence: float
    action: Action
    changes: ReadinessEffect
    inputs: tuple[InputView, ...]
    rules: tuple[str, ...]
    text: str


class ReadinessPoint(Struct, frozen=True, kw_only=True):
    """One day of a series; see `ReadinessView`."""

    day: date
    score: int
    confidence: float
    action: Action
    rules: tuple[str, ...]


class ReadinessSeries(Struct, frozen=True, kw_only=True):
    """Oldest first. Each day by what is known now of it and the days before it."""

    items: tuple[ReadinessPoint, ...]


_EFFECTS = {
    Action.NONE: ReadinessEffect(may_rise=True, load_factor=1.0, sets_less=0),
    Action.HOLD: ReadinessEffect(may_rise=False, load_factor=1.0, sets_less=0),
    Action.REDUCE: ReadinessEffect(may_rise=False, load_factor=REDUCED_LOAD, sets_less=1),
}


def readiness_view(readiness: Readiness, locale: Locale) -> ReadinessView:
    """Readiness as it goes over the wire."""
    return ReadinessView(
        day=readiness.day,
        score=readiness.score,
        confidence=readiness.confidence,
        action=readiness.action,
        changes=_EFFECTS[readiness.action],
        inputs=tuple(
            InputView(
                name=each.name,
                title=say(locale, f"readiness.input.{each.name}"),
                value=each.value,
                unit=each.unit,
                baseline=each.baseline,
                age_days=each.age_days,
                weight=each.weight,
                score=each.score,
                says=each.says,
            )
            for each in readiness.inputs
        ),
        rules=readiness.rules,
        text=readiness.text,
    )


def readiness_point(readiness: Readiness) -> ReadinessPoint:
    """One day of a series as it goes over the wire."""
    return ReadinessPoint(
        day=readiness.day,
        score=readiness.score,
        confidence=readiness.confidence,
        action=readiness.action,
        rules=readiness.rules,
    )
