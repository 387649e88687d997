"""Services that may be killed, worker processes, and the count of what became of every job."""

import asyncio
import contextlib
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from msgspec import Raw, json

from adapters.clock import SystemClock, TimeOrderedIds
from adapters.local.process import Child, spawn
from adapters.local.services import LocalServices, local_services
from adapters.queue.connection import DOWN, connect
from adapters.storage.engine import Engine
from adapters.storage.migrate import migrate
from adapters.storage.unit_of_work import UnitOfWork, unit_of_work_factory
from domain.errors import Unavailable
from domain.identity.account import Role, User
from domain.jobs.job import Job, JobKind, JobState

ROOT = Path(__file__).parents[2]
SCALE = float(os.environ.get("FITAI_FAULTS_SCALE", "1"))
"""Multiplies kills and jobs; 1 keeps the folder under two and a half minutes on two cores."""

WORKER_ENV = {
    "FITAI_LEASE_S": "1",
    "FITAI_WORKER_SLOTS": "4",
    "FITAI_DB_POOL": "6",
    "FITAI_DRAIN_S": "0",
    "FITAI_LOG_LEVEL": "warning",
}


class Ground:
    """The services, the jobs committed so far, and the running worker processes."""

    def __init__(self, services: LocalServices, folder: Path, seed: int) -> None:
        self.services = services
        self.seed = seed
        self.random = random.Random(seed)
        self.scale = SCALE
        self.log = folder / "workers.log"
        self.workers: list[Child] = []
        self.jobs: list[UUID] = []
        self._ids = TimeOrderedIds()
        self._user = self._ids.new()
        self._engine = Engine(services.database_url, pool_size=3, application="fitai-faults")
        self.uow: Callable[[], UnitOfWork] = unit_of_work_factory(self._engine, self._ids, SystemClock())
        self.redis = connect(services.redis_url)

    async def __aenter__(self) -> "Ground":
        await self._engine.open()
        await self.redis.flushall()
        user = User(
            id=self._user,
            email=f"{self._user.hex}@example.org",
            display_name="",
            password_hash="",
            role=Role.USER,
            created_at=datetime.now(UTC),
        )
        async with self.uow() as uow:
            await uow.users.add(user)
        return self

    async def __aexit__(self, *exc: object) -> None:
        for worker in self.workers:
            worker.kill()
        await self._engine.close()
        await self.redis.aclose(close_connection_pool=True)

    def start_worker(self, **env: str) -> Child:
        """A worker process; it is not ready yet when this returns."""
        services = {"DATABASE_URL": self.services.database_url, "REDIS_URL": self.services.redis_url}
        worker = spawn(
            [sys.executable, "-m", "tests.faults.job_worker"],
            log=self.log,
            stop_signal=signal.SIGTERM,
            env={"PYTHONPATH": str(ROOT), **WORKER_ENV, **services, **env},
        )
        self.workers.append(worker)
        return worker

    def kill(self, worker: Child) -> None:
        """`kill -9`."""
        worker.kill()
        self.workers.remove(worker)

    async def stop(self, worker: Child) -> None:
        """SIGTERM, and wait until it has drained."""
        self.workers.remove(worker)
        await asyncio.to_thread(worker.stop, 20.0)

    async def ready(self, *workers: Child) -> None:
        """Wait until these workers serve: each has written its health key."""
        for worker in workers:
            await self.until(lambda pid=worker.pid: self._has_health(pid), f"worker {worker.pid} serves")

    async def _has_health(self, pid: int) -> bool:
        with contextlib.suppress(*DOWN):
            return bool([key async for key in self.redis.scan_iter(match=f"fitai:worker:plans:*:{pid}:*")])
        return False

    async def until(self, condition: Callable[[], Awaitable[bool]], what: str, patience_s: float = 40.0) -> None:
        """Poll `condition` until it is true."""
        deadline = time.monotonic() + patience_s
        while not await condition():
            assert time.monotonic() < deadline, f"after {patience_s:.0f} s still not true: {what}"
            await asyncio.sleep(0.03)  # the condition lies in another process

    async def commit(self, count: int = 1, *, max_attempts: int = 20, **orders: Any) -> list[UUID]:
        """Commit `count` jobs with their outbox rows; what is returned was accepted."""
        jobs = [self._job(max_attempts, orders) for _ in range(count)]
        async with self.uow() as uow:
            for job in jobs:
                await uow.jobs.add(job)
        accepted = [job.id for job in jobs]
        self.jobs += accepted
        return accepted

    def _job(self, max_attempts: int, orders: dict[str, Any]) -> Job:
        return Job(
            id=self._ids.new(),
            user_id=self._user,
            kind=JobKind.PLAN_CREATE,
            queue="plans",
            state=JobState.QUEUED,
            args=Raw(json.encode(orders)),
            attempt=0,
            max_attempts=max_attempts,
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

    async def cancel(self, job_id: UUID) -> None:
        async with self.uow() as uow:
            await uow.jobs.request_cancel(self._user, job_id, SystemClock().now())

    async def job(self, job_id: UUID) -> Job:
        async with self.uow() as uow:
            job = await uow.jobs.get(self._user, job_id)
        assert job is not None
        return job

    async def runs(self, job_id: UUID) -> bool:
        return (await self.job(job_id)).state is JobState.RUNNING

    async def rows(self, statement: str) -> list[Any]:
        """Rows of a query about this ground's jobs (`$1`: their ids as text)."""
        connection = await asyncpg.connect(self.services.database_url)
        try:
            return list(await connection.fetch(statement, [str(job_id) for job_id in self.jobs]))
        finally:
            await connection.close()

    async def all_ended(self) -> bool:
        try:
            left = await self.rows("SELECT 1 FROM jobs WHERE id::text = ANY($1) AND ended_at IS NULL LIMIT 1")
        except (OSError, asyncpg.PostgresError, Unavailable):
            return False
        return not left

    async def count(self, action: str) -> Counter[str]:
        """How often each job left an audit row of `action`."""
        rows = await self.rows(f"SELECT target FROM audit_log WHERE target = ANY($1) AND action = '{action}'")
        return Counter(row["target"] for row in rows)

    async def each_ended_once(self, what: str, patience_s: float = 40.0) -> None:
        """Wait for every job; none may be lost, none may have had its effect twice. Says the counts."""
        began = time.monotonic()
        await self.until(self.all_ended, f"all {len(self.jobs)} jobs ended", patience_s)
        states = Counter(row["state"] for row in await self.rows("SELECT state FROM jobs WHERE id::text = ANY($1)"))
        effects, tries = await self.count("effect"), await self.count("try")
        lost, doubled = len(self.jobs) - len(effects), sum(number > 1 for number in effects.values())
        sys.stdout.write(
            f"{what}: seed {self.seed}, {len(self.jobs)} jobs, {sum(tries.values())} attempts, {lost} lost, "
            f"{doubled} doubled, states {dict(states)}, settled in {time.monotonic() - began:.1f} s\n"
        )
        assert (lost, doubled, states) == (0, 0, Counter(succeeded=len(self.jobs)))


@pytest.fixture(scope="module")
def mortal_services() -> Iterator[tuple[LocalServices, Path]]:
    """PostgreSQL and Valkey of this module alone: it kills them."""
    folder = Path(tempfile.mkdtemp(prefix="fitai-faults-"))
    folder.chmod(0o755)
    try:
        with local_services(folder) as services:
            migrate(services.database_url)
            yield services, folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
async def ground(mortal_services: tuple[LocalServices, Path]) -> AsyncIterator[Ground]:
    services, folder = mortal_services
    seed = int(os.environ.get("FITAI_FAULTS_SEED", str(time.time_ns() % 10**6)))
    async with Ground(services, folder, seed) as ground:
        yield ground
