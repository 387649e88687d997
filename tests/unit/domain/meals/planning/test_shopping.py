"""The shopping list: forms in which foods are sold, amounts that shops know, aisles in three languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.catalogue.types import Catalogue
from domain.meals.planning.shopping import (
    AISLES,
    Aisle,
    ToBuy,
    aisle_of,
    aisles_of,
    bought_as,
    grams_eaten,
    shop_amount,
)
from domain.meals.types import DayMenu, DayTargets, Dish, MealSlot, Nutrients, Portion
from domain.profile import Locale


def _flat(aisles: tuple[Aisle, ...]) -> dict[str, ToBuy]:
    return {food.food_id: food for aisle in aisles for food in aisle.foods}


def test_every_food_stands_in_an_aisle(catalogue: Catalogue) -> None:
    assert {aisle_of(food) for food in catalogue.foods.values()} == set(AISLES)


def test_cooked_food_is_bought_dry_or_raw_with_the_same_energy(catalogue: Catalogue) -> None:
    bought = _flat(aisles_of({"rice-white-long-grain-cooked": 600.0, "egg-hard-boiled": 100.0}, catalogue, Locale.EN))
    rice = catalogue.foods["rice-white-long-grain-cooked"].kcal / catalogue.foods["rice-white-long-grain-dry"].kcal
    assert bought["rice-white-long-grain-dry"].amount == shop_amount(600 * rice)
    assert (bought["egg-whole-raw"].amount, bought["egg-whole-raw"].unit) == (2, "piece")
    assert bought_as("apple-with-skin", catalogue) == "apple-with-skin"


def test_the_same_food_in_two_forms_is_bought_once(catalogue: Catalogue) -> None:
    bought = _flat(aisles_of({"lentils-dry": 100.0, "lentils-boiled": 300.0}, catalogue, Locale.EN))
    assert set(bought) == {"lentils-dry"}
    assert 190 < bought["lentils-dry"].amount < 225


def test_the_pantry_and_tap_water_are_not_bought(catalogue: Catalogue) -> None:
    grams = {"lentils-boiled": 300.0, "olive-oil": 50.0, "water-bottled": 500.0, "apple-with-skin": 180.0}
    assert set(_flat(aisles_of(grams, catalogue, Locale.EN, {"lentils-dry", "olive-oil"}))) == {"apple-with-skin"}


def test_liquids_are_sold_by_volume(catalogue: Catalogue) -> None:
    bought = _flat(aisles_of({"milk-2pct-fat": 480.0, "olive-oil": 40.0, "banana": 240.0}, catalogue, Locale.EN))
    assert [bought[id_].unit for id_ in ("milk-2pct-fat", "olive-oil", "banana")] == ["ml", "ml", "g"]


@pytest.mark.parametrize(
    ("locale", "name"),
    [(Locale.EN, "Fruit and vegetables"), (Locale.FR, "Fruits et légumes"), (Locale.AR, "الفواكه والخضار")],
)
def test_aisles_have_names_in_the_persons_language(catalogue: Catalogue, locale: Locale, name: str) -> None:
    (aisle,) = aisles_of({"tomato-raw": 80.0}, catalogue, locale)
    assert (aisle.id, aisle.name) == ("produce", name)


def test_portions_of_several_days_are_summed(catalogue: Catalogue, dishes: dict[str, Dish], day: DayTargets) -> None:
    portion = Portion(slot=MealSlot.SNACK, dish_id="", food_id="banana", scale=2, nutrients=Nutrients())
    menu = DayMenu(day=0, training=False, targets=day, portions=(portion,), totals=Nutrients())
    assert grams_eaten([menu, menu], catalogue, dishes) == {"banana": 480.0}


@given(grams=st.floats(0.01, 50_000))
def test_the_amount_is_never_short_and_never_far_over(grams: float) -> None:
    amount = shop_amount(grams)
    assert amount >= 0.99 * grams
    assert amount - grams <= max(1.0, 0.3 * grams)
