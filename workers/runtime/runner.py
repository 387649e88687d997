"""One attempt of one job: run the task, judge how it ended, write that down under the token, and say so."""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from uuid import UUID

import structlog
from msgspec import Raw, Struct, json
from structlog.contextvars import bind_contextvars

from adapters.telemetry import tracing
from adapters.telemetry.metrics import JOB_RUN_SECONDS, JOB_WAIT_SECONDS, JOBS_ENDED
from domain.errors import FitaiError, InvalidInput, LeaseLost, Unavailable
from domain.jobs.events import Cancelled, JobEvent, Started, event_of, topic, user_topic
from domain.jobs.job import Job, JobKind, JobState
from domain.jobs.rules import Again, Backoff, Decision, End, Stop, after_error, after_stop
from domain.ports import Clock, Ids, StreamLog, UnitOfWorkFactory
from workers.runtime.config import RuntimeConfig
from workers.runtime.feed import Feed
from workers.runtime.leases import Attempt, Leases
from workers.runtime.task import Task, TaskContext, encode_result

_log = structlog.get_logger(__name__)

_SETTLE_PAUSE_S = 0.2


class Ports(Struct, frozen=True, kw_only=True):
    """What the runtime needs from outside. `chance`: numbers uniform in [0, 1). `news` is what operators follow."""

    uow: UnitOfWorkFactory
    streams: StreamLog
    news: StreamLog
    clock: Clock
    ids: Ids
    chance: Callable[[], float]


async def tell(streams: StreamLog, job_id: UUID, event_type: str, data: Raw) -> None:
    """Put an event on the job's stream. Without Redis it is only logged: the row is the truth."""
    await _append(streams, topic(job_id), event_type, data)


async def tell_user(streams: StreamLog, user_id: UUID, event_type: str, data: Raw) -> None:
    """Put an event on a person's own stream; without Redis it is only logged."""
    await _append(streams, user_topic(user_id), event_type, data)


async def _append(streams: StreamLog, topic_name: str, event_type: str, data: Raw) -> None:
    try:
        await streams.append(topic_name, event_type, bytes(data))
    except Unavailable as error:
        _log.warning("stream_event_lost", topic=topic_name, type=event_type, error=str(error))


