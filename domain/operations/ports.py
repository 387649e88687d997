"""What operations need from the outside, as Protocols; part of `domain.ports`, apart for its length."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from msgspec import Raw, Struct

from domain.jobs.job import Job, JobKind, JobState
from domain.operations.fleet import EngineFindings, Lag, QueueState, ScheduleRun, WorkerBeat
from domain.operations.selection import JobAction, JobFilter
from domain.operations.timeline import AttemptRecord


class JobLine(Struct, frozen=True, kw_only=True):
    """A job in a list: what can be told of it in a line."""

    id: UUID
    user_id: UUID
    kind: JobKind
    queue: str
    state: JobState
    attempt: int
    max_attempts: int
    cancel_requested: bool
    error_code: str
    worker: str
    created_at: datetime
    not_before: datetime | None
    started_at: datetime | None
    ended_at: datetime | None


class JobRecord(Struct, frozen=True, kw_only=True):
    """Everything that is kept of a job: its row, the attempts that have ended, and what it is tied to."""

    job: Job
    worker: str
    attempts: tuple[AttemptRecord, ...]
    plan_id: UUID | None
    meal_plan_id: UUID | None
    inbox_ids: tuple[UUID, ...]


class AuditEntry(Struct, frozen=True, kw_only=True):
    """Who (None: the command line) did what to what, and when."""

    id: UUID
    at: datetime
    actor: UUID | None
    action: str
    target: str
    detail: Raw


class Monitor(Protocol):
    """What operators read: everybody's jobs and the state of the machinery. Each call is one statement or two."""

    async def jobs(self, chosen: JobFilter, before: UUID | None, limit: int) -> list[JobLine]:
        """Newest first, below `before`, at most `limit`."""

    async def job(self, job_id: UUID) -> JobRecord | None: ...
    async def ids(self, chosen: JobFilter, action: JobAction, limit: int) -> list[UUID]:
        """The jobs of `chosen` that `action` would do something to, at most `limit`."""

    async def queues(self, now: datetime) -> list[QueueState]:
        """By name: every queue that has jobs, workers or a pause."""

    async def workers(self) -> list[WorkerBeat]: ...
    async def schedules(self) -> list[ScheduleRun]: ...
    async def outbox_lag(self, now: datetime) -> Lag: ...
    async def inbox_lag(self) -> Lag: ...
    async def findings(self, since: datetime, limit: int) -> list[EngineFindings]:
        """Of the latest `limit` plans since then that were planned anew, by engine."""

    async def audit(self, before: UUID | None, limit: int) -> list[AuditEntry]:
        """Newest first, below `before`."""


class Operations(Protocol):
    """What operators change, and what the machinery tells of itself."""

    async def retry(self, ids: Sequence[UUID], at: datetime) -> list[UUID]:
        """Failed ones of `ids` go back to their queue with all their attempts; returns which did."""

    async def cancel(self, ids: Sequence[UUID], at: datetime) -> dict[UUID, JobState]:
        """Queued ones of `ids` end at once, running ones are flagged; returns their states."""

    async def pause(self, queue: str, actor: UUID, at: datetime) -> bool:
        """Workers take no more jobs of it. False: it was paused already."""

    async def resume(self, queue: str) -> bool:
        """False: it was not paused."""

    async def paused(self, queue: str) -> bool: ...
    async def beat(self, worker: WorkerBeat) -> None:
        """Store a worker's sign of life, and forget those that went away long ago."""

    async def gone(self, worker_id: str) -> None:
        """The worker has stopped as it should."""

    async def ran(self, runs: Sequence[ScheduleRun]) -> None:
        """Store the latest run of each."""
