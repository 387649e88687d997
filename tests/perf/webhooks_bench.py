"""Signed webhooks at a steady rate against the real API process, and against a bare INSERT route at the same rate.

Run it: `.venv/bin/python -m tests.perf.webhooks_bench [--rate 500] [--seconds 10] [--rounds 3]`. The load is open: each
delivery is sent when it is due, whether or not earlier ones were answered, and its time counts from when it was due.
Deliveries of five providers (WHOOP, Oura, Polar, Terra, Garmin) for 200 people, each signed and each a new event; every
tenth is sent a second time. Afterwards the rows are counted: each accepted event must be there once, with its job.

The bare side is a Litestar route that writes the raw body with one INSERT from an asyncpg pool: no signature, no
owner, no job, no message. Prints CPU time a delivery of each server's process, latencies, and memory.
"""

import argparse
import asyncio
import contextlib
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import uvloop
from litestar import Litestar, Request, Response, post
from msgspec import Struct

from adapters.clock import SystemClock, TimeOrderedIds
from adapters.local.services import local_services
from adapters.settings import load
from adapters.storage.migrate import migrate
from adapters.telemetry import logs
from api.server import listen, make_server, run_server
from api.wiring import wiring_from
from cli.signed_traffic import Post, signed
from domain.trackers.notification import Provider
from tests.integration.trackers_support import connected
from tests.perf.bare import serve_bare
from tests.perf.machine import machine, resident_mb
from tests.trackers import KEYS, TOKEN_KEY, event, write_configs

MIX = (Provider.WHOOP, Provider.OURA, Provider.POLAR, Provider.TERRA, Provider.GARMIN)
PEOPLE = 200
TARGET_P99_MS = 100.0
TARGET_CPU_RATIO = 3.0
MEMORY_GROWTH_MB = 20.0
CONNECTIONS = 64
PATIENCE_S = 20


class Run(Struct, kw_only=True):
    """What one run did; times in milliseconds from when each delivery was due."""

    sent: int
    events: int
    refused: int
    seconds: float
    p50: float
    p99: float
    worst: float


# --- the two servers, each in a process of its own ---


async def _serve_api() -> None:
    settings = load(os.environ)
    logs.configure(settings.log_level, settings.log_format)  # as it is run: a line for each request
    async with wiring_from(settings) as wiring:
        await run_server(make_server(wiring), listen("127.0.0.1", 0), lambda url: print(url, flush=True))


async def _serve_bare() -> None:
    ids, clock = TimeOrderedIds(), SystemClock()
    async with asyncpg.create_pool(os.environ["DATABASE_URL"], min_size=1, max_size=10) as pool:

        @post("/{rest:path}", status_code=200)
        async def insert(request: Request, rest: str) -> Response[bytes]:  # type: ignore[type-arg]
            body = await request.body()
            async with pool.acquire() as connection:
                await connection.execute(
                    "INSERT INTO bare_inbox VALUES ($1, $2, $3, $4)", ids.new(), rest, body, clock.now()
                )
            return Response(b"")

        await serve_bare(Litestar([insert], logging_config=None, openapi_config=None))


# --- the load, in a third process ---


class _Connection(asyncio.Protocol):
    """One request at a time; tells its owner when it is free again."""

    def __init__(self, free: "asyncio.Queue[_Connection]") -> None:
        self._free = free
        self._due = 0.0
        self._buffer = b""
        self.latencies: list[float] = []
        self.refused = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._free.put_nowait(self)

    def send(self, request: bytes, due: float) -> None:
        self._due = due
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head, found, rest = self._buffer.partition(b"\r\n\r\n")
        if not found:
            return
        at = head.lower().find(b"content-length: ")
        if at >= 0 and len(rest) < int(head[at + 16 :].split(b"\r\n", 1)[0]):
            return
        self._buffer = b""
        self.latencies.append((time.perf_counter() - self._due) * 1000)
        self.refused += not head.startswith((b"HTTP/1.1 200", b"HTTP/1.1 204"))
        self._free.put_nowait(self)

    def close(self) -> None:
        self._transport.close()