class Runner:
    """Claims jobs for `worker` and runs their attempts; the process's `leases` keep them meanwhile."""

    def __init__(
        self,
        tasks: Mapping[JobKind, Task],
        ports: Ports,
        leases: Leases,
        config: RuntimeConfig,
        *,
        feed: Feed,
        worker: str,
    ) -> None:
        self._tasks = tasks
        self._ports = ports
        self._leases = leases
        self._config = config
        self._feed = feed
        self._worker = worker

    async def claim(self, job_ids: Sequence[UUID]) -> list[Job]:
        """Those of `job_ids` that are ours to run now. Raises `Unavailable`."""
        now = self._ports.clock.now()
        async with self._ports.uow() as uow:
            jobs = await uow.work.claim_many(job_ids, now, self._config.lease_s, self._worker)
        for job in jobs:
            if job.attempt == 1:
                JOB_WAIT_SECONDS.labels(job.queue).observe(max(0.0, (now - job.created_at).total_seconds()))
        return jobs

    async def run(self, job: Job, lease_until: float) -> None:
        """One attempt of a job claimed until `lease_until` (monotonic), from "started" to the end written down."""
        bind_contextvars(job_id=str(job.id), attempt=job.attempt)
        began = time.monotonic()
        ctx = TaskContext(
            job,
            uow=self._ports.uow,
            clock=self._ports.clock,
            ids=self._ports.ids,
            report=partial(tell, self._ports.streams, job.id),
            tell_owner=partial(tell_user, self._ports.streams, job.user_id),
            streams=self._ports.streams,
        )
        work = asyncio.create_task(self._traced(ctx), name=f"job:{job.id}")
        attempt = Attempt(ctx, work, lease_until=lease_until, cleanup_s=self._config.cleanup_s)
        self._leases.add(attempt)
        timer = asyncio.get_running_loop().call_later(self._config.timeout_s, attempt.stop, Stop.TIMEOUT)
        try:
            await attempt.over.wait()
            timer.cancel()
            await self._settle(attempt, self._judge(attempt))
        finally:
            timer.cancel()
            self._leases.remove(attempt)
            JOB_RUN_SECONDS.labels(job.kind.value).observe(time.monotonic() - began)

    async def _traced(self, ctx: TaskContext) -> Raw:
        job = ctx.job
        with tracing.job_span(job.id, job.lease_token, kind=job.kind.value, attempt=job.attempt):
            return await self._work(ctx)

    async def _work(self, ctx: TaskContext) -> Raw:
        job = ctx.job
        await self._say(job, Started(attempt=job.attempt, max_attempts=job.max_attempts))
        task = self._tasks.get(job.kind)
        if task is None:
            raise Unavailable(f"this worker has no task for {job.kind.value!r}")  # a newer one may have it
        result = await task(ctx)
        return ctx.completed if ctx.completed is not None else encode_result(result)

    def _judge(self, attempt: Attempt) -> Decision:
        work = attempt.work
        error = work.exception() if work.done() and not work.cancelled() else asyncio.CancelledError()
        if error is None:
            return End(state=JobState.SUCCEEDED)
        if attempt.stopped is not None:
            return after_stop(attempt.job, attempt.stopped, *self._circumstances())
        if not isinstance(error, Exception):
            error = RuntimeError("the task cancelled itself")
        if not isinstance(error, FitaiError):
            _log.error("task_raised", kind=attempt.job.kind.value, exc_info=error)
        return after_error(attempt.job, error, *self._circumstances())

    def _circumstances(self) -> tuple[datetime, float, Backoff]:
        return self._ports.clock.now(), self._ports.chance(), self._config.backoff

    async def _settle(self, attempt: Attempt, decision: Decision) -> None:
        """Write the decision down, waiting for the database as long as the lease lasts; then tell."""
        job = attempt.job
        while decision is not None:
            try:
                event = await self._write(attempt, decision)
            except LeaseLost:
                break
            except Unavailable as error:
                if time.monotonic() > attempt.lease_until:
                    _log.warning("job_left_to_the_reaper", error=str(error))
                    break
                await asyncio.sleep(_SETTLE_PAUSE_S)
            except InvalidInput as error:  # the result cannot be stored
                decision = after_error(job, error, *self._circumstances())
            else:
                await self._say(job, event)
                self._count(job, decision, event)
                return
        JOBS_ENDED.labels(job.kind.value, Stop.LEASE_LOST.value).inc()
        _log.warning("job_lease_lost", kind=job.kind.value, fence=job.lease_token)

    async def _write(self, attempt: Attempt, decision: End | Again) -> JobEvent:
        job, work, now = attempt.job, attempt.work, self._ports.clock.now()
        code, message = decision.code, decision.message
        if isinstance(decision, Again):
            async with self._ports.uow() as uow:
                state = await uow.work.release(
                    job.id,
                    job.lease_token,
                    now,
                    not_before=decision.not_before,
                    charge=decision.charge,
                    error_code=code,
                    error=message,
                )
            return Cancelled() if state is JobState.CANCELLED else event_of(job, decision)
        result = work.result() if decision.state is JobState.SUCCEEDED else None
        if result is None or attempt.ctx.completed is None:  # otherwise the task's own transaction has done it
            async with self._ports.uow() as uow:
                await uow.work.finish(
                    job.id, job.lease_token, decision.state, now, result=result, error_code=code, error=message
                )
        return event_of(job, decision, result)

    async def _say(self, job: Job, event: JobEvent) -> None:
        self._feed.note(job, event.type)
        await tell(self._ports.streams, job.id, event.type, Raw(json.encode(event)))

    def _count(self, job: Job, decision: End | Again, event: JobEvent) -> None:
        outcome = Stop.DRAIN.value if decision.code == Stop.DRAIN.value else event.type
        JOBS_ENDED.labels(job.kind.value, outcome).inc()
        _log.info("job_attempt_ended", kind=job.kind.value, outcome=outcome, code=decision.code)
