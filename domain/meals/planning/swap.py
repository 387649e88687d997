"""One meal instead of another, and meals from what is at hand: the rest of the day stays, and so do its targets."""

from collections.abc import Mapping, Sequence
from typing import Final

from msgspec.structs import replace

from domain.catalogue.types import Catalogue
from domain.errors import NoMenu
from domain.meals.planning.candidates import candidates_for, week_of
from domain.meals.planning.items import Item, item_of, items_for
from domain.meals.planning.programme import Choice, DayProblem
from domain.meals.planning.request import MealRequest
from domain.meals.planning.targets import Meal, meals_of
from domain.meals.planning.week import menu_of, solved
from domain.meals.types import DayMenu, DayTargets, Dish, MealSlot, Portion
from domain.ports import MealSolver
from domain.profile import Diet

ALTERNATIVES: Final = 3

SLOT_SHARES: Final = {MealSlot.BREAKFAST: 0.25, MealSlot.LUNCH: 0.35, MealSlot.DINNER: 0.30, MealSlot.SNACK: 0.10}
"""Share of a day of a meal that the person's usual day does not have."""


def swap_meal(
    menu: DayMenu,
    meal: int,
    request: MealRequest,
    dishes: Mapping[str, Dish],
    catalogue: Catalogue,
    solver: MealSolver,
    *,
    others: Sequence[DayMenu] = (),
    refused: frozenset[str] = frozenset(),
) -> DayMenu:
    """The day with another meal at position `meal`; the other meals stand as they are.

    `request.days` holds the day at index `menu.day`, as the person's needs are now. The dish that stood there and those
    in `refused` do not come back; `others` are the week's other days, for variety. Raises `NoMenu` when nothing else
    can stand there, or the rest of the day holds what the person may no longer eat.
    """
    items = items_for(request.eater, dishes, catalogue)
    kept = _kept(menu, meal, request, dishes, catalogue)
    gone = {_id(portion) for portion in menu.portions if portion.meal == meal and portion.dish_id} | refused
    free = [item for item in items if item.id not in gone and item.id not in {each.item.id for each in kept}]
    meals = meals_of(request.eater.meals_per_day)
    choices = _solve(free, kept, meals, meal, request, menu.day, others, solver)
    if choices is None or all(choice.meal != meal for choice in choices):
        raise NoMenu("nothing else that this person may eat fits this meal within the day's medical limits")
    before = [other for other in others if other.day < menu.day]
    return menu_of(choices, meals, request, menu.day, before)


def meal_for(
    slot: MealSlot,
    targets: DayTargets,
    request: MealRequest,
    dishes: Mapping[str, Dish],
    catalogue: Catalogue,
    solver: MealSolver,
    *,
    count: int = ALTERNATIVES,
) -> tuple[tuple[Portion, ...], ...]:
    """Up to `count` different meals for a slot of a day with `targets`, `request.available` used first.

    Each holds the slot's share of the day in energy and macronutrients. Raises `NoMenu` when there is not even one.
    """
    share = next((meal.share for meal in meals_of(request.eater.meals_per_day) if meal.slot is slot), SLOT_SHARES[slot])
    meals, part = (Meal(slot, 1.0),), part_of(targets, share)
    items = list(items_for(request.eater, dishes, catalogue))
    found: list[tuple[Portion, ...]] = []
    single = replace(request, days=(part,), training=(False,))
    for _ in range(count):
        choices = _solve(items, (), meals, 0, single, 0, (), solver)
        if not choices:
            break
        menu = menu_of(choices, meals, single, 0, ())
        found.append(menu.portions)
        main = {choice.item.id for choice in choices if choice.item.is_dish} or {each.item.id for each in choices}
        items = [item for item in items if item.id not in main]
    if not found:
        raise NoMenu(f"nothing that this person may eat makes a {slot}")
    return tuple(found)


def part_of(targets: DayTargets, share: float) -> DayTargets:
    """The targets of one meal that is `share` of a day; the day's least energy does not bind a single meal."""
    saturated, protein = targets.saturated_fat_max_g, targets.protein_max_g
    return DayTargets(
        kcal=targets.kcal * share,
        protein_g=targets.protein_g * share,
        carbs_g=targets.carbs_g * share,
        fat_g=targets.fat_g * share,
        fibre_g=targets.fibre_g * share,
        sugar_max_g=targets.sugar_max_g * share,
        sodium_max_mg=targets.sodium_max_mg * share,
        saturated_fat_max_g=None if saturated is None else saturated * share,
        protein_max_g=None if protein is None else protein * share,
    )


def _solve(
    items: Sequence[Item],
    kept: Sequence[Choice],
    meals: tuple[Meal, ...],
    meal: int,
    request: MealRequest,
    day: int,
    others: Sequence[DayMenu],
    solver: MealSolver,
) -> tuple[Choice, ...] | None:
    """The day with `kept` fixed and one meal open; None when nothing meets the medical limits."""
    beside = [other.portions for other in others if abs(other.day - day) == 1]
    week = replace(
        week_of(others, {item.id: item for item in items}),
        yesterday=frozenset(_id(portion) for portions in beside for portion in portions),
        last_dinner=frozenset(),
    )
    targets = request.days[day]
    offered = candidates_for(items, meals, targets, request, day=day, week=week)
    problem = DayProblem(
        meals=meals,
        targets=targets,
        candidates=tuple(candidate for candidate in offered if candidate.meal == meal),
        fixed=tuple(kept),
        apart=request.eater.diet is Diet.KOSHER,
        steady_carbs=request.limits.steady_carbs,
    )
    return solved(problem, solver)


def _kept(
    menu: DayMenu, meal: int, request: MealRequest, dishes: Mapping[str, Dish], catalogue: Catalogue
) -> tuple[Choice, ...]:
    """The other meals as choices. One that the eater may no longer have (an allergy told since) raises `NoMenu`."""
    kept: list[Choice] = []
    for portion in menu.portions:
        if portion.meal == meal:
            continue
        item = item_of(_id(portion), request.eater, dishes, catalogue)
        if item is None:
            raise NoMenu(f"{_id(portion)!r} on this day is no longer allowed: plan the whole day anew")
        kept.append(Choice(portion.meal, item, portion.scale))
    return tuple(kept)


def _id(portion: Portion) -> str:
    return portion.dish_id or portion.food_id
