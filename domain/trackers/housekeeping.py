"""What is to be done about trackers now and then, whether or not anybody asks."""

from datetime import datetime, timedelta
from functools import partial
from typing import Final

from msgspec import Struct

from domain.identity.data_use import expiring
from domain.identity.housekeeping import clear
from domain.ports import Clock, UnitOfWork, UnitOfWorkFactory

STRANDED: Final = timedelta(minutes=15)
"""A notification that waits for longer has lost its job: longer than a job's attempts and their pauses take."""

MOST_JOBS: Final = 200
"""Readings that one call starts; the next call, minutes later, goes on."""

ATTEMPTS: Final = 4


class TrackersCleared(Struct, frozen=True, kw_only=True):
    """Rows deleted, and readings started. `waiting_s`: how long the oldest notification has waited; 0: none waits."""

    consents: int
    notifications: int
    expired: int
    uploads: int
    readings: int
    waiting_s: float


async def tracker_housekeeping(uow: UnitOfWorkFactory, clock: Clock) -> TrackersCleared:
    """Delete what has run out, data first that a source lets us keep for a time only, and start what is due.

    Several processes may do it at once.
    """
    now = clock.now()
    expired = 0
    for source, before in expiring(now):
        expired += await clear(uow, partial(_expire, source, before))
    async with uow() as work:
        readings = await work.connections.start_due(
            now, stranded_before=now - STRANDED, max_attempts=ATTEMPTS, limit=MOST_JOBS
        )
        oldest = await work.inbox.oldest_waiting()
    return TrackersCleared(
        expired=expired,
        readings=readings,
        waiting_s=max(0.0, (now - oldest).total_seconds()) if oldest is not None else 0.0,
        consents=await clear(uow, lambda work: work.connections.delete_expired(now)),
        notifications=await clear(uow, lambda work: work.inbox.delete_expired(now)),
        uploads=await clear(uow, lambda work: work.tracker_uploads.delete_expired(now)),
    )


async def _expire(source: str, before: datetime, work: UnitOfWork) -> int:
    return await work.tracker_records.delete_fetched_before(source, before)
