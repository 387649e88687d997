"""A finished day checked from the foods table alone: nothing of the planner's own sums is believed."""

from collections.abc import Iterator, Mapping

from domain.catalogue.types import Catalogue
from domain.meals.planning.free_sugar import free_sugar_g
from domain.meals.types import DayMenu, Dish, Portion

TOLERANCE = 1e-6
"""Share by which two sums of the same figures may differ."""

_COLUMNS = ("kcal", "protein_g", "carbs_g", "fat_g", "fibre_g", "sugar_g", "sodium_mg", "saturated_fat_g")


def audit(menu: DayMenu, catalogue: Catalogue, dishes: Mapping[str, Dish]) -> tuple[str, ...]:
    """Everything that is wrong with the figures and the medical limits of a day; empty when nothing is."""
    return tuple(_problems(menu, catalogue, dishes))


def recomputed(menu: DayMenu, catalogue: Catalogue, dishes: Mapping[str, Dish]) -> dict[str, float]:
    """The day's totals by column, summed gram by gram over every food on the plate."""
    sums = dict.fromkeys((*_COLUMNS, "free_sugar_g"), 0.0)
    for portion in menu.portions:
        for name, amount in _of_portion(portion, catalogue, dishes).items():
            sums[name] += amount
    return sums


def grams_of(portion: Portion, catalogue: Catalogue, dishes: Mapping[str, Dish]) -> dict[str, float]:
    """Grams of each food of a portion, by food id."""
    if portion.food_id:
        return {portion.food_id: portion.scale * catalogue.foods[portion.food_id].serving_g}
    dish = dishes[portion.dish_id]
    return {
        each.food_id: portion.scale * each.grams for each in dish.ingredients if each.food_id not in portion.left_out
    }


def _of_portion(portion: Portion, catalogue: Catalogue, dishes: Mapping[str, Dish]) -> dict[str, float]:
    sums = dict.fromkeys((*_COLUMNS, "free_sugar_g"), 0.0)
    for food_id, grams in grams_of(portion, catalogue, dishes).items():
        food = catalogue.foods[food_id]
        for name in _COLUMNS:
            sums[name] += (getattr(food, name) or 0.0) / 100 * grams
        sums["free_sugar_g"] += free_sugar_g(food, grams)
    return sums


def _problems(menu: DayMenu, catalogue: Catalogue, dishes: Mapping[str, Dish]) -> Iterator[str]:
    unknown = [
        portion.dish_id or portion.food_id
        for portion in menu.portions
        if portion.dish_id not in dishes and portion.food_id not in catalogue.foods
    ]
    if unknown:
        yield from (f"day {menu.day}: unknown {id_!r}" for id_ in unknown)
        return
    for portion in menu.portions:
        own = _of_portion(portion, catalogue, dishes)
        yield from (
            f"day {menu.day}, {portion.dish_id or portion.food_id}: {name} is {getattr(portion.nutrients, name):.4g}, "
            f"the foods make {exact:.4g}"
            for name, exact in own.items()
            if _differs(getattr(portion.nutrients, name), exact)
        )
    sums = recomputed(menu, catalogue, dishes)
    yield from (
        f"day {menu.day}: {name} adds up to {getattr(menu.totals, name):.4g}, the foods make {exact:.4g}"
        for name, exact in sums.items()
        if _differs(getattr(menu.totals, name), exact)
    )
    targets = menu.targets
    if sums["kcal"] < targets.kcal_min * (1 - TOLERANCE):
        yield f"day {menu.day}: {sums['kcal']:.0f} kcal is below the least of {targets.kcal_min:.0f}"
    if targets.protein_max_g is not None and sums["protein_g"] > targets.protein_max_g * (1 + TOLERANCE):
        yield f"day {menu.day}: {sums['protein_g']:.1f} g of protein is above the most of {targets.protein_max_g:.0f}"


def _differs(one: float, other: float) -> bool:
    return abs(one - other) > TOLERANCE * max(1.0, abs(one), abs(other))