async def _send_all(url: str, requests: list[bytes], rate: float) -> Run:
    address, loop = urlsplit(url), asyncio.get_running_loop()
    free: asyncio.Queue[_Connection] = asyncio.Queue()
    connections = [
        (await loop.create_connection(lambda: _Connection(free), address.hostname, address.port))[1]
        for _ in range(CONNECTIONS)
    ]
    began = time.perf_counter() + 0.1
    for number, request in enumerate(requests):
        due = began + number / rate
        wait = due - time.perf_counter()
        if wait > 0:
            await asyncio.sleep(wait)
        (await asyncio.wait_for(free.get(), PATIENCE_S)).send(request, due)
    for _ in connections:
        await asyncio.wait_for(free.get(), PATIENCE_S)
    seconds = time.perf_counter() - began
    latencies = sorted(latency for each in connections for latency in each.latencies)
    refused = sum(each.refused for each in connections)
    for each in connections:
        each.close()
    return Run(
        sent=len(latencies),
        events=len(set(requests)),
        refused=refused,
        seconds=seconds,
        p50=statistics.median(latencies),
        p99=latencies[int(len(latencies) * 0.99)],
        worst=latencies[-1],
    )


def _raw(post_: Post, host: str) -> bytes:
    lines = [f"POST {post_.path} HTTP/1.1", f"Host: {host}", f"Content-Length: {len(post_.body)}"]
    lines += [f"{name}: {value}" for name, value in post_.headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + post_.body


async def _load(url: str, accounts: dict[str, list[str]], first: int, count: int, rate: float) -> Run:
    now, host = datetime.now(UTC), urlsplit(url).netloc
    requests: list[bytes] = []
    number = first
    while len(requests) < count:
        provider = MIX[number % len(MIX)]
        account = accounts[provider.value][number % PEOPLE]
        requests.append(_raw(signed(provider, event(provider, account, number), KEYS[provider], now), host))
        if number % 9 == 0 and len(requests) < count:
            requests.append(requests[-1])
        number += 1
    return await _send_all(url, requests, rate)


# --- measuring ---


@contextlib.contextmanager
def _process(kind: str, env: dict[str, str]) -> Iterator[tuple[int, str]]:
    command = [sys.executable, "-m", "tests.perf.webhooks_bench", kind]
    with (
        tempfile.TemporaryFile() as log,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True, env={**os.environ, **env}) as child,
    ):
        assert child.stdout is not None
        lines = iter(child.stdout.readline, "")
        url = next(line.strip() for line in lines if line.startswith("http://"))
        drain = subprocess.Popen(["cat"], stdin=child.stdout, stdout=subprocess.DEVNULL)
        try:
            yield child.pid, url
        finally:
            child.send_signal(signal.SIGTERM)
            child.wait()
            drain.wait()


def _cpu_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _measured(name: str, pid: int, job: dict[str, object]) -> tuple[Run, float]:
    before = _cpu_s(pid)
    command = [sys.executable, "-m", "tests.perf.webhooks_bench", "load"]
    done = subprocess.run(command, input=json.dumps(job), capture_output=True, text=True, check=True)
    run = Run(**json.loads(done.stdout))
    cpu_us = (_cpu_s(pid) - before) / run.sent * 1e6
    print(
        f"  {name:4} {run.sent / run.seconds:6.0f} deliveries/s   p50 {run.p50:6.1f}   p99 {run.p99:6.1f}   worst"
        f" {run.worst:6.1f} ms   {cpu_us:5.0f} us CPU each   {run.refused} refused",
        flush=True,
    )
    return run, cpu_us


async def _prepare(env: dict[str, str]) -> dict[str, list[str]]:
    """People with a connection to each provider, and the bare side's table."""
    connection = await asyncpg.connect(env["DATABASE_URL"])
    await connection.execute(
        "CREATE TABLE bare_inbox (id uuid PRIMARY KEY, path text, body bytea, received_at timestamptz)"
    )
    await connection.close()
    async with wiring_from(load(env)) as wiring:
        return {provider.value: [(await connected(wiring, provider))[1] for _ in range(PEOPLE)] for provider in MIX}


