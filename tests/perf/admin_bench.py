"""Benchmark of the operators' monitor with 100,000 jobs: every filter of the list, the other reads, a deep page.

Each figure is a request through the application in this process (no network). The baseline of the deep page is OFFSET
by bare asyncpg, in the same run. Run it with `.venv/bin/python -m tests.perf.admin_bench`; it starts its own services.
"""

import asyncio
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg

from adapters.local.services import LocalServices, local_services
from adapters.storage.migrate import migrate
from api.app import create_app
from api.wiring import Wiring
from domain.identity.account import Role
from tests.integration.api.support import Person, settings_for, wired
from tests.perf.machine import machine

JOBS = 100_000
TIMES = 60
PEOPLE = 50
TARGET_MS = 100.0

# Ids are UUIDs of version 7 in the order of time, a job every six seconds of the last week. 97 in 100 succeeded, two
# failed, the rest was cancelled; the newest 500 are queued or running.
_SEED = """
WITH people AS (SELECT array_agg(id) AS ids FROM users), made AS (
    SELECT n, now() - (($1 - n) * interval '6 seconds') AS at FROM generate_series(1, $1::int) AS n
)
INSERT INTO jobs (id, user_id, kind, queue, state, args, attempt, max_attempts, lease_token, lease_until, due_at,
    cancel_requested, result, error_code, error, created_at, started_at, ended_at, worker)
SELECT (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '70008000' || lpad(to_hex(n), 12, '0'))::uuid,
    ids[1 + n % array_length(ids, 1)],
    (ARRAY['plan.create', 'plan.adapt', 'trackers.ingest', 'trackers.ingest', 'meals.week'])[1 + n % 5],
    (ARRAY['plans', 'plans', 'ingest', 'ingest', 'plans'])[1 + n % 5], state,
    jsonb_build_object('reason', 'initial', 'profile_version', n % 7, 'seed', n,
        'engine', CASE WHEN n % 1000 = 0 THEN 'remote' ELSE 'none' END),
    CASE WHEN state = 'queued' THEN 0 ELSE 1 END, 4, 1, CASE WHEN state = 'running' THEN now() + interval '1 hour' END,
    at, false, jsonb_build_object('plan_id', gen_random_uuid(), 'text', repeat('x', 400)),
    CASE WHEN state = 'failed' THEN 'unavailable' ELSE '' END,
    CASE WHEN state = 'failed' THEN 'The model server does not answer.' ELSE '' END,
    at, CASE WHEN state <> 'queued' THEN at + interval '1 second' END,
    CASE WHEN state IN ('succeeded', 'failed', 'cancelled') THEN at + interval '4 seconds' END, 'host:1:abcd'
FROM people, made, LATERAL (
    SELECT CASE WHEN n > $1 - 20 THEN 'running' WHEN n > $1 - 500 THEN 'queued' WHEN n % 50 = 0 THEN 'failed'
        WHEN n % 101 = 0 THEN 'cancelled' ELSE 'succeeded' END AS state
) AS states
"""


async def seed(database_url: str, jobs: int = JOBS) -> None:
    """Fill the job table for the people that there are."""
    connection = await asyncpg.connect(database_url)
    try:
        await connection.execute("SET session_replication_role = replica")  # no checks of each row
        await connection.execute(_SEED.replace("$1", str(jobs)))
        await connection.execute("RESET session_replication_role")
        await connection.execute("VACUUM ANALYZE jobs")
    finally:
        await connection.close()


async def _times(call: Callable[[], Awaitable[Any]]) -> list[float]:
    await call()
    taken = []
    for _ in range(TIMES):
        began = time.perf_counter()
        await call()
        taken.append(1000 * (time.perf_counter() - began))
    return sorted(taken)


def _line(name: str, taken: list[float]) -> str:
    p95 = taken[int(len(taken) * 0.95)]
    missed = "" if p95 < TARGET_MS else f"  over the target of {TARGET_MS:.0f} ms"
    return f"{name:44} p50 {statistics.median(taken):6.1f} ms, p95 {p95:6.1f} ms{missed}"


