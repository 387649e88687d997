"""What the person says: the answers of today's check-in, or yesterday's where today's has none."""

from collections.abc import Iterator
from datetime import date
from statistics import fmean
from typing import Final

from domain.readiness.evidence import Evidence, evidence
from domain.readiness.rules import RULES, Family
from domain.training.state import CheckIn

COUNTS_DAYS: Final = 1
"""A check-in counts on its day and the day after: 36 hours (GymCoach) at the precision that days have."""

_FRESH: Final = (1.0, 0.5)
"""How much an answer counts by its age in days."""

_ANSWERS: Final = ("energy", "sleep_quality", "soreness", "mood")
_SCORES: Final = {1: 0.0, 2: 0.35, 3: 0.7, 4: 1.0, 5: 1.0}
"""Of an answer with 5 as the best; 3 is an ordinary day."""

_RULES: Final = {
    "energy": ("RDY-energy-1",),
    "sleep_quality": ("RDY-rest-1",),
    "soreness": ("RDY-soreness-5", "RDY-soreness-4"),
    "mood": (),
}
_BASELINE_ANSWERS: Final = 5


def checkin_mean(checkin: CheckIn) -> float | None:
    """The mean of the answers, 1 (worst) to 5 (best), soreness turned round; None when nothing was answered."""
    answered = [_goodness(name, value) for name in _ANSWERS if (value := getattr(checkin, name)) is not None]
    return fmean(answered) if answered else None


def checkin_evidence(checkins: tuple[CheckIn, ...], day: date) -> Iterator[Evidence]:
    """Each answer that still counts, and their mean."""
    by_age = {(day - checkin.day).days: checkin for checkin in checkins}
    earlier = [checkin for checkin in checkins if checkin.day < day]
    held: dict[str, tuple[int, int]] = {}
    for age in range(COUNTS_DAYS, -1, -1):
        checkin = by_age.get(age)
        if checkin is not None:
            held |= {name: (value, age) for name in _ANSWERS if (value := getattr(checkin, name)) is not None}
    for name, (value, age) in held.items():
        yield _answer(name, value, age, earlier)
    if held:
        yield _together(held, earlier)


def _answer(name: str, value: int, age: int, earlier: list[CheckIn]) -> Evidence:
    past = [answer for checkin in earlier if (answer := getattr(checkin, name)) is not None]
    good = _goodness(name, value)
    fired = next((rule for rule in _RULES[name] if good <= _goodness(name, int(RULES[rule].limit))), None)
    return evidence(
        Family.CHECKIN,
        f"checkin.{name}",
        value=value,
        unit="/5",
        baseline=fmean(past) if len(past) >= _BASELINE_ANSWERS else None,
        age_days=age,
        fresh=_FRESH[age],
        score=_SCORES[good],
        rules=(fired,) if fired else (),
    )


def _together(held: dict[str, tuple[int, int]], earlier: list[CheckIn]) -> Evidence:
    mean = fmean(_goodness(name, value) for name, (value, _) in held.items())
    past = [found for checkin in earlier if (found := checkin_mean(checkin)) is not None]
    return evidence(
        Family.CHECKIN,
        "checkin",
        value=mean,
        unit="/5",
        baseline=fmean(past) if len(past) >= _BASELINE_ANSWERS else None,
        age_days=min(age for _, age in held.values()),
        fresh=1.0,
        score=(mean - 1) / 3,
        rules=("RDY-checkin-2",) if mean <= RULES["RDY-checkin-2"].limit else (),
    )


def _goodness(name: str, value: int) -> int:
    """The answer with 5 as the best."""
    return 6 - value if name == "soreness" else value
