"""POST /api/plans against a bare Litestar route that does the same two INSERTs with asyncpg.

Run it: `.venv/bin/python -m tests.perf.http_bench [--seconds 4] [--rounds 5] [--connections 16]`. Each round loads both
servers, one after the other, from a third process; the ratio is the median of the rounds' own, so that a machine that
gets busier or slower meanwhile disturbs both sides. Prints CPU time a request of the server's process, and its memory.

Both sides run the same uvicorn, uvloop and httptools with the same options, decode the same JSON body, and store the
same two rows, with the same indexes, trigger and durability, from a pool of ten connections. The bare side is what
one writes with asyncpg's documentation in hand: a route, `pool.acquire()`, a transaction, two statements. It has no
auth, idempotency, rate limits, security headers, metrics or access log; ours has them all. One person sends, so the
look-ups before the effect, which wait for each other and go together, are all for one key.
"""

import argparse
import contextlib
import json
import os
import platform
import signal
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import asyncpg
import httpx
import uvloop
from litestar import Litestar, post
from litestar.params import JSONBody

from adapters.clock import SystemClock, TimeOrderedIds
from adapters.local.services import local_services
from adapters.settings import load
from adapters.storage.migrate import migrate
from adapters.telemetry import logs
from api.auth.limits import ZONES, Zone
from api.schemas.coaching import JobLinks, PlanAccepted, PlanRequest
from api.server import listen, make_server, run_server
from domain.jobs.job import JobState
from tests.integration.api.support import PROFILE, wired
from tests.perf.bare import serve_bare
from tests.perf.load import Load

TARGET = 0.6
MEMORY_MB = 150

_JOB = """
INSERT INTO jobs VALUES ($1, $2, 'plan.create', 'plans', 'queued', $3, 0, 4, 0, NULL, NULL, $4, false, NULL, NULL,
    '', '', $4, NULL, NULL)
"""
_MESSAGE = "INSERT INTO outbox (job_id, queue, due_at) VALUES ($1, 'plans', $2)"


# --- the two servers, each in a process of its own ---


def bare_app(pool: asyncpg.Pool, owner: UUID) -> Litestar:
    """No auth, no idempotency, no limits: a route, a pool, two INSERTs."""
    ids, clock = TimeOrderedIds(), SystemClock()

    @post("/api/plans", status_code=202)
    async def request_plan(data: JSONBody[PlanRequest]) -> PlanAccepted:
        job_id, now = ids.new(), clock.now()
        args = json.dumps({"reason": data.reason, "profile_version": 1})
        async with pool.acquire() as connection, connection.transaction():
            await connection.execute(_JOB, job_id, owner, args, now)
            await connection.execute(_MESSAGE, job_id, now)
        links = JobLinks(job=f"/api/jobs/{job_id}", socket_topic=f"job:{job_id}")
        return PlanAccepted(job_id=job_id, state=JobState.QUEUED, links=links)

    return Litestar([request_plan], logging_config=None, openapi_config=None)


async def _serve_bare(database_url: str, owner: str) -> None:
    async with asyncpg.create_pool(database_url, min_size=1, max_size=10) as pool:
        await serve_bare(bare_app(pool, UUID(owner)))


async def _serve_api(database_url: str, redis_url: str) -> None:
    settings = load({"DATABASE_URL": database_url, "REDIS_URL": redis_url})
    logs.configure(settings.log_level, settings.log_format)  # as it is run: a line for each request
    async with wired(settings, zones=dict.fromkeys(ZONES, Zone(limit=10**9, window_s=60))) as wiring:
        await run_server(make_server(wiring), listen("127.0.0.1", 0), lambda url: print(url, flush=True))


@contextlib.contextmanager
def _process(*arguments: str) -> Iterator[tuple[int, str]]:
    """A server as a child process: its pid and URL."""
    command = [sys.executable, "-m", "tests.perf.http_bench", *arguments]
    with (
        tempfile.TemporaryFile() as log,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True) as child,
    ):
        assert child.stdout is not None
        try:
            yield child.pid, child.stdout.readline().strip()
        finally:
            child.send_signal(signal.SIGTERM)


