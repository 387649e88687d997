"""A worker in this process on the module's database and Valkey, with tasks that the test writes."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from msgspec import Raw, json
from msgspec.structs import replace

from adapters.clock import SystemClock, TimeOrderedIds
from adapters.queue.arq_queue import ArqQueue
from adapters.queue.connection import connect
from adapters.settings import Settings, load
from adapters.storage.engine import Engine
from adapters.storage.unit_of_work import UnitOfWork, unit_of_work_factory
from adapters.streams.redis_log import RedisStreamLog
from domain.identity.account import Role, User
from domain.jobs.events import topic
from domain.jobs.job import Job, JobKind, JobState
from domain.jobs.rules import Backoff
from workers.runtime.build import build_worker
from workers.runtime.config import runtime_config
from workers.runtime.task import Task
from workers.runtime.worker import JobWorker

QUICK = {
    "FITAI_LEASE_S": "1.5",
    "FITAI_JOB_TIMEOUT_S": "20",
    "FITAI_DRAIN_S": "0",
    "FITAI_WORKER_SLOTS": "4",
    "FITAI_JOB_MAX_ATTEMPTS": "3",
}


class Harness:
    """Adds jobs, runs workers, and reads what became of the jobs."""

    def __init__(
        self, settings: Settings, uow: Callable[[], UnitOfWork], queue: ArqQueue, streams: RedisStreamLog
    ) -> None:
        self.settings = settings
        self.uow = uow
        self.queue = queue
        self.streams = streams
        self.ids = TimeOrderedIds()
        self.user: UUID = self.ids.new()

    async def add_user(self) -> None:
        user = User(
            id=self.user,
            email=f"{self.user.hex}@example.org",
            display_name="Sam",
            password_hash="argon2id",
            role=Role.USER,
            created_at=datetime.now(UTC),
        )
        async with self.uow() as uow:
            await uow.users.add(user)

    async def add(self, **changes: Any) -> Job:
        job = Job(
            id=self.ids.new(),
            user_id=self.user,
            kind=JobKind.PLAN_CREATE,
            queue="plans",
            state=JobState.QUEUED,
            args=Raw(b"{}"),
            attempt=0,
            max_attempts=3,
            lease_token=0,
            lease_until=None,
            not_before=None,
            cancel_requested=False,
            progress=None,
            result=None,
            error_code="",
            error="",
            created_at=datetime.now(UTC),
            started_at=None,
            ended_at=None,
        )
        job = replace(job, **changes)
        async with self.uow() as uow:
            await uow.jobs.add(job)
        return job

    async def get(self, job: Job) -> Job:
        async with self.uow() as uow:
            found = await uow.jobs.get(self.user, job.id)
        assert found is not None
        return found

    async def ended(self, *jobs: Job) -> list[Job]:
        """The rows of `jobs` once each of them has ended."""
        while True:
            rows = [await self.get(job) for job in jobs]
            if all(row.state.ended for row in rows):
                return rows
            await asyncio.sleep(0.02)

    async def events(self, job: Job, last: str) -> list[tuple[str, dict[str, Any]]]:
        """The job's events once the stream ends with one of type `last`."""
        while True:
            events = await self.streams.read(topic(job.id), 0, 1000)
            if events and events[-1].type == last:
                return [(event.type, json.decode(event.data)) for event in events]
            await asyncio.sleep(0.02)

    @contextlib.asynccontextmanager
    async def worker(self, task: Task, **overrides: Any) -> AsyncIterator[JobWorker]:
        """A worker whose plan task is `task`, stopped and drained on the way out."""
        quick = replace(runtime_config(self.settings, "plans"), wait_s=0.1, backoff=Backoff(base_s=0.1, cap_s=0.2))
        config = replace(quick, **overrides)
        async with build_worker(self.settings, {JobKind.PLAN_CREATE: task}, config, handle_signals=False) as worker:
            main = asyncio.create_task(worker.main())
            try:
                yield worker
            finally:
                worker.stop()
                await main


@pytest.fixture
async def harness(postgres_url: str, redis_url: str) -> AsyncIterator[Harness]:
    redis = connect(redis_url)
    await redis.flushall()
    settings = load({**QUICK, "DATABASE_URL": postgres_url, "REDIS_URL": redis_url})
    async with Engine(postgres_url, pool_size=4, application="fitai-test") as engine:
        uow = unit_of_work_factory(engine, TimeOrderedIds(), SystemClock())
        harness = Harness(settings, uow, ArqQueue(redis), RedisStreamLog(redis))
        await harness.add_user()
        yield harness
        async with uow() as unit:
            await unit.users.delete(harness.user)  # and with it the jobs that the next test's worker would run
    await redis.aclose(close_connection_pool=True)
