"""`Queue` in one process's memory: for tests and for a run without servers."""

import asyncio
from collections import defaultdict
from uuid import UUID


class MemoryQueue:
    """Keeps the same promises as the arq adapter, but for surviving the process."""

    def __init__(self) -> None:
        self._waiting: defaultdict[str, dict[UUID, None]] = defaultdict(dict)
        self._bell = asyncio.Condition()

    async def send(self, queue: str, *job_ids: UUID) -> None:
        """Put one message for each id and wake workers."""
        async with self._bell:
            self._waiting[queue].update(dict.fromkeys(job_ids))
            self._bell.notify_all()

    async def take(self, queue: str, limit: int, wait_s: float) -> list[UUID]:
        """Up to `limit` messages, oldest first, waiting up to `wait_s` for the first."""
        waiting = self._waiting[queue]
        async with self._bell:
            try:
                async with asyncio.timeout(wait_s):
                    await self._bell.wait_for(lambda: waiting)
            except TimeoutError:
                return []
            taken = list(waiting)[:limit]
            for job_id in taken:
                del waiting[job_id]
            return taken

    async def depth(self, queue: str) -> int:
        """Messages waiting."""
        return len(self._waiting[queue])
