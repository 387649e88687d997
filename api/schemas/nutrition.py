"""Wire structs of targets and the food log."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from domain.meals.diary import eaten_of
from domain.meals.log import Eaten, QuickAdd
from domain.meals.needs import WEEKDAYS, Needs
from domain.meals.types import DayTargets, Nutrients
from domain.meals.versions import LoggedFood
from domain.nutrition.expenditure import Expenditure
from domain.nutrition.targets import nutrition_reasons
from domain.nutrition.types import NutritionTargets
from domain.plan import Reason
from domain.profile import Weekday


class LogRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`id` is made by the device: sent again, the entry is there once. `eaten_at` has the zone where it was eaten."""

    id: UUID
    eaten_at: Annotated[datetime, Meta(tz=True, examples=["2026-11-23T12:30:00+01:00"])]
    eaten: Eaten


class HiddenQuickAdd(Struct, frozen=True, kw_only=True, tag_field="kind", tag="quick_hidden"):
    """A quick add whose figures are hidden."""

    name: str


class LoggedView(Struct, frozen=True, kw_only=True):
    """An entry of the food log; `day` is the date where it was eaten. `nutrients` are null where numbers are hidden."""

    id: UUID
    day: date
    eaten_at: datetime
    eaten: Eaten | HiddenQuickAdd
    nutrients: Nutrients | None


class Left(Struct, frozen=True, kw_only=True):
    """What the day's targets still hold."""

    kcal: float
    protein_g: float
    carbs_g: float
    fat_g: float
    fibre_g: float


class LogDayView(Struct, frozen=True, kw_only=True):
    """A day of the food log. `targets` and `left` are null without a profile; what is eaten over shows below zero in
    `left`. With `numbers_hidden`, they, `totals` and every entry's figures are null: a history of an eating disorder,
    and the person did not ask for them.
    """

    day: date
    entries: tuple[LoggedView, ...]
    totals: Nutrients | None
    targets: DayTargets | None
    left: Left | None
    training: bool
    numbers_hidden: bool


class WeekdayTargets(Struct, frozen=True, kw_only=True):
    """What a weekday should hold; training days hold more than rest days."""

    weekday: Weekday
    training: bool
    targets: DayTargets | None


class TargetsView(Struct, frozen=True, kw_only=True):
    """The mean daily targets, and their split over the week's training and rest days.

    `advice` is what a state of health asks to agree with a professional about meals.

    `expenditure` says what the food log and the weighings show, or what they lack for that. `referral` says whom to see
    (empty when not needed). With `numbers_hidden`, all figures but those of water are null and reasons with figures are
    left out: a history of an eating disorder, and the person did not ask for them.
    """

    targets: NutritionTargets | None
    water_l: float
    week: tuple[WeekdayTargets, ...]
    expenditure: Expenditure | None
    reasons: tuple[Reason, ...]
    advice: tuple[str, ...]
    numbers_hidden: bool
    referral: str


def logged_view(logged: LoggedFood, *, hide: bool) -> LoggedView:
    """A stored entry as its owner sees it."""
    eaten = eaten_of(logged)
    return LoggedView(
        id=logged.client_id,
        day=logged.day,
        eaten_at=logged.eaten_at,
        eaten=HiddenQuickAdd(name=eaten.name) if hide and isinstance(eaten, QuickAdd) else eaten,
        nutrients=None if hide else logged.nutrients,
    )


def left(targets: DayTargets, totals: Nutrients) -> Left:
    """What is left of a day's targets."""
    return Left(**{name: round(getattr(targets, name) - getattr(totals, name), 1) for name in Left.__struct_fields__})


def targets_view(needs: Needs, *, hide: bool) -> TargetsView:
    """The targets with their split and reasons; `hide` the figures."""
    reasons = nutrition_reasons(needs.targets, needs.person.locale)
    return TargetsView(
        targets=None if hide else needs.targets,
        water_l=needs.targets.water_l,
        week=tuple(
            WeekdayTargets(weekday=weekday, training=weekday in needs.sessions, targets=None if hide else day)
            for weekday, day in zip(WEEKDAYS, needs.week, strict=True)
        ),
        expenditure=None if hide else needs.expenditure,
        reasons=tuple(each for each in reasons if not (hide and any(map(str.isdigit, each.text)))),
        advice=needs.advice,
        numbers_hidden=hide,
        referral=needs.screening.referral,
    )
