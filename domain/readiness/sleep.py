"""Last night's sleep: as the person says, otherwise as a tracker measured it."""

from collections.abc import Iterator
from datetime import date, timedelta
from statistics import fmean
from typing import Final

from domain.activity.days import TrackerDays
from domain.readiness.evidence import Evidence, evidence
from domain.readiness.rules import RULES, Family
from domain.training.state import CheckIn

_BASELINE_DAYS: Final = 28
_BASELINE_NIGHTS: Final = 7
_HABIT_NIGHTS: Final = 14
_HABIT_MARGIN_H: Final = 0.5
_ENOUGH_H: Final = (7.0, 9.0)
"""Hours that are enough for adults, low and high (Watson et al. 2015, Sleep 38:843); the own mean in between."""

_NONE_LEFT_H: Final = 4.0


def sleep_evidence(checkins: tuple[CheckIn, ...], days: TrackerDays, day: date) -> Iterator[Evidence]:
    """The night before `day`, when it is known."""
    nights = _nights(checkins, days)
    hours = nights.get(day)
    if hours is None:
        return
    since = day - timedelta(days=_BASELINE_DAYS)
    past = [value for when, value in nights.items() if since <= when < day]
    usual = fmean(past) if len(past) >= _BASELINE_NIGHTS else None
    low, high = _ENOUGH_H
    enough = min(high, max(low, usual if usual is not None else low))
    yield evidence(
        Family.SLEEP,
        "sleep",
        value=hours,
        unit="h",
        baseline=usual,
        age_days=0,
        fresh=1.0,
        score=(hours - _NONE_LEFT_H) / (enough - _NONE_LEFT_H),
        rules=_fired(hours, usual, len(past)),
    )


def _fired(hours: float, usual: float | None, known: int) -> tuple[str, ...]:
    """The study behind six hours is about a night shorter than usual.

    Whoever always sleeps about six hours (known from two weeks) is not held back every day of the year for it.
    """
    short = RULES["RDY-sleep-6"].limit
    habit = usual is not None and known >= _HABIT_NIGHTS and hours >= usual - _HABIT_MARGIN_H and usual <= short
    fired: tuple[str, ...] = ("RDY-sleep-6",) if hours <= short and not habit else ()
    if usual is not None and hours <= usual * RULES["RDY-sleep-usual"].limit:
        fired += ("RDY-sleep-usual",)
    return fired


def _nights(checkins: tuple[CheckIn, ...], days: TrackerDays) -> dict[date, float]:
    """Hours asleep by the day of waking. What the person says stands above what a device guessed."""
    measured = {each.day: each.slept.asleep_s / 3600 for each in days if each.slept is not None}
    said = {checkin.day: checkin.sleep_h for checkin in checkins if checkin.sleep_h is not None}
    return measured | said
