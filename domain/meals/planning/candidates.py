"""Which items are worth offering the programme for each meal: few enough to be fast, varied enough to fit."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from msgspec import Struct

from domain.meals.planning.items import Item
from domain.meals.planning.programme import Candidate
from domain.meals.planning.request import MealRequest
from domain.meals.planning.targets import Meal
from domain.meals.planning.wishes import AVAILABLE, BUDGET, TIME, VARIETY
from domain.meals.types import Budget, DayMenu, DayTargets, Region
from domain.nutrition.energy import PROTEIN_KCAL

DISHES: Final = 12
SNACK_DISHES: Final = 8
SIDES: Final = {"starch": 4, "protein": 6, "dairy": 2, "fruit": 4, "vegetable": 4, "fat": 4}
SNACK_SIDES: Final = 2
"""Candidates for one meal: dishes, and foods of each role (the same number of each for a snack)."""

LITTLE_PROTEIN: Final = 0.09
MORE: Final = {"starch": 5, "fruit": 6, "sweet": 2, "fat": 6}
"""Below this share of energy (a cap for ill kidneys) energy must come with next to no protein: the foods with the least
come first, more of them, and sweet ones too."""

MOST_A_WEEK: Final = 2
"""A dish comes at most twice a week, and not on two days running."""

SUITS: Final = 2.0
"""What being wholly off the day's protein share costs a dish when candidates are picked (not in the programme)."""

NOISE: Final = 0.5
STRANGE_REGION: Final = 0.6
SAME_REGION: Final = 0.1
SEEN_FOOD: Final = 0.15
MINUTE_OVER: Final = 0.05
AVAILABLE_MOST: Final = 3
"""Costs by taste: the seed's variation, a region not asked for, one already had this week, a food already had."""

_BUDGETS = tuple(Budget)


class Week(Struct, frozen=True):
    """What the days before held: how often each item and region came, and what yesterday's plate had."""

    times: dict[str, int]
    regions: dict[Region, int]
    yesterday: frozenset[str] = frozenset()
    last_dinner: frozenset[str] = frozenset()


def week_of(menus: Sequence[DayMenu], items: dict[str, Item]) -> Week:
    """The state after the days in `menus`."""
    ids = [portion.dish_id or portion.food_id for menu in menus for portion in menu.portions]
    last = menus[-1].portions if menus else ()
    regions = Counter(items[id_].dish.region for id_ in ids if id_ in items and items[id_].is_dish)
    return Week(
        times=dict(Counter(ids)),
        regions=dict(regions),
        yesterday=frozenset(portion.dish_id or portion.food_id for portion in last),
        last_dinner=frozenset(portion.dish_id for portion in last if portion.slot == "dinner" and portion.dish_id),
    )


def candidates_for(
    items: Iterable[Item],
    meals: Sequence[Meal],
    targets: DayTargets,
    request: MealRequest,
    *,
    day: int,
    week: Week,
) -> tuple[Candidate, ...]:
    """The best items for each meal of the day, by taste and by how their protein suits the day."""
    found: list[Candidate] = []
    everything = tuple(items)
    for index, meal in enumerate(meals):
        fitting = [item for item in everything if meal.slot in item.dish.slots]
        costed = [Candidate(index, item, _cost(item, request, day, index, week)) for item in fitting]
        sides = (SIDES if meal.main else dict.fromkeys(SIDES, SNACK_SIDES)) | (MORE if _spares(targets) else {})
        for role, count in (("dish", DISHES if meal.main else SNACK_DISHES), *sides.items()):
            same = sorted((each for each in costed if each.item.role == role), key=lambda each: _rank(each, targets))
            found += same[:count]
    return tuple(found)


def _rank(candidate: Candidate, targets: DayTargets) -> tuple[float, str]:
    """Cost, plus how far the item's protein share is from the day's: plates that suit the day come first."""
    nutrients = candidate.item.nutrients
    share = PROTEIN_KCAL * nutrients.protein_g / nutrients.kcal if nutrients.kcal else 0.0
    wanted = PROTEIN_KCAL * targets.protein_g / targets.kcal
    off = abs(share - wanted) / wanted if candidate.item.is_dish or _spares(targets) else 0.0
    return candidate.cost + SUITS * min(off, 1.0), candidate.item.id


def _spares(targets: DayTargets) -> bool:
    """Whether energy must come with little protein."""
    return PROTEIN_KCAL * targets.protein_g < LITTLE_PROTEIN * targets.kcal


def _cost(item: Item, request: MealRequest, day: int, meal: int, week: Week) -> float:
    cost = NOISE * _noise(request.seed, day, meal, item.id)
    used = sum(each.food_id in request.available for each in item.dish.ingredients)
    cost -= AVAILABLE.cost * min(used, AVAILABLE_MOST)
    if not item.is_dish:
        return cost + SEEN_FOOD * min(week.times.get(item.id, 0), 4)
    regions = request.eater.regions
    if regions and item.dish.region not in regions:
        cost += STRANGE_REGION
    elif not regions:
        cost += SAME_REGION * week.regions.get(item.dish.region, 0)
    limit = request.minutes_on(day)
    if limit is not None and item.dish.minutes > limit:
        cost += TIME.cost + MINUTE_OVER * (item.dish.minutes - limit)
    cost += BUDGET.cost * max(0, over_budget(item.dish.budget, request.eater.budget))
    return cost + _repeat(item.id, request, week)


def over_budget(budget: Budget, most: Budget) -> int:
    """By how many classes a dish is dearer than wished; negative when cheaper."""
    return _BUDGETS.index(budget) - _BUDGETS.index(most)


def _repeat(dish_id: str, request: MealRequest, week: Week) -> float:
    if request.batch and dish_id in week.last_dinner and week.times.get(dish_id, 0) < MOST_A_WEEK:
        return -NOISE
    again = dish_id in week.yesterday or week.times.get(dish_id, 0) >= MOST_A_WEEK
    return (VARIETY.cost if again else 0.0) + NOISE * week.times.get(dish_id, 0)


def _noise(seed: int, day: int, meal: int, item_id: str) -> float:
    """Between 0 and 1, the same on every machine."""
    digest = hashlib.blake2b(f"{seed}/{day}/{meal}/{item_id}".encode(), digest_size=4).digest()
    return int.from_bytes(digest) / 2**32
