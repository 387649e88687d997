"""Webhooks and readings while things break: one row and one job for each event, one refresh, nothing left of a person.

Real PostgreSQL, Valkey and the API's own process; counts go to standard output. FITAI_FAULTS_SCALE enlarges.
"""

import asyncio
import signal
import socket
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import asyncpg
import httpx
import pytest
from msgspec import structs

from adapters.local.process import Child, spawn
from adapters.local.services import LocalServices
from adapters.providers.http import ProviderHttp
from adapters.providers.oura import OuraClient
from api.wiring import Wiring
from domain.errors import FitaiError
from domain.jobs.job import Job, JobKind, queued
from domain.trackers.connection import Tokens
from domain.trackers.notification import Provider
from domain.trackers.use_cases import IngestArgs, sealed
from tests.fake_provider import FakeProvider, night
from tests.faults.conftest import ROOT, SCALE
from tests.integration.trackers_support import connected, delivery, new_person, send, tracker_wiring
from tests.trackers import CONFIGS, TOKEN_KEY, write_configs
from workers.runtime.task import TaskContext
from workers.tasks.trackers import IngestTask

pytestmark = pytest.mark.timeout(120)

ONCE = [Provider.STRAVA, Provider.OURA, Provider.WHOOP, Provider.POLAR, Provider.GARMIN, Provider.STANDARD]


@pytest.fixture
async def wiring(mortal_services: tuple[LocalServices, Path]) -> AsyncIterator[Wiring]:
    services, _ = mortal_services
    async with tracker_wiring(services.database_url, services.redis_url) as opened:
        yield opened


@asynccontextmanager
async def serving(services: LocalServices, folder: Path) -> AsyncIterator[tuple[httpx.AsyncClient, Child]]:
    """The API's process with every provider configured, and a client of it."""
    write_configs(folder / "trackers.toml")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    env = {
        "PYTHONPATH": str(ROOT),
        "DATABASE_URL": services.database_url,
        "REDIS_URL": services.redis_url,
        "FITAI_LOG_LEVEL": "warning",
        "FITAI_TRACKERS": str(folder / "trackers.toml"),
        "FITAI_TOKEN_KEYS": TOKEN_KEY,
    }
    log = folder / "webhook-api.log"
    command = [sys.executable, "-m", "tests.faults.api_process", str(port)]
    child = spawn(command, log=log, stop_signal=signal.SIGTERM, env=env)
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=20) as http:
            async with asyncio.timeout(40):
                while not await _answers(http):
                    assert child.running, log.read_text()
                    await asyncio.sleep(0.05)  # the condition lies in another process
            yield http, child
    finally:
        child.kill()


async def _answers(http: httpx.AsyncClient) -> bool:
    try:
        return (await http.get("/health/live")).is_success
    except httpx.TransportError:
        return False


async def counted(wiring: Wiring, owner: UUID) -> dict[str, int]:
    """Rows of a person by table."""
    connection = await asyncpg.connect(wiring.settings.database_url)
    tables = ("inbox", "jobs", "tracker_records", "tracker_connections")
    counts = {
        table: await connection.fetchval(f"SELECT count(*) FROM {table} WHERE user_id = $1", owner) for table in tables
    }
    await connection.close()
    return counts


async def test_the_same_webhook_a_hundred_times_at_once_and_days_later(
    wiring: Wiring, mortal_services: tuple[LocalServices, Path]
) -> None:
    services, folder = mortal_services
    times = round(100 * SCALE)
    people = {provider: await connected(wiring, provider) for provider in ONCE}
    statuses: Counter[int] = Counter()
    async with serving(services, folder) as (http, _):
        for provider, (_, account) in people.items():
            post = delivery(provider, account)
            replies = await asyncio.gather(*(send(http, post) for _ in range(times)))
            statuses.update(reply.status_code for reply in replies)
        await _days_pass(services, 6)
        for provider, (_, account) in people.items():
            # Signed anew, as a provider does that still has it in its queue.
            statuses.update([(await send(http, delivery(provider, account))).status_code])
    rows = [await counted(wiring, owner) for owner, _ in people.values()]
    sys.stdout.write(f"webhooks: {times} x at once and 6 days later, {len(ONCE)} providers: {dict(statuses)}\n")
    assert all(200 <= status < 300 for status in statuses)
    assert sum(statuses.values()) == (times + 1) * len(ONCE)
    assert [(each["inbox"], each["jobs"]) for each in rows] == [(1, 1)] * len(ONCE)


