"""`trackers.ingest`: from the inbox to records, with a provider that is played in this process."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import msgspec
import pytest
from msgspec import structs

from adapters.providers.clients import clients_of
from adapters.providers.http import ProviderHttp
from adapters.providers.oura import OuraClient
from adapters.providers.strava import StravaClient
from api.wiring import Wiring
from domain.activity.records import Gone, Sleep, TrackerRecord, Workout
from domain.errors import NotFound, RateLimited, Unavailable
from domain.identity.data_use import for_prompt, for_training
from domain.jobs.job import Job, JobKind, queued
from domain.trackers.connection import Connection, ConnectionState, Tokens
from domain.trackers.errors import AccessRevoked
from domain.trackers.housekeeping import tracker_housekeeping
from domain.trackers.notification import Notification, Provider, What
from domain.trackers.ports import Arrival
from domain.trackers.use_cases import IngestArgs, sealed, tokens_of
from tests.fake_provider import FakeProvider, activity, night
from tests.integration.trackers_support import new_person, tracker_wiring
from tests.trackers import CONFIGS, event
from workers.runtime.task import TaskContext
from workers.tasks.trackers import IngestTask

TODAY = datetime.now(UTC).date()
DAY = str(TODAY - timedelta(days=1))


class Bench:
    """A wired server, a provider, and people connected to it."""

    def __init__(self, wiring: Wiring, provider: FakeProvider) -> None:
        self.wiring = wiring
        self.provider = provider
        self.task = IngestTask(wiring.trackers)

    async def person(self, name: Provider = Provider.OURA, **tokens: Any) -> tuple[UUID, str]:
        """Somebody whose tokens the provider knows."""
        owner = await new_person(self.wiring)
        account = str(owner.int % 10**12)
        grant = self.provider.grant(account)
        held = structs.replace(Tokens(access=grant["access_token"], refresh=grant["refresh_token"]), **tokens)
        await self.connect(owner, name, account, held)
        return owner, account

    async def connect(self, owner: UUID, name: Provider, account: str, tokens: Tokens) -> None:
        async with self.wiring.uow() as uow:
            await uow.connections.connect(
                owner,
                name.value,
                account=account,
                scope="",
                sealed=sealed(self.wiring.trackers.vault, tokens),
                expires_at=tokens.expires_at,
                at=self.wiring.clock.now(),
            )

    async def tell(self, name: Provider, *notifications: Notification) -> None:
        """As the webhook does."""
        seal = self.wiring.trackers.vault.seal
        arrivals = [
            Arrival(
                **{each: getattr(note, each) for each in Arrival.__struct_fields__ if each != "payload"},
                payload=seal(note.data) if note.data else b"",
            )
            for note in notifications
        ]
        await self.wiring.direct.inbox.receive(name.value, arrivals, self.wiring.clock.now(), 4)

    async def job(self, owner: UUID, name: Provider = Provider.OURA) -> TaskContext:
        """A claimed job that reads the connection."""
        job = queued(
            id=self.wiring.ids.new(),
            user_id=owner,
            kind=JobKind.TRACKERS_INGEST,
            queue="ingest",
            args=IngestArgs(provider=name),
            max_attempts=4,
            at=self.wiring.clock.now(),
        )
        async with self.wiring.uow() as uow:
            await uow.jobs.add(job)
            claimed = await uow.work.claim(job.id, self.wiring.clock.now(), 60)
        assert claimed is not None
        return self.context(claimed)

    def context(self, job: Job) -> TaskContext:
        async def quiet(*_: object) -> None:
            return

        wiring = self.wiring
        return TaskContext(job, uow=wiring.uow, clock=wiring.clock, ids=wiring.ids, report=quiet)

    async def read(self, owner: UUID, name: Provider = Provider.OURA) -> dict[str, Any]:
        """Run a job to its end; returns its result."""
        ctx = await self.job(owner, name)
        result = await self.task(ctx)
        if result is not None:
            done: dict[str, Any] = msgspec.to_builtins(result)
            return done
        assert ctx.completed is not None
        return dict(msgspec.json.decode(ctx.completed))

    async def records(self, owner: UUID) -> dict[str, TrackerRecord]:
        found = await self.wiring.direct.tracker_records.between(
            owner, TODAY - timedelta(days=400), TODAY + timedelta(5)
        )
        return {record.key: record for record in found}

    async def held(self, owner: UUID, name: Provider = Provider.OURA) -> Connection:
        found = await self.wiring.direct.connections.get(owner, name.value)
        assert found is not None
        return found


@pytest.fixture(scope="module")
async def opened(postgres_url: str, redis_url: str) -> AsyncIterator[Wiring]:
    async with tracker_wiring(postgres_url, redis_url) as wiring:
        yield wiring


@pytest.fixture
async def bench(opened: Wiring) -> AsyncIterator[Bench]:
    provider = FakeProvider()
    async with provider.http() as http:
        clients: dict[Provider, Any] = dict(clients_of(CONFIGS, http, opened.clock))
        for kind in (StravaClient, OuraClient):
            quick = ProviderHttp(http, kind.provider.value, pauses_s=(0.0, 0.0))
            clients[kind.provider] = kind(CONFIGS[kind.provider], quick, opened.clock)
        wiring = structs.replace(opened, trackers=structs.replace(opened.trackers, clients=clients))
        yield Bench(wiring, provider)


def changed(account: str, number: int = 1, **fields: Any) -> Notification:
    return Notification(account=account, external_id=f"{account}-{number}", kind="sleep", **fields)


async def test_first_reading_brings_the_days_there_are(bench: Bench) -> None:
    owner, account = await bench.person()
    bench.provider.nights[account] = [night("n1", DAY), night("n2", str(TODAY - timedelta(days=50)))]
    assert await bench.read(owner) == {"provider": "oura", "outcome": "read", "rows": 0, "news": 6}
    records = await bench.records(owner)
    assert set(records) == {
        f"sleep:{name}{what}" for name in ("n1", "n2") for what in ("", ":hrv_rmssd", ":resting_hr")
    }
    assert isinstance(records["sleep:n1"].what, Sleep)
    assert records["sleep:n1"].day == TODAY - timedelta(days=1)
    assert (await bench.held(owner)).synced_at is not None
    assert (await bench.held(owner)).lease_until is None


async def test_reading_again_brings_no_news_and_a_correction_does(bench: Bench) -> None:
    owner, account = await bench.person()
    bench.provider.nights[account] = [night("n1", DAY)]
    await bench.read(owner)
    assert (await bench.read(owner))["news"] == 0
    bench.provider.nights[account] = [night("n1", DAY, hours=6.0)]
    await bench.tell(Provider.OURA, changed(account))
    assert await bench.read(owner) == {"provider": "oura", "outcome": "read", "rows": 1, "news": 1}
    sleep = (await bench.records(owner))["sleep:n1"].what
    assert isinstance(sleep, Sleep)
    assert sleep.asleep_s == 6 * 3600


async def test_what_is_no_longer_there_is_taken_back(bench: Bench) -> None:
    owner, account = await bench.person()
    bench.provider.nights[account] = [night("n1", DAY), night("n2", DAY)]
    await bench.read(owner)
    bench.provider.nights[account] = [night("n1", DAY)]
    await bench.read(owner)
    records = await bench.records(owner)
    assert isinstance(records["sleep:n2"].what, Gone)
    assert isinstance(records["sleep:n2:hrv_rmssd"].what, Gone)
    assert isinstance(records["sleep:n1"].what, Sleep)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=["create first", "delete first"])
async def test_deletion_before_creation_leaves_nothing(bench: Bench, order: tuple[int, int]) -> None:
    owner, account = await bench.person()
    await bench.read(owner)
    told = [
        changed(account, 1, object_id="n9", happened_at=datetime.now(UTC) - timedelta(minutes=2)),
        changed(account, 2, object_id="n9", what=What.DELETED, happened_at=datetime.now(UTC) - timedelta(minutes=1)),
    ]
    bench.provider.nights[account] = []  # the truth: it is gone
    for index in order:
        await bench.tell(Provider.OURA, told[index])
        await bench.read(owner)
    assert {type(record.what) for record in (await bench.records(owner)).values()} <= {Gone}


async def test_deleted_object_of_long_ago_is_taken_back_by_its_name(bench: Bench) -> None:
    owner, account = await bench.person()
    old = str(TODAY - timedelta(days=55))
    bench.provider.nights[account] = [night("n1", old)]
    await bench.read(owner)
    await bench.tell(Provider.OURA, changed(account, object_id="n1", what=What.DELETED, happened_at=datetime.now(UTC)))
    await bench.read(owner)
    assert isinstance((await bench.records(owner))["sleep:n1"].what, Gone)


async def test_pushed_summaries_come_in_any_order_and_the_last_received_holds(bench: Bench) -> None:
    owner, account = await bench.person(Provider.GARMIN)
    first = event(Provider.GARMIN, account)
    summary = msgspec.json.encode(msgspec.json.decode(first)["sleeps"][0])
    later = summary.replace(b"27000", b"25200")
    for number, data in enumerate((summary, later)):
        note = Notification(account=account, external_id=f"{account}-g{number}", kind="sleeps", data=data)
        await bench.tell(Provider.GARMIN, note)
    assert await bench.read(owner, Provider.GARMIN) == {
        "provider": "garmin", "outcome": "read", "rows": 2, "news": 1,
    }  # fmt: skip
    (record,) = (await bench.records(owner)).values()
    assert isinstance(record.what, Sleep)
    assert (record.key, record.what.asleep_s) == ("sleep:s1", 25200)


async def test_withdrawal_takes_the_tokens_and_strava_s_data(bench: Bench) -> None:
    owner, account = await bench.person(Provider.STRAVA)
    bench.provider.activities[account] = [activity(1, f"{DAY}T10:00:00Z")]
    await bench.read(owner, Provider.STRAVA)
    assert isinstance((await bench.records(owner))["activity:1"].what, Workout)
    await bench.tell(Provider.STRAVA, changed(account, what=What.GONE), changed(account, 2))
    calls = sum(bench.provider.calls.values())
    assert (await bench.read(owner, Provider.STRAVA))["outcome"] == "gone"
    assert await bench.wiring.direct.connections.get(owner, "strava") is None
    assert await bench.records(owner) == {}
    assert sum(bench.provider.calls.values()) == calls
    assert (await bench.read(owner, Provider.STRAVA))["outcome"] == "none"


async def test_strava_values_reach_neither_prompts_nor_training_and_end_after_a_week(bench: Bench) -> None:
    owner, account = await bench.person(Provider.STRAVA)
    bench.provider.activities[account] = [activity(77, f"{DAY}T10:00:00Z")]
    await bench.read(owner, Provider.STRAVA)
    stored = list((await bench.records(owner)).values())
    assert [record.source for record in stored] == ["strava"]
    assert (for_prompt(stored), for_training(stored)) == ((), ())
    assert b"IGNORE PREVIOUS" not in msgspec.json.encode(stored)

    class Later:
        def now(self) -> datetime:
            return datetime.now(UTC) + timedelta(days=7, minutes=1)

    assert (await tracker_housekeeping(bench.wiring.uow, bench.wiring.clock)).expired == 0
    assert (await tracker_housekeeping(bench.wiring.uow, Later())).expired >= 1
    assert await bench.records(owner) == {}


# --- tokens ---


async def test_tokens_that_end_soon_are_refreshed_first(bench: Bench) -> None:
    owner, account = await bench.person(expires_at=datetime.now(UTC) + timedelta(seconds=30))
    await bench.read(owner)
    held = await bench.held(owner)
    assert (held.version, bench.provider.calls["/oauth/token"]) == (2, 1)
    assert bench.provider.access[tokens_of(bench.wiring.trackers.vault, held).access] == account


async def test_401_refreshes_once_and_goes_on(bench: Bench) -> None:
    owner, account = await bench.person()
    bench.provider.end_access(account)
    bench.provider.nights[account] = [night("n1", DAY)]
    assert (await bench.read(owner))["news"] == 3
    assert bench.provider.calls["/oauth/token"] == 1


async def test_access_that_is_refused_for_good_breaks_the_connection(bench: Bench) -> None:
    owner, account = await bench.person()
    bench.provider.end_access(account)
    bench.provider.refresh.clear()
    with pytest.raises(AccessRevoked):
        await bench.read(owner)
    assert (await bench.held(owner)).state is ConnectionState.BROKEN
    calls = sum(bench.provider.calls.values())
    with pytest.raises(AccessRevoked):  # and is not tried again until the person connects
        await bench.read(owner)
    assert sum(bench.provider.calls.values()) == calls
    await bench.connect(owner, Provider.OURA, account, Tokens(**_two(bench.provider.grant(account))))
    assert (await bench.held(owner)).state is ConnectionState.CONNECTED
    assert (await bench.read(owner))["outcome"] == "read"


def _two(grant: dict[str, Any]) -> dict[str, str]:
    return {"access": grant["access_token"], "refresh": grant["refresh_token"]}


async def test_our_own_client_s_fault_breaks_no_connection(bench: Bench) -> None:
    owner, account = await bench.person()
    bench.provider.end_access(account)
    bench.provider.refresh_faults = [400]
    with pytest.raises(Unavailable):
        await bench.read(owner)
    assert (await bench.held(owner)).state is ConnectionState.CONNECTED
    assert (await bench.read(owner))["outcome"] == "read"


# --- faults of the provider ---


@pytest.mark.parametrize("faults", [["down"], ["slow"], [500], [503, "down"]], ids=["down", "slow", "500", "twice"])
async def test_passing_fault_is_tried_again(bench: Bench, faults: list[int | str]) -> None:
    owner, account = await bench.person()
    bench.provider.nights[account] = [night("n1", DAY)]
    bench.provider.faults = faults
    assert (await bench.read(owner))["news"] == 3


@pytest.mark.parametrize(
    ("faults", "error"), [(["down"] * 9, Unavailable), ([500] * 9, Unavailable), ([429], RateLimited)],
    ids=["down", "500", "429"],
)  # fmt: skip
async def test_lasting_fault_leaves_the_rows_and_the_connection_free(
    bench: Bench, faults: list[int | str], error: type[Exception]
) -> None:
    owner, account = await bench.person()
    bench.provider.nights[account] = [night("n1", DAY)]
    await bench.tell(Provider.OURA, changed(account))
    bench.provider.faults = faults
    with pytest.raises(error) as raised:
        await bench.read(owner)
    if isinstance(raised.value, RateLimited):
        assert raised.value.retry_after == 7
    bench.provider.faults = []
    assert await bench.read(owner) == {"provider": "oura", "outcome": "read", "rows": 1, "news": 3}


async def test_kind_without_leave_is_passed_over_and_nothing_is_concluded_from_it(bench: Bench) -> None:
    owner, account = await bench.person()
    bench.provider.nights[account] = [night("n1", DAY)]
    await bench.read(owner)
    bench.provider.faults = [403]  # sleep is asked for first
    await bench.read(owner)
    assert isinstance((await bench.records(owner))["sleep:n1"].what, Sleep)


# --- many at once ---


async def test_two_jobs_at_once_refresh_once_and_lose_no_row(bench: Bench) -> None:
    owner, account = await bench.person(expires_at=datetime.now(UTC))
    bench.provider.nights[account] = [night("n1", DAY)]
    bench.provider.slow_s = 0.1
    first, second = await bench.job(owner), await bench.job(owner)
    running = asyncio.create_task(bench.task(first))
    await bench.provider.called.wait()
    await bench.tell(Provider.OURA, changed(account))  # its own job will find the connection leased
    left = await bench.task(second)
    assert left is not None
    assert left.outcome == "left"
    await running
    assert bench.provider.calls["/oauth/token"] == 1
    assert await bench.wiring.direct.inbox.waiting(owner, "oura", 10) == []
    assert first.completed is not None
    assert msgspec.json.decode(first.completed)["rows"] == 1


async def test_later_attempt_of_the_same_job_takes_over_and_the_earlier_one_stores_nothing(bench: Bench) -> None:
    owner, account = await bench.person()
    bench.provider.nights[account] = [night("n1", DAY)]
    bench.provider.slow_s = 0.2
    ctx = await bench.job(owner)
    stale = asyncio.create_task(bench.task(ctx))
    await bench.provider.called.wait()
    async with bench.wiring.uow() as uow:  # its lease ran out, and somebody claimed it anew
        again = await uow.work.claim(ctx.job.id, bench.wiring.clock.now() + timedelta(minutes=2), 60)
    assert again is not None
    bench.provider.slow_s = 0.0
    await bench.task(bench.context(again))
    lost = await stale
    assert lost is not None
    assert lost.outcome == "none"
    assert len(await bench.records(owner)) == 3


async def test_disconnecting_while_a_job_reads_keeps_nothing(bench: Bench) -> None:
    owner, account = await bench.person(Provider.STRAVA)
    bench.provider.activities[account] = [activity(5, f"{DAY}T10:00:00Z")]
    bench.provider.slow_s = 0.2
    running = asyncio.create_task(bench.read(owner, Provider.STRAVA))
    await bench.provider.called.wait()
    async with bench.wiring.uow() as uow:
        await uow.connections.delete(owner, "strava")
    assert (await running)["outcome"] == "none"
    assert await bench.records(owner) == {}


async def test_erasing_the_account_while_a_job_reads_leaves_nothing(bench: Bench) -> None:
    owner, account = await bench.person()
    bench.provider.nights[account] = [night("n1", DAY)]
    await bench.tell(Provider.OURA, changed(account))
    bench.provider.slow_s = 0.2
    running = asyncio.create_task(bench.read(owner))
    await bench.provider.called.wait()
    async with bench.wiring.uow() as uow:
        await uow.users.delete(owner)
    with pytest.raises((NotFound, AssertionError)):
        assert (await running)["outcome"] == "read"
    connection = await asyncpg.connect(bench.wiring.settings.database_url)
    counts = [
        await connection.fetchval(f"SELECT count(*) FROM {table} WHERE user_id = $1", owner)
        for table in ("tracker_records", "tracker_connections", "inbox", "jobs", "oauth_states")
    ]
    await connection.close()
    assert counts == [0] * 5


# --- the sweep ---


async def test_sweep_starts_what_is_due_and_what_was_stranded_once(bench: Bench) -> None:
    owner, account = await bench.person()
    await bench.read(owner)
    clock = bench.wiring.clock

    class Then:
        def __init__(self, **delta: float) -> None:
            self._delta = timedelta(**delta)

        def now(self) -> datetime:
            return clock.now() + self._delta

    async def jobs() -> int:
        rows = await bench.wiring.direct.jobs.page(owner, None, 100)
        return sum(not job.state.ended for job in rows)

    await tracker_housekeeping(bench.wiring.uow, Then(hours=1))
    assert await jobs() == 0
    for _ in range(2):  # the second one finds a job that waits
        await tracker_housekeeping(bench.wiring.uow, Then(hours=25))
        assert await jobs() == 1
    (waiting,) = [job for job in await bench.wiring.direct.jobs.page(owner, None, 100) if not job.state.ended]
    async with bench.wiring.uow() as uow:
        claimed = await uow.work.claim(waiting.id, clock.now() + timedelta(days=3), 60)
    assert claimed is not None
    await bench.task(bench.context(claimed))
    await bench.tell(Provider.OURA, changed(account, 8))
    (lost,) = [job for job in await bench.wiring.direct.jobs.page(owner, None, 100) if not job.state.ended]
    await bench.wiring.direct.jobs.request_cancel(owner, lost.id, clock.now())
    swept = await tracker_housekeeping(bench.wiring.uow, Then(minutes=14))
    assert await jobs() == 0
    assert swept.waiting_s >= 14 * 60
    await tracker_housekeeping(bench.wiring.uow, Then(minutes=16))
    assert await jobs() == 1
