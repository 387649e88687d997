"""What is stored of a person's eating: versions of meal plans, and the food log."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from msgspec import Raw, Struct

from domain.meals.types import Nutrients


class MealReason(StrEnum):
    """Why a version was made: a day or a week was asked for, or one meal of an earlier version was swapped."""

    DAY = "day"
    WEEK = "week"
    SWAP = "swap"


class MealPlanVersion(Struct, frozen=True, kw_only=True):
    """Immutable, numbered from 1 for each person. `document` is a `MealDocument` as JSON, of the days from `starts_on`
    to `ends_on`. `job_id` made it; None for a swap. Where two versions hold a day, the newer one is meant.
    """

    id: UUID
    user_id: UUID
    job_id: UUID | None
    version: int
    profile_version: int
    starts_on: date
    ends_on: date
    reason: MealReason
    document: Raw
    created_at: datetime


class LoggedFood(Struct, frozen=True, kw_only=True):
    """Something eaten. `client_id` was made by the owner's device, so that sending it twice logs it once.

    `day` is the date where the person was (of `eaten_at` in the zone it came with). `entry` is an `Eaten` as JSON;
    `nutrients` were computed when it was written, so that later changes of the foods table do not rewrite history.
    """

    id: UUID
    user_id: UUID
    client_id: UUID
    day: date
    eaten_at: datetime
    entry: Raw
    nutrients: Nutrients
    created_at: datetime