async def _days_pass(services: LocalServices, days: int) -> None:
    """Everything in the inbox came, and was handled, so many days ago."""
    connection = await asyncpg.connect(services.database_url)
    await connection.execute(
        "UPDATE inbox SET received_at = received_at - $1::interval, handled_at = now() - $1::interval, payload = ''",
        timedelta(days=days),
    )
    await connection.close()


async def test_valkey_down_while_webhooks_come(wiring: Wiring, mortal_services: tuple[LocalServices, Path]) -> None:
    services, folder = mortal_services
    assert services.valkey is not None
    people = [await connected(wiring, Provider.POLAR) for _ in range(5)]
    async with serving(services, folder) as (http, _):
        services.valkey.kill()
        try:
            replies = [
                await send(http, delivery(Provider.POLAR, account, number))
                for _, account in people
                for number in range(1, 5)
            ]
        finally:
            services.valkey.start(services.valkey.port)
    assert {reply.status_code for reply in replies} == {200}
    rows = [await counted(wiring, owner) for owner, _ in people]
    sys.stdout.write(f"webhooks: Valkey killed, {len(replies)} sent, {len(replies)} acknowledged, none lost\n")
    assert [(each["inbox"], each["jobs"]) for each in rows] == [(4, 4)] * 5


async def test_api_killed_among_webhooks_that_are_sent_again(
    wiring: Wiring, mortal_services: tuple[LocalServices, Path]
) -> None:
    services, folder = mortal_services
    owner, account = await connected(wiring, Provider.WHOOP)
    posts = [delivery(Provider.WHOOP, account, number) for number in range(round(120 * SCALE))]
    told: set[int] = set()
    enough = asyncio.Event()

    async def deliver(http: httpx.AsyncClient, number: int) -> None:
        try:
            if (await send(http, posts[number])).is_success:
                told.add(number)
        except httpx.TransportError:
            return
        if len(told) > len(posts) // 3:
            enough.set()

    async with serving(services, folder) as (http, api):
        sending = [asyncio.create_task(deliver(http, number)) for number in range(len(posts))]
        await enough.wait()
        api.kill()
        await asyncio.gather(*sending)
    answered = len(told)
    before = (await counted(wiring, owner))["inbox"]
    async with serving(services, folder) as (http, _):
        for number in range(len(posts)):  # the provider sends what it got no answer to, and some that it did
            await deliver(http, number)
    rows = await counted(wiring, owner)
    sys.stdout.write(
        f"webhooks: API killed after {answered} answers, {before} stored, {len(posts)} once all were sent again\n"
    )
    assert before >= answered
    assert (rows["inbox"], rows["jobs"], len(told)) == (len(posts), len(posts), len(posts))


# --- readings ---


