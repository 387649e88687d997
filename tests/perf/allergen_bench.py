"""10,000 generated people against every dish: allergens, diets and single foods that slip through (must be none).

Run: `.venv/bin/python -m tests.perf.allergen_bench [people] [dishes each]`.

The check is made a second time here from the rows of foods.csv, without the code under test.
"""

import random
import re
import sys
import time
from collections import Counter

from domain.catalogue.loader import load_catalogue
from domain.catalogue.types import Catalogue
from domain.meals.dishes import load_dishes
from domain.meals.eater import allowed, eater_of
from domain.meals.types import Dish, Eater
from domain.meals.words import table
from domain.profile import Diet, NutritionPreferences

SEED = 20261123
FLAG = {
    Diet.VEGAN: "vegan",
    Diet.VEGETARIAN: "vegetarian",
    Diet.HALAL: "halal_ok",
    Diet.KOSHER: "kosher_ok",
    Diet.GLUTEN_FREE: "gluten_free",
    Diet.HINDU_VEGETARIAN: "vegetarian",
    Diet.JAIN: "vegetarian",
}
NO_EGG = {Diet.HINDU_VEGETARIAN, Diet.JAIN}
ROOTS = re.compile(
    r"\b(onions?|garlic|leek|shallot|potato|carrots?|beetroot|radish|daikon|turnip|parsnip|celeriac|taro|yam|cassava|"
    r"ginger-root|mushrooms|honey|sprouts-raw)\b"
)
"""Words in the ids of foods that no Jain plate holds."""


def people(count: int) -> list[tuple[NutritionPreferences, frozenset[str]]]:
    """Preferences whose allergies are phrases of the tables, with the groups that their entries name."""
    chance = random.Random(SEED)
    entries = [
        (phrase, frozenset(name for name in entry.replace("?", "+").split("+") if name))
        for entry, phrases in table("allergen_words.toml")["group"].items()
        for phrase in phrases
    ]
    found = []
    for _ in range(count):
        chosen = chance.sample(entries, chance.choice((0, 1, 1, 2, 3)))
        texts = [phrase for phrase, _ in chosen]
        if chance.random() < 0.05:
            texts.append("zorgblat")
        wishes = NutritionPreferences(diet=chance.choice(list(Diet)), allergies=tuple(texts))
        found.append((wishes, frozenset().union(*(groups for _, groups in chosen))))
    return found


def leaks(
    dish: Dish, eater: Eater, groups: frozenset[str], without: tuple[str, ...], catalogue: Catalogue
) -> list[str]:
    """What is on the plate and should not be, from the catalogue's rows alone."""
    wrong = []
    for each in dish.ingredients:
        if each.food_id in without:
            continue
        food = catalogue.foods[each.food_id]
        if groups & (food.allergens | food.allergens_check):
            wrong.append(f"{dish.id}: {food.id}: {sorted(groups & (food.allergens | food.allergens_check))}")
        if eater.unknown_allergies and food.allergens | food.allergens_check:
            wrong.append(f"{dish.id}: {food.id}: unknown allergy")
        if eater.diet in NO_EGG and "eggs" in food.allergens | food.allergens_check:
            wrong.append(f"{dish.id}: {food.id}: egg")
        if eater.diet is Diet.JAIN and ROOTS.search(food.id):
            wrong.append(f"{dish.id}: {food.id}: root")
        if eater.diet in FLAG and food.diets[FLAG[eater.diet]] != "yes":
            wrong.append(f"{dish.id}: {food.id}: {eater.diet}")
    return wrong


def main(count: int = 10_000, each: int = 20) -> int:
    """Print the result; the exit code is 1 when anything leaked."""
    catalogue, dishes = load_catalogue(), list(load_dishes().values())
    chance = random.Random(SEED + 1)
    found: list[str] = []
    refused: Counter[str] = Counter()
    served = spent = 0.0
    for wishes, groups in people(count):
        plates = chance.sample(dishes, each)
        began = time.perf_counter()
        eater = eater_of(wishes, catalogue)
        verdicts = [allowed(dish, eater, catalogue) for dish in plates]
        spent += time.perf_counter() - began
        for dish, verdict in zip(plates, verdicts, strict=True):
            refused.update(verdict.rules)
            if verdict.ok:
                served += 1
                found += leaks(dish, eater, groups, verdict.without, catalogue)
    print(f"{count} people x {each} dishes: {served:.0f} served, refused {dict(refused)}")
    print(f"leaks: {len(found)}; {spent:.2f} s, {1000 * spent / count:.3f} ms a person")
    for leak in found[:20]:
        print("LEAK", leak)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(*(int(number) for number in sys.argv[1:])))
