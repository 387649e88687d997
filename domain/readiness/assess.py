"""Readiness: all evidence of a day put together."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Final

from domain.activity.days import TrackerDays
from domain.profile import Locale
from domain.readiness.checkin import checkin_evidence
from domain.readiness.evidence import Evidence, strictest
from domain.readiness.heart import BASELINE_DAYS, WEEK_DAYS, hrv_evidence, resting_evidence
from domain.readiness.load import load_evidence
from domain.readiness.rules import AGREE
from domain.readiness.sleep import sleep_evidence
from domain.readiness.types import Action, Readiness
from domain.text.messages import say
from domain.training.state import Training

LOOK_BACK: Final = timedelta(days=BASELINE_DAYS + WEEK_DAYS)
"""How far before a day the tracker days are looked at."""

_HIGHEST: Final = {Action.NONE: 100, Action.HOLD: 74, Action.REDUCE: 49}
"""The score never says more than the action."""


def readiness_of(training: Training, days: TrackerDays, day: date, locale: Locale) -> Readiness:
    """How ready the person is on `day`, by what is known up to then; see `Readiness`.

    `training` is the state after any day from `day` on, or before it. `days` may reach further back or ahead than is
    looked at.
    """
    found = (
        *checkin_evidence(training.checkins, day),
        *sleep_evidence(training.checkins, days, day),
        *hrv_evidence(days, day),
        *resting_evidence(days, day),
        *load_evidence(training, days, day),
    )
    return weighed(found, day, locale)


def weighed(found: Sequence[Evidence], day: date, locale: Locale) -> Readiness:
    """The verdict over evidence: the strictest that any input says, or REDUCE when two families ask to hold."""
    rules = tuple(rule for each in found for rule in each.rules)
    action = strictest(*(each.shown.says for each in found))
    if action is Action.HOLD and len({each.family for each in found if each.shown.says is Action.HOLD}) > 1:
        action, rules = Action.REDUCE, (*rules, AGREE)
    weight = sum(each.shown.weight for each in found)
    score = 100 * sum(each.shown.weight * each.shown.score for each in found) / weight if weight else 100.0
    return Readiness(
        day=day,
        score=min(round(score), _HIGHEST[action]),
        confidence=round(min(1.0, weight), 2),
        action=action,
        inputs=tuple(each.shown for each in found),
        rules=rules,
        text=_text(found, rules, action, locale),
    )


def readiness_series(
    training: Training, days: TrackerDays, dates: Iterable[date], locale: Locale
) -> tuple[Readiness, ...]:
    """Readiness as it would have been said on each date, by what is known now."""
    return tuple(readiness_of(training, days, each, locale) for each in dates)


def _text(found: Sequence[Evidence], rules: tuple[str, ...], action: Action, locale: Locale) -> str:
    if not found:
        return say(locale, "readiness.unknown")
    numbers = {rule: each.shown for each in found for rule in each.rules}
    reasons = [
        say(locale, f"readiness.reason.{rule}", value=_number(shown.value), usual=_number(shown.baseline))
        for rule, shown in numbers.items()
    ]
    agree = [say(locale, f"readiness.reason.{AGREE}")] if AGREE in rules else []
    return " ".join((say(locale, f"readiness.action.{action}"), *reasons, *agree))


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.1f}".removesuffix(".0")
