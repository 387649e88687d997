"""Benchmark of the job runtime: enqueue to start, idle CPU, and throughput beside stock arq on the same services.

Run it with `.venv/bin/python -m tests.perf.jobs_bench`. It starts its own PostgreSQL and Valkey.
"""

import asyncio
import contextlib
import json
import os
import shutil
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import asyncpg
import uvloop
from arq.connections import RedisSettings, create_pool
from arq.worker import Worker
from msgspec import Raw

from adapters.clock import SystemClock, TimeOrderedIds
from adapters.local.services import LocalServices, local_services
from adapters.settings import load
from adapters.storage.engine import Engine
from adapters.storage.migrate import migrate
from adapters.storage.unit_of_work import unit_of_work_factory
from domain.identity.account import Role, User
from domain.jobs.job import Job, JobKind, JobState
from tests.perf.machine import machine
from workers.runtime.build import build_worker
from workers.runtime.config import runtime_config
from workers.runtime.task import Result, TaskContext

SLOTS = 10
SAMPLES = 300
JOBS = 1000
IDLE_S = 10.0
STOCK_QUEUE = "stock"


async def note_start(_: TaskContext) -> Result:
    """The no-op task: its result is when its first line ran."""
    return json.dumps(time.time_ns()).encode()


async def _our_worker() -> None:
    settings = load({**os.environ, "FITAI_WORKER_SLOTS": str(SLOTS)})
    async with build_worker(settings, {JobKind.PLAN_CREATE: note_start}, runtime_config(settings, "plans")) as worker:
        await worker.main()


async def noop(_: object) -> None:
    """Stock arq's no-op."""


async def _stock_worker() -> None:
    redis = RedisSettings.from_dsn(os.environ["REDIS_URL"])
    worker = Worker([noop], redis_settings=redis, queue_name=STOCK_QUEUE, max_jobs=SLOTS, poll_delay=0.5)
    with contextlib.suppress(asyncio.CancelledError):
        await worker.async_run()


@contextlib.asynccontextmanager
async def _child(role: str, services: LocalServices) -> AsyncIterator[int]:
    env = {**os.environ, "DATABASE_URL": services.database_url, "REDIS_URL": services.redis_url}
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.perf.jobs_bench", role, env=env, stdout=asyncio.subprocess.DEVNULL
    )
    try:
        yield child.pid
    finally:
        child.send_signal(signal.SIGTERM)
        await child.wait()


class Producer:
    """Commits jobs with their outbox rows, and reads what the worker made of them."""

    def __init__(self, engine: Engine, services: LocalServices) -> None:
        self._ids = TimeOrderedIds()
        self._uow = unit_of_work_factory(engine, self._ids, SystemClock())
        self._user = self._ids.new()
        self._url = services.database_url

    async def prepare(self) -> None:
        user = User(
            id=self._user,
            email="bench@example.org",
            display_name="",
            password_hash="",
            role=Role.USER,
            created_at=datetime.now(UTC),
        )
        async with self._uow() as uow:
            await uow.users.add(user)

    async def commit(self, count: int) -> tuple[list[UUID], int]:
        """Ids of the new jobs, and the time (ns) just before their COMMIT."""
        jobs = [self._job() for _ in range(count)]
        async with self._uow() as uow:
            for job in jobs:
                await uow.jobs.add(job)
            return [job.id for job in jobs], time.time_ns()

    def _job(self) -> Job:
        return Job(
            id=self._ids.new(),
            user_id=self._user,
            kind=JobKind.PLAN_CREATE,
            queue="plans",
            state=JobState.QUEUED,
            args=Raw(b"{}"),
            attempt=0,
            max_attempts=4,
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

    async def wait(self, ids: list[UUID]) -> list[asyncpg.Record]:
        """The rows of `ids` once all have succeeded."""
        connection = await asyncpg.connect(self._url)
        try:
            while True:
                rows = await connection.fetch(
                    "SELECT id, result, started_at, ended_at FROM jobs WHERE id = ANY($1) AND state = 'succeeded'", ids
                )
                if len(rows) == len(ids):
                    return rows
                await asyncio.sleep(0.05)
        finally:
            await connection.close()


async def _latency(producer: Producer) -> list[float]:
    """Milliseconds from just before COMMIT to the task's first line, one job at a time."""
    committed: dict[UUID, int] = {}
    for _ in range(SAMPLES):
        (job_id,), at = await producer.commit(1)
        committed[job_id] = at
        await asyncio.sleep(0.02)
    rows = await producer.wait(list(committed))
    return sorted((int(row["result"]) - committed[row["id"]]) / 1e6 for row in rows)


def _cpu_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def _idle(pid: int) -> float:
    """Percent of one core that the idle worker takes."""
    before, began = _cpu_s(pid), time.monotonic()
    await asyncio.sleep(IDLE_S)
    return 100 * (_cpu_s(pid) - before) / (time.monotonic() - began)


async def _our_rate(producer: Producer) -> float:
    ids, _ = await producer.commit(JOBS)
    rows = await producer.wait(ids)
    span = max(row["ended_at"] for row in rows) - min(row["started_at"] for row in rows)
    return JOBS / span.total_seconds()


async def _stock_rate(services: LocalServices) -> float:
    redis = await create_pool(RedisSettings.from_dsn(services.redis_url))
    for _ in range(JOBS):
        await redis.enqueue_job("noop", _queue_name=STOCK_QUEUE)
    async with _child("stock", services):
        while (left := await redis.zcard(STOCK_QUEUE)) == JOBS:  # noqa: ASYNC110 - nothing to await: another process
            await asyncio.sleep(0.005)
        began = time.monotonic()
        done_before = JOBS - left
        while await redis.zcard(STOCK_QUEUE):  # noqa: ASYNC110 - nothing to await: another process
            await asyncio.sleep(0.01)
        seconds = time.monotonic() - began
    await redis.aclose(close_connection_pool=True)
    return (JOBS - done_before) / seconds


async def _bench(services: LocalServices) -> None:
    async with Engine(services.database_url, pool_size=4) as engine:
        producer = Producer(engine, services)
        await producer.prepare()
        stock = await _stock_rate(services)
        async with _child("ours", services) as pid:
            await producer.wait((await producer.commit(20))[0])
            latency = await _latency(producer)
            idle = await _idle(pid)
            ours = await _our_rate(producer)
    lines = (
        machine(),
        f"enqueue to start   p50 {statistics.median(latency):.2f} ms, p99 {latency[int(len(latency) * 0.99)]:.2f} ms",
        f"idle worker        {idle:.2f} % of one core",
        f"no-op jobs, {SLOTS} slots: ours {ours:.0f}/s, stock arq {stock:.0f}/s, ratio {ours / stock:.2f}",
    )
    sys.stdout.write("\n".join(lines) + "\n")


def main() -> None:
    """Run the benchmark, or with an argument one of its worker processes."""
    role = sys.argv[1] if len(sys.argv) > 1 else ""
    if role:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run({"ours": _our_worker, "stock": _stock_worker}[role]())
        return
    folder = Path(tempfile.mkdtemp(prefix="fitai-bench-"))
    folder.chmod(0o755)
    try:
        with local_services(folder) as services:
            migrate(services.database_url)
            asyncio.run(_bench(services))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
