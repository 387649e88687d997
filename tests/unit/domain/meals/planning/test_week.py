"""Menus of a day and a week, planned from the real tables by the real solver."""

from collections import Counter
from collections.abc import Callable, Mapping
from itertools import pairwise

import pytest
from msgspec.structs import replace

from adapters.solver.highs import HighsSolver
from domain.catalogue.types import Catalogue
from domain.errors import NoMenu
from domain.meals.diets import mixes_meat_and_dairy
from domain.meals.eater import allowed
from domain.meals.planning.audit import audit, recomputed
from domain.meals.planning.items import food_as_dish
from domain.meals.planning.request import MealRequest
from domain.meals.planning.targets import MealLimits, meals_of
from domain.meals.planning.week import plan_days
from domain.meals.types import Budget, DayMenu, DayTargets, Dish, Region
from domain.profile import Allergen, Diet, Locale

Ask = Callable[..., MealRequest]


class Planned:
    """`plan(request)` with the shipped tables."""

    def __init__(self, dishes: Mapping[str, Dish], catalogue: Catalogue, solver: HighsSolver) -> None:
        self.dishes, self.catalogue, self._solver = dishes, catalogue, solver

    def __call__(self, request: MealRequest) -> tuple[DayMenu, ...]:
        menus = plan_days(request, self.dishes, self.catalogue, self._solver)
        for menu in menus:
            assert audit(menu, self.catalogue, self.dishes) == ()
            self.all_allowed(menu, request)
        return menus

    def all_allowed(self, menu: DayMenu, request: MealRequest) -> None:
        for portion in menu.portions:
            dish = self.dishes[portion.dish_id] if portion.dish_id else food_as_dish(portion.food_id, self.catalogue)
            verdict = allowed(dish, request.eater, self.catalogue)
            assert verdict.ok
            assert set(verdict.without) == set(portion.left_out)


@pytest.fixture(scope="module")
def plan(dishes: dict[str, Dish], catalogue: Catalogue, solver: HighsSolver) -> Planned:
    return Planned(dishes, catalogue, solver)


def test_a_usual_week_meets_every_target(plan: Planned, request_of: Ask) -> None:
    menus = plan(request_of(7))
    for menu in menus:
        sums = recomputed(menu, plan.catalogue, plan.dishes)
        targets = menu.targets
        assert sums["kcal"] == pytest.approx(targets.kcal, rel=0.05)
        assert sums["protein_g"] == pytest.approx(targets.protein_g, rel=0.05)
        assert sums["carbs_g"] == pytest.approx(targets.carbs_g, rel=0.05)
        assert sums["fat_g"] == pytest.approx(targets.fat_g, rel=0.05)
        assert [portion.slot for portion in menu.portions if portion.dish_id] == [meal.slot for meal in meals_of(3)]
    had = Counter(portion.dish_id for menu in menus for portion in menu.portions if portion.dish_id)
    assert max(had.values()) <= 2
    for one, other in pairwise(menus):
        first, second = ({each.dish_id for each in menu.portions if each.dish_id} for menu in (one, other))
        assert not first & second


def test_the_same_request_has_the_same_plan_and_another_seed_another(plan: Planned, request_of: Ask) -> None:
    assert plan(request_of()) == plan(request_of())
    assert plan(request_of(seed=1)) != plan(request_of(seed=2))


@pytest.mark.parametrize("count", [1, 2, 4, 5, 8])
def test_meals_a_day(plan: Planned, request_of: Ask, count: int) -> None:
    (menu,) = plan(request_of(eater_meals_per_day=count))
    assert {portion.meal for portion in menu.portions} == set(range(count))
    assert menu.totals.kcal == pytest.approx(2400, rel=0.05)


@pytest.mark.parametrize("diet", list(Diet))
def test_every_diet_has_a_menu(plan: Planned, request_of: Ask, diet: Diet) -> None:
    (menu,) = plan(request_of(eater_diet=diet))
    assert menu.totals.kcal == pytest.approx(2400, rel=0.05)


@pytest.mark.parametrize("diet", [Diet.HINDU_VEGETARIAN, Diet.JAIN])
def test_the_indian_diets_have_a_varied_week(plan: Planned, request_of: Ask, diet: Diet) -> None:
    menus = plan(request_of(7, eater_diet=diet))
    had = Counter(portion.dish_id for menu in menus for portion in menu.portions if portion.dish_id)
    assert len(had) >= 15
    assert max(had.values()) <= 2
    for menu in menus:
        assert menu.totals.kcal == pytest.approx(2400, rel=0.05)
        assert "MEAL-variety" not in {miss.rule for miss in menu.shortfalls}


