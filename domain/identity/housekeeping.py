"""Clearing away what has run out: sessions past their end, kept replies past their 24 hours, jobs long done."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Final

from msgspec import Struct

from domain.jobs.job import JobKind
from domain.ports import Clock, UnitOfWork, UnitOfWorkFactory

MOST_BATCHES = 50
"""Transactions of one call for each kind; what is left then waits for the next call."""


JOB_KEPT: Final = timedelta(days=90)
ROUTINE_KEPT: Final = timedelta(days=7)
ROUTINE: Final = frozenset({JobKind.PLAN_ADAPT, JobKind.TRACKERS_INGEST})
"""Jobs that nobody asked for by name come with every session and every delivery; what they did is stored elsewhere."""


class Cleared(Struct, frozen=True, kw_only=True):
    """Rows deleted."""

    sessions: int
    idempotency_keys: int
    jobs: int
    exports: int = 0


async def housekeeping(uow: UnitOfWorkFactory, clock: Clock) -> Cleared:
    """Delete what has run out, in short transactions; several processes may do it at once. To be called now and then.

    Nothing waits for it: an expired session opens nothing and an expired key is free, whether or not their rows exist.
    """
    now = clock.now()
    return Cleared(
        sessions=await clear(uow, lambda work: work.sessions.delete_expired(now)),
        idempotency_keys=await clear(uow, lambda work: work.idempotency.delete_expired(now)),
        jobs=await clear(uow, lambda work: work.work.delete_ended(now - JOB_KEPT, ROUTINE, now - ROUTINE_KEPT)),
        exports=await clear(uow, lambda work: work.exports.delete_expired(now)),
    )


async def clear(uow: UnitOfWorkFactory, delete: Callable[[UnitOfWork], Awaitable[int]]) -> int:
    """Call `delete` in short transactions until it finds nothing, or `MOST_BATCHES` times; returns the rows."""
    total = 0
    for _ in range(MOST_BATCHES):
        async with uow() as work:
            deleted = await delete(work)
        total += deleted
        if deleted == 0:
            break
    return total
