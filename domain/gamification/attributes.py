"""The dissertation's attributes (health, strength, agility, endurance), 0-1000 each, as sums that decay softly.

An attribute rises with work done and falls by itself: after `DECAY_DAYS` without any, 37 % of what was summed is left.
More work never lowers one, and nothing here rewards a lower body weight. The scales are our judgement.

strength   what the plan says its sets strengthen, and the best lifts relative to the highest body weight told
agility    jumps, throws, balance, mobility, weightlifting
endurance  conditioning minutes and sets of many repetitions
health     regularity: planned sessions done, rest days kept, check-ins; 1000 is a month and more without a gap
"""

from collections.abc import Mapping
from datetime import date
from math import exp
from typing import Final

from domain.gamification.levels import level_of
from domain.gamification.state import Attributes, Gains, GameState, Points
from domain.profile import GamifiedStats

NAMES: Final = ("strength", "agility", "endurance", "health")

DECAY_DAYS: Final = {"strength": 60.0, "agility": 60.0, "endurance": 42.0, "health": 30.0}
"""The time constant of each sum; endurance as in training-load models (42 days), strength is lost more slowly."""

SCALES: Final = {"strength": 40.0, "agility": 10.0, "endurance": 40.0}
"""The sum at which 63 % of the scale is reached: about four sessions a week kept up for months."""

HEALTH_FULL: Final = 1 / (1 - exp(-1 / DECAY_DAYS["health"]))
"""The sum of one point a day for ever. A week lived as planned is worth seven points (`sessions_worth`)."""

SESSIONS_POINTS, RESTS_POINTS, CHECKIN_POINTS = 4.0, 2.0, 1 / 7
"""Health points: of all the week's sessions, of all its rest days, of one check-in."""

TOP_RATIOS: Final[Mapping[str, float]] = {
    "squat": 2.0,
    "hinge": 2.5,
    "horizontal_push": 1.5,
    "vertical_push": 1.0,
    "horizontal_pull": 1.5,
    "vertical_pull": 1.5,
}
"""Estimated maximum over body weight at which a pattern counts as full: our judgement, after common strength standards.

Pairs of dumbbells are counted as one of them, as the plan does, so that they understate.
"""

BEST_LIFTS: Final = 3
LIFT_SHARE: Final = 0.5
"""How much of what the work leaves open the best lifts can fill."""

LIFT_DECAY_DAYS: Final = 365.0


def decayed(points: Points, day: date, time_constant: float) -> float:
    """The sum on `day`."""
    if points.day is None:
        return 0.0
    return points.value * exp(-max(0, (day - points.day).days) / time_constant)


def raised(attributes: Attributes, gains: Gains, day: date) -> Attributes:
    """The attributes after `gains` on `day`. Sums without a gain are left alone, so that days may be skipped."""
    after = {}
    for name in NAMES:
        points, gain = getattr(attributes, name), getattr(gains, name)
        after[name] = points if gain == 0 else Points(decayed(points, day, DECAY_DAYS[name]) + gain, day)
    return Attributes(**after)


def strength_of_lifts(state: GameState, day: date) -> float:
    """How strong the best lifts are for the highest body weight told, 0-1; 0 while either is unknown."""
    if not state.heaviest_kg:
        return 0.0
    shares = sorted(
        (
            min(1.0, kg * exp(-max(0, (day - on).days) / LIFT_DECAY_DAYS) / state.heaviest_kg / TOP_RATIOS[pattern])
            for pattern, (kg, on) in state.strongest.items()
        ),
        reverse=True,
    )
    return sum(shares[:BEST_LIFTS]) / BEST_LIFTS


def scores(state: GameState, day: date) -> dict[str, int]:
    """Each attribute on `day`, 0-1000."""
    found: dict[str, int] = {}
    for name in NAMES:
        total = decayed(getattr(state.attributes, name), day, DECAY_DAYS[name])
        share = min(1.0, total / HEALTH_FULL) if name == "health" else 1 - exp(-total / SCALES[name])
        if name == "strength":
            share = 1 - (1 - share) * (1 - LIFT_SHARE * strength_of_lifts(state, day))
        found[name] = round(1000 * share)
    return found


def game_stats(state: GameState, day: date | None = None) -> GamifiedStats:
    """The game as the dissertation's `gamified_stats`, for the profile of the next plan."""
    on = day or state.day
    found = scores(state, on) if on else dict.fromkeys(NAMES, 0)
    return GamifiedStats(**found, xp=state.xp, level=level_of(state.xp).level)
