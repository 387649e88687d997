"""Targets of the days of a week."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.catalogue.loader import load_catalogue
from domain.coaching.person_of import person_of
from domain.meals.planning.targets import (
    FREE_SUGAR_YOUNG_G,
    GLUCOSE_MEDICINE,
    LEAST_CARBS_G,
    NO_DEFICIT,
    MealLimits,
    meal_limits,
    meals_of,
    week_targets,
)
from domain.nutrition.targets import targets_of
from domain.nutrition.types import NutritionTargets
from domain.profile import Condition
from domain.safety.screening import screen
from tests.people import profile_of

TRAINING = (600.0, 0.0, 600.0, 0.0, 600.0, 0.0, 0.0)


def test_training_days_get_what_rest_days_give(targets: NutritionTargets) -> None:
    week = week_targets(targets, MealLimits(), TRAINING)
    mean = sum(TRAINING) / 7
    assert week[0].kcal == pytest.approx(2400 + 600 - mean)
    assert week[1].kcal == pytest.approx(2400 - mean)
    assert week[0].carbs_g - week[1].carbs_g == pytest.approx(600 / 4)
    assert {day.protein_g for day in week} == {112}
    assert {day.fat_g for day in week} == {80}


def test_limits_of_who_and_aha(targets: NutritionTargets) -> None:
    day = week_targets(targets, meal_limits(age=30))[0]
    assert (day.sodium_max_mg, day.sugar_max_g) == (2000, 60)
    assert day.saturated_fat_max_g == pytest.approx(2400 * 0.1 / 9)
    careful = week_targets(
        targets, meal_limits(age=30, conditions=frozenset({Condition.HYPERTENSION, Condition.DIABETES}))
    )[0]
    assert (careful.sodium_max_mg, careful.sugar_max_g) == (1500, 30)
    assert week_targets(targets, meal_limits(age=15))[0].sugar_max_g == FREE_SUGAR_YOUNG_G


def test_with_glucose_lowering_medicine_every_day_is_the_same(targets: NutritionTargets) -> None:
    limits = meal_limits(age=50, medicine_classes=frozenset({GLUCOSE_MEDICINE}))
    assert limits.steady_carbs
    assert len(set(week_targets(targets, limits, TRAINING))) == 1


def test_no_deficit_on_any_day_where_it_is_forbidden(targets: NutritionTargets) -> None:
    minor = replace(targets, rules=("CAL-minor",))
    week = week_targets(minor, MealLimits(), TRAINING)
    assert all(day.kcal_min == pytest.approx(day.kcal) for day in week)
    assert week_targets(targets, MealLimits())[0].kcal_min == targets.floor


def test_kidney_disease_caps_protein(targets: NutritionTargets) -> None:
    assert week_targets(replace(targets, rules=("MAC-kidney",)), MealLimits())[0].protein_max_g == 112
    assert week_targets(targets, MealLimits())[0].protein_max_g is None


@pytest.mark.parametrize("count", range(1, 9))
def test_shares_of_the_meals_sum_to_the_day(count: int) -> None:
    meals = meals_of(count)
    assert len(meals) == count
    assert sum(meal.share for meal in meals) == pytest.approx(1)
    assert sum(meal.main for meal in meals) == min(count, 3)


@given(seed=st.integers(0, 5000), sessions=st.lists(st.floats(0, 2500), min_size=7, max_size=7))
def test_every_week_keeps_its_sums_and_its_limits(seed: int, sessions: list[float]) -> None:
    profile = profile_of(seed)
    person = person_of(profile, load_catalogue(), screen(profile))
    targets = targets_of(person, profile)
    limits = meal_limits(age=person.age, conditions=person.flags, medicine_classes=person.medicine_classes)
    week = week_targets(targets, limits, sessions)
    assert sum(day.kcal for day in week) == pytest.approx(7 * targets.target)
    assert sum(day.carbs_g for day in week) == pytest.approx(7 * targets.carbs_g)
    for day in week:
        assert day.kcal_min <= day.kcal
        assert day.kcal >= targets.floor - 1
        assert day.carbs_g >= min(targets.carbs_g, LEAST_CARBS_G) - 1e-6
        if NO_DEFICIT.intersection(targets.rules):
            assert day.kcal_min >= targets.floor - 1
            assert sum(each.kcal_min for each in week) >= 7 * min(targets.tdee, targets.target) - 1
