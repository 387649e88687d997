"""Wire structs of meal plans, suggestions and shopping lists."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from api.schemas.coaching import JobLinks
from domain.jobs.job import JobState
from domain.meals.diary import Larder
from domain.meals.document import Seed, Wishes
from domain.meals.ideas import MealIdea
from domain.meals.needs import Needs
from domain.meals.types import MealSlot, Portion
from domain.meals.versions import MealPlanVersion, MealReason
from domain.meals.view import MealView, WeekView, meal_views


class MealKind(StrEnum):
    """What is asked for: seven days, one day, or ideas for one meal."""

    WEEK = "week"
    DAY = "day"
    MEAL = "meal"


class MealsRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`starts_on` is the first day (today, UTC, when left out). `slot` is the meal of kind `meal`, lunch when left out.

    `available_ingredients` are used first, one food for each text; in English, French or Arabic.
    """

    kind: MealKind = MealKind.WEEK
    starts_on: date | None = None
    slot: MealSlot | None = None
    available_ingredients: tuple[Annotated[str, Meta(min_length=1, max_length=100)], ...] = ()
    wishes: Wishes = Wishes()
    seed: Seed | None = None


class SwapRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The meal to replace: a date of the plan and its slot; `meal`, counted from 0 over the day, tells snacks apart."""

    day: date
    slot: MealSlot
    meal: Annotated[int, Meta(ge=0, le=7)] | None = None
    seed: Seed = 0


class MealsAccepted(Struct, frozen=True, kw_only=True):
    """The job that makes the meal plan."""

    job_id: UUID
    state: JobState
    links: JobLinks


class MealsView(Struct, frozen=True, kw_only=True):
    """A version of a meal plan. `outdated`: the profile has changed since, allergies perhaps, so ask for a new one."""

    id: UUID
    version: int
    profile_version: int
    outdated: bool
    reason: MealReason
    starts_on: date
    ends_on: date
    created_at: datetime
    job_id: UUID | None
    document: WeekView


class SuggestionView(Struct, frozen=True, kw_only=True):
    """Ideas for one meal of a day, the best first. `numbers_hidden` and `referral` as in a meal plan."""

    day: date
    slot: MealSlot
    options: tuple[MealView, ...]
    numbers_hidden: bool
    referral: str


def meals_view(plan: MealPlanVersion, document: WeekView, latest: int | None) -> MealsView:
    """A stored version; `latest` is the number of the newest profile."""
    return MealsView(
        id=plan.id,
        version=plan.version,
        profile_version=plan.profile_version,
        outdated=latest is not None and plan.profile_version < latest,
        reason=plan.reason,
        starts_on=plan.starts_on,
        ends_on=plan.ends_on,
        created_at=plan.created_at,
        job_id=plan.job_id,
        document=document,
    )


def suggestion_view(
    options: tuple[tuple[Portion, ...], ...], asked: MealIdea, needs: Needs, larder: Larder, *, hide: bool
) -> SuggestionView:
    """Ideas in the person's language; `hide` their figures."""
    locale = needs.person.locale
    return SuggestionView(
        day=asked.day,
        slot=asked.slot,
        options=tuple(meal for option in options for meal in meal_views(option, larder, locale, hidden=hide)),
        numbers_hidden=hide,
        referral=needs.screening.referral,
    )
