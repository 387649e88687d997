"""POST /api/events against a bare Litestar route that INSERTs the same events; and what an adaptation costs.

Run it: `.venv/bin/python -m tests.perf.events_bench [--seconds 3] [--rounds 5] [--connections 8] [--events 5]
[--pause 0.04]`. Each round loads both servers, one after the other, from a third process with the same batches under
new ids; ratios are medians of the rounds' own. Each connection is a person of its own, and rests `pause` seconds
between batches: how long an answer takes is measured below saturation, where latency is not just throughput turned
round (the CPU ratio tells that). The bare side decodes the batch into the same structs and stores it in a transaction
with `executemany`, as asyncpg's documentation has it; it has no auth, limits, validation against the catalogue,
duplicates, sequence, job or log. Target: the answer's p99 is at most 1.5 times the bare one's.

Then the adaptation: a year of history of one person on the same database, snapshots as the worker keeps them, the
task run as a worker runs it, against reading and decoding the same person's events alone.
"""

import argparse
import asyncio
import contextlib
import json
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import asyncpg
import httpx
import msgspec
import uvloop
from litestar import Litestar, post
from litestar.params import JSONBody
from msgspec import Raw

from adapters.clock import SystemClock, TimeOrderedIds
from adapters.local.services import local_services
from adapters.storage.direct import DirectStorage
from adapters.storage.engine import Engine
from adapters.storage.migrate import migrate
from adapters.storage.unit_of_work import unit_of_work_factory
from api.schemas.events import EventBatch
from domain.coaching.planning.planner import PlannerEngine
from domain.events.event import KeyedEvent
from domain.events.kinds import SetLogged
from domain.events.ports import Wake
from domain.jobs.job import JobState
from tests.histories import START, history_of
from tests.integration.api.support import PASSWORD, PROFILE
from tests.perf.bare import serve_bare
from tests.perf.http_bench import _cpu_s, _process
from tests.perf.load import Load
from tests.perf.machine import machine
from workers.runtime.task import TaskContext
from workers.tasks.registry import tasks_of

TARGET_P99 = 1.5
TARGET_ADAPT_MS = 50
DAYS = 365
RUNS = 15

_INSERT = """
INSERT INTO bare_events VALUES ($1, $2, $3, $4, $5, $6, $7)
"""
_TABLE = """
CREATE TABLE bare_events (
    id uuid, user_id uuid NOT NULL REFERENCES users, type text NOT NULL, at timestamptz NOT NULL, day date NOT NULL,
    recorded_at timestamptz NOT NULL, data jsonb NOT NULL, PRIMARY KEY (user_id, id)
)
"""
_INDEX = "CREATE INDEX bare_events_day ON bare_events (user_id, day)"


def bare_app(pool: asyncpg.Pool, owner: UUID) -> Litestar:
    """A route, a pool, a transaction, `executemany`."""

    @post("/api/events", status_code=202)
    async def record(data: JSONBody[EventBatch]) -> dict[str, int]:
        now = datetime.now(UTC)
        rows = [
            (
                event.id,
                owner,
                event.what.__struct_config__.tag,
                event.at,
                event.day,
                now,
                msgspec.json.encode(event.what).decode(),
            )
            for event in data.events
        ]
        async with pool.acquire() as connection, connection.transaction():
            await connection.executemany(_INSERT, rows)
        return {"accepted": len(rows)}

    return Litestar([record], logging_config=None, openapi_config=None)


async def _serve_bare(database_url: str, owner: str) -> None:
    async with asyncpg.create_pool(database_url, min_size=1, max_size=10) as pool:
        await serve_bare(bare_app(pool, UUID(owner)))


@contextlib.contextmanager
def _bare_process(database_url: str, owner: str) -> Iterator[tuple[int, str]]:
    command = [sys.executable, "-m", "tests.perf.events_bench", "bare", database_url, owner]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        try:
            yield child.pid, child.stdout.readline().strip()
        finally:
            child.send_signal(signal.SIGTERM)


def _batch(size: int) -> str:
    """A session's events; the load generator gives each `{id}` a new id."""
    now = datetime.now(UTC)
    session = "0198f2a1-7a50-7cc0-8000-00000000000a"
    what = {"type": "set.logged", "session": session, "exercise": "barbell-squat", "load_kg": 80, "reps": 8, "rir": 2}
    one = {"id": "{id}", "at": now.isoformat(), "day": str(now.date()), "what": what}
    return json.dumps({"events": [one] * size})


def _loaded(
    name: str, pid: int, url: str, options: argparse.Namespace, tokens: Sequence[str] = ("",)
) -> tuple[Load, float]:
    headers = {"Authorization": "Bearer {token}"} if tokens != ("",) else {}
    job = {"url": url + "/api/events", "headers": headers, "body": _batch(options.events)}
    job |= {"connections": options.connections, "seconds": options.seconds, "pause_s": options.pause}
    job["tokens"] = tokens
    before = _cpu_s(pid)
    done = subprocess.run(
        [sys.executable, "-m", "tests.perf.load"], input=json.dumps(job), capture_output=True, text=True, check=True
    )
    load_ = Load(**json.loads(done.stdout))
    cpu_us = (_cpu_s(pid) - before) / load_.requests * 1e6
    print(
        f"  {name:4} {load_.rate:7.0f} requests/s   p50 {load_.p50:6.1f} ms   p99 {load_.p99:6.1f} ms"
        f"   {cpu_us:5.0f} us CPU a request   {load_.wrong} wrong",
        flush=True,
    )
    return load_, cpu_us


async def _create_bare_table(database_url: str) -> None:
    connection = await asyncpg.connect(database_url)
    await connection.execute(_TABLE)
    await connection.execute(_INDEX)
    await connection.close()


