"""The outbox relay: sends what committed transactions left to send."""

import asyncio
import contextlib
from collections import defaultdict
from uuid import UUID

import structlog

from adapters.telemetry.metrics import OUTBOX_LAG_SECONDS
from domain.errors import Unavailable
from domain.ports import Clock, Queue, UnitOfWorkFactory
from workers.runtime.feed import Feed

_log = structlog.get_logger(__name__)

_PAUSES_S = (0.1, 0.2, 0.5, 1.0)


class OutboxRelay:
    """Takes due outbox rows, sends their job ids, and deletes the rows in the same transaction.

    A crash in between sends them again, which costs nothing: an id is one message, and only one claim wins. Relays skip
    each other's locked rows, so every worker process runs one.
    """

    def __init__(
        self, uow: UnitOfWorkFactory, queue: Queue, clock: Clock, feed: Feed, *, every_s: float, batch: int
    ) -> None:
        self._uow = uow
        self._queue = queue
        self._clock = clock
        self._feed = feed
        self._every_s = every_s
        self._batch = batch
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Look at once: a row was committed."""
        self._woken.set()

    async def run(self) -> None:
        """Relay until cancelled: when woken, and every `every_s` for what has become due."""
        failures = 0
        while True:
            self._woken.clear()
            try:
                sent = await self.relay()
                failures = 0
            except Unavailable as error:
                _log.warning("relay_unavailable", error=str(error), failures=failures)
                await asyncio.sleep(_PAUSES_S[min(failures, len(_PAUSES_S) - 1)])
                failures += 1
                continue
            except Exception:  # noqa: BLE001 - logged; this loop must outlive whatever it meets
                _log.exception("relay_failed")
                await asyncio.sleep(_PAUSES_S[-1])
                continue
            if sent < self._batch:
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(self._every_s):
                        await self._woken.wait()

    async def relay(self) -> int:
        """Send one batch and return its size. Raises `Unavailable`; then nothing was deleted."""
        now = self._clock.now()
        async with self._uow() as uow:
            rows = await uow.outbox.take(now, self._batch)
            by_queue: defaultdict[str, list[UUID]] = defaultdict(list)
            for row in rows:
                by_queue[row.queue].append(row.job_id)
            for queue, job_ids in by_queue.items():
                await self._queue.send(queue, *job_ids)
                self._feed.queued(queue, job_ids)
            if rows:
                await uow.outbox.delete([row.id for row in rows])
        OUTBOX_LAG_SECONDS.set(max(((now - row.due_at).total_seconds() for row in rows), default=0.0))
        return len(rows)
