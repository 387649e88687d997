from pathlib import Path

import pytest
from msgspec.structs import replace

from domain.catalogue.loader import load_catalogue
from domain.errors import CatalogueError
from domain.meals import dishes as module
from domain.meals.allergens import allergens_of
from domain.meals.dishes import load_dishes, nutrients, nutrients_of, parse_dishes, total, validate
from domain.meals.types import Dish, MealSlot, Region
from domain.profile import Locale

CATALOGUE = load_catalogue()
DISHES = load_dishes()
TEXT = (Path(module.__file__).parent / "data" / "dishes.csv").read_text(encoding="utf-8")
HEAD = TEXT.splitlines()[0]
ROW = "soup,Soup,Soupe,شوربة,maghreb,lunch,30,hob,low,lentils-boiled:300"


def test_there_are_dishes_of_every_region():
    assert len(DISHES) >= 230
    for region in Region:
        assert sum(dish.region is region for dish in DISHES.values()) >= 15
    assert sum(dish.region is Region.MAGHREB for dish in DISHES.values()) >= 50


def test_names_are_distinct_and_in_their_own_script():
    for locale in Locale:
        names = [dish.names[locale] for dish in DISHES.values()]
        assert len(set(names)) == len(names), [name for name in names if names.count(name) > 1]
    assert all(any("\u0600" <= letter <= "\u06ff" for letter in dish.names[Locale.AR]) for dish in DISHES.values())


@pytest.mark.parametrize("dish", DISHES.values(), ids=lambda dish: dish.id)
def test_energy_is_that_of_its_macronutrients(dish: Dish):
    """4 kcal a gram of protein and carbohydrate (fibre 2 to 4), 9 of fat; USDA's factors differ by up to a tenth."""
    amounts = nutrients(dish, CATALOGUE)
    most = 4 * amounts.protein_g + 4 * amounts.carbs_g + 9 * amounts.fat_g
    least = most - 2 * amounts.fibre_g
    assert 0.88 * least <= amounts.kcal <= 1.08 * most + 5


@pytest.mark.parametrize("dish", DISHES.values(), ids=lambda dish: dish.id)
def test_portions_are_of_a_size_that_people_eat(dish: Dish):
    assert 30 <= sum(each.grams for each in dish.ingredients) <= 800
    assert nutrients(dish, CATALOGUE).sodium_mg <= 1600


def test_optional_ingredients_are_counted_unless_left_out():
    dish = DISHES["chorba-frik"]
    celery = next(each for each in dish.ingredients if each.food_id == "celery-raw")
    whole, less = nutrients(dish, CATALOGUE), nutrients(dish, CATALOGUE, {"celery-raw"})
    gone = nutrients_of(CATALOGUE.foods["celery-raw"], celery.grams)
    assert whole.kcal == pytest.approx(less.kcal + gone.kcal)
    assert whole == pytest.approx(total((less, gone))) or whole.fibre_g == pytest.approx(less.fibre_g + gone.fibre_g)


def test_nutrients_follow_the_grams():
    food = CATALOGUE.foods["lentils-boiled"]
    assert nutrients_of(food, 250).protein_g == pytest.approx(food.protein_g * 2.5)
    assert nutrients_of(food, 0).kcal == 0


@pytest.mark.parametrize("slot", list(MealSlot))
def test_every_slot_has_dishes_free_of_all_fourteen_groups(slot: MealSlot):
    free = [dish for dish in DISHES.values() if slot in dish.slots and _free(dish)]
    assert len(free) >= 8


def _free(dish: Dish) -> bool:
    carried = allergens_of(dish, CATALOGUE)
    return not carried.sure | carried.possible


@pytest.mark.parametrize(
    ("row", "what"),
    [
        (ROW.replace("lentils-boiled", "unicorn"), "unknown food 'unicorn'"),
        (ROW.replace(":300", ":3000"), "3000.0 g of 'lentils-boiled' is outside"),
        (ROW.replace(":300", ":-3"), "-3.0 g"),
        (ROW.replace(":300", ":many"), "could not convert"),
        (ROW.replace("Soupe", ""), "fr: is empty"),
        (ROW.replace("lunch", "brunch"), "brunch"),
        (ROW.replace("hob", "cauldron"), "cauldron unknown"),
        (ROW.replace(",30,", ",0,"), "minutes: 0"),
        (ROW.replace(":300", ":5"), "suits none of"),
        (ROW.replace(":300", ":300?"), "nothing is left"),
        (ROW + ";lentils-boiled:20", "is there twice"),
        (ROW + "\n" + ROW, "is there twice"),
        (ROW, "at least 5 are needed"),
    ],
)
def test_broken_rows_are_refused_by_row_and_reason(row: str, what: str):
    with pytest.raises(CatalogueError, match=r"dishes\.csv") as refused:
        parse_dishes(f"{HEAD}\n{row}\n", CATALOGUE)
    assert what in str(refused.value)


def test_a_missing_language_column_is_refused():
    with pytest.raises(CatalogueError, match="'ar' is missing"):
        parse_dishes("id,en,fr\nsoup,Soup,Soupe\n", CATALOGUE)


def test_slots_must_be_covered_for_every_diet():
    meaty = [
        replace(dish)
        for dish in DISHES.values()
        if "beef-ground-90pct-lean-raw" in {i.food_id for i in dish.ingredients}
    ]
    problems = validate(meaty, CATALOGUE)
    assert any("vegan" in problem for problem in problems)
