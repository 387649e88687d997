"""Gathers what happens to jobs in this process and tells operators, a few times a second at most."""

import asyncio
from uuid import UUID

import structlog
from msgspec import json

from domain.errors import Unavailable
from domain.jobs.job import Job
from domain.operations.feed import CHANGED, TOPIC, JobMoved, changes_of
from domain.ports import StreamLog

_log = structlog.get_logger(__name__)

PAUSE_S = 0.5


class Feed:
    """Holds the latest word on each job until the next event; nothing is sent while nothing happens."""

    def __init__(self, streams: StreamLog) -> None:
        self._streams = streams
        self._moved: dict[UUID, JobMoved] = {}
        self._any = asyncio.Event()

    def note(self, job: Job, what: str) -> None:
        """The job did `what`."""
        self._put(JobMoved(id=job.id, what=what, kind=job.kind, queue=job.queue))

    def queued(self, queue: str, job_ids: list[UUID]) -> None:
        """Messages for the jobs went out."""
        for job_id in job_ids:
            self._put(JobMoved(id=job_id, what="queued", queue=queue))

    async def run(self) -> None:
        """Tell until cancelled."""
        while True:
            await self._any.wait()
            await self.tell()
            await asyncio.sleep(PAUSE_S)

    async def tell(self) -> None:
        """Send what has gathered. Without Redis it is dropped: lists are read again anyway."""
        moved, self._moved = self._moved, {}
        self._any.clear()
        if not moved:
            return
        try:
            await self._streams.append(TOPIC, CHANGED, json.encode(changes_of(moved)))
        except Unavailable as error:
            _log.debug("feed_lost", jobs=len(moved), error=str(error))

    def _put(self, moved: JobMoved) -> None:
        self._moved.pop(moved.id, None)  # the latest word comes last
        self._moved[moved.id] = moved
        self._any.set()
