"""Wire structs of profiles, plans and jobs."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta, Raw, Struct, field

from domain.coaching.use_cases import EngineChoice, PlanReason
from domain.coaching.versions import PlanVersion, ProfileVersion
from domain.jobs.events import topic
from domain.jobs.job import Job, JobKind, JobState


class ProfileView(Struct, frozen=True, kw_only=True):
    """The stored profile. `unknown_fields` were not understood and have no effect; `notes` say what was read how."""

    version: int
    created_at: datetime
    profile: Raw
    unknown_fields: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class PlanRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A `profile` is stored as a new version first; without one (or with null) the latest is used."""

    reason: PlanReason = PlanReason.INITIAL
    profile: Raw = field(default_factory=Raw)  # msgspec knows no `Raw | None`; absent is empty
    seed: Annotated[int, Meta(ge=0, le=2**31 - 1)] | None = None
    engine: EngineChoice | None = None


class JobLinks(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where to look next. `socket_topic` is what to subscribe to on /api/ws."""

    job: str
    socket_topic: str
    result: str | None = None


class PlanAccepted(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The job that makes the plan."""

    job_id: UUID
    state: JobState
    links: JobLinks
    unknown_fields: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class PlanSummary(Struct, frozen=True, kw_only=True):
    id: UUID
    version: int
    profile_version: int
    reason: str
    created_at: datetime


class PlanView(Struct, frozen=True, kw_only=True):
    """A plan version with its whole document: the plan and what stands behind it."""

    id: UUID
    version: int
    profile_version: int
    reason: str
    created_at: datetime
    job_id: UUID | None
    document: Raw


class PlanList(Struct, frozen=True, kw_only=True):
    """Newest first. `next` is the cursor of the following page, null on the last."""

    items: tuple[PlanSummary, ...]
    next: str | None


class JobError(Struct, frozen=True, kw_only=True):
    code: str
    message: str


class JobView(Struct, frozen=True, kw_only=True):
    """`progress` while it runs; `result` once it succeeded; `error` once it failed (or of the last attempt)."""

    id: UUID
    kind: JobKind
    state: JobState
    attempt: int
    max_attempts: int
    cancel_requested: bool
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    progress: Raw | None
    result: Raw | None
    error: JobError | None
    links: JobLinks


class JobList(Struct, frozen=True, kw_only=True):
    """Newest first. `next` is the cursor of the following page, null on the last."""

    items: tuple[JobView, ...]
    next: str | None


class _Result(Struct, frozen=True):
    plan_id: UUID | None = None
    meal_plan_id: UUID | None = None

    @property
    def path(self) -> str | None:
        if self.meal_plan_id:
            return f"/api/meals/{self.meal_plan_id}"
        return f"/api/plans/{self.plan_id}" if self.plan_id else None


def job_links(job: Job) -> JobLinks:
    """The links of a job; `result` once there is a plan, or a meal plan."""
    result = msgspec.json.decode(job.result, type=_Result) if job.result is not None else _Result()
    return JobLinks(job=f"/api/jobs/{job.id}", socket_topic=topic(job.id), result=result.path)


def job_view(job: Job) -> JobView:
    """A job as its owner sees it."""
    return JobView(
        id=job.id,
        kind=job.kind,
        state=job.state,
        attempt=job.attempt,
        max_attempts=job.max_attempts,
        cancel_requested=job.cancel_requested,
        created_at=job.created_at,
        started_at=job.started_at,
        ended_at=job.ended_at,
        progress=job.progress,
        result=job.result,
        error=JobError(code=job.error_code, message=job.error) if job.error_code else None,
        links=job_links(job),
    )


def plan_summary(plan: PlanVersion) -> PlanSummary:
    """A plan version without its document."""
    return PlanSummary(
        id=plan.id,
        version=plan.version,
        profile_version=plan.profile_version,
        reason=plan.reason,
        created_at=plan.created_at,
    )


def plan_view(plan: PlanVersion) -> PlanView:
    """A plan version with its document."""
    return PlanView(
        id=plan.id,
        version=plan.version,
        profile_version=plan.profile_version,
        reason=plan.reason,
        created_at=plan.created_at,
        job_id=plan.job_id,
        document=plan.document,
    )


def profile_view(stored: ProfileVersion, unknown: tuple[str, ...] = (), notes: tuple[str, ...] = ()) -> ProfileView:
    """A stored profile, with what its reading had to say."""
    return ProfileView(
        version=stored.version,
        created_at=stored.created_at,
        profile=stored.raw,
        unknown_fields=unknown,
        notes=notes,
    )
