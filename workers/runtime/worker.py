"""The worker process: arq's `Worker`, made to wake on publish, to live through a Redis outage, and to drain."""

import asyncio
import contextlib
import os
import signal
import socket
import time
from collections.abc import AsyncIterator, Mapping
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import structlog
from arq.connections import ArqRedis
from arq.worker import Worker, func
from msgspec import json

from adapters.queue.arq_queue import JOB_FUNCTION, key_of
from adapters.queue.connection import DOWN
from domain.errors import Unavailable
from domain.jobs.job import Job, JobKind
from domain.jobs.rules import Stop
from domain.ports import Queue
from workers.runtime.config import RuntimeConfig
from workers.runtime.feed import Feed
from workers.runtime.fleet import Presence
from workers.runtime.leases import Leases
from workers.runtime.reaper import Reaper
from workers.runtime.relay import OutboxRelay
from workers.runtime.runner import Ports, Runner
from workers.runtime.task import Task

_log = structlog.get_logger(__name__)

HEALTH_PREFIX = "fitai:worker:"
_HEALTH_EVERY_S = 15.0
_PAUSES_S = (0.1, 0.2, 0.5, 1.0)


class JobWorker(Worker):
    """One process that runs the jobs of one queue, and beside them a relay, a reaper and the heartbeat.

    Of arq it keeps the wire format, the slots, the task table and the signal handling. Its per-job keys (in-progress,
    retry, result, abort) are not used: they cost five round trips a job and are lost with Redis; the claim of the job's
    row decides instead. Stock arq ends when Redis goes away; this waits for it to come back.

    `wakeups` yields when the outbox should be looked at. SIGTERM and SIGINT begin a drain: no new jobs, the running
    ones may go on for `drain_s`, then they are handed back without being charged. A second signal ends the patience.
    """

    def __init__(
        self,
        tasks: Mapping[JobKind, Task],
        *,
        ports: Ports,
        queue: Queue,
        redis: ArqRedis,
        config: RuntimeConfig,
        wakeups: AsyncIterator[None],
        handle_signals: bool = True,
    ) -> None:
        name = f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:8]}"
        super().__init__(
            functions=[func(self._run, name=JOB_FUNCTION)],  # type: ignore[arg-type]  # called by `_start` alone
            queue_name=key_of(config.queue),
            redis_pool=redis,
            max_jobs=config.slots,
            keep_result=0,
            handle_signals=handle_signals,
            job_serializer=json.encode,
            job_deserializer=json.decode,
            health_check_key=f"{HEALTH_PREFIX}{config.queue}:{name}",
        )
        self._queue = queue
        self._config = config
        self._leases = Leases(ports.uow, ports.clock, lease_s=config.lease_s, beat_s=config.beat_s)
        self._feed = Feed(ports.news)
        self._presence = Presence(
            ports.uow,
            ports.clock,
            name=name,
            queue=config.queue,
            slots=config.slots,
            running=lambda: len(self.tasks),
        )
        self._runner = Runner(tasks, ports, self._leases, config, feed=self._feed, worker=name)
        self._relay = OutboxRelay(ports.uow, queue, ports.clock, self._feed, every_s=config.relay_s, batch=config.batch)
        self._wakeups = wakeups
        self._reaper = Reaper(ports, config, self._feed, name)
        self._stopping = asyncio.Event()
        self._hurry = asyncio.Event()
        self._free = asyncio.Event()
        self._failures = 0

    async def main(self) -> None:
        """Serve until a signal or `stop`, then drain."""
        with contextlib.suppress(Unavailable):
            await self._presence.look()  # a queue that is paused already gives nothing to a worker that starts
        beside = [
            asyncio.create_task(each, name=name)
            for name, each in (
                ("leases", self._leases.run()),
                ("relay", self._relay.run()),
                ("wakeups", self._wake_relay()),
                ("reaper", self._reaper.run()),
                ("health", self._report_health()),
                ("presence", self._presence.run()),
                ("feed", self._feed.run()),
            )
        ]
        for part in beside:
            part.add_done_callback(self._part_ended)
        _log.info("worker_started", queue=self._config.queue, slots=self.max_jobs)
        try:
            while not self._stopping.is_set():
                await self._poll_iteration()
            await self._drain()
        finally:
            for task in (*beside, *self.tasks.values()):
                task.cancel()
            await asyncio.gather(*beside, *self.tasks.values(), return_exceptions=True)
            await self._feed.tell()
            await self._presence.leave()
            with contextlib.suppress(*DOWN):
                await self.pool.delete(self.health_check_key)
            _log.info("worker_stopped", queue=self._config.queue)

    @property
    def paused(self) -> bool:
        """Whether it takes no jobs because operators have paused its queue."""
        return self._presence.paused

    def stop(self) -> None:
        """Begin to drain; called again, end the patience."""
        if self._stopping.is_set():
            self._hurry.set()
        self._stopping.set()
        self._free.set()

    def handle_sig(self, signum: signal.Signals) -> None:
        """arq's signal handler."""
        _log.info("worker_signalled", signal=signal.Signals(signum).name, running=len(self.tasks))
        self.stop()

    async def _poll_iteration(self) -> None:
        """Wait for an open queue and a free slot, take messages, claim their jobs, and start those."""
        if self._presence.paused:
            await self._wait_for_the_queue()
            return
        while len(self.tasks) >= self.max_jobs and not self._stopping.is_set():
            self._free.clear()
            await self._free.wait()
        if self._stopping.is_set():
            return
        try:
            job_ids = await self._queue.take(self._config.queue, self.max_jobs - len(self.tasks), self._config.wait_s)
        except Unavailable as error:
            await self._pause("queue_unavailable", error)
            return
        if job_ids and (self._stopping.is_set() or self._presence.paused):
            await self._put_back(job_ids)
        elif job_ids:
            await self._start(job_ids)

    async def _wait_for_the_queue(self) -> None:
        waits = [asyncio.create_task(each.wait()) for each in (self._presence.open, self._stopping)]
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()

    async def _start(self, job_ids: list[UUID]) -> None:
        lease_until = time.monotonic() + self._config.lease_s
        try:
            jobs = await self._runner.claim(job_ids)
        except Unavailable as error:
            await self._put_back(job_ids)
            await self._pause("claim_unavailable", error)
            return
        self._failures = 0
        run = self.functions[JOB_FUNCTION].coroutine
        for job in jobs:
            key = f"{job.id}:{job.lease_token}"
            task = self.tasks[key] = asyncio.create_task(run(self.ctx, job, lease_until), name=key)
            task.add_done_callback(partial(self._ended, key))

    async def _run(self, _: dict[Any, Any], job: Job, lease_until: float) -> None:
        await self._runner.run(job, lease_until)

    def _part_ended(self, part: asyncio.Task[None]) -> None:
        """Without one of its parts a worker only looks alive: it drains, and whoever supervises it starts another."""
        if not part.cancelled() and (error := part.exception()) is not None:
            _log.error("worker_part_failed", part=part.get_name(), exc_info=error)
            self.stop()

    def _ended(self, key: str, task: asyncio.Task[None]) -> None:
        del self.tasks[key]
        self._free.set()
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.error("attempt_not_settled", attempt=key, exc_info=error)  # the reaper will see to its row

    async def _put_back(self, job_ids: list[UUID]) -> None:
        """Give messages to another worker. When that fails too, the reaper sends them again."""
        with contextlib.suppress(Unavailable):
            await self._queue.send(self._config.queue, *job_ids)

    async def _pause(self, event: str, error: Unavailable) -> None:
        pause = _PAUSES_S[min(self._failures, len(_PAUSES_S) - 1)]
        self._failures += 1
        _log.warning(event, error=str(error), pause_s=pause)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(pause):
                await self._stopping.wait()

    async def _drain(self) -> None:
        """Let running jobs go on for `drain_s` (or a second signal), then hand back what is left, uncharged."""
        running = set(self.tasks.values())
        if not running:
            return
        patience = [asyncio.create_task(each) for each in (asyncio.wait(running), self._hurry.wait())]
        await asyncio.wait(patience, timeout=self._config.drain_s, return_when=asyncio.FIRST_COMPLETED)
        for task in patience:
            task.cancel()
        for attempt in self._leases.running:
            attempt.stop(Stop.DRAIN)
        await asyncio.wait(running, timeout=2 * self._config.cleanup_s)

    async def _wake_relay(self) -> None:
        async for _ in self._wakeups:
            self._relay.wake()

    async def _report_health(self) -> None:
        while True:
            health = {
                "queue": self._config.queue,
                "slots": self.max_jobs,
                "running": len(self.tasks),
                "at": time.time(),
            }
            with contextlib.suppress(*DOWN):
                await self.pool.set(self.health_check_key, json.encode(health), px=int(3000 * _HEALTH_EVERY_S))
            await asyncio.sleep(_HEALTH_EVERY_S)
