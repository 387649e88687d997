"""A job's life in stretches of time: waited, ran, backed off, in each attempt."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from domain.jobs.job import Job, JobState


class Outcome(StrEnum):
    """How an attempt ended."""

    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"
    RETRYING = "retrying"
    LEASE_LOST = "lease_lost"


class AttemptRecord(Struct, frozen=True, kw_only=True):
    """An attempt that has ended. `token` is its fencing token, in the order of attempts; a drained attempt is not
    charged, so two may have one `number`. `not_before`: when the next one was due."""

    token: int
    number: int
    worker: str
    started_at: datetime
    ended_at: datetime
    outcome: Outcome
    not_before: datetime | None
    code: str
    error: str


class Phase(StrEnum):
    """What a job does in a stretch: WAITED for a worker, RAN, or BACKED_OFF until it may be tried again."""

    WAITED = "waited"
    RAN = "ran"
    BACKED_OFF = "backed_off"


class Stretch(Struct, frozen=True, kw_only=True):
    """From `start` to `end` (None: still going on) in attempt `number`; what ended it where it RAN and has ended."""

    phase: Phase
    number: int
    start: datetime
    end: datetime | None
    worker: str = ""
    outcome: Outcome | None = None
    code: str = ""
    error: str = ""


def timeline(job: Job, worker: str, attempts: Sequence[AttemptRecord]) -> tuple[Stretch, ...]:
    """The stretches of a job in order, without gaps from its making to its end. `worker` runs it now, or ran it last.

    The last one is open while the job has not ended.
    """
    stretches: list[Stretch] = []
    free_at = job.created_at
    due_at = job.not_before if not attempts and job.not_before is not None else job.created_at
    for attempt in sorted(attempts, key=lambda each: each.token):
        stretches += _until(attempt.number, free_at, due_at, attempt.started_at)
        stretches.append(
            Stretch(
                phase=Phase.RAN,
                number=attempt.number,
                start=attempt.started_at,
                end=attempt.ended_at,
                worker=attempt.worker,
                outcome=attempt.outcome,
                code=attempt.code,
                error=attempt.error,
            )
        )
        free_at, due_at = attempt.ended_at, attempt.not_before or attempt.ended_at
    return (*stretches, *_now(job, worker, free_at, due_at))


def _now(job: Job, worker: str, free_at: datetime, due_at: datetime) -> list[Stretch]:
    """What follows the attempts that have ended."""
    if job.state is JobState.RUNNING and job.started_at is not None:
        return [
            *_until(job.attempt, free_at, due_at, job.started_at),
            Stretch(phase=Phase.RAN, number=job.attempt, start=job.started_at, end=None, worker=worker),
        ]
    if job.state is JobState.QUEUED:
        return _until(job.attempt + 1, free_at, due_at, None)
    if job.ended_at is not None and job.ended_at > free_at:  # it ended while it waited
        return _until(job.attempt + 1, free_at, due_at, job.ended_at)
    return []


def _until(number: int, free_at: datetime, due_at: datetime, end: datetime | None) -> list[Stretch]:
    """The pause after an attempt and then the wait for a worker, up to `end`."""
    until = due_at if end is None else min(due_at, end)
    pause = [Stretch(phase=Phase.BACKED_OFF, number=number, start=free_at, end=until)] if until > free_at else []
    if end is not None and end <= until:
        return pause
    return [*pause, Stretch(phase=Phase.WAITED, number=number, start=max(free_at, until), end=end)]