async def _people(wiring: Wiring, boss: Person) -> None:
    await boss.register("boss@example.org")
    async with wiring.uow() as uow:
        await uow.users.set_role(UUID(boss.user_id), Role.ADMIN)
        for _ in range(PEOPLE):
            user = await uow.users.by_email("boss@example.org")
            assert user is not None
            identifier = wiring.ids.new()
            await uow.users.add(
                type(user)(
                    id=identifier,
                    email=f"{identifier.hex}@example.org",
                    display_name="",
                    password_hash="",
                    role=Role.USER,
                    created_at=user.created_at,
                )
            )


async def _read(boss: Person, path: str, query: dict[str, Any]) -> Any:
    reply = await boss.http.get(path, params=query)
    assert reply.status_code == 200, reply.text
    return reply.json()


async def _bench(services: LocalServices) -> list[str]:
    lines = [machine(), f"{JOBS} jobs, pages of 50, {TIMES} requests each"]
    async with wired(settings_for(services.database_url, services.redis_url)) as wiring:
        boss = Person(create_app(wiring))
        async with boss.http:
            await _people(wiring, boss)
            await seed(services.database_url)
            someone = (await _read(boss, "/api/admin/jobs", {}))["items"][0]["user_id"]
            now = wiring.clock.now().isoformat()
            filters: dict[str, dict[str, Any]] = {
                "no filter": {},
                **{
                    f"state={each}": {"state": each}
                    for each in ("queued", "running", "succeeded", "failed", "cancelled")
                },
                "kind=meals.week": {"kind": "meals.week"},
                "queue=ingest": {"queue": "ingest"},
                "kind of which there is none": {"kind": "trackers.import"},
                "queue of which there is none": {"queue": "nobodys"},
                "user": {"user": someone},
                "user of whom there is none": {"user": str(uuid4())},
                "args.engine=none (nearly all)": {"args": "engine=none"},
                "args.engine=remote (one in a thousand)": {"args": "engine=remote"},
                "args of which there is none": {"args": "engine=local"},
                "until now, failed plans": {"until": now, "state": "failed", "kind": "plan.create"},
            }
            for name, query in filters.items():
                taken = await _times(partial(_read, boss, "/api/admin/jobs", {**query, "limit": 50}))
                lines.append(_line(name, taken))
            lines += await _deep(boss, services.database_url)
            for path in ("queues", "machinery", "workers", "audit"):
                lines.append(_line(path, await _times(partial(_read, boss, f"/api/admin/{path}", {}))))
    return lines


async def _deep(boss: Person, database_url: str) -> list[str]:
    """The page after 90,000 jobs: by cursor through the application, by OFFSET bare."""
    connection = await asyncpg.connect(database_url)
    try:
        skipped = int(JOBS * 0.9)
        cursor = str(await connection.fetchval("SELECT id FROM jobs ORDER BY id DESC OFFSET $1 LIMIT 1", skipped))
        ours = await _times(lambda: _read(boss, "/api/admin/jobs", {"cursor": cursor, "limit": 50}))
        bare = await _times(
            lambda: connection.fetch(
                "SELECT id, user_id, kind, queue, state, attempt FROM jobs ORDER BY id DESC OFFSET $1 LIMIT 50", skipped
            )
        )
    finally:
        await connection.close()
    ratio = statistics.median(bare) / statistics.median(ours)
    return [
        _line(f"after {skipped} jobs, by cursor", ours),
        f"{_line('  baseline: bare asyncpg, OFFSET', bare)}; the cursor takes 1/{ratio:.1f} of it",
    ]


def main() -> None:
    """Run the benchmark."""
    folder = Path(tempfile.mkdtemp(prefix="fitai-bench-"))
    folder.chmod(0o755)
    try:
        with local_services(folder) as services:
            migrate(services.database_url)
            sys.stdout.write("\n".join(asyncio.run(_bench(services))) + "\n")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
