"""Clearing away what has run out: sessions past their end, kept replies past their 24 hours."""

from collections.abc import Awaitable, Callable

from msgspec import Struct

from domain.ports import Clock, UnitOfWork, UnitOfWorkFactory

MOST_BATCHES = 50
"""Transactions of one call for each kind; what is left then waits for the next call."""


class Cleared(Struct, frozen=True, kw_only=True):
    """Rows deleted."""

    sessions: int
    idempotency_keys: int


async def housekeeping(uow: UnitOfWorkFactory, clock: Clock) -> Cleared:
    """Delete what has run out, in short transactions; several processes may do it at once. To be called now and then.

    Nothing waits for it: an expired session opens nothing and an expired key is free, whether or not their rows exist.
    """
    now = clock.now()
    return Cleared(
        sessions=await _clear(uow, lambda work: work.sessions.delete_expired(now)),
        idempotency_keys=await _clear(uow, lambda work: work.idempotency.delete_expired(now)),
    )


async def _clear(uow: UnitOfWorkFactory, delete: Callable[[UnitOfWork], Awaitable[int]]) -> int:
    total = 0
    for _ in range(MOST_BATCHES):
        async with uow() as work:
            deleted = await delete(work)
        total += deleted
        if deleted == 0:
            break
    return total