# --- the adaptation ---


async def _adapt(database_url: str, owner: UUID) -> tuple[list[float], list[float], int]:
    """Milliseconds of adaptations and of the baseline, and how many events the person has."""
    ids, clock = TimeOrderedIds(), SystemClock()
    tasks = tasks_of({"auto": PlannerEngine(), "none": PlannerEngine()})
    async with Engine(database_url, pool_size=2) as engine:
        uow, direct = unit_of_work_factory(engine, ids, clock), DirectStorage(engine, ids)

        async def run() -> float:
            jobs = [job for job in await direct.jobs.page(owner, None, 50) if job.state is JobState.QUEUED]
            async with uow() as unit:
                claimed = await unit.work.claim(jobs[-1].id, clock.now() + timedelta(minutes=1), 600)
            assert claimed is not None
            began = time.perf_counter()
            await tasks[claimed.kind](TaskContext(claimed, uow=uow, clock=clock, ids=ids, report=_silent))
            return (time.perf_counter() - began) * 1000

        await run()  # the plan
        shift = clock.now().date() - START - timedelta(days=DAYS)
        past = [event for event in history_of(1, DAYS) if event.what.__struct_config__.tag != "plan.activated"]
        life = [
            KeyedEvent(id=each.id, key=str(each.id), at=each.at + shift, day=each.day + shift, what=each.what)
            for each in past
        ]
        for start in range(0, len(life), 500):
            await direct.events.record(owner, life[start : start + 500], clock.now(), _wake(ids, clock))
        print(f"  first adaptation, from all {len(life)} events: {await run():.0f} ms")
        times, baseline = [], []
        sets = sorted((each for each in life if isinstance(each.what, SetLogged)), key=lambda each: each.at)
        for number in range(RUNS):
            last = sets[-1 - number]
            event = KeyedEvent(id=ids.new(), key=f"bench:{number}", at=last.at, day=last.day, what=last.what)
            await direct.events.record(owner, [event], clock.now(), _wake(ids, clock))
            times.append(await run())
            began = time.perf_counter()
            async for _ in direct.events.since(owner, 0):
                pass
            baseline.append((time.perf_counter() - began) * 1000)
        return sorted(times), sorted(baseline), len(life)


async def _silent(_type: str, _data: Raw) -> None:
    """Nobody listens."""


def _wake(ids: TimeOrderedIds, clock: SystemClock) -> Wake:
    return Wake(job_id=ids.new(), due=clock.now(), max_attempts=3)


def main(options: argparse.Namespace) -> int:
    """Run the benchmark; 0 when the targets are met."""
    print(machine())
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="fitai-bench-")))
        folder.chmod(0o755)
        services = stack.enter_context(local_services(folder))
        migrate(services.database_url)
        asyncio.run(_create_bare_table(services.database_url))
        with contextlib.ExitStack() as servers:
            api_pid, api = servers.enter_context(_process("api", services.database_url, services.redis_url))
            adapted = _planned(api)
            people = [_person(api, number) for number in range(options.connections)]
            bare_pid, bare = servers.enter_context(_bare_process(services.database_url, people[0][0]))
            tokens = [token for _, token in people]
            rounds = []
            for number in range(options.rounds):
                print(f"round {number + 1}: {options.connections} connections, {options.events} events a batch")
                rounds.append(
                    (
                        _loaded("bare", bare_pid, bare, options),
                        _loaded("api", api_pid, api, options, tokens),
                    )
                )
        ratios = {
            name: statistics.median(getattr(ours, name) / getattr(theirs, name) for (theirs, _), (ours, _) in rounds)
            for name in ("p50", "p99")
        }
        cpu = statistics.median(ours / theirs for (_, theirs), (_, ours) in rounds)
        wrong = sum(each.wrong for pair in rounds for each, _ in pair)
        print(
            f"POST /api/events against bare: p50 x {ratios['p50']:.2f}, p99 x {ratios['p99']:.2f} "
            f"(target {TARGET_P99}), CPU x {cpu:.2f}; wrong replies {wrong}"
        )
        times, baseline, count = asyncio.run(_adapt(services.database_url, adapted))
        print(
            f"adaptation after a year ({count} events): median {statistics.median(times):.1f} ms, worst "
            f"{times[-1]:.1f} ms (target {TARGET_ADAPT_MS}); reading and decoding all events: "
            f"{statistics.median(baseline):.1f} ms"
        )
    met = ratios["p99"] <= TARGET_P99 and not wrong and statistics.median(times) <= TARGET_ADAPT_MS
    return 0 if met else 1


def _person(url: str, number: int) -> tuple[str, str]:
    """A new person's id and access token."""
    with httpx.Client(base_url=url) as client:
        account = {"email": f"bench{number}@example.org", "password": PASSWORD}
        me = client.post("/api/auth/register", json=account).json()
        client.headers["X-CSRF-Token"] = me["csrf_token"]
        return me["id"], client.post("/api/tokens", json={"name": "bench"}).json()["token"]


def _planned(url: str) -> UUID:
    """A new person with a job for the first plan."""
    id_, token = _person(url, -1)
    with httpx.Client(base_url=url, headers={"Authorization": f"Bearer {token}"}) as client:
        client.post("/api/plans", json={"profile": PROFILE, "engine": "none"}).raise_for_status()
    return UUID(id_)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--pause", type=float, default=0.04)
    parser.add_argument("--events", type=int, default=5)
    return parser.parse_args()


if __name__ == "__main__":
    if sys.argv[1:2] == ["bare"]:
        uvloop.run(_serve_bare(*sys.argv[2:]))
    else:
        sys.exit(main(_options()))
