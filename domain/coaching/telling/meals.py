"""When to eat around training: sentences whose example foods the person's diet and allergies allow."""

from domain.coaching.verifier.text import forbidden_food
from domain.nutrition.types import NutritionTargets
from domain.plan import MealTiming
from domain.profile import Locale, NutritionPreferences
from domain.text.messages import say

CARBS = ("banana", "oatmeal", "rice", "potato", "bread", "quinoa")
PROTEINS = ("yogurt", "egg", "chicken", "salmon", "chickpeas", "lentils", "tofu")
"""Keys below `plan.food`, in the order in which they are offered."""

MEAL_PROTEIN_G = (20, 40)
"""A protein meal after training: a quarter of the day's, inside this range (ISSN position stand)."""


def meal_timing(targets: NutritionTargets, eating: NutritionPreferences, locale: Locale) -> MealTiming:
    """Advice before and after training; without two allowed examples no food is named at all."""
    carbs = [text for key in CARBS if (text := _allowed(key, eating, locale))]
    proteins = [text for key in PROTEINS if (text := _allowed(key, eating, locale))]
    low, high = MEAL_PROTEIN_G
    protein = min(max(round(targets.protein_g / 4), low), high)
    protein = min(protein, targets.protein_g // 2)
    if not carbs or not proteins:
        return MealTiming(
            pre_workout=say(locale, "plan.meals.pre_workout_plain"),
            post_workout=say(locale, "plan.meals.post_workout_plain", protein=protein),
        )
    before = say(locale, "plan.meals.both", first=carbs[0], second=proteins[0])
    after = say(locale, "plan.meals.both", first=proteins[1 % len(proteins)], second=carbs[1 % len(carbs)])
    return MealTiming(
        pre_workout=say(locale, "plan.meals.pre_workout", foods=before),
        post_workout=say(locale, "plan.meals.post_workout", foods=after, protein=protein),
    )


def _allowed(key: str, eating: NutritionPreferences, locale: Locale) -> str:
    """The food's name in `locale`, or an empty string when it is excluded in any language it might be written in."""
    for language in Locale:
        if forbidden_food(say(language, f"plan.food.{key}"), eating):
            return ""
    return say(locale, f"plan.food.{key}")
