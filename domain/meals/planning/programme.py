"""The integer programme of one day: which dishes and foods stand on which meal, in which size."""

from collections.abc import Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from domain.meals.planning.builder import Builder
from domain.meals.planning.integer import INFINITE, IntegerProgramme
from domain.meals.planning.items import Item
from domain.meals.planning.targets import Meal
from domain.meals.planning.wishes import (
    BAND,
    CARBS,
    ENERGY,
    FAT,
    FIBRE,
    MAIN,
    PROTEIN,
    SATURATED,
    SHARE,
    SODIUM,
    STEADY,
    SUGAR,
    USUAL_PROTEIN_SHARE,
    Wish,
)
from domain.meals.types import DayTargets
from domain.nutrition.energy import PROTEIN_KCAL

GAP: Final = 2.0
GAP_SHARE: Final = 0.1
NODES: Final = 1
KEPT: Final = 90
"""Good enough is enough: a plate this much dearer than the best is as good to eat and found in a tenth of the time."""

THOROUGH_KEPT: Final = 160
"""For a day that missed a band: a search among more of the candidates."""

MARGIN: Final = 1e-5
"""Share by which the medical limits are kept stricter than they are: a solver holds rows to about 1e-6."""

SIZE_COST: Final = 0.15
SIDE_COST: Final = 0.25
"""The usual portion is preferred, and a plate with few things on it."""

KCAL_PER_THING: Final = 300.0
LEAST_THINGS: Final = 3
KCAL_PER_DISH: Final = 1300.0
KCAL_PER_ROLE: Final = 900.0
"""A meal holds up to 3 things, and one more for each 300 kcal beyond 600; one dish (and one food of each role), and
another for each 1,300 (900) kcal of a very large meal."""

SHARE_FAR: Final = 0.25
"""Beyond `SHARE.near`, a meal this much further off its share costs three times as much."""


class Candidate(Struct, frozen=True):
    """An item that may stand on a meal (by index), and what choosing it costs by taste, variety, time and budget."""

    meal: int
    item: Item
    cost: float


class Choice(Struct, frozen=True):
    """What a 0-1 variable of the programme means."""

    meal: int
    item: Item
    scale: float


class DayProblem(Struct, frozen=True, kw_only=True):
    """One day to be planned. `fixed` already stands on the plate (the rest of a day in which one meal is swapped)."""

    meals: tuple[Meal, ...]
    targets: DayTargets
    candidates: tuple[Candidate, ...]
    fixed: tuple[Choice, ...] = ()
    apart: bool = False
    steady_carbs: bool = False
    thorough: bool = False


def day_programme(problem: DayProblem) -> tuple[IntegerProgramme, tuple[Choice, ...]]:
    """The programme, and the meaning of its first variables (the rest are slack)."""
    builder = Builder()
    choices = [
        (builder.choice(_cost(candidate, scale)), Choice(candidate.meal, candidate.item, scale))
        for candidate in problem.candidates
        for scale in _sizes(candidate, problem)
    ]
    fixed = [(builder.choice(0.0), choice) for choice in problem.fixed]
    for variable, _ in fixed:
        builder.hold([(variable, 1.0)], low=1.0)
    everything = [*choices, *fixed]
    _plates(builder, everything, problem)
    _nutrients(builder, everything, problem.targets)
    _shares(builder, everything, problem)
    kept = THOROUGH_KEPT if problem.thorough else KEPT
    programme = builder.programme(gap=GAP, share=GAP_SHARE, nodes=NODES, kept=kept)
    return programme, tuple(choice for _, choice in everything)


_Chosen = Sequence[tuple[int, Choice]]


def _cost(candidate: Candidate, scale: float) -> float:
    side = 0.0 if candidate.item.is_dish else SIDE_COST
    return candidate.cost + side + SIZE_COST * abs(scale - 1)


def _sizes(candidate: Candidate, problem: DayProblem) -> list[float]:
    """The sizes that are not far too large for the meal; the smallest one always."""
    sizes = candidate.item.sizes
    most = 1.25 * problem.meals[candidate.meal].share * problem.targets.kcal
    return [scale for scale in sizes if scale == sizes[0] or scale * candidate.item.nutrients.kcal <= most]


