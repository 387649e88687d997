"""What a coach tells a person to do today, in one shape for all arms of the replay."""

from collections.abc import Iterable
from datetime import date
from typing import Protocol
from uuid import UUID

from msgspec import Struct

from domain.catalogue.types import Exercise
from domain.coaching.planning.proposal import Role
from domain.coaching.programming.timing import CHANGEOVER_MIN, FLOW_CHANGEOVER_MIN, REP_SECONDS, SET_SECONDS
from domain.events.event import Event
from domain.profile import Weekday


class Order(Struct, frozen=True, kw_only=True):
    """One exercise of today: `reps` (low, high) or `seconds`; `load_kg` None: no load, or one the person finds.

    `rir` None: go on until the repetitions are done. `instead_of`: the plan's exercise that this one replaces today.
    """

    exercise: Exercise
    role: Role
    sets: int
    rest_s: int
    reps: tuple[int, int] | None = None
    seconds: int | None = None
    load_kg: float | None = None
    rir: int | None = None
    instead_of: str = ""


class Orders(Struct, frozen=True, kw_only=True):
    """Today's session. `planned_minutes` as the coach counts them, warm-up and cool-down included.

    `missed`: it was due on an earlier day.
    """

    weekday: Weekday
    kind: str
    orders: tuple[Order, ...]
    planned_minutes: float
    frame_minutes: float
    plan: UUID | None = None
    deload: bool = False
    missed: bool = False


class PlannedWeek(Struct, frozen=True, kw_only=True):
    """Sessions of a week and its fractional hard sets by muscle group; `plan` tells one plan from the next."""

    sessions: int
    sets: dict[str, float]
    deload: bool = False
    cycle: int = 0


class SetDone(Struct, frozen=True, kw_only=True):
    """A set as the person would log it, for the coach that advises the next one."""

    load_kg: float | None
    reps: int | None
    rir: float | None
    seconds: float | None = None


class Coach(Protocol):
    """One arm of the replay."""

    name: str

    def morning(self, day: date, events: tuple[Event, ...]) -> Orders | None:
        """Today's session, after hearing what the person says of the day; None: a rest day."""
        ...

    def next_load(self, order: Order, done: list[SetDone]) -> float | None:
        """The load of the next set of `order`, after those `done` today."""
        ...

    def evening(self, day: date, events: tuple[Event, ...]) -> None:
        """Hear what happened in and after the session."""
        ...

    def week(self, day: date) -> PlannedWeek:
        """The plan of the week of `day`."""
        ...


def order_minutes(order: Order) -> float:
    """Minutes of one exercise, by the formula of `domain.coaching.programming.timing`, counted here anew."""
    sides = 2 if order.exercise.unilateral else 1
    work = order.seconds * sides if order.seconds else max(SET_SECONDS, (order.reps or (0, 0))[1] * REP_SECONDS * sides)
    changeover = FLOW_CHANGEOVER_MIN if order.role is Role.MOBILITY else CHANGEOVER_MIN
    return (order.sets * work + (order.sets - 1) * order.rest_s) / 60 + changeover


def orders_minutes(orders: Iterable[Order], frame_minutes: float) -> float:
    """Minutes of a whole session."""
    return frame_minutes + sum(order_minutes(order) for order in orders)
