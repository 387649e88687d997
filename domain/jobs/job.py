"""The job as a value. Its state machine and retry rules live in `domain.jobs.rules`."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from msgspec import Raw, Struct, json


class JobState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def ended(self) -> bool:
        """True when nothing more happens by itself. FAILED is the dead letter; an operator may have it tried again."""
        return self in (JobState.SUCCEEDED, JobState.FAILED, JobState.CANCELLED)


class JobKind(StrEnum):
    """What is to be done; each kind has one task function in `workers.tasks`."""

    PLAN_CREATE = "plan.create"
    MEALS_WEEK = "meals.week"
    PLAN_ADAPT = "plan.adapt"
    TRACKERS_INGEST = "trackers.ingest"
    TRACKERS_IMPORT = "trackers.import"
    CHAT_TURN = "chat.turn"
    DOCUMENTS_INDEX = "documents.index"
    PRIVACY_EXPORT = "privacy.export"


class Job(Struct, frozen=True, kw_only=True):
    """One job row. PostgreSQL is the truth; a message in the queue is only this row's id.

    `attempt` counts claims that were charged; `lease_token` is the fencing token, raised by one at each claim and
    demanded by every write of the worker that holds it. `not_before` delays a retry. `args` and `result` are JSON.
    """

    id: UUID
    user_id: UUID
    kind: JobKind
    queue: str
    state: JobState
    args: Raw
    attempt: int
    max_attempts: int
    lease_token: int
    lease_until: datetime | None
    not_before: datetime | None
    cancel_requested: bool
    progress: Raw | None
    result: Raw | None
    error_code: str
    error: str
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None


def queued(*, id: UUID, user_id: UUID, kind: JobKind, queue: str, args: Struct, max_attempts: int, at: datetime) -> Job:  # noqa: A002
    """A new job that nobody has claimed; `args` become JSON."""
    return Job(
        id=id,
        user_id=user_id,
        kind=kind,
        queue=queue,
        state=JobState.QUEUED,
        args=Raw(json.encode(args)),
        attempt=0,
        max_attempts=max_attempts,
        lease_token=0,
        lease_until=None,
        not_before=None,
        cancel_requested=False,
        progress=None,
        result=None,
        error_code="",
        error="",
        created_at=at,
        started_at=None,
        ended_at=None,
    )
