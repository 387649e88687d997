"""Storage against bare asyncpg: `python -m tests.perf.storage_bench`. Starts its own PostgreSQL; ends by itself."""

import asyncio
import shutil
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from uuid import UUID

import asyncpg
import uvloop
from msgspec import Raw

from adapters.clock import SystemClock, TimeOrderedIds
from adapters.local.services import local_services
from adapters.storage.engine import Engine
from adapters.storage.migrate import migrate
from adapters.storage.unit_of_work import unit_of_work_factory
from domain.identity.account import Role, User
from domain.jobs.job import Job, JobKind, JobState
from domain.ports import UnitOfWorkFactory
from tests.perf.machine import machine

OPERATIONS = 3000
TASKS = 10
ROUNDS = 3
_IDS = TimeOrderedIds()
_CLOCK = SystemClock()


async def rate(operation: Callable[[], Awaitable[None]]) -> float:
    """Operations a second by `TASKS` tasks."""

    async def repeat() -> None:
        for _ in range(OPERATIONS // TASKS):
            await operation()

    began = time.perf_counter()
    await asyncio.gather(*(repeat() for _ in range(TASKS)))
    return OPERATIONS / (time.perf_counter() - began)


async def bare_inserts(pool: asyncpg.Pool, owner: UUID) -> float:
    """The two rows of a new job by asyncpg's own pool and transaction."""

    async def add() -> None:
        job_id, now = _IDS.new(), _CLOCK.now()
        async with pool.acquire() as connection, connection.transaction():
            await connection.execute(
                "INSERT INTO jobs VALUES ($1, $2, 'plan.create', 'bare', 'queued', '{}', 0, 3, 0, NULL, NULL, $3, "
                "false, NULL, NULL, '', '', $3, NULL, NULL)",
                job_id,
                owner,
                now,
            )
            await connection.execute("INSERT INTO outbox (job_id, queue, due_at) VALUES ($1, 'bare', $2)", job_id, now)

    return await rate(add)


def new_job(owner: UUID) -> Job:
    return Job(
        id=_IDS.new(),
        user_id=owner,
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
        created_at=_CLOCK.now(),
        started_at=None,
        ended_at=None,
    )


async def our_inserts(uow: UnitOfWorkFactory, owner: UUID, added: list[UUID]) -> float:
    async def add() -> None:
        job = new_job(owner)
        async with uow() as unit:
            await unit.jobs.add(job)
        added.append(job.id)

    return await rate(add)


async def claims_and_ends(uow: UnitOfWorkFactory, added: list[UUID]) -> float:
    async def work() -> None:
        job_id = added.pop()
        async with uow() as unit:
            job = await unit.work.claim(job_id, _CLOCK.now(), 15)
        assert job is not None
        async with uow() as unit:
            await unit.work.finish(job_id, job.lease_token, JobState.SUCCEEDED, _CLOCK.now(), result=Raw(b"{}"))

    return await rate(work)


async def bench(url: str) -> None:
    async with Engine(url, pool_size=TASKS) as engine:
        uow = unit_of_work_factory(engine, _IDS, _CLOCK)
        owner = _IDS.new()
        async with uow() as unit:
            await unit.users.add(
                User(
                    id=owner,
                    email="bench@example.org",
                    display_name="",
                    password_hash="",
                    role=Role.USER,
                    created_at=_CLOCK.now(),
                )
            )
        added: list[UUID] = []
        bare, ours, worked = [], [], []
        async with asyncpg.create_pool(url, min_size=TASKS, max_size=TASKS) as pool:
            for _ in range(ROUNDS):  # in turn, so that what else the machine does falls on all of them
                bare.append(await bare_inserts(pool, owner))
                ours.append(await our_inserts(uow, owner, added))
                worked.append(await claims_and_ends(uow, added))
        print(f"job and message, bare asyncpg   {max(bare):7.0f}/s")
        print(f"job and message, unit of work   {max(ours):7.0f}/s   ratio {max(ours) / max(bare):.2f}")
        print(f"claim and finish, 2 units       {max(worked):7.0f} jobs/s")


def main() -> None:
    folder = Path(tempfile.mkdtemp(prefix="fitai-bench-"))
    folder.chmod(0o755)  # as root the server runs as another user, and must reach it
    print(machine())
    print(f"{TASKS} tasks, best of {ROUNDS} rounds of {OPERATIONS}")
    try:
        with local_services(folder) as services:
            for name in ("migrate, empty database", "migrate, up to date"):
                began = time.perf_counter()
                migrate(services.database_url)
                print(f"{name:31} {1000 * (time.perf_counter() - began):7.0f} ms")
            uvloop.run(bench(services.database_url))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
