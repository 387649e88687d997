"""The dishes that ship with the project, and their nutrients, always computed from the catalogue's foods."""

import csv
from collections.abc import Collection, Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import Final

from domain.catalogue.loader import load_catalogue
from domain.catalogue.types import Catalogue, Food
from domain.errors import CatalogueError
from domain.meals.diets import diet_answer
from domain.meals.planning.free_sugar import free_sugar_g
from domain.meals.types import Budget, Dish, Ingredient, MealSlot, Nutrients, Region
from domain.profile import Diet, Locale

EQUIPMENT: Final = frozenset({"hob", "oven", "blender", "grill", "microwave", "pressure_cooker", "steamer"})
"""What a kitchen may hold. A knife, a bowl, a kettle and a fridge are taken for granted."""

GRAMS: Final = (0.1, 500.0)
"""Least and most of one ingredient in one portion: a pinch, and a bowl of broth or a slice of watermelon."""

PORTION_KCAL: Final = {
    MealSlot.BREAKFAST: (150.0, 750.0),
    MealSlot.LUNCH: (150.0, 900.0),
    MealSlot.DINNER: (150.0, 900.0),
    MealSlot.SNACK: (80.0, 450.0),
}
"""Energy of one portion by meal; a dish of several meals need only suit one of them."""

LEAST_PER_SLOT: Final = 5
"""Dishes that every diet must find in every meal before any question is answered."""

_MOST_NAMED = 20


@cache
def load_dishes() -> dict[str, Dish]:
    """The dishes by id, read once and shared. Raises `CatalogueError` naming row and column of what is wrong."""
    text = (files("domain.meals") / "data" / "dishes.csv").read_text(encoding="utf-8")
    return parse_dishes(text, load_catalogue())


def parse_dishes(text: str, catalogue: Catalogue) -> dict[str, Dish]:
    """Dishes from the text of a dishes.csv; raises `CatalogueError` as `load_dishes` does."""
    dishes: dict[str, Dish] = {}
    for row in csv.DictReader(text.splitlines()):
        dish = _dish(row)
        if dish.id in dishes:
            raise CatalogueError(f"dishes.csv: row {dish.id!r}: column id: is there twice")
        dishes[dish.id] = dish
    problems = validate(dishes.values(), catalogue)
    if problems:
        more = f" (and {len(problems) - _MOST_NAMED} more)" if len(problems) > _MOST_NAMED else ""
        raise CatalogueError("; ".join(problems[:_MOST_NAMED]) + more)
    return dishes


def nutrients(dish: Dish, catalogue: Catalogue, without: Collection[str] = ()) -> Nutrients:
    """Nutrients of one portion of a dish, without the ingredients whose food ids are in `without`."""
    return total(
        nutrients_of(catalogue.foods[each.food_id], each.grams)
        for each in dish.ingredients
        if each.food_id not in without
    )


def nutrients_of(food: Food, grams: float) -> Nutrients:
    """Nutrients of `grams` of a food; a figure that the catalogue does not know counts as 0."""
    share = grams / 100
    return Nutrients(
        kcal=food.kcal * share,
        protein_g=food.protein_g * share,
        carbs_g=food.carbs_g * share,
        fat_g=food.fat_g * share,
        fibre_g=(food.fibre_g or 0.0) * share,
        sugar_g=(food.sugar_g or 0.0) * share,
        sodium_mg=(food.sodium_mg or 0.0) * share,
        saturated_fat_g=(food.saturated_fat_g or 0.0) * share,
        free_sugar_g=free_sugar_g(food, grams),
    )


def total(parts: Iterable[Nutrients]) -> Nutrients:
    """The sum of several nutrients."""
    several = tuple(parts)
    return Nutrients(**{name: sum(getattr(part, name) for part in several) for name in Nutrients.__struct_fields__})


def validate(dishes: Collection[Dish], catalogue: Catalogue) -> tuple[str, ...]:
    """Every broken rule as `dishes.csv: row: column: what is wrong`; empty when the dishes are sound."""
    problems = tuple(
        f"dishes.csv: row {dish.id!r}: column {problem}"
        for dish in dishes
        for problem in _dish_problems(dish, catalogue)
    )
    return problems or tuple(_uncovered(dishes, catalogue))


def _dish(row: dict[str, str]) -> Dish:
    """One row; `;` parts lists, an ingredient is `food-id:grams`, with `?` behind when it may be left out."""
    where = f"dishes.csv: row {row.get('id', '')!r}"
    try:
        return Dish(
            id=row["id"],
            names={locale: row[locale.value] for locale in Locale},
            region=Region(row["region"]),
            slots=tuple(MealSlot(slot) for slot in _parts(row["slots"])),
            ingredients=tuple(_ingredient(part) for part in _parts(row["ingredients"])),
            minutes=int(row["minutes"]),
            equipment=_parts(row["equipment"]),
            budget=Budget(row["budget"]),
        )
    except KeyError as missing:
        raise CatalogueError(f"{where}: column {missing} is missing") from missing
    except (ValueError, AttributeError) as wrong:
        raise CatalogueError(f"{where}: {wrong}") from wrong


def _parts(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(";") if part.strip())


def _ingredient(part: str) -> Ingredient:
    food_id, _, grams = part.partition(":")
    return Ingredient(food_id=food_id, grams=float(grams.removesuffix("?")), optional=grams.endswith("?"))


def _dish_problems(dish: Dish, catalogue: Catalogue) -> Iterator[str]:
    if not dish.id:
        yield "id: is empty"
    yield from (f"{locale}: is empty" for locale in Locale if not dish.names[locale].strip())
    if not dish.slots:
        yield "slots: is empty"
    if unknown := set(dish.equipment) - EQUIPMENT:
        yield f"equipment: {', '.join(sorted(unknown))} unknown; allowed: {', '.join(sorted(EQUIPMENT))}"
    if not 0 < dish.minutes <= 240:
        yield f"minutes: {dish.minutes} is outside 1 to 240"
    ids = [each.food_id for each in dish.ingredients]
    yield from (f"ingredients: {id_!r} is there twice" for id_ in sorted({id_ for id_ in ids if ids.count(id_) > 1}))
    if not any(not each.optional for each in dish.ingredients):
        yield "ingredients: nothing is left when the optional ones are out"
    missing = [id_ for id_ in ids if id_ not in catalogue.foods]
    yield from (f"ingredients: unknown food {id_!r}" for id_ in missing)
    for each in dish.ingredients:
        if not GRAMS[0] <= each.grams <= GRAMS[1]:
            yield f"ingredients: {each.grams} g of {each.food_id!r} is outside {GRAMS}"
    if not missing and dish.slots:
        kcal = nutrients(dish, catalogue).kcal
        if not any(low <= kcal <= high for low, high in (PORTION_KCAL[slot] for slot in dish.slots)):
            yield f"ingredients: {kcal:.0f} kcal suits none of {', '.join(dish.slots)}"


def _uncovered(dishes: Collection[Dish], catalogue: Catalogue) -> Iterator[str]:
    for diet in Diet:
        fit = [dish for dish in dishes if _fits(dish, diet, catalogue)]
        for slot in MealSlot:
            count = sum(slot in dish.slots for dish in fit)
            if count < LEAST_PER_SLOT:
                yield f"dishes.csv: {diet} has {count} {slot} dishes; at least {LEAST_PER_SLOT} are needed"


def _fits(dish: Dish, diet: Diet, catalogue: Catalogue) -> bool:
    return all(
        diet_answer(catalogue.foods[each.food_id], diet) == "yes" for each in dish.ingredients if not each.optional
    )
