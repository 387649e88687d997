import pytest

from domain.coaching.telling.meals import CARBS, PROTEINS, meal_timing
from domain.coaching.verifier.text import forbidden_food
from domain.profile import Allergen, Diet, Locale, NutritionPreferences


@pytest.fixture
def targets(make_person, context_for, program_for):
    return program_for(context_for(make_person())).nutrition


@pytest.mark.parametrize("locale", Locale)
@pytest.mark.parametrize("diet", Diet)
@pytest.mark.parametrize(
    "allergies", [(), *((str(group),) for group in Allergen), ("milk", "nuts", "eggs", "fish", "soy")]
)
def test_no_example_is_excluded_by_diet_or_allergy(locale, diet, allergies, targets):
    eating = NutritionPreferences(diet=diet, allergies=allergies)
    timing = meal_timing(targets, eating, locale)
    for text in (timing.pre_workout, timing.post_workout):
        assert text
        assert forbidden_food(text, eating) is None


def test_an_allergy_nobody_can_place_names_no_food_at_all(targets):
    timing = meal_timing(targets, NutritionPreferences(allergies=("something rare",)), Locale.EN)
    assert not any(word in timing.pre_workout + timing.post_workout for word in (*CARBS, *PROTEINS))


def test_the_protein_of_a_meal_is_a_quarter_of_the_day_inside_its_range(targets):
    assert f"{round(targets.protein_g / 4)} g" in meal_timing(targets, NutritionPreferences(), Locale.EN).post_workout
