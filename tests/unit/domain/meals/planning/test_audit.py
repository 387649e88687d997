"""The audit finds what is wrong with a day, and nothing else."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from adapters.solver.highs import HighsSolver
from domain.catalogue.types import Catalogue
from domain.meals.planning.audit import audit, grams_of
from domain.meals.planning.free_sugar import free_sugar_g
from domain.meals.planning.request import MealRequest
from domain.meals.planning.week import plan_days
from domain.meals.types import DayMenu, Dish, MealSlot, Nutrients, Portion


@pytest.fixture
def menu(
    request_of: Callable[..., MealRequest], dishes: dict[str, Dish], catalogue: Catalogue, solver: HighsSolver
) -> DayMenu:
    return plan_days(request_of(), dishes, catalogue, solver)[0]


def test_a_planned_day_is_sound(menu: DayMenu, dishes: dict[str, Dish], catalogue: Catalogue) -> None:
    assert audit(menu, catalogue, dishes) == ()


def test_a_wrong_portion_and_a_wrong_sum_are_found(
    menu: DayMenu, dishes: dict[str, Dish], catalogue: Catalogue
) -> None:
    first = menu.portions[0]
    lying = replace(first, nutrients=replace(first.nutrients, kcal=first.nutrients.kcal + 10))
    assert any(
        "kcal" in problem for problem in audit(replace(menu, portions=(lying, *menu.portions[1:])), catalogue, dishes)
    )
    assert any("adds up" in problem for problem in audit(replace(menu, totals=Nutrients()), catalogue, dishes))


def test_medical_limits_and_unknown_foods_are_found(
    menu: DayMenu, dishes: dict[str, Dish], catalogue: Catalogue
) -> None:
    strict = replace(menu.targets, kcal_min=9000.0, protein_max_g=1.0)
    problems = audit(replace(menu, targets=strict), catalogue, dishes)
    assert len(problems) == 2
    strange = Portion(slot=MealSlot.SNACK, dish_id="", food_id="moon-rock", scale=1, nutrients=Nutrients())
    assert audit(replace(menu, portions=(strange,)), catalogue, dishes) == ("day 0: unknown 'moon-rock'",)


def test_grams_are_scaled_and_without_what_was_left_out(dishes: dict[str, Dish], catalogue: Catalogue) -> None:
    dish = next(dish for dish in dishes.values() if any(each.optional for each in dish.ingredients))
    out = next(each.food_id for each in dish.ingredients if each.optional)
    portion = Portion(
        slot=MealSlot.LUNCH, dish_id=dish.id, food_id="", scale=1.5, nutrients=Nutrients(), left_out=(out,)
    )
    grams = grams_of(portion, catalogue, dishes)
    assert out not in grams
    kept = next(each for each in dish.ingredients if each.food_id != out)
    assert grams[kept.food_id] == pytest.approx(1.5 * kept.grams)


@pytest.mark.parametrize(
    ("food_id", "free"),
    [
        ("honey", True),
        ("orange-juice", True),
        ("sugar-white", True),
        ("cola", True),
        ("orange", False),
        ("milk-2pct-fat", False),
        ("carrot-raw", False),
        ("raisins", False),
        ("soymilk-unsweetened", False),
    ],
)
def test_free_sugar_is_that_of_syrups_juices_and_sweets(catalogue: Catalogue, food_id: str, *, free: bool) -> None:
    food = catalogue.foods[food_id]
    assert food.sugar_g
    assert free_sugar_g(food, 200) == (pytest.approx(2 * food.sugar_g) if free else 0)
