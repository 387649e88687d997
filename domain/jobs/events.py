"""What is said about a job on its stream topic. The socket and the CLI read these; the row is the truth."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from msgspec import Raw, Struct

from domain.jobs.job import Job, JobState
from domain.jobs.rules import Again, End

PROGRESS = "progress"
"""Event type whose data is `{"stage": ..., ...}`, free beyond `stage`."""


class Started(Struct, frozen=True, kw_only=True):
    """An attempt (from 1, at most `max_attempts`) began."""

    type: ClassVar[str] = "started"
    attempt: int
    max_attempts: int


class Retrying(Struct, frozen=True, kw_only=True):
    """The attempt ended without a result and another follows; `code` is `drained` when a worker was only stopped."""

    type: ClassVar[str] = "retrying"
    attempt: int
    code: str
    message: str
    not_before: datetime


class Succeeded(Struct, frozen=True, kw_only=True):
    """The job is done; `result` is what its row holds (null when the task has none)."""

    type: ClassVar[str] = "succeeded"
    result: Raw


class Failed(Struct, frozen=True, kw_only=True):
    """The job is a dead letter after `attempt` attempts."""

    type: ClassVar[str] = "failed"
    attempt: int
    code: str
    message: str


class Cancelled(Struct, frozen=True, kw_only=True):
    """The owner cancelled the job."""

    type: ClassVar[str] = "cancelled"


JobEvent = Started | Retrying | Succeeded | Failed | Cancelled


def topic(job_id: UUID) -> str:
    """The stream topic of a job."""
    return f"job:{job_id}"


def user_topic(user_id: UUID) -> str:
    """The stream topic of a person: what happens to their plan and their game."""
    return f"user:{user_id}"


def event_of(job: Job, decision: End | Again, result: Raw | None = None) -> JobEvent:
    """The event that tells of `decision`."""
    if isinstance(decision, Again):
        return Retrying(
            attempt=job.attempt, code=decision.code, message=decision.message, not_before=decision.not_before
        )
    if decision.state is JobState.SUCCEEDED:
        return Succeeded(result=result if result is not None else Raw(b"null"))
    if decision.state is JobState.CANCELLED:
        return Cancelled()
    return Failed(attempt=job.attempt, code=decision.code, message=decision.message)
