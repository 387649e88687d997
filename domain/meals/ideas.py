"""One meal at a time: another one in its place, or a few ideas for what is in the kitchen."""

from datetime import date
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from domain.errors import NotFound
from domain.meals.diary import Larder
from domain.meals.document import MealDocument, Wishes
from domain.meals.needs import Needs
from domain.meals.planning.swap import meal_for
from domain.meals.planning.swap import swap_meal as swapped_day
from domain.meals.service import eater_for, request_for
from domain.meals.types import DayMenu, MealSlot, Portion
from domain.plan import ScreeningOutcome
from domain.ports import MealSolver
from domain.profile import Profile

IDEAS: Final = 4
"""One meal, and three in its place (the dissertation's page)."""


class MealIdea(Struct, frozen=True, kw_only=True):
    """Ideas that are asked for; `available` are food ids."""

    day: date
    slot: MealSlot
    wishes: Wishes = Wishes()
    available: tuple[str, ...] = ()
    seed: int = 0


class Place(Struct, frozen=True, kw_only=True):
    """A meal of a plan; `meal`, counted from 0 over the day, tells snacks apart (the first when None)."""

    day: date
    slot: MealSlot
    meal: int | None = None


def suggest_meal(
    profile: Profile, needs: Needs, asked: MealIdea, larder: Larder, solver: MealSolver
) -> tuple[tuple[Portion, ...], ...]:
    """Up to `IDEAS` different meals, the best first; none where screening says STOP. Raises `NoMenu`."""
    if needs.screening.outcome is ScreeningOutcome.STOP:
        return ()
    eater = eater_for(profile, needs, asked.wishes, larder)
    request = request_for(needs, eater, asked.day, 1, available=asked.available, seed=asked.seed)
    return meal_for(asked.slot, request.days[0], request, larder.dishes, larder.catalogue, solver, count=IDEAS)


def swap_meal(
    profile: Profile,
    needs: Needs,
    document: MealDocument,
    larder: Larder,
    solver: MealSolver,
    *,
    place: Place,
    seed: int = 0,
) -> MealDocument:
    """The document with another meal in a place; the rest of the day stays, and the day still meets its targets.

    Raises `NotFound` when there is no such meal, and `NoMenu` when nothing else fits, or when the rest of the day holds
    what the person may no longer eat.
    """
    menu = next((each for each in document.days if document.date_of(each) == place.day), None)
    meals = {each.meal for each in menu.portions if each.slot is place.slot} if menu else set[int]()
    meal = min(meals, default=None) if place.meal is None else place.meal
    if menu is None or meal is None or meal not in meals:
        raise NotFound(f"The meal plan has no such {place.slot.value} on {place.day}.")
    eater = eater_for(profile, needs, document.wishes, larder)
    request = request_for(needs, eater, document.starts_on, len(document.days), available=document.available, seed=seed)
    others = tuple(each for each in document.days if each.day != menu.day)
    new = swapped_day(menu, meal, request, larder.dishes, larder.catalogue, solver, others=others)
    return replace(document, days=tuple(_or(new, each) for each in document.days))


def _or(new: DayMenu, old: DayMenu) -> DayMenu:
    return new if new.day == old.day else old
