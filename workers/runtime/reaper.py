"""The reaper: brings back what a crash, a lost message or an emptied Redis left behind, and clears what has expired."""

import asyncio
from datetime import timedelta

import structlog
from msgspec import Raw, json

from adapters.telemetry.metrics import INBOX_WAITING_SECONDS, JOBS, JOBS_ENDED
from domain.errors import Unavailable
from domain.identity.housekeeping import housekeeping
from domain.jobs.events import event_of
from domain.jobs.job import Job
from domain.jobs.rules import End
from domain.trackers.housekeeping import tracker_housekeeping
from workers.runtime.config import RuntimeConfig
from workers.runtime.feed import Feed
from workers.runtime.runner import Ports, tell
from workers.runtime.schedule import Schedule

_log = structlog.get_logger(__name__)

_COUNT_EVERY = 6
"""Passes between two counts of the job table, which read more than a pass does."""
_CLEAR_EVERY = 60
"""Passes between two clearances of expired sessions and idempotency keys (five minutes with the usual settings)."""


class Reaper:
    """Each pass puts overdue jobs back into the outbox and ends those that are out of attempts.

    Passes of several processes skip each other's locked rows, so every worker process runs one.
    """

    def __init__(self, ports: Ports, config: RuntimeConfig, feed: Feed, worker: str) -> None:
        self._ports = ports
        self._config = config
        self._feed = feed
        self._schedule = Schedule(ports.uow, ports.clock, worker)

    async def run(self) -> None:
        """Reap at once and then every `reap_s`, spread by chance so that processes do not march in step."""
        passes = 0
        while True:
            try:
                await self._pass(passes)
                passes += 1
            except Unavailable as error:
                _log.warning("reaper_unavailable", error=str(error))
            except Exception:  # noqa: BLE001 - logged; this loop must outlive whatever it meets
                _log.exception("reaper_failed")
            await asyncio.sleep(self._config.reap_s * (0.75 + self._ports.chance() / 2))

    async def _pass(self, number: int) -> None:
        """What is due in pass `number`, and the note of it. Raises `Unavailable`."""
        every_s, run = self._config.reap_s, self._schedule.run
        try:
            async with run("reap", every_s):
                while len(await self.reap()) == self._config.batch:
                    pass
            if number % _COUNT_EVERY == 0:
                async with run("count", every_s * _COUNT_EVERY):
                    await self.count()
            if number % _CLEAR_EVERY == 0:
                async with run("clear", every_s * _CLEAR_EVERY):
                    await housekeeping(self._ports.uow, self._ports.clock)
                async with run("trackers", every_s * _CLEAR_EVERY):
                    trackers = await tracker_housekeeping(self._ports.uow, self._ports.clock)
                    INBOX_WAITING_SECONDS.set(trackers.waiting_s)
        finally:
            await self._schedule.store()

    async def reap(self) -> list[Job]:
        """One pass; returns the jobs that ended in it. Raises `Unavailable`."""
        now = self._ports.clock.now()
        stale_before = now - timedelta(seconds=self._config.stale_s)
        async with self._ports.uow() as uow:
            ended = await uow.work.reap(now, stale_before=stale_before, limit=self._config.batch)
        for job in ended:
            event = event_of(job, End(state=job.state, code=job.error_code, message=job.error))
            JOBS_ENDED.labels(job.kind.value, event.type).inc()
            _log.warning("job_reaped", job_id=str(job.id), state=job.state.value, code=job.error_code)
            self._feed.note(job, event.type)
            await tell(self._ports.streams, job.id, event.type, Raw(json.encode(event)))
        return ended

    async def count(self) -> None:
        """Set the gauge of jobs by queue and state. Raises `Unavailable`."""
        async with self._ports.uow() as uow:
            counts = await uow.work.counts()
        JOBS.clear()
        for (queue, state), jobs in counts.items():
            JOBS.labels(queue, state).set(jobs)
