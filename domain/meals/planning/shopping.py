"""What is bought for what is eaten: dry for cooked, raw for roasted, in amounts a shop sells, aisle by aisle."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from math import ceil
from typing import Final

from msgspec import Struct

from domain.catalogue.memo import PerCatalogue
from domain.catalogue.types import Catalogue, Food
from domain.meals.foods import names_of
from domain.meals.planning.audit import grams_of
from domain.meals.types import DayMenu, Dish
from domain.profile import Locale
from domain.text.messages import say

AISLES: Final[dict[str, tuple[str, ...]]] = {
    "produce": ("fruits", "vegetables"),
    "bread": ("bread_bakery",),
    "meat": ("meat_red", "poultry", "pork", "processed_meat"),
    "fish": ("fish", "shellfish"),
    "dairy_and_eggs": ("dairy", "eggs"),
    "dry_goods": ("grains", "legumes", "nuts_seeds"),
    "spices_and_oils": ("herbs_spices", "oils_fats", "sauces_condiments"),
    "sweets_and_snacks": ("sweets", "snacks", "supplements"),
    "drinks": ("beverages", "alcohol"),
    "ready_made": ("mixed_dishes",),
}
"""Aisle to groups of the foods table, in the order of a usual shop; names are `meals.aisle.<id>`."""

FREE: Final = frozenset({"water-bottled"})
"""Comes from the tap and is not bought."""

_COOKED: Final = ("-cooked", "-boiled", "-roasted", "-baked", "-broiled", "-steamed")
_BOUGHT_AS: Final = {
    "egg-hard-boiled": "egg-whole-raw",
    "egg-poached": "egg-whole-raw",
    "egg-fried": "egg-whole-raw",
    "egg-scrambled": "egg-whole-raw",
    "oatmeal-cooked-with-water": "oats-rolled-dry",
    "potato-boiled-without-skin": "potato-raw",
    "potato-baked-with-skin": "potato-raw",
    "tomato-cooked": "tomato-raw",
}
"""Cooked foods whose raw form has another name; the others are found by their ids."""

_BY_PIECE: Final = {"egg-whole-raw": 50.0, "egg-yolk-raw": 50.0, "egg-white-raw": 50.0}
"""Grams of one piece; who needs yolks or whites buys whole eggs."""

_STEPS: Final = ((20.0, 1.0), (100.0, 5.0), (500.0, 25.0), (2000.0, 50.0))
"""Up to so many grams the amount is rounded up to the step; beyond the last one to 100 g."""


class ToBuy(Struct, frozen=True, kw_only=True):
    """One food in the form it is sold in. `unit` is `g`, `ml` or `piece`."""

    food_id: str
    name: str
    amount: float
    unit: str


class Aisle(Struct, frozen=True, kw_only=True):
    """One part of the shop with its foods by name; `name` in the person's language."""

    id: str
    name: str
    foods: tuple[ToBuy, ...]


def grams_eaten(menus: Iterable[DayMenu], catalogue: Catalogue, dishes: Mapping[str, Dish]) -> dict[str, float]:
    """Grams of every food on the plates of these days, by food id, as eaten."""
    grams: dict[str, float] = defaultdict(float)
    for menu in menus:
        for portion in menu.portions:
            for food_id, amount in grams_of(portion, catalogue, dishes).items():
                grams[food_id] += amount
    return dict(grams)


def aisles_of(
    grams: Mapping[str, float], catalogue: Catalogue, locale: Locale, pantry: Collection[str] = ()
) -> tuple[Aisle, ...]:
    """The shopping list for `grams` of foods as eaten; what is in the `pantry` (food ids, either form) is left out.

    A cooked food is bought dry or raw, as much as holds the same energy: cooking moves water, not energy.
    """
    needed: dict[str, float] = defaultdict(float)
    for food_id, eaten in grams.items():
        sold = bought_as(food_id, catalogue)
        if food_id not in FREE and not {food_id, sold}.intersection(pantry):
            needed[sold] += eaten * _swelling(catalogue.foods[food_id], catalogue.foods[sold])
    by_aisle: dict[str, list[ToBuy]] = defaultdict(list)
    for food_id, amount in needed.items():
        food = catalogue.foods[food_id]
        by_aisle[aisle_of(food)].append(_to_buy(food, amount, locale))
    return tuple(
        Aisle(
            id=aisle,
            name=say(locale, f"meals.aisle.{aisle}"),
            foods=tuple(sorted(by_aisle[aisle], key=lambda each: (each.name.casefold(), each.food_id))),
        )
        for aisle in AISLES
        if aisle in by_aisle
    )


def aisle_of(food: Food) -> str:
    """Where a shop keeps a food."""
    return next(aisle for aisle, groups in AISLES.items() if food.group in groups)


def bought_as(food_id: str, catalogue: Catalogue) -> str:
    """The id of the form in which a food is sold: dry or raw for a cooked one, otherwise itself."""
    return _sold_forms(catalogue).get(food_id, food_id)


def _forms(catalogue: Catalogue) -> dict[str, str]:
    foods = catalogue.foods
    found = {cooked: raw for cooked, raw in _BOUGHT_AS.items() if cooked in foods and raw in foods}
    for food_id in foods:
        ending = next((ending for ending in _COOKED if food_id.endswith(ending)), "")
        stem = food_id.removesuffix(ending)
        raw = next((stem + form for form in ("-dry", "-raw") if ending and stem + form in foods), None)
        if raw is not None:
            found.setdefault(food_id, raw)
    return found


_sold_forms: Final = PerCatalogue(_forms)


def _swelling(eaten: Food, sold: Food) -> float:
    """Grams to buy for one gram on the plate."""
    same = eaten.id == sold.id or sold.id in _BY_PIECE
    return 1.0 if same or not sold.kcal else eaten.kcal / sold.kcal


def _to_buy(food: Food, grams: float, locale: Locale) -> ToBuy:
    name = names_of(food.id, food.name)[locale]
    piece = _BY_PIECE.get(food.id)
    if piece is not None:
        return ToBuy(food_id=food.id, name=name, amount=float(ceil(grams / piece - 0.05)), unit="piece")
    return ToBuy(food_id=food.id, name=name, amount=shop_amount(grams), unit="ml" if _is_liquid(food) else "g")


def shop_amount(grams: float) -> float:
    """Rounded up to a step that a shop or a kitchen scale knows; never 0."""
    step = next((step for most, step in _STEPS if grams <= most), 100.0)
    return max(step, step * ceil(grams / step - 0.01))


def _is_liquid(food: Food) -> bool:
    """Sold by volume; a millilitre of any of them weighs about a gram."""
    drink = food.group in {"beverages", "alcohol"} or any(word in food.id for word in ("juice", "milk-", "kefir"))
    oil = food.group == "oils_fats" and food.id.endswith("-oil")
    return (drink or oil) and "powder" not in food.id and "condensed" not in food.id