def _plates(builder: Builder, chosen: _Chosen, problem: DayProblem) -> None:
    """One dish on each main meal, nothing twice on a day, and not too many things on a plate."""
    for index, meal in enumerate(problem.meals):
        here = [(variable, choice) for variable, choice in chosen if choice.meal == index]
        dishes = [(variable, 1.0) for variable, choice in here if choice.item.is_dish]
        kcal = meal.share * problem.targets.kcal
        most = LEAST_THINGS + max(0, int((kcal - 600) // KCAL_PER_THING))
        builder.hold([(variable, 1.0) for variable, _ in here], low=1.0 if here else 0.0, high=most)
        if meal.main:
            builder.wish(dishes, low=1.0, steps=[(INFINITE, MAIN.cost)])
            builder.hold(dishes, high=1.0 + kcal // KCAL_PER_DISH)
        elif dishes:
            builder.hold(dishes, high=1.0)
        for role in sorted({choice.item.role for _, choice in here if not choice.item.is_dish}):
            same = [(variable, 1.0) for variable, choice in here if choice.item.role == role]
            builder.hold(same, high=1.0 + kcal // KCAL_PER_ROLE)
        if problem.apart:
            _apart(builder, here)
    for id_ in {choice.item.id: None for _, choice in chosen}:
        same = [(variable, 1.0) for variable, choice in chosen if choice.item.id == id_]
        builder.hold(same, high=1.0)


def _apart(builder: Builder, here: _Chosen) -> None:
    """Meat or dairy on a meal, not both (kosher)."""
    meat = [(variable, 1.0) for variable, choice in here if choice.item.meat]
    dairy = [(variable, 1.0) for variable, choice in here if choice.item.dairy]
    if meat and dairy:
        which = builder.choice(0.0)
        builder.hold([*meat, (which, -float(len(meat)))], high=0.0)
        builder.hold([*dairy, (which, float(len(dairy)))], high=float(len(dairy)))


def _nutrients(builder: Builder, chosen: _Chosen, targets: DayTargets) -> None:
    """Every row in shares of its target. The medical limits hold; the rest are wishes."""

    def terms(name: str, target: float) -> list[tuple[int, float]]:
        return [
            (variable, choice.scale * getattr(choice.item.nutrients, name) / target)
            for variable, choice in chosen
            if getattr(choice.item.nutrients, name)
        ]

    def near(wish: Wish, name: str, target: float, low: float = 0.0, high: float = INFINITE) -> None:
        """As close to the target as `wish.near`, dearer beyond 5 %; limits that hold bound the range."""
        floor, roof = max(1 - wish.near, low), min(1 + wish.near, high)
        steps = [(BAND - wish.near, wish.aim), (INFINITE, wish.cost)]
        builder.wish(terms(name, target), low=min(floor, roof), high=max(floor, roof), steps=steps)

    least = targets.kcal_min / targets.kcal
    builder.hold(terms("kcal", targets.kcal), low=least * (1 + MARGIN))
    near(ENERGY, "kcal", targets.kcal, low=least)
    roof = INFINITE
    if targets.protein_max_g is not None:
        roof = targets.protein_max_g / targets.protein_g
        builder.hold(terms("protein_g", targets.protein_g), high=roof * (1 - MARGIN))
    usual = USUAL_PROTEIN_SHARE * targets.kcal / PROTEIN_KCAL
    weight = min(1.0, targets.protein_g / usual)
    near(replace(PROTEIN, cost=PROTEIN.cost * weight), "protein_g", targets.protein_g, high=roof)
    near(CARBS, "carbs_g", targets.carbs_g)
    near(FAT, "fat_g", targets.fat_g)
    builder.wish(terms("fibre_g", targets.fibre_g), low=1.0, steps=[(INFINITE, FIBRE.cost)])
    upper = (
        (SODIUM, "sodium_mg", targets.sodium_max_mg),
        (SUGAR, "free_sugar_g", targets.sugar_max_g),
        (SATURATED, "saturated_fat_g", targets.saturated_fat_max_g),
    )
    for wish, name, limit in upper:
        if limit:
            builder.wish(terms(name, limit), high=1.0, steps=[(INFINITE, wish.cost)])


def _shares(builder: Builder, chosen: _Chosen, problem: DayProblem) -> None:
    """Each meal near its share of the day's energy; with glucose-lowering medicine, main meals of carbohydrate too."""
    if len(problem.meals) == 1:
        return
    for index, meal in enumerate(problem.meals):
        here = [(variable, choice) for variable, choice in chosen if choice.meal == index]
        kcal = meal.share * problem.targets.kcal
        builder.wish(
            [(variable, choice.scale * choice.item.nutrients.kcal / kcal) for variable, choice in here],
            low=1 - SHARE.near,
            high=1 + SHARE.near,
            steps=[(SHARE_FAR, SHARE.cost), (INFINITE, 3 * SHARE.cost)],
        )
        if problem.steady_carbs and meal.main:
            carbs = meal.share * problem.targets.carbs_g
            builder.wish(
                [(variable, choice.scale * choice.item.nutrients.carbs_g / carbs) for variable, choice in here],
                low=1 - STEADY.near,
                high=1 + STEADY.near,
                steps=[(INFINITE, STEADY.cost)],
            )
