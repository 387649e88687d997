"""One meal instead of another, and meals from what is at hand."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from adapters.solver.highs import HighsSolver
from domain.catalogue.types import Catalogue
from domain.errors import NoMenu
from domain.meals.planning.audit import audit
from domain.meals.planning.request import MealRequest
from domain.meals.planning.swap import ALTERNATIVES, meal_for, part_of, swap_meal
from domain.meals.planning.week import plan_days
from domain.meals.types import DayMenu, DayTargets, Dish, MealSlot

Ask = Callable[..., MealRequest]


def _at(menu: DayMenu, meal: int) -> list[tuple[str, str, float]]:
    return [(each.dish_id, each.food_id, each.scale) for each in menu.portions if each.meal == meal]


@pytest.mark.parametrize("meal", [0, 1, 2])
def test_only_that_meal_changes_and_the_day_keeps_its_targets(
    request_of: Ask, dishes: dict[str, Dish], catalogue: Catalogue, solver: HighsSolver, meal: int
) -> None:
    request = request_of(2, seed=3)
    week = plan_days(request, dishes, catalogue, solver)
    new = swap_meal(week[1], meal, request, dishes, catalogue, solver, others=week[:1])
    assert audit(new, catalogue, dishes) == ()
    for index in range(3):
        assert (_at(new, index) == _at(week[1], index)) == (index != meal)
    old_dish = next(dish_id for dish_id, _, _ in _at(week[1], meal) if dish_id)
    assert old_dish not in {portion.dish_id for portion in new.portions}
    assert new.totals.kcal == pytest.approx(2400, rel=0.05)
    assert new.day == week[1].day


def test_refused_dishes_do_not_come_back(
    request_of: Ask, dishes: dict[str, Dish], catalogue: Catalogue, solver: HighsSolver
) -> None:
    request = request_of()
    (menu,) = plan_days(request, dishes, catalogue, solver)
    refused: set[str] = set()
    for _ in range(3):
        menu = swap_meal(menu, 1, request, dishes, catalogue, solver, refused=frozenset(refused))
        dish_id = next(dish_id for dish_id, _, _ in _at(menu, 1) if dish_id)
        assert dish_id not in refused
        refused.add(dish_id)


def test_a_day_with_what_is_forbidden_since_is_planned_anew(
    request_of: Ask, dishes: dict[str, Dish], catalogue: Catalogue, solver: HighsSolver
) -> None:
    (menu,) = plan_days(request_of(), dishes, catalogue, solver)
    lunch = dishes[next(dish_id for dish_id, _, _ in _at(menu, 1) if dish_id)]
    told_since = next(each.food_id for each in lunch.ingredients if not each.optional)
    now = request_of(eater_allergic_foods=frozenset({told_since}))
    with pytest.raises(NoMenu, match="no longer allowed"):
        swap_meal(menu, 0, now, dishes, catalogue, solver)


@pytest.mark.parametrize("slot", list(MealSlot))
def test_three_different_meals_for_any_slot(
    request_of: Ask, dishes: dict[str, Dish], catalogue: Catalogue, solver: HighsSolver, day: DayTargets, slot: MealSlot
) -> None:
    found = meal_for(slot, day, request_of(), dishes, catalogue, solver)
    assert len(found) == ALTERNATIVES
    served = [{portion.dish_id for portion in portions if portion.dish_id} for portions in found]
    assert not served[0] & served[1] & served[2]
    assert all(portion.slot is slot for portions in found for portion in portions)


def test_a_meal_uses_what_is_at_hand_and_holds_its_share(
    request_of: Ask, dishes: dict[str, Dish], catalogue: Catalogue, solver: HighsSolver, day: DayTargets
) -> None:
    at_hand = frozenset({"chickpeas-boiled", "chickpeas-dry", "tomato-raw", "onion-raw"})
    first, *_ = meal_for(MealSlot.LUNCH, day, request_of(available=at_hand), dishes, catalogue, solver)
    used = {each.food_id for portion in first if portion.dish_id for each in dishes[portion.dish_id].ingredients}
    assert used & at_hand
    assert sum(portion.nutrients.kcal for portion in first) == pytest.approx(0.38 * 2400, rel=0.1)


def test_a_part_of_a_day_has_a_part_of_every_limit(day: DayTargets) -> None:
    part = part_of(replace(day, kcal_min=2400.0, protein_max_g=100.0), 0.25)
    assert (part.kcal, part.protein_max_g, part.kcal_min) == (600, 25, 0)
    assert part.sodium_max_mg == 500


def test_nothing_to_eat_makes_no_meal(
    request_of: Ask, dishes: dict[str, Dish], catalogue: Catalogue, solver: HighsSolver, day: DayTargets
) -> None:
    nothing = request_of(eater_disliked=frozenset(catalogue.foods))
    with pytest.raises(NoMenu, match="lunch"):
        meal_for(MealSlot.LUNCH, day, nothing, dishes, catalogue, solver)
