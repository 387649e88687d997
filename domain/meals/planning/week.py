"""Plans of a day and of several days: day by day, each knowing what the days before it held."""

from collections.abc import Mapping, Sequence

from domain.catalogue.types import Catalogue
from domain.errors import NoMenu
from domain.meals.planning.candidates import candidates_for, week_of
from domain.meals.planning.integer import SolutionState
from domain.meals.planning.items import Item, items_for, scaled, summed
from domain.meals.planning.programme import Choice, DayProblem, day_programme
from domain.meals.planning.relax import gave_way, shortfalls_of
from domain.meals.planning.request import MealRequest
from domain.meals.planning.targets import Meal, meals_of
from domain.meals.planning.wishes import CARBS, ENERGY, FAT, PROTEIN
from domain.meals.types import DayMenu, Dish, Portion
from domain.ports import MealSolver
from domain.profile import Diet

RETRIES = 2
"""Days of a plan that are searched a second time, thoroughly, when they missed a band."""

_BANDS = {wish.rule for wish in (ENERGY, PROTEIN, CARBS, FAT)}


def plan_days(
    request: MealRequest, dishes: Mapping[str, Dish], catalogue: Catalogue, solver: MealSolver,
    before: Sequence[DayMenu] = (),
) -> tuple[DayMenu, ...]:  # fmt: skip
    """The menus of `request.days`, in order; `before` are the days just before them, for variety.

    A wish that cannot be met gives way and is named in the menu. Raises `NoMenu` when nothing that the eater may have
    meets the medical limits.
    """
    items = items_for(request.eater, dishes, catalogue)
    menus: list[DayMenu] = []
    retries = RETRIES
    for day in range(len(request.days)):
        menu, retries = _planned(request, items, solver, day, (*before, *menus), retries=retries)
        menus.append(menu)
    return tuple(menus)


def _planned(
    request: MealRequest,
    items: Sequence[Item],
    solver: MealSolver,
    day: int,
    before: Sequence[DayMenu],
    *,
    retries: int,
) -> tuple[DayMenu, int]:
    """The day's menu, and how many thorough searches are left for the days after it: none when one did not help here,
    for then the person's targets are out of reach."""
    first = _tried(request, items, solver, day, before)
    if first is None:
        raise NoMenu("no meals of what this person may eat meet the medical limits of the day")
    if not retries or not _missed(first):
        return first, retries
    second = _tried(request, items, solver, day, before, thorough=True) or first
    best = min(first, second, key=_missed)
    return best, 0 if _missed(best) else retries - 1


def _missed(menu: DayMenu) -> float:
    """By how much energy and macronutrients miss their bands, in shares of their targets."""
    return sum(abs(miss.got - miss.wished) / miss.wished for miss in menu.shortfalls if miss.rule in _BANDS)


def _tried(
    request: MealRequest,
    items: Sequence[Item],
    solver: MealSolver,
    day: int,
    before: Sequence[DayMenu],
    *,
    thorough: bool = False,
) -> DayMenu | None:
    meals, targets = meals_of(request.eater.meals_per_day), request.days[day]
    week = week_of(before, {item.id: item for item in items})
    problem = DayProblem(
        meals=meals,
        targets=targets,
        candidates=candidates_for(items, meals, targets, request, day=day, week=week),
        apart=request.eater.diet is Diet.KOSHER,
        steady_carbs=request.limits.steady_carbs,
        thorough=thorough,
    )
    choices = solved(problem, solver)
    return None if choices is None else menu_of(choices, meals, request, day, before)


def solved(problem: DayProblem, solver: MealSolver) -> tuple[Choice, ...] | None:
    """The plate of a day; None when no plate meets the medical limits."""
    programme, choices = day_programme(problem)
    solution = solver.solve(programme)
    if solution.state is SolutionState.NONE:
        return None
    return tuple(choice for choice, value in zip(choices, solution.values, strict=False) if value > 0.5)


def menu_of(
    choices: Sequence[Choice], meals: Sequence[Meal], request: MealRequest, day: int, before: Sequence[DayMenu]
) -> DayMenu:
    """The menu that the choices make, in the order of the meals, dishes before what goes with them."""
    ordered = sorted(choices, key=lambda each: (each.meal, not each.item.is_dish, each.item.role, each.item.id))
    totals = summed(scaled(each.item.nutrients, each.scale) for each in ordered)
    had = [[portion.dish_id for portion in menu.portions if portion.dish_id] for menu in before]
    misses = shortfalls_of(ordered, totals, meals, request, day, had)
    return DayMenu(
        day=day,
        training=request.training[day],
        targets=request.days[day],
        portions=tuple(_portion(choice, meals) for choice in ordered),
        totals=totals,
        gave_way=gave_way(misses, request, request.locale),
        shortfalls=misses,
    )


def _portion(choice: Choice, meals: Sequence[Meal]) -> Portion:
    item = choice.item
    return Portion(
        slot=meals[choice.meal].slot,
        meal=choice.meal,
        dish_id=item.id if item.is_dish else "",
        food_id="" if item.is_dish else item.id,
        scale=choice.scale,
        nutrients=scaled(item.nutrients, choice.scale),
        left_out=item.left_out,
    )
