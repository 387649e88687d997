"""Foods that belong together in a person's mind: "tomato" is the raw, the cooked and the tinned one, and ketchup."""

from functools import cache
from typing import Final

from domain.catalogue.types import Catalogue, Food
from domain.meals.words import Book, book_of, table
from domain.text.normal import plain

COMPOSED_GROUPS: Final = frozenset(
    {
        "bread_bakery",
        "mixed_dishes",
        "processed_meat",
        "sauces_condiments",
        "snacks",
        "supplements",
        "sweets",
        "alcohol",
    }
)

PLAIN_EXCEPTIONS: Final = frozenset(
    {
        "agave-syrup", "capers-canned", "chapati-or-roti", "cocoa-powder-unsweetened", "honey", "maple-syrup",
        "molasses",
        "popcorn-air-popped", "popcorn-air-popped-unsalted", "rice-cakes-brown-rice-unsalted", "stevia-sweetener",
        "sugar-brown", "sugar-white", "tortilla-corn", "tortilla-corn-unsalted", "vinegar-cider", "vinegar-red-wine",
        "vinegar-balsamic", "bread-french-or-sourdough", "bread-italian", "bread-pita-white", "bread-pita-whole-wheat",
        "bread-rye", "matzo-plain", "baker-s-yeast-compressed", "salt-table",
    }
)  # fmt: skip
"""Foods of those groups with one ingredient, or of flour, water, yeast and salt."""

COMPOSED_EXCEPTIONS: Final = frozenset(
    {
        "baked-beans-vegetarian-canned", "chili-powder", "coconut-milk-beverage", "cola", "cranberry-juice-cocktail",
        "curry-powder", "egg-scrambled", "falafel-homemade", "frozen-yogurt-vanilla-soft-serve", "gnocchi-potato",
        "granola-homemade", "hummus-commercial", "hummus-homemade", "ice-cream-vanilla", "lemon-lime-soda", "lemonade",
        "margarine-stick", "mayonnaise", "mixed-nuts-with-peanuts-dry-roasted", "mixed-vegetables-frozen", "papad",
        "potato-mashed-with-milk", "refried-beans-vegetarian-canned", "sports-drink-carbohydrate-electrolyte", "surimi",
        "veggie-burger-patty", "vinaigrette-homemade", "yogurt-coconut-based", "yogurt-fruit-low-fat", "kimchi-cabbage",
        "almond-milk-unsweetened", "oat-milk", "processed-american-cheese", "herring-pickled", "pickles-dill",
        "chow-mein-noodles", "almond-paste", "sardines-canned-in-tomato-sauce",
    }
)  # fmt: skip
"""Foods of other groups with several ingredients, which the catalogue does not list."""


def is_composed(food: Food) -> bool:
    """Whether a food is made of several foods that the catalogue does not name one by one."""
    if food.id in COMPOSED_EXCEPTIONS:
        return True
    return food.group in COMPOSED_GROUPS and food.id not in PLAIN_EXCEPTIONS


def family_foods(family: str, catalogue: Catalogue) -> frozenset[str]:
    """Ids of a family's foods: those that hold one of its phrases as whole words ("tomato" is in `tomato-raw`).

    Raises `KeyError` for a family that `food_families.toml` does not hold.
    """
    phrases = tuple(f" {phrase} " for phrase in table("food_families.toml")["foods"][family])
    return frozenset(id_ for id_, words in _id_words(tuple(catalogue.foods)) if any(each in words for each in phrases))


@cache
def family_book() -> Book:
    """Every phrase of a family, those of the allergen table included: they name families too."""
    return book_of("food_families.toml", ("family",)) | book_of("allergen_words.toml", ("family",))


@cache
def _id_words(ids: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((id_, f" {plain(id_)} ") for id_ in ids)