def test_kosher_meals_keep_meat_and_dairy_apart(plan: Planned, request_of: Ask) -> None:
    confirmed = frozenset({"kosher_meat", "kosher_cheese", "kosher_recipe"})
    for menu in plan(request_of(3, eater_diet=Diet.KOSHER, eater_confirmed=confirmed)):
        for meal in {portion.meal for portion in menu.portions}:
            here = [portion for portion in menu.portions if portion.meal == meal]
            served = [
                plan.dishes[each.dish_id] if each.dish_id else food_as_dish(each.food_id, plan.catalogue)
                for each in here
            ]
            without = [food_id for each in here for food_id in each.left_out]
            assert not mixes_meat_and_dairy(served, plan.catalogue, without)


def test_many_allergies_still_have_a_menu_without_any_of_them(plan: Planned, request_of: Ask) -> None:
    (menu,) = plan(request_of(eater_allergens=frozenset(Allergen)))
    for portion in menu.portions:
        ids = (
            [each.food_id for each in plan.dishes[portion.dish_id].ingredients if each.food_id not in portion.left_out]
            if portion.dish_id
            else [portion.food_id]
        )
        for food_id in ids:
            food = plan.catalogue.foods[food_id]
            assert not food.allergens
            assert not food.allergens_check


def test_available_ingredients_come_first(plan: Planned, request_of: Ask) -> None:
    wanted = frozenset({"lentils-dry", "lentils-boiled", "carrot-raw"})
    (menu,) = plan(request_of(available=wanted))
    used = {
        each.food_id
        for portion in menu.portions
        if portion.dish_id
        for each in plan.dishes[portion.dish_id].ingredients
    } | {portion.food_id for portion in menu.portions}
    assert used & wanted


def test_quick_cheap_meals_when_they_are_wished_for(plan: Planned, request_of: Ask) -> None:
    (menu,) = plan(request_of(eater_max_minutes=30, eater_budget=Budget.LOW))
    served = [plan.dishes[portion.dish_id] for portion in menu.portions if portion.dish_id]
    assert max(dish.minutes for dish in served) <= 30
    assert {dish.budget for dish in served} == {Budget.LOW}
    assert menu.gave_way == ()


def test_preferred_regions_come_first(plan: Planned, request_of: Ask) -> None:
    menus = plan(request_of(3, eater_regions=(Region.MAGHREB,)))
    regions = [plan.dishes[portion.dish_id].region for menu in menus for portion in menu.portions if portion.dish_id]
    assert regions.count(Region.MAGHREB) > len(regions) / 3


def test_a_dinner_may_come_back_for_lunch(plan: Planned, request_of: Ask) -> None:
    menus = plan(request_of(5, batch=True))
    assert all("MEAL-variety" not in {miss.rule for miss in menu.shortfalls} for menu in menus)


@pytest.mark.parametrize("locale", list(Locale))
def test_impossible_wishes_give_way_and_say_so(plan: Planned, request_of: Ask, day: DayTargets, locale: Locale) -> None:
    hard = replace(day, protein_g=330.0, carbs_g=100.0, fat_g=75.0, sodium_max_mg=150.0)
    (menu,) = plan(replace(request_of(eater_diet=Diet.VEGAN, locale=locale), days=(hard,)))
    rules = [miss.rule for miss in menu.shortfalls]
    assert "MEAL-sodium" in rules
    assert len(menu.gave_way) == len(rules)
    assert "150" in menu.gave_way[rules.index("MEAL-sodium")]


def test_no_figures_for_whom_they_harm(plan: Planned, request_of: Ask, day: DayTargets) -> None:
    hard = replace(day, sodium_max_mg=150.0)
    (menu,) = plan(replace(request_of(eater_health=("EAT-1",)), days=(hard,)))
    assert menu.gave_way
    assert not any(char.isdigit() for text in menu.gave_way for char in text)


def test_the_medical_limits_never_give_way(plan: Planned, request_of: Ask, day: DayTargets) -> None:
    kidney = replace(day, protein_g=50.0, protein_max_g=50.0, carbs_g=370.0)
    growing = replace(day, kcal_min=day.kcal)
    for targets in (kidney, growing):
        for menu in plan(replace(request_of(2), days=(targets, targets))):
            assert menu.totals.kcal >= targets.kcal_min
            assert menu.totals.protein_g <= (targets.protein_max_g or 1000)


def test_main_meals_hold_their_share_of_carbohydrate_with_glucose_medicine(plan: Planned, request_of: Ask) -> None:
    (menu,) = plan(request_of(limits=MealLimits(steady_carbs=True)))
    for index, meal in enumerate(meals_of(3)):
        carbs = sum(portion.nutrients.carbs_g for portion in menu.portions if portion.meal == index)
        assert carbs == pytest.approx(meal.share * menu.targets.carbs_g, rel=0.31)


def test_nothing_to_eat_is_said(
    dishes: dict[str, Dish], catalogue: Catalogue, solver: HighsSolver, request_of: Ask, day: DayTargets
) -> None:
    impossible = replace(day, protein_max_g=1.0, protein_g=1.0, kcal_min=2400.0)
    request = replace(request_of(eater_disliked=frozenset(catalogue.foods)), days=(impossible,))
    with pytest.raises(NoMenu, match="medical limits"):
        plan_days(request, dishes, catalogue, solver)