class Readers:
    """Jobs that read one connection at once, as in several worker processes: each has engines and tasks of its own."""

    def __init__(self, wirings: list[Wiring], provider: FakeProvider, http: httpx.AsyncClient) -> None:
        self.wirings = wirings
        self.tasks = []
        for wiring in wirings:
            plain = ProviderHttp(http, "oura", pauses_s=(0.0,))
            clients = {Provider.OURA: OuraClient(CONFIGS[Provider.OURA], plain, wiring.clock)}
            self.tasks.append(IngestTask(structs.replace(wiring.trackers, clients=clients)))
        self.provider = provider

    async def person(self) -> tuple[UUID, str]:
        """Somebody whose tokens have run out."""
        wiring = self.wirings[0]
        owner = await new_person(wiring)
        account = str(owner.int % 10**12)
        grant = self.provider.grant(account)
        self.provider.nights[account] = [night("n1", str(datetime.now(UTC).date()))]
        tokens = Tokens(access=grant["access_token"], refresh=grant["refresh_token"], expires_at=datetime.now(UTC))
        async with wiring.uow() as uow:
            await uow.connections.connect(
                owner,
                "oura",
                account=account,
                scope="",
                sealed=sealed(wiring.trackers.vault, tokens),
                expires_at=tokens.expires_at,
                at=wiring.clock.now(),
            )
        return owner, account

    async def run(self, number: int, owner: UUID) -> str:
        """Claim and run one job in one of the processes; how it ended."""
        wiring = self.wirings[number % len(self.wirings)]
        job = queued(
            id=wiring.ids.new(),
            user_id=owner,
            kind=JobKind.TRACKERS_INGEST,
            queue="ingest",
            args=IngestArgs(provider=Provider.OURA),
            max_attempts=4,
            at=wiring.clock.now(),
        )
        try:
            async with wiring.uow() as uow:
                await uow.jobs.add(job)
                claimed = await uow.work.claim(job.id, wiring.clock.now(), 60)
            assert claimed is not None
            result = await self.tasks[number % len(self.tasks)](_context(wiring, claimed))
        except FitaiError as error:
            return error.code
        return result.outcome if result is not None else "read"


def _context(wiring: Wiring, job: Job) -> TaskContext:
    async def quiet(*_: object) -> None:
        return

    return TaskContext(job, uow=wiring.uow, clock=wiring.clock, ids=wiring.ids, report=quiet)


@pytest.fixture
async def readers(mortal_services: tuple[LocalServices, Path]) -> AsyncIterator[Readers]:
    services, _ = mortal_services
    provider = FakeProvider()
    async with (
        tracker_wiring(services.database_url, services.redis_url) as one,
        tracker_wiring(services.database_url, services.redis_url) as two,
        provider.http() as http,
    ):
        yield Readers([one, two], provider, http)


async def test_two_refreshers(readers: Readers) -> None:
    outcomes: Counter[str] = Counter()
    readers.provider.slow_s = 0.02
    rounds = round(10 * SCALE)
    for _ in range(rounds):
        owner, _ = await readers.person()
        outcomes.update(await asyncio.gather(*(readers.run(number, owner) for number in range(4))))
        assert (await counted(readers.wirings[0], owner))["tracker_records"] == 3
    refreshes = readers.provider.calls["/oauth/token"]
    sys.stdout.write(f"refreshers: {rounds} x 4 jobs at once, {refreshes} refreshes, outcomes {dict(outcomes)}\n")
    # A refresh token is good once here: a second refresh with it would have broken the connection.
    assert set(outcomes) <= {"read", "left"}
    assert refreshes == rounds


async def test_person_erased_while_a_reading_runs(readers: Readers) -> None:
    outcomes: Counter[str] = Counter()
    rounds = round(20 * SCALE)
    for number in range(rounds):
        owner, _ = await readers.person()
        readers.provider.slow_s = 0.01
        running = asyncio.create_task(readers.run(0, owner))
        await asyncio.sleep(number * 0.004)  # at another point of it each time
        async with readers.wirings[1].uow() as uow:
            await uow.users.delete(owner)
        outcomes.update([await running])
        assert set((await counted(readers.wirings[0], owner)).values()) == {0}
    sys.stdout.write(f"erasure: {rounds} people erased in the middle of a reading, nothing left; {dict(outcomes)}\n")
    assert set(outcomes) <= {"read", "none", "not_found", "lease_lost", "left"}
