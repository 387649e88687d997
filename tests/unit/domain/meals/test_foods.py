import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.catalogue.loader import load_catalogue
from domain.meals.dishes import load_dishes
from domain.meals.foods import closest_foods, find_food, foods_meant, names_of, stands_alone
from domain.meals.planning.items import load_sides
from domain.meals.planning.shopping import bought_as
from domain.profile import Locale

CATALOGUE = load_catalogue()


@pytest.mark.parametrize(
    ("text", "food"),
    [
        ("eggs", "egg-whole-raw"),
        ("Œufs", "egg-whole-raw"),
        ("بيض", "egg-whole-raw"),
        ("olive oil", "olive-oil"),
        ("huile d'olive", "olive-oil"),
        ("زيت الزيتون", "olive-oil"),
        ("chickpeas", "chickpeas-boiled"),
        ("pois chiches", "chickpeas-boiled"),
        ("الحمص", "chickpeas-boiled"),
        ("almond milk", "almond-milk-unsweetened"),
        ("lait d'amande", "almond-milk-unsweetened"),
        ("rice milk", "rice-milk-unsweetened"),
        ("soy sauce", "soy-sauce-shoyu"),
        ("the tomatoes", "tomato-raw"),
        ("des noix", "walnuts"),
        ("kefta", None),
        ("dragon meat", None),
        ("", None),
        ("milk rice", None),
        ("prunes", None),
        ("leben", "buttermilk-low-fat"),
        ("Sapodilla", "sapodilla"),
        ("chicken-breast-skinless-raw", "chicken-breast-skinless-raw"),
    ],
)
def test_find_food(text: str, food: str | None):
    assert find_food(CATALOGUE, text) == food


def _shown() -> frozenset[str]:
    """Every food that a plan or a shopping list may name: of dishes, beside them, and in the form it is sold in."""
    plated = {each.food_id for dish in load_dishes().values() for each in dish.ingredients} | set(load_sides())
    return frozenset(plated | {bought_as(food_id, CATALOGUE) for food_id in plated})


def test_every_food_that_is_shown_has_a_name_in_every_language():
    for food_id in _shown():
        names = names_of(food_id, "?")
        assert all(names[locale] and names[locale] != "?" for locale in Locale), food_id
        assert any("\u0600" <= letter <= "\u06ff" for letter in names[Locale.AR]), food_id


def test_a_food_without_words_keeps_its_english_name():
    assert names_of("durian", "Durian") == dict.fromkeys(Locale, "Durian")


def test_the_shown_name_finds_its_own_food():
    for locale in Locale:
        wrong = {id_ for id_ in _shown() if find_food(CATALOGUE, names_of(id_, "")[locale]) != id_}
        assert not wrong


@pytest.mark.parametrize(
    ("text", "near"), [("tomatoe", "tomato-raw"), ("chikpeas", "chickpeas-boiled"), ("brocoly", "broccoli-raw")]
)
def test_closest_foods_are_offered(text: str, near: str):
    assert near in closest_foods(text, 3)
    assert find_food(CATALOGUE, text) is None


def test_closest_foods_of_nonsense_are_none():
    assert closest_foods("qzxwv", 3) == ()
    assert closest_foods("tomato", 0) == ()


def test_a_dislike_means_the_family():
    meant = foods_meant("mushrooms", CATALOGUE)
    assert {"mushrooms-white-raw", "mushrooms-shiitake-dried", "mushrooms-oyster-raw"} <= meant
    assert "tomatoes-canned-whole" in foods_meant("طماطم", CATALOGUE)
    assert foods_meant("zorgblat", CATALOGUE) == frozenset()


@pytest.mark.parametrize(
    ("food", "alone"),
    [
        ("banana", True),
        ("yogurt-plain-low-fat", True),
        ("olive-oil", False),
        ("chicken-breast-skinless-raw", False),
        ("butter-unsalted", False),
    ],
)
def test_stands_alone(food: str, *, alone: bool):
    assert stands_alone(CATALOGUE.foods[food]) is alone


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=100))
def test_any_text_is_looked_up(text: str):
    found = find_food(CATALOGUE, text)
    assert found is None or found in CATALOGUE.foods
    assert set(closest_foods(text, 2)) <= CATALOGUE.foods.keys()
