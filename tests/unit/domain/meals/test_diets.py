import pytest

from domain.catalogue.loader import load_catalogue
from domain.meals.diets import (
    FISH_DISHES,
    LITTLE_LACTOSE,
    MEAT_DISHES,
    NOT_JAIN,
    diet_answer,
    diet_question,
    is_meat,
    mixes_meat_and_dairy,
)
from domain.meals.dishes import load_dishes
from domain.meals.types import MealSlot, Question
from domain.profile import Diet, Locale
from domain.text.messages import has_text, say

CATALOGUE = load_catalogue()
FOODS = CATALOGUE.foods
DISHES = load_dishes()

TABLE = {
    "beef-liver-raw": "vegetarian no, pescatarian no, vegan no, halal check, kosher check, gluten_free yes",
    "pork-tenderloin-raw": "vegetarian no, pescatarian no, vegan no, halal no, kosher no",
    "salmon-atlantic-farmed-raw": "vegetarian no, pescatarian yes, vegan no, halal yes, kosher yes",
    "catfish-farmed-raw": "pescatarian yes, kosher no",
    "shrimp-raw": "vegetarian no, pescatarian yes, halal check, kosher no",
    "fish-sauce": "vegetarian no, pescatarian yes, vegan no",
    "worcestershire-sauce": "vegetarian no, pescatarian yes, gluten_free no",
    "chicken-stock-homemade": "vegetarian no, pescatarian no, halal check",
    "honey": "vegetarian yes, vegan no",
    "egg-whole-raw": "vegetarian yes, vegan no, kosher yes, lactose_free yes",
    "parmesan-hard": "vegetarian check, vegan no, halal check, kosher check, lactose_free yes",
    "cheddar": "vegetarian yes, lactose_free yes",
    "milk-whole": "vegetarian yes, vegan no, halal yes, kosher yes, lactose_free no",
    "ghee": "vegan no, lactose_free yes",
    "wine-red": "halal no, kosher check, vegan check",
    "soy-sauce-shoyu": "halal check, gluten_free no, vegan yes",
    "tamari": "gluten_free check",
    "oats-rolled-dry": "gluten_free check, vegan yes",
    "oat-milk": "gluten_free no, lactose_free yes",
    "buckwheat-flour": "gluten_free yes",
    "couscous-dry": "gluten_free no",
    "lard": "vegetarian no, halal no, kosher no",
    "stuffed-grape-leaves-rice": "vegan yes, pescatarian yes",
}


@pytest.mark.parametrize("food", TABLE)
def test_the_table_of_diets(food: str):
    for cell in TABLE[food].split(", "):
        diet, answer = cell.split()
        assert diet_answer(FOODS[food], Diet(diet)) == answer, diet


def test_an_omnivore_may_eat_everything():
    assert {diet_answer(food, Diet.OMNIVORE) for food in FOODS.values()} == {"yes"}


def test_who_is_vegan_is_vegetarian_and_who_is_vegetarian_is_pescatarian():
    for food in FOODS.values():
        if diet_answer(food, Diet.VEGAN) == "yes":
            assert diet_answer(food, Diet.VEGETARIAN) == "yes", food.id
        if diet_answer(food, Diet.VEGETARIAN) == "yes":
            assert diet_answer(food, Diet.PESCATARIAN) == "yes", food.id


@pytest.mark.parametrize(
    ("food", "answer"),
    [
        ("paneer", "yes"),
        ("yogurt-plain-low-fat", "yes"),
        ("ghee", "yes"),
        ("ginger-ground", "yes"),
        ("turmeric-ground", "yes"),
        ("peanuts-dry-roasted-unsalted", "yes"),
        ("ginger-root-raw", "no"),
        ("onion-raw", "no"),
        ("onion-powder", "no"),
        ("garlic-powder", "no"),
        ("spring-onion-raw", "no"),
        ("leek-raw", "no"),
        ("potato-boiled-without-skin", "no"),
        ("sweet-potato-baked", "no"),
        ("carrot-raw", "no"),
        ("beetroot-boiled", "no"),
        ("radish-raw", "no"),
        ("mushrooms-white-raw", "no"),
        ("honey", "no"),
        ("egg-hard-boiled", "no"),
        ("wine-red", "no"),
        ("salmon-atlantic-farmed-raw", "no"),
        ("chicken-breast-skinless-raw", "no"),
        ("curry-powder", "check"),
        ("falafel-homemade", "check"),
        ("vegetable-broth", "check"),
    ],
)
def test_what_a_jain_kitchen_holds(food: str, answer: str):
    assert diet_answer(FOODS[food], Diet.JAIN) == answer