# --- measuring ---


def _cpu_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _rss_mb(pid: int) -> float:
    line = next(each for each in Path(f"/proc/{pid}/status").read_text().splitlines() if each.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def _load(url: str, headers: dict[str, str], options: argparse.Namespace) -> Load:
    job = {"url": url + "/api/plans", "headers": headers, "body": '{"reason": "different"}'}
    job |= {"connections": options.connections, "seconds": options.seconds}
    done = subprocess.run(
        [sys.executable, "-m", "tests.perf.load"], input=json.dumps(job), capture_output=True, text=True, check=True
    )
    return Load(**json.loads(done.stdout))


def _account(url: str) -> tuple[str, str]:
    """A person with a profile and an access token: the user id and the token."""
    with httpx.Client(base_url=url) as client:
        me = client.post(
            "/api/auth/register", json={"email": "bench@example.org", "password": "three quiet rowing machines"}
        ).json()
        client.headers["X-CSRF-Token"] = me["csrf_token"]
        client.put("/api/profile", json=PROFILE).raise_for_status()
        return me["id"], client.post("/api/tokens", json={"name": "bench"}).json()["token"]


def _measured(
    name: str, pid: int, url: str, headers: dict[str, str], options: argparse.Namespace
) -> tuple[Load, float]:
    before = _cpu_s(pid)
    load = _load(url, headers, options)
    cpu_us = (_cpu_s(pid) - before) / load.requests * 1e6
    print(
        f"  {name:4} {load.rate:7.0f} requests/s   p50 {load.p50:6.1f} ms   p99 {load.p99:6.1f} ms"
        f"   {cpu_us:5.0f} us CPU a request   {load.wrong} wrong",
        flush=True,
    )
    return load, cpu_us


def main(options: argparse.Namespace) -> int:
    """Run the benchmark; 0 when the targets are met."""
    model = next(
        (
            line.split(":", 1)[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if "model name" in line
        ),
        platform.machine(),
    )
    print(f"machine: {os.cpu_count()} x {model}, Python {platform.python_version()}, {platform.system()}")
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="fitai-bench-")))
        folder.chmod(0o755)  # as root the database runs as another user, and must reach it
        services = stack.enter_context(local_services(folder))
        migrate(services.database_url)
        api_pid, api = stack.enter_context(_process("api", services.database_url, services.redis_url))
        owner, token = _account(api)
        bare_pid, bare = stack.enter_context(_process("bare", services.database_url, owner))
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": "{key}"}
        rounds = []
        for number in range(options.rounds):
            print(f"round {number + 1}, {options.connections} connections, {options.seconds:g} s each")
            rounds.append(
                (
                    _measured("bare", bare_pid, bare, {}, options),
                    _measured("api", api_pid, api, headers, options),
                )
            )
        rates = [statistics.median(each[side][0].rate for each in rounds) for side in (0, 1)]
        wrong = sum(load.wrong for each in rounds for load, _ in each)
        memory = _rss_mb(api_pid)
    ratio = statistics.median(api.rate / bare.rate for (bare, _), (api, _) in rounds)
    cpu_ratio = statistics.median(bare / api for (_, bare), (_, api) in rounds)
    print(f"POST /api/plans: {rates[1]:.0f} requests/s; bare Litestar + asyncpg: {rates[0]:.0f}")
    print(f"ratio of requests a second {ratio:.2f} (target {TARGET}); ratio by CPU time {cpu_ratio:.2f}")
    print(f"API process {memory:.0f} MB (target {MEMORY_MB}); wrong replies {wrong}")
    return 0 if ratio >= TARGET and memory < MEMORY_MB and not wrong else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--connections", type=int, default=16)
    return parser.parse_args()


if __name__ == "__main__":
    if sys.argv[1:2] == ["api"]:
        uvloop.run(_serve_api(*sys.argv[2:]))
    elif sys.argv[1:2] == ["bare"]:
        uvloop.run(_serve_bare(*sys.argv[2:]))
    else:
        sys.exit(main(_options()))
