"""What may happen to a job: its state machine, when it runs again, what a stop may do. Time and chance are passed in.

Terms: an *attempt* is one claim by a worker, charged when it is claimed; a *dead letter* is a job that ended as FAILED.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import Struct

from domain.errors import FitaiError, LeaseLost, RateLimited, Unavailable
from domain.jobs.job import Job, JobState

UNEXPECTED = "unexpected"
"""Error code of an exception that nobody raised on purpose."""

TRANSITIONS: Mapping[JobState, frozenset[JobState]] = {
    JobState.QUEUED: frozenset({JobState.RUNNING, JobState.CANCELLED}),
    # To RUNNING again: another worker claims it after the lease ran out.
    JobState.RUNNING: frozenset(JobState),
    JobState.SUCCEEDED: frozenset(),
    JobState.FAILED: frozenset({JobState.QUEUED}),  # an operator has it tried again
    JobState.CANCELLED: frozenset(),
}
"""State -> the states that may follow it."""


class Stop(StrEnum):
    """Why a running attempt was stopped from outside; the value is the error code."""

    CANCEL = "cancelled"
    DRAIN = "drained"
    TIMEOUT = "timeout"
    LEASE_LOST = "lease_lost"


class Backoff(Struct, frozen=True, kw_only=True):
    """Seconds before attempt n + 1: uniform in [0, min(cap_s, base_s * 2^(n-1)))."""

    base_s: float
    cap_s: float


class End(Struct, frozen=True, kw_only=True):
    """The job is over in `state`."""

    state: JobState
    code: str = ""
    message: str = ""


class Again(Struct, frozen=True, kw_only=True):
    """The job goes back to the queue, not to be claimed before `not_before`; `charge` False gives the attempt back."""

    not_before: datetime
    charge: bool
    code: str
    message: str


Decision = End | Again | None
"""None: nothing may be written, for the job belongs to somebody else now."""


def may_become(old: JobState, new: JobState) -> bool:
    """Whether a job in `old` may be put into `new`."""
    return new in TRANSITIONS[old]


def backoff_s(attempt: int, chance: float, backoff: Backoff) -> float:
    """Seconds to wait after failed attempt `attempt` (from 1), for `chance` uniform in [0, 1).

    Exponential with full jitter (M. Brooker, AWS Architecture Blog, 2015): jobs that failed together must not come
    back together.
    """
    # 2^31 seconds is far over any cap; a larger exponent only risks an overflow.
    return chance * min(backoff.cap_s, backoff.base_s * float(2 ** min(attempt - 1, 31)))


def after_error(job: Job, error: Exception, now: datetime, chance: float, backoff: Backoff) -> Decision:
    """What follows when the task raised `error`.

    A service that does not answer is worth another attempt, and so is what nobody foresaw; every other error of ours
    would come again, so the job fails at once.
    """
    if isinstance(error, LeaseLost):
        return None
    if isinstance(error, RateLimited):
        return _again(
            job, now, max(error.retry_after, backoff_s(job.attempt, chance, backoff)), error.code, _storable(str(error))
        )
    if isinstance(error, Unavailable):
        return _again(job, now, backoff_s(job.attempt, chance, backoff), error.code, _storable(str(error)))
    if isinstance(error, FitaiError):
        return End(state=JobState.FAILED, code=error.code, message=_storable(str(error)))
    # The text of a foreign exception may hold anything; the log has it, the owner of the job gets its name.
    message = f"unexpected {type(error).__name__}"
    return _again(job, now, backoff_s(job.attempt, chance, backoff), UNEXPECTED, message)


def after_stop(job: Job, stop: Stop, now: datetime, chance: float, backoff: Backoff) -> Decision:
    """What follows when a running attempt was stopped: only the time limit costs the attempt."""
    match stop:
        case Stop.CANCEL:
            return End(state=JobState.CANCELLED, code=stop.value, message="cancelled by its owner")
        case Stop.DRAIN:
            return Again(not_before=now, charge=False, code=stop.value, message="the worker was stopped")
        case Stop.TIMEOUT:
            delay = backoff_s(job.attempt, chance, backoff)
            return _again(job, now, delay, stop.value, "the attempt took longer than it may")
        case Stop.LEASE_LOST:
            return None


def _storable(text: str) -> str:
    """A message as a text column can hold it: without NUL and lone surrogates, and not without end."""
    return text.replace("\0", "").encode(errors="replace").decode()[:1000]


def _again(job: Job, now: datetime, delay_s: float, code: str, message: str) -> Decision:
    if job.attempt >= job.max_attempts:
        return End(state=JobState.FAILED, code=code, message=message)
    return Again(not_before=now + timedelta(seconds=delay_s), charge=True, code=code, message=message)
