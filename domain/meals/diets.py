"""What a diet says of a food: "yes", "no" or "check", from the catalogue's flags and never from a name.

Evidence 4.13. "check" is a question to the person and never a yes: how meat was slaughtered, which rennet a cheese has,
whether oats are certified.

Low-FODMAP and ketogenic eating are no diets here and are not planned: the first is a short medical test that a
dietitian leads, the second moves macronutrients outside the bands of the targets. Both stay with a professional.
"""

from collections.abc import Callable, Iterable
from typing import Final

from domain.catalogue.types import Catalogue, Food
from domain.meals.families import is_composed
from domain.meals.types import Dish, Question
from domain.profile import Allergen, Diet

MEAT_GROUPS: Final = frozenset({"meat_red", "poultry", "pork", "processed_meat"})

FISH_DISHES: Final = frozenset(
    {
        "ceviche", "cod-liver-oil", "fish-sauce", "oyster-sauce", "sushi-roll-tuna", "sushi-salmon-nigiri",
        "worcestershire-sauce",
    }
)  # fmt: skip
"""Foods outside the groups fish and shellfish whose only flesh is fish or seafood."""

MEAT_DISHES: Final = frozenset(
    {
        "bibimbap", "chicken-biryani", "chicken-burrito-bowl", "chicken-curry", "chicken-enchilada", "gyro-sandwich",
        "kung-pao-chicken", "pad-thai-with-chicken", "pho-with-meat", "stuffed-grape-leaves-lamb-and-rice",
        "beef-stock-homemade", "chicken-stock-homemade", "sofrito-with-ham", "beef-tallow", "duck-fat", "lard",
    }
)  # fmt: skip
"""Composed foods and fats that count as meat beside dairy."""

LITTLE_LACTOSE: Final = frozenset(
    {
        "butter-oil-anhydrous-ghee-type", "cheddar", "edam", "ghee", "goat-cheese-hard", "gouda", "gruyere",
        "parmesan-hard", "provolone", "romano-pecorino-type", "swiss-cheese",
    }
)  # fmt: skip
"""Milk foods with almost no milk sugar left: ripened hard cheeses, pure butterfat (NIDDK; EFSA Journal 2010 1777)."""

UNDERGROUND: Final = frozenset(
    {
        "arrowroot-flour", "beetroot-boiled", "beetroot-raw", "carrot-boiled", "carrot-raw", "carrots-frozen",
        "cassava-bread-casabe", "cassava-raw", "celeriac-raw", "chives-raw", "daikon-raw", "fennel-bulb-raw",
        "garlic-powder", "garlic-raw", "ginger-root-raw", "gnocchi-potato", "horseradish-prepared",
        "jerusalem-artichoke-raw", "jicama-raw", "kohlrabi-raw", "leek-boiled", "leek-raw", "lotus-root-raw",
        "mixed-vegetables-frozen", "onion-boiled", "onion-powder", "onion-raw", "parsnip-boiled", "parsnip-raw",
        "potato-baked-with-skin", "potato-boiled-without-skin", "potato-chips", "potato-flour",
        "potato-mashed-with-milk", "potato-raw", "radish-raw", "rutabaga-raw", "shallot-raw", "spring-onion-raw",
        "sweet-potato-baked", "sweet-potato-boiled", "sweet-potato-raw", "tapioca-pearls-dry", "taro-cooked",
        "taro-raw", "turnip-boiled", "turnip-raw", "water-chestnut-raw", "yam-boiled-or-baked", "yam-raw",
    }
)  # fmt: skip
"""Roots, tubers and bulbs, the onion family and flours of them: for their harvest the plant and what lives around it
die. Dried ginger and turmeric are spices that Jain kitchens use; peanuts are seeds."""

NOT_JAIN: Final = UNDERGROUND | frozenset(
    {"alfalfa-sprouts-raw", "honey", "mung-bean-sprouts-raw", "natto", "tempeh", "wheat-sprouted"}
)
"""Besides meat, fish, egg, alcohol and mushrooms: honey, sprouts, and what moulds or bacteria are grown into."""

_KEYS: Final = {
    Diet.VEGAN: "vegan",
    Diet.VEGETARIAN: "vegetarian",
    Diet.HALAL: "halal_ok",
    Diet.KOSHER: "kosher_ok",
    Diet.GLUTEN_FREE: "gluten_free",
}


def diet_answer(food: Food, diet: Diet) -> str:
    """ "yes", "no" or "check": whether `diet` allows the food."""
    if diet is Diet.PESCATARIAN:
        return _pescatarian(food)
    if diet in {Diet.HINDU_VEGETARIAN, Diet.JAIN}:
        return _hindu_vegetarian(food) if diet is Diet.HINDU_VEGETARIAN else _jain(food)
    if diet is Diet.LACTOSE_FREE:
        return "yes" if food.id in LITTLE_LACTOSE else food.diets["dairy_free"]
    return food.diets[_KEYS[diet]] if diet in _KEYS else "yes"


def diet_question(food: Food, diet: Diet) -> Question:
    """What to ask about a food that `diet` answers with "check"; the same `id` for all foods of the kind."""
    return Question(id=_question_id(food, diet), food_id=food.id)


def is_meat(food: Food) -> bool:
    """Flesh of a land animal, or a dish, stock or fat of it: what a kosher meal keeps apart from milk."""
    return food.group in MEAT_GROUPS or food.id in MEAT_DISHES


def is_dairy(food: Food) -> bool:
    return "milk" in food.allergens


def mixes_meat_and_dairy(dishes: Iterable[Dish], catalogue: Catalogue, without: Iterable[str] = ()) -> bool:
    """Whether the dishes of one meal, taken together, hold meat and dairy: never kosher. `without` is left out."""
    out = frozenset(without)
    foods = [catalogue.foods[each.food_id] for dish in dishes for each in dish.ingredients if each.food_id not in out]
    return any(is_meat(food) for food in foods) and any(is_dairy(food) for food in foods)


def _pescatarian(food: Food) -> str:
    if food.group in {"fish", "shellfish"} or food.id in FISH_DISHES:
        return "yes"
    if food.id == "seafood-paella":
        return "check"
    return food.diets["vegetarian"]


def _hindu_vegetarian(food: Food) -> str:
    """Vegetarian without egg; milk is eaten."""
    if Allergen.EGGS in food.allergens:
        return "no"
    answer = food.diets["vegetarian"]
    return "check" if answer == "yes" and Allergen.EGGS in food.allergens_check else answer


def _jain(food: Food) -> str:
    """No flesh, egg, honey or alcohol, no roots and bulbs, no mushrooms; what has a recipe may hold onion."""
    if food.id in NOT_JAIN or food.group == "alcohol" or food.id.startswith("mushrooms-"):
        return "no"
    answer = _hindu_vegetarian(food)
    return "check" if answer == "yes" and is_composed(food) else answer


def _question_id(food: Food, diet: Diet) -> str:
    kinds = _KINDS.get(diet, ())
    return f"{diet}_{next((kind for kind, holds in kinds if holds(food)), 'recipe')}"


_KINDS: Final[dict[Diet, tuple[tuple[str, Callable[[Food], bool]], ...]]] = {
    Diet.HALAL: (
        ("meat", is_meat),
        ("cheese", is_dairy),
        ("seafood", lambda food: food.group in {"shellfish", "fish"}),
    ),
    Diet.KOSHER: (("meat", is_meat), ("cheese", is_dairy)),
    Diet.GLUTEN_FREE: (("oats", lambda food: "oat" in food.id),),
}
