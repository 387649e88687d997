"""The attempts this process is running, and the heartbeat that keeps their leases."""

import asyncio
import time
from datetime import datetime
from uuid import UUID

import structlog
from msgspec import Raw

from domain.errors import LeaseLost
from domain.jobs.job import Job
from domain.jobs.rules import Stop
from domain.ports import Clock, UnitOfWork, UnitOfWorkFactory
from workers.runtime.task import TaskContext

_log = structlog.get_logger(__name__)


class Attempt:
    """One running attempt: `work` gives the result.

    `lease_until` is on this process's monotonic clock; `over` is set when there is nothing left to wait for.
    """

    def __init__(self, ctx: TaskContext, work: asyncio.Task[Raw], *, lease_until: float, cleanup_s: float) -> None:
        self.ctx = ctx
        self.work = work
        self.lease_until = lease_until
        self.stopped: Stop | None = None
        self.over = asyncio.Event()
        self._cleanup_s = cleanup_s
        work.add_done_callback(lambda _: self.over.set())

    @property
    def job(self) -> Job:
        """The job as it was claimed."""
        return self.ctx.job

    def stop(self, why: Stop) -> None:
        """Cancel the task; the first reason counts. One that is committing its end is let be.

        A task that has not let go after `cleanup_s` is left behind: it holds no lease then, so it can store nothing.
        """
        if self.stopped is None and not self.ctx.completing and not self.work.done():
            self.stopped = why
            self.ctx.cancelled = True
            self.work.cancel()
            self.work.get_loop().call_later(self._cleanup_s, self.over.set)


class Leases:
    """Extends every running attempt's lease in one transaction each `beat_s`, and stops the attempts that must end.

    The same statement brings the owner's wish to cancel, and the same transaction stores the latest progress. An
    attempt whose lease ran out here without word from the database is stopped: another worker may hold the job.
    """

    def __init__(self, uow: UnitOfWorkFactory, clock: Clock, *, lease_s: float, beat_s: float) -> None:
        self._uow = uow
        self._clock = clock
        self._lease_s = lease_s
        self._beat_s = beat_s
        self._attempts: dict[UUID, Attempt] = {}
        self._busy = asyncio.Event()

    @property
    def running(self) -> list[Attempt]:
        """Running attempts, by job id."""
        return [self._attempts[job_id] for job_id in sorted(self._attempts)]

    def add(self, attempt: Attempt) -> None:
        """Look after an attempt from now on."""
        self._attempts[attempt.job.id] = attempt
        self._busy.set()

    def remove(self, attempt: Attempt) -> None:
        """Let go of an attempt, unless a later one of the same job has taken its place."""
        if self._attempts.get(attempt.job.id) is attempt:
            del self._attempts[attempt.job.id]

    async def run(self) -> None:
        """Beat until cancelled; without attempts it sleeps."""
        while True:
            await self._busy.wait()
            await asyncio.sleep(self._beat_s)
            if not self._attempts:
                self._busy.clear()
                continue
            try:
                await self._beat()
            except Exception:  # noqa: BLE001 - logged; this loop must outlive whatever it meets
                _log.exception("heartbeat_failed", jobs=len(self._attempts))
                self._stop_overdue()

    async def _beat(self) -> None:
        began, now = time.monotonic(), self._clock.now()
        async with self._uow() as uow:
            # In the order of ids, so that two processes that want the same rows cannot lock each other out.
            verdicts = [
                (attempt, await self._extend(uow, attempt, now))
                for attempt in self.running
                if not attempt.ctx.completing
            ]
        for attempt, stop in verdicts:
            attempt.lease_until = began + self._lease_s
            if stop is not None:
                attempt.stop(stop)

    async def _extend(self, uow: UnitOfWork, attempt: Attempt, now: datetime) -> Stop | None:
        job, ctx = attempt.job, attempt.ctx
        try:
            cancel = await uow.work.heartbeat(job.id, job.lease_token, now, self._lease_s)
            if ctx.unsaved_progress is not None:
                progress, ctx.unsaved_progress = ctx.unsaved_progress, None
                await uow.work.progress(job.id, job.lease_token, progress)
        except LeaseLost:
            return Stop.LEASE_LOST
        return Stop.CANCEL if cancel else None

    def _stop_overdue(self) -> None:
        for attempt in self.running:
            if attempt.lease_until < time.monotonic():
                attempt.stop(Stop.LEASE_LOST)
