"""Stored versions of a person's profile and plan: immutable, numbered from 1 for each person."""

from datetime import datetime
from uuid import UUID

from msgspec import Raw, Struct


class ProfileVersion(Struct, frozen=True, kw_only=True):
    """`raw` is the profile's JSON as accepted."""

    user_id: UUID
    version: int
    raw: Raw
    created_at: datetime


class PlanVersion(Struct, frozen=True, kw_only=True):
    """`document` is a `PlanDocument` as JSON. `job_id` made it; None for a version that took no job.

    `reason` is a `PlanReason`, or adapted, swap or undo for a version that a change or its undoing made.
    """

    id: UUID
    user_id: UUID
    job_id: UUID | None
    version: int
    profile_version: int
    reason: str
    document: Raw
    created_at: datetime
