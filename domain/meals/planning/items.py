"""What may stand on the plate: dishes the eater may have, and single foods in real sizes."""

from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from tomllib import loads
from typing import Final

from msgspec import Struct

from domain.catalogue.types import Catalogue
from domain.meals.diets import is_dairy, is_meat
from domain.meals.eater import allowed
from domain.meals.foods import names_of
from domain.meals.types import Budget, Dish, Eater, Ingredient, MealSlot, Nutrients, Region

DISH_SIZES: Final = (0.5, 0.75, 1.0, 1.25, 1.5, 2.0)
"""Portions of a dish that a person can serve."""

DISH: Final = "dish"


class Item(Struct, frozen=True, kw_only=True):
    """A dish or a single food for one eater. `role` is `dish` or what the food brings (starch, protein, fruit ...).

    `nutrients` are those of one portion (serving) as the eater may have it, without `left_out`.
    """

    id: str
    role: str
    dish: Dish
    sizes: tuple[float, ...]
    nutrients: Nutrients
    left_out: tuple[str, ...] = ()
    meat: bool = False
    dairy: bool = False

    @property
    def is_dish(self) -> bool:
        return self.role == DISH


class Side(Struct, frozen=True):
    """A single food: its role, the meals it suits, its sizes as multiples of the serving."""

    role: str
    meals: tuple[MealSlot, ...]
    sizes: tuple[float, ...]


@cache
def load_sides() -> dict[str, Side]:
    """The single foods by id."""
    tree = loads((files("domain.meals.planning") / "sides.toml").read_text(encoding="utf-8"))
    return {
        food_id: Side(role, tuple(MealSlot(slot) for slot in row["meals"].split()), tuple(map(float, row["sizes"])))
        for role, rows in tree.items()
        for food_id, row in rows.items()
    }


def items_for(eater: Eater, dishes: Mapping[str, Dish], catalogue: Catalogue) -> tuple[Item, ...]:
    """Every dish and single food the eater may have and can cook, as `domain.meals.eater.allowed` decides."""
    kitchen = eater.equipment
    found = [
        _item(dish, DISH, DISH_SIZES, eater, catalogue)
        for dish in dishes.values()
        if kitchen is None or kitchen.issuperset(dish.equipment)
    ]
    found += [
        _item(food_as_dish(food_id, catalogue, side.meals), side.role, side.sizes, eater, catalogue)
        for food_id, side in load_sides().items()
    ]
    return tuple(item for item in found if item is not None)


def item_of(id_: str, eater: Eater, dishes: Mapping[str, Dish], catalogue: Catalogue) -> Item | None:
    """The item behind the id of a dish or a single food; None when the eater may not have it or it is unknown."""
    if id_ in dishes:
        return _item(dishes[id_], DISH, DISH_SIZES, eater, catalogue)
    side = load_sides().get(id_)
    if side is None:
        return None
    return _item(food_as_dish(id_, catalogue, side.meals), side.role, side.sizes, eater, catalogue)


def food_as_dish(food_id: str, catalogue: Catalogue, slots: tuple[MealSlot, ...] = tuple(MealSlot)) -> Dish:
    """A single food as a dish of one serving, so that every rule for dishes holds for it too."""
    food = catalogue.foods[food_id]
    return Dish(
        id=food_id,
        names=names_of(food_id, food.name),
        region=Region.INTERNATIONAL,
        slots=slots,
        ingredients=(Ingredient(food_id=food_id, grams=food.serving_g),),
        minutes=0,
        equipment=(),
        budget=Budget.LOW,
    )


def _item(dish: Dish, role: str, sizes: tuple[float, ...], eater: Eater, catalogue: Catalogue) -> Item | None:
    verdict = allowed(dish, eater, catalogue)
    if not verdict.ok:
        return None
    kept = [each for each in dish.ingredients if each.food_id not in verdict.without]
    foods = [catalogue.foods[each.food_id] for each in kept]
    return Item(
        id=dish.id,
        role=role,
        dish=dish,
        sizes=sizes,
        nutrients=verdict.nutrients,
        left_out=verdict.without,
        meat=any(map(is_meat, foods)),
        dairy=any(map(is_dairy, foods)),
    )


def scaled(nutrients: Nutrients, scale: float) -> Nutrients:
    """The nutrients of `scale` portions."""
    return Nutrients(**{name: getattr(nutrients, name) * scale for name in Nutrients.__struct_fields__})


def summed(parts: Iterable[Nutrients]) -> Nutrients:
    """The nutrients of everything together."""
    several = tuple(parts)
    return Nutrients(**{name: sum(getattr(part, name) for part in several) for name in Nutrients.__struct_fields__})
