"""A meal plan as it is asked for and as it is stored."""

from datetime import date, timedelta
from typing import Annotated, Final

from msgspec import Meta, Struct

from domain.meals.types import Budget, DayMenu, Region
from domain.meals.versions import MealReason
from domain.plan import Screening
from domain.profile import Locale

MOST_INGREDIENTS: Final = 40
"""Ingredients at hand that one request may name."""

DAYS: Final = {MealReason.DAY: 1, MealReason.WEEK: 7}

Seed = Annotated[int, Meta(ge=0, le=2**31 - 1)]


class Wishes(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What would be nice; targets, allergies and the diet come first, and what gives way is said.

    `max_minutes` for one dish, `budget` the dearest class, `regions` whose dishes are preferred. `meals_per_day` stands
    for that of the profile.
    """

    max_minutes: Annotated[int, Meta(ge=5, le=240)] | None = None
    budget: Budget = Budget.HIGH
    regions: Annotated[tuple[Region, ...], Meta(max_length=8)] = ()
    meals_per_day: Annotated[int, Meta(ge=1, le=8)] | None = None


class MealArgs(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`args` of a `meals.week` job: `days` from `starts_on` on; `reason` is day or week.

    `available` are ids of foods at hand. No `seed`: one is drawn from the job's id.
    """

    reason: MealReason
    starts_on: date
    days: Annotated[int, Meta(ge=1, le=7)]
    profile_version: int
    wishes: Wishes = Wishes()
    available: tuple[str, ...] = ()
    seed: Seed | None = None


class MealDocument(Struct, frozen=True, kw_only=True):
    """The stored plan; dates run from `starts_on`. Where screening says STOP it holds the referral and no days.

    `questions` are to be asked (in the language of `locale`); `hide_numbers`: energy and weight are not shown unless
    the person asks. `wishes`, `available` and `seed` are those it was made with.
    """

    locale: Locale
    starts_on: date
    screening: Screening
    days: tuple[DayMenu, ...]
    questions: tuple[str, ...] = ()
    hide_numbers: bool = False
    wishes: Wishes = Wishes()
    available: tuple[str, ...] = ()
    seed: int = 0
    catalogue_sha256: str = ""

    def date_of(self, menu: DayMenu) -> date:
        """The date of one of its days."""
        return self.starts_on + timedelta(days=menu.day)
