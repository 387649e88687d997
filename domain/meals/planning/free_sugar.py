"""Free sugar: what WHO limits, of the total sugar that the foods table knows.

WHO 2015 counts sugars added by maker, cook or eater, and those of honey, syrups and juices; not those inside whole
fruit, vegetables and milk. The table has no such column, so a food's group decides, in doubt for "free".
"""

from typing import Final

from domain.catalogue.types import Food

_INTRINSIC_GROUPS: Final = frozenset(
    {
        "dairy", "eggs", "fish", "fruits", "grains", "herbs_spices", "legumes", "meat_red", "mixed_dishes",
        "nuts_seeds", "oils_fats", "pork", "poultry", "shellfish", "vegetables",
    }
)  # fmt: skip

_SWEETENED: Final = frozenset(
    {
        "almond-paste", "apple-juice", "baked-beans-vegetarian-canned", "condensed-milk-sweetened",
        "cranberries-dried-sweetened", "frozen-yogurt-vanilla-soft-serve", "granola-homemade", "ice-cream-vanilla",
        "orange-juice", "pad-thai-meatless", "pad-thai-with-chicken", "pomegranate-juice", "yogurt-coconut-based",
        "yogurt-fruit-low-fat",
    }
)  # fmt: skip
"""Members of those groups whose sugar is added or that of a juice."""

_PLAIN: Final = frozenset(
    {
        "almond-milk-unsweetened",
        "coconut-water-bottled",
        "marinara-sauce",
        "salsa",
        "soymilk-unsweetened",
        "tomato-juice",
    }
)
"""Members of the other groups whose sugar is that of milk, vegetables or nuts."""


def free_sugar_g(food: Food, grams: float) -> float:
    """Grams of free sugar in `grams` of a food; all of its sugar or none."""
    whole = food.id in _PLAIN or (food.group in _INTRINSIC_GROUPS and food.id not in _SWEETENED)
    return 0.0 if whole else (food.sugar_g or 0.0) * grams / 100
