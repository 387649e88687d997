"""Which wishes gave way: a finished day held against its request, as numbers and as sentences."""

from collections.abc import Iterator, Sequence
from typing import Final

from domain.meals.health import hides_energy
from domain.meals.planning.candidates import MOST_A_WEEK, over_budget
from domain.meals.planning.programme import Choice
from domain.meals.planning.request import MealRequest
from domain.meals.planning.targets import Meal
from domain.meals.planning.wishes import (
    AVAILABLE,
    BAND,
    BUDGET,
    CARBS,
    ENERGY,
    FAT,
    FIBRE,
    MAIN,
    PRIORITIES,
    PROTEIN,
    SATURATED,
    SODIUM,
    STEADY,
    SUGAR,
    TIME,
    VARIETY,
)
from domain.meals.types import Budget, DayTargets, GaveWay, Nutrients
from domain.profile import Locale
from domain.text.messages import say

ROUNDING: Final = 0.002
"""Shares of a target below which a miss is rounding."""

_ORDER: Final = {wish.rule: place for place, wish in enumerate(PRIORITIES)}
_BUDGETS: Final = tuple(Budget)


def shortfalls_of(
    choices: Sequence[Choice], totals: Nutrients, meals: Sequence[Meal], request: MealRequest, day: int,
    before: Sequence[Sequence[str]],
) -> tuple[GaveWay, ...]:  # fmt: skip
    """What the day misses, most important wish first. `before` are the dish ids of the days before it."""
    found = [
        *_nutrients(totals, request.days[day]),
        *_steady(choices, meals, request, day),
        *_plates(choices, meals, request, day),
        *_variety(choices, request, before),
    ]
    return tuple(sorted(found, key=lambda miss: _ORDER.get(miss.rule, -1)))


def gave_way(shortfalls: Sequence[GaveWay], request: MealRequest, locale: Locale) -> tuple[str, ...]:
    """A sentence for each; without figures for whom they do harm (a history of an eating disorder)."""
    hide = hides_energy(request.eater.health)
    return tuple(_sentence(miss, locale, hide=hide) for miss in shortfalls)


def _sentence(miss: GaveWay, locale: Locale, *, hide: bool) -> str:
    if miss.rule == BUDGET.rule:
        wished, got = (say(locale, f"meals.budget.{_BUDGETS[int(rank)]}") for rank in (miss.wished, miss.got))
        return say(locale, f"meals.gave_way.{miss.rule}", wished=wished, got=got)
    if hide:
        return say(locale, f"meals.gave_way_plain.{miss.rule}")
    return say(locale, f"meals.gave_way.{miss.rule}", wished=f"{miss.wished:.0f}", got=f"{miss.got:.0f}")


def _nutrients(totals: Nutrients, targets: DayTargets) -> Iterator[GaveWay]:
    for wish, got, wished in (
        (ENERGY, totals.kcal, targets.kcal),
        (PROTEIN, totals.protein_g, targets.protein_g),
        (CARBS, totals.carbs_g, targets.carbs_g),
        (FAT, totals.fat_g, targets.fat_g),
    ):
        if abs(got - wished) > (BAND + ROUNDING) * wished:
            yield GaveWay(rule=wish.rule, wished=wished, got=got)
    if totals.fibre_g < targets.fibre_g * (1 - ROUNDING):
        yield GaveWay(rule=FIBRE.rule, wished=targets.fibre_g, got=totals.fibre_g)
    for wish, got, most in (
        (SODIUM, totals.sodium_mg, targets.sodium_max_mg),
        (SUGAR, totals.free_sugar_g, targets.sugar_max_g),
        (SATURATED, totals.saturated_fat_g, targets.saturated_fat_max_g),
    ):
        if most is not None and got > most * (1 + ROUNDING):
            yield GaveWay(rule=wish.rule, wished=most, got=got)


def _steady(choices: Sequence[Choice], meals: Sequence[Meal], request: MealRequest, day: int) -> Iterator[GaveWay]:
    """The main meal whose carbohydrate is furthest from its share, when it must be steady."""
    if not request.limits.steady_carbs or len(meals) == 1:
        return
    misses = []
    for index, meal in enumerate(meals):
        wished = meal.share * request.days[day].carbs_g
        got = sum(each.scale * each.item.nutrients.carbs_g for each in choices if each.meal == index)
        if meal.main and abs(got - wished) > (STEADY.near + ROUNDING) * wished:
            misses.append(GaveWay(rule=STEADY.rule, wished=wished, got=got))
    if misses:
        yield max(misses, key=lambda miss: abs(miss.got - miss.wished))


def _plates(choices: Sequence[Choice], meals: Sequence[Meal], request: MealRequest, day: int) -> Iterator[GaveWay]:
    """Main dishes missing, dishes that take too long or cost too much, available ingredients not used."""
    dishes = [choice for choice in choices if choice.item.is_dish]
    wished = sum(meal.main for meal in meals)
    served = len({choice.meal for choice in dishes if meals[choice.meal].main})
    if served < wished:
        yield GaveWay(rule=MAIN.rule, wished=wished, got=served)
    minutes = request.minutes_on(day)
    longest = max((choice.item.dish.minutes for choice in dishes), default=0)
    if minutes is not None and longest > minutes:
        yield GaveWay(rule=TIME.rule, wished=minutes, got=longest)
    dearest = max((choice.item.dish.budget for choice in dishes), key=_BUDGETS.index, default=Budget.LOW)
    if over_budget(dearest, request.eater.budget) > 0:
        yield GaveWay(rule=BUDGET.rule, wished=_BUDGETS.index(request.eater.budget), got=_BUDGETS.index(dearest))
    used = {each.food_id for choice in choices for each in choice.item.dish.ingredients} & request.available
    if request.available and not used:
        yield GaveWay(rule=AVAILABLE.rule, wished=len(request.available), got=0)


def _variety(choices: Sequence[Choice], request: MealRequest, before: Sequence[Sequence[str]]) -> Iterator[GaveWay]:
    """The dish that comes too often, when one does; leftovers on the day after are meant with `batch`."""
    earlier = [dish_id for day in before for dish_id in day]
    for dish_id in (choice.item.id for choice in choices if choice.item.is_dish):
        times = earlier.count(dish_id) + 1
        running = bool(before) and dish_id in before[-1] and not request.batch
        if times > MOST_A_WEEK or running:
            yield GaveWay(rule=VARIETY.rule, wished=MOST_A_WEEK, got=times)
            return
