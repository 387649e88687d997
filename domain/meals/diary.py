"""The food log: what a person ate, in any order and safe to send twice, and a day's sums against its targets."""

import difflib
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec
from msgspec import Raw, Struct

from domain.catalogue.types import Catalogue
from domain.errors import Conflict, FieldProblem, InvalidInput, NotFound
from domain.meals.dishes import nutrients, nutrients_of, total
from domain.meals.log import DishEaten, Eaten, FoodEaten, QuickAdd, check_quick, unknown_id
from domain.meals.planning.items import scaled
from domain.meals.types import Dish, Nutrients
from domain.meals.versions import LoggedFood
from domain.ports import Clock, Direct, Ids

EARLIEST: Final = datetime(2000, 1, 1, tzinfo=UTC)
AHEAD: Final = timedelta(days=1)
"""How far in the future something may have been eaten: clocks and zones differ."""

_OFFERED = 5


class Larder(Struct, frozen=True, kw_only=True):
    """The tables that amounts are turned into nutrients with."""

    catalogue: Catalogue
    dishes: Mapping[str, Dish]


class LogDesk(Struct, frozen=True, kw_only=True):
    """The ports that the food log needs."""

    direct: Direct
    clock: Clock
    ids: Ids
    larder: Larder


class ToLog(Struct, frozen=True, kw_only=True):
    """Something eaten, as the owner's device tells it; `eaten_at` has the zone where the person was."""

    client_id: UUID
    eaten_at: datetime
    eaten: Eaten


async def log_food(desk: LogDesk, owner: UUID, told: ToLog) -> tuple[LoggedFood, bool]:
    """The stored entry, and whether it is new.

    Sent again it is stored once. Raises `Conflict` when the owner's id stands for something else or for an entry that
    was deleted (a device that sends it again does not bring it back), and `InvalidInput` for an unknown dish or food
    (with the closest ids), figures that do not agree and times that cannot be.
    """
    now = desk.clock.now()
    if not EARLIEST <= told.eaten_at <= now + AHEAD:
        problem = FieldProblem(
            field="eaten_at",
            message=f"{told.eaten_at.isoformat()} is not a time at which something was eaten",
            allowed=f"{EARLIEST.date()} to {(now + AHEAD).isoformat(timespec='minutes')}",
        )
        raise InvalidInput("The request cannot be used.", (problem,))
    entry = Raw(msgspec.json.encode(told.eaten))
    new = LoggedFood(
        id=desk.ids.new(),
        user_id=owner,
        client_id=told.client_id,
        day=told.eaten_at.date(),
        eaten_at=told.eaten_at,
        entry=entry,
        nutrients=rounded(nutrients_in(told.eaten, desk.larder)),
        created_at=now,
    )
    stored = await desk.direct.food_log.add(new)
    if stored is None:
        raise Conflict("The entry of this id was deleted; log it again under a new id.")
    if stored.eaten_at != new.eaten_at or eaten_of(stored) != told.eaten:
        raise Conflict("This id already stands for another entry; delete that one, or use a new id.")
    return stored, stored.id == new.id


async def log_of(direct: Direct, owner: UUID, start: date, end: date) -> list[LoggedFood]:
    """The entries of days, both included, by day and time."""
    return await direct.food_log.between(owner, start, end)


async def unlog(direct: Direct, owner: UUID, client_id: UUID) -> None:
    """Delete an entry. Raises `NotFound`."""
    if not await direct.food_log.delete(owner, client_id):
        raise NotFound("There is no such entry.")


def eaten_of(logged: LoggedFood) -> Eaten:
    """What a stored entry says was eaten."""
    eaten: Eaten = msgspec.json.decode(logged.entry, type=Eaten)
    return eaten


def nutrients_in(eaten: Eaten, larder: Larder) -> Nutrients:
    """What was in it. Raises `InvalidInput` for an unknown dish or food, and for figures that do not agree."""
    match eaten:
        case DishEaten():
            dish = larder.dishes.get(eaten.dish_id)
            if dish is None:
                raise unknown_id("eaten.dish_id", eaten.dish_id, like(eaten.dish_id, larder.dishes))
            return scaled(nutrients(dish, larder.catalogue), eaten.portions)
        case FoodEaten():
            food = larder.catalogue.foods.get(eaten.food_id)
            if food is None:
                raise unknown_id("eaten.food_id", eaten.food_id, like(eaten.food_id, larder.catalogue.foods))
            return nutrients_of(food, eaten.grams)
        case QuickAdd():
            check_quick(eaten)
            return Nutrients(kcal=eaten.kcal, protein_g=eaten.protein_g, carbs_g=eaten.carbs_g, fat_g=eaten.fat_g)


def sums(entries: Iterable[LoggedFood]) -> Nutrients:
    """The nutrients of several entries together."""
    return rounded(total(entry.nutrients for entry in entries))


def rounded(exact: Nutrients) -> Nutrients:
    """To a tenth: kitchen scales know no more."""
    return Nutrients(**{name: round(getattr(exact, name), 1) for name in Nutrients.__struct_fields__})


def like(given: str, known: Iterable[str]) -> list[str]:
    """Ids that look like `given`, the closest first."""
    return difflib.get_close_matches(given.lower().replace(" ", "-"), list(known), n=_OFFERED, cutoff=0.5)
