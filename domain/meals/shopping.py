"""The shopping list of some days: each day with the plan that is in force on it."""

from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from domain.meals.diary import Larder
from domain.meals.document import MealDocument
from domain.meals.planning.shopping import Aisle, aisles_of, grams_eaten
from domain.meals.types import DayMenu
from domain.profile import Locale


class ShoppingList(Struct, frozen=True, kw_only=True):
    """What to buy, aisle by aisle, without what the person said is at hand. `missing` are days without a meal plan."""

    start: date
    end: date
    aisles: tuple[Aisle, ...]
    missing: tuple[date, ...]


def shopping_list(days: Sequence[tuple[date, MealDocument | None]], larder: Larder, locale: Locale) -> ShoppingList:
    """The list for days in order, each with the plan in force (None: there is none)."""
    menus = [menu for day, document in days if document for menu in _menus(document, day)]
    at_hand = {food_id for _, document in days if document for food_id in document.available}
    return ShoppingList(
        start=days[0][0],
        end=days[-1][0],
        aisles=aisles_of(grams_eaten(menus, larder.catalogue, larder.dishes), larder.catalogue, locale, at_hand),
        missing=tuple(day for day, document in days if document is None),
    )


def _menus(document: MealDocument, day: date) -> list[DayMenu]:
    return [menu for menu in document.days if document.date_of(menu) == day]