@pytest.mark.parametrize(
    ("food", "answer"),
    [
        ("onion-raw", "yes"),
        ("honey", "yes"),
        ("milk-whole", "yes"),
        ("egg-hard-boiled", "no"),
        ("egg-noodles-dry", "no"),
        ("veggie-burger-patty", "check"),
        ("beef-tallow", "no"),
    ],
)
def test_hindu_vegetarian_is_vegetarian_without_egg(food: str, answer: str):
    assert diet_answer(FOODS[food], Diet.HINDU_VEGETARIAN) == answer


def test_each_of_the_three_vegetarian_diets_is_stricter_than_the_one_before():
    for food in FOODS.values():
        if diet_answer(food, Diet.JAIN) == "yes":
            assert diet_answer(food, Diet.HINDU_VEGETARIAN) == "yes", food.id
        if diet_answer(food, Diet.HINDU_VEGETARIAN) == "yes":
            assert diet_answer(food, Diet.VEGETARIAN) == "yes", food.id


@pytest.mark.parametrize("diet", [Diet.JAIN, Diet.HINDU_VEGETARIAN])
def test_there_is_more_than_a_week_of_each_meal(diet: Diet):
    for slot in (MealSlot.BREAKFAST, MealSlot.LUNCH, MealSlot.DINNER):
        fit = [
            dish
            for dish in DISHES.values()
            if slot in dish.slots
            and all(diet_answer(FOODS[each.food_id], diet) == "yes" for each in dish.ingredients if not each.optional)
        ]
        assert len(fit) >= 25, slot


def test_no_meat_passes_as_vegetarian_or_pescatarian():
    for food in FOODS.values():
        if is_meat(food):
            assert diet_answer(food, Diet.VEGETARIAN) == "no"
            assert diet_answer(food, Diet.PESCATARIAN) == "no"


def test_the_lists_name_real_foods():
    assert FOODS.keys() >= FISH_DISHES | MEAT_DISHES | LITTLE_LACTOSE | NOT_JAIN
    assert all("milk" in FOODS[food].allergens for food in LITTLE_LACTOSE)


def test_every_check_has_a_question_in_every_language():
    for diet in Diet:
        for food in FOODS.values():
            if diet_answer(food, diet) == "check":
                question = diet_question(food, diet)
                assert question.food_id == food.id
                assert has_text(f"meals_food.question.{question.id}"), question.id
    assert all(say(locale, "meals_food.question.halal_meat", food="x", text="") for locale in Locale)


@pytest.mark.parametrize(
    ("food", "diet", "asked"),
    [
        ("chicken-breast-skinless-raw", Diet.HALAL, "halal_meat"),
        ("cheddar", Diet.HALAL, "halal_cheese"),
        ("shrimp-raw", Diet.HALAL, "halal_seafood"),
        ("soy-sauce-shoyu", Diet.HALAL, "halal_recipe"),
        ("oats-rolled-dry", Diet.GLUTEN_FREE, "gluten_free_oats"),
        ("cheddar", Diet.KOSHER, "kosher_cheese"),
    ],
)
def test_one_question_covers_a_kind(food: str, diet: Diet, asked: str):
    assert diet_question(FOODS[food], diet) == Question(id=asked, food_id=food)


def test_meat_and_dairy_are_seen_across_the_dishes_of_a_meal():
    meat, dairy, plant = DISHES["couscous-chicken"], DISHES["yogurt-plain-honey"], DISHES["adas"]
    assert mixes_meat_and_dairy((meat, dairy), CATALOGUE)
    assert not mixes_meat_and_dairy((meat, plant), CATALOGUE)
    assert not mixes_meat_and_dairy((dairy, plant), CATALOGUE)