async def _rows(url: str) -> tuple[int, int, int, int]:
    connection = await asyncpg.connect(url)
    row = await connection.fetchrow(
        "SELECT (SELECT count(*) FROM inbox), (SELECT count(*) FROM jobs WHERE kind = 'trackers.ingest'), "
        "(SELECT count(*) FROM outbox), (SELECT count(*) FROM inbox WHERE id NOT IN (SELECT id FROM jobs))"
    )
    await connection.close()
    return tuple(row)


def main(options: argparse.Namespace) -> int:
    """Run the benchmark; 0 when the targets are met."""
    print(machine())
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="fitai-bench-")))
        folder.chmod(0o755)  # as root the database runs as another user, and must reach it
        services = stack.enter_context(local_services(folder))
        migrate(services.database_url)
        write_configs(folder / "trackers.toml")
        env = {
            "DATABASE_URL": services.database_url,
            "REDIS_URL": services.redis_url,
            "FITAI_TRACKERS": str(folder / "trackers.toml"),
            "FITAI_TOKEN_KEYS": TOKEN_KEY,
        }
        accounts = asyncio.run(_prepare(env))
        api_pid, api = stack.enter_context(_process("api", env))
        bare_pid, bare = stack.enter_context(_process("bare", env))
        count = int(options.rate * options.seconds)
        job = {"accounts": accounts, "count": count, "rate": options.rate}
        warm, _ = _measured("warm", api_pid, job | {"url": api, "first": 1, "count": int(options.rate)})
        memory, rounds, first = resident_mb(api_pid), [], 1_000_000
        for number in range(options.rounds):
            print(f"round {number + 1}: {options.rate:g} deliveries/s for {options.seconds:g} s each")
            rounds.append(
                (
                    _measured("bare", bare_pid, job | {"url": bare, "first": first}),
                    _measured("api", api_pid, job | {"url": api, "first": first}),
                )
            )
            first += count
        growth = resident_mb(api_pid) - memory
        inbox, jobs, messages, strays = asyncio.run(_rows(services.database_url))
    sent = sum(api.sent for _, (api, _) in rounds)
    events = warm.events + sum(api.events for _, (api, _) in rounds)
    refused = sum(api.refused for _, (api, _) in rounds)
    p99 = statistics.median(api.p99 for _, (api, _) in rounds)
    cpu = statistics.median(api for _, (_, api) in rounds)
    ratio = statistics.median(api / bare for (_, bare), (_, api) in rounds)
    print(f"{sent} deliveries, {refused} refused; {events} events: {inbox} rows, {jobs} jobs, {messages} messages")
    core = f"{cpu:.0f} us CPU each, so one core takes {1e6 / cpu:.0f}/s"
    print(f"ack p99 {p99:.1f} ms (target {TARGET_P99_MS:.0f}); {core}")
    print(f"CPU beside a bare INSERT route: {ratio:.2f} (target {TARGET_CPU_RATIO:g}); memory +{growth:.1f} MB")
    kept_up = all(api.sent / api.seconds > 0.95 * options.rate for _, (api, _) in rounds)
    good = kept_up and not refused and events == inbox == jobs and not strays and p99 < TARGET_P99_MS
    return 0 if good and ratio <= TARGET_CPU_RATIO and growth < MEMORY_GROWTH_MB else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=float, default=500)
    parser.add_argument("--seconds", type=float, default=6)
    parser.add_argument("--rounds", type=int, default=3)
    return parser.parse_args()


def _load_once() -> None:
    job = json.load(sys.stdin)
    run = uvloop.run(_load(job["url"], job["accounts"], job["first"], job["count"], job["rate"]))
    json.dump({name: getattr(run, name) for name in run.__struct_fields__}, sys.stdout)


if __name__ == "__main__":
    match sys.argv[1:2]:
        case ["api"]:
            uvloop.run(_serve_api())
        case ["bare"]:
            uvloop.run(_serve_bare())
        case ["load"]:
            _load_once()
        case _:
            sys.exit(main(_options()))
