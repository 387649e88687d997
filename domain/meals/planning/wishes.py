"""Wishes by priority: what a missed one costs the programme, and how a finished day is held against them.

Allergens, diet and health never appear here: what they forbid is no candidate, and the medical limits are rows of the
programme without slack. Everything else may give way. The costs are prices, not a strict order: a large miss of a
lesser wish gives way to a small one of a greater.
"""

from typing import Final

from msgspec import Struct

BAND: Final = 0.05
"""Energy and each macronutrient are met within 5 %."""


class Wish(Struct, frozen=True):
    """`cost`: of a miss by the whole target (nutrients) or of one miss (counts).

    `near` is the share of the target within which a miss costs nothing; from there to 5 % it costs `aim`, so that the
    plan aims closer than it promises.
    """

    rule: str
    cost: float
    near: float = 0.0
    aim: float = 0.0


ENERGY: Final = Wish("MEAL-energy", 3000.0, 0.005, 200.0)
USUAL_PROTEIN_SHARE: Final = 0.12
"""Of energy: where the target is far lower, a gram too many is not let outweigh the day's energy."""

PROTEIN: Final = Wish("MEAL-protein", 500.0, 0.02, 50.0)
CARBS: Final = Wish("MEAL-carbs", 300.0, 0.025, 30.0)
FAT: Final = Wish("MEAL-fat", 300.0, 0.025, 30.0)
STEADY: Final = Wish("MEAL-steady-carbs", 700.0, 0.30)
FIBRE: Final = Wish("MEAL-fibre", 120.0)
SODIUM: Final = Wish("MEAL-sodium", 110.0)
SUGAR: Final = Wish("MEAL-sugar", 50.0)
SATURATED: Final = Wish("MEAL-saturated-fat", 30.0)
MAIN: Final = Wish("MEAL-main-dish", 40.0)
TIME: Final = Wish("MEAL-time", 3.0)
BUDGET: Final = Wish("MEAL-budget", 2.5)
VARIETY: Final = Wish("MEAL-variety", 2.0)
AVAILABLE: Final = Wish("MEAL-available", 1.2)
SHARE: Final = Wish("MEAL-share", 3.0, 0.20)

PRIORITIES: Final = (
    ENERGY, PROTEIN, CARBS, FAT, FIBRE, SODIUM, SUGAR, SATURATED, MAIN, TIME, BUDGET, VARIETY, AVAILABLE
)  # fmt: skip
"""Highest first, by what a miss costs; in this order they are named."""
