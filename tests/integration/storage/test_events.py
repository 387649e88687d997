"""Recording: each event once, numbered without gaps, and never without a job that will see it."""

import asyncio
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from importlib import import_module
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from adapters.storage.direct import DirectStorage
from adapters.storage.engine import Engine
from adapters.storage.unit_of_work import UnitOfWork
from domain.errors import NotFound
from domain.events.event import Event, KeyedEvent
from domain.events.kinds import EventDeleted, PlanActivated, SessionStarted, WeightMeasured
from domain.events.ports import EventHead, Snapshot, Wake
from domain.identity.account import User
from domain.jobs.job import JobKind, JobState
from tests.integration.storage.conftest import IDS, NOW

Uow = Callable[[], UnitOfWork]
DAY = date(2026, 11, 23)
_VERSIONS = ("03_40", "03_41", "03_42", "05_10", "07_00")


@pytest.fixture
def direct(engine: Engine) -> DirectStorage:
    return DirectStorage(engine, IDS)


def weighed(day: date = DAY, **changes: Any) -> KeyedEvent:
    id_ = changes.pop("id", None) or IDS.new()
    at = datetime.combine(day, datetime.min.time(), timezone(timedelta(hours=2)))
    fields: dict[str, Any] = {"id": id_, "key": str(id_), "at": at, "day": day, "what": WeightMeasured(kg=80)}
    return KeyedEvent(**{**fields, **changes})


def wake(delay_s: float = 2.0) -> Wake:
    return Wake(job_id=IDS.new(), due=NOW + timedelta(seconds=delay_s), max_attempts=3)


async def every(direct: DirectStorage, owner: UUID) -> list[Event]:
    return [event async for chunk in direct.events.since(owner, 0) for event in chunk]


async def test_what_is_recorded_reads_back_with_its_offset_and_day(direct: DirectStorage, user: User) -> None:
    sent = [weighed(), weighed(what=SessionStarted(session=IDS.new())), weighed(what=EventDeleted(event=IDS.new()))]
    done = await direct.events.record(user.id, sent, NOW, None)
    assert (done.seq, done.new, done.job) == (3, tuple(event.id for event in sent), None)
    stored = await every(direct, user.id)
    assert [(event.seq, event.id, event.what) for event in stored] == [
        (number, event.id, event.what) for number, event in enumerate(sent, 1)
    ]
    assert {(event.at.isoformat(), event.day, event.recorded_at) for event in stored} == {
        ("2026-11-23T00:00:00+02:00", DAY, NOW)
    }
    assert await direct.events.head(user.id) == EventHead(seq=3, offset_min=120)
    assert await direct.events.by_key(user.id, sent[1].key) == stored[1]


async def test_an_event_sent_again_is_the_same_event(direct: DirectStorage, user: User, stranger: User) -> None:
    first, second = weighed(), weighed()
    await direct.events.record(user.id, [first, first], NOW, wake())
    again = await direct.events.record(user.id, [first, second, second, first], NOW + timedelta(days=3), wake())
    assert (again.seq, again.new) == (2, (second.id,))
    nothing = await direct.events.record(user.id, [second, first], NOW, wake())
    assert (nothing.seq, nothing.new, nothing.job) == (2, (), again.job)
    # An id belongs to a person: another one's event of the same id is another event.
    assert (await direct.events.record(stranger.id, [first], NOW, None)).new == (first.id,)
    assert [event.id for event in await every(direct, user.id)] == [first.id, second.id]


async def test_two_devices_at_once_leave_no_gap_and_no_double(direct: DirectStorage, user: User, uow: Uow) -> None:
    pool = [weighed() for _ in range(60)]
    batches = [pool[start : start + 20] for start in range(0, 50, 5)]
    results = await asyncio.gather(*(direct.events.record(user.id, batch, NOW, wake()) for batch in batches * 2))
    stored = await every(direct, user.id)
    assert [event.seq for event in stored] == list(range(1, len(stored) + 1))
    assert sorted(event.id for event in stored) == sorted({event.id for batch in batches for event in batch})
    assert sorted(id_ for done in results for id_ in done.new) == sorted(event.id for event in stored)
    async with uow() as unit:
        jobs = await unit.jobs.page(user.id, None, 100)
    assert [(job.kind, job.state, job.not_before) for job in jobs] == [
        (JobKind.PLAN_ADAPT, JobState.QUEUED, NOW + timedelta(seconds=2))
    ]
    assert {done.job for done in results} == {jobs[0].id}


async def test_a_running_job_is_followed_by_exactly_one_more(direct: DirectStorage, user: User, uow: Uow) -> None:
    first = await direct.events.record(user.id, [weighed()], NOW, wake(0))
    assert first.job is not None
    async with uow() as unit:
        assert await unit.work.claim(first.job, NOW, 15) is not None
    later = [await direct.events.record(user.id, [weighed()], NOW, wake(0)) for _ in range(3)]
    assert len({done.job for done in later}) == 1
    assert later[0].job != first.job
    async with uow() as unit:
        await unit.work.finish(first.job, 1, JobState.FAILED, NOW, error_code="unexpected")  # poison
        assert [job.id for job in await unit.jobs.page(user.id, None, 9) if not job.state.ended] == [later[0].job]


async def test_a_claim_waits_for_the_batch_that_counts_on_the_job(direct: DirectStorage, user: User, uow: Uow) -> None:
    first = await direct.events.record(user.id, [weighed()], NOW, wake(0))
    assert first.job is not None

    async def claim_and_read(job: UUID) -> int:
        async with uow() as unit:
            assert await unit.work.claim(job, NOW, 15) is not None
        return (await direct.events.head(user.id)).seq

    async with uow() as unit:
        done = await unit.events.record(user.id, [weighed()], NOW, wake(0))
        claiming = asyncio.create_task(claim_and_read(first.job))
        await asyncio.sleep(0.1)
        assert not claiming.done()
    assert done.job == first.job
    assert await claiming == 2


async def test_what_is_urgent_brings_the_waiting_job_forward(direct: DirectStorage, user: User, uow: Uow) -> None:
    calm = await direct.events.record(user.id, [weighed()], NOW, wake(60))
    urgent = await direct.events.record(user.id, [weighed()], NOW, wake(0))
    assert urgent.job == calm.job
    async with uow() as unit:
        job = await unit.jobs.get(user.id, urgent.job)  # type: ignore[arg-type]
        assert job is not None
        assert job.not_before == NOW
        assert {row.job_id for row in await unit.outbox.take(NOW, 1000)} >= {job.id}


async def test_a_job_that_has_failed_once_keeps_its_pause(direct: DirectStorage, user: User, uow: Uow) -> None:
    first = await direct.events.record(user.id, [weighed()], NOW, wake(0))
    assert first.job is not None
    pause = NOW + timedelta(seconds=30)
    async with uow() as unit:
        await unit.work.claim(first.job, NOW, 15)
        await unit.work.release(first.job, 1, NOW, not_before=pause, charge=True)
    assert (await direct.events.record(user.id, [weighed()], NOW, wake(0))).job == first.job
    async with uow() as unit:
        job = await unit.jobs.get(user.id, first.job)
    assert job is not None
    assert job.not_before == pause


async def test_a_cancelled_job_is_replaced(direct: DirectStorage, user: User, uow: Uow) -> None:
    first = await direct.events.record(user.id, [weighed()], NOW, wake())
    assert first.job is not None
    async with uow() as unit:
        await unit.jobs.request_cancel(user.id, first.job, NOW)
    assert (await direct.events.record(user.id, [weighed()], NOW, wake())).job != first.job


async def test_the_revision_is_held_by_one_and_rises_with_the_plan(direct: DirectStorage, user: User, uow: Uow) -> None:
    async with uow() as unit:
        assert await unit.events.hold(user.id, 0)
    async with uow() as unit:
        assert not await unit.events.hold(user.id, 0)
    assert (await direct.events.head(user.id)).revision == 1
    activated = PlanActivated(plan=IDS.new(), version=1, reason="initial", cycle_started=DAY, weeks=(), days=())
    await direct.events.record(user.id, [weighed(what=activated)], NOW, None)
    await direct.events.record(user.id, [weighed()], NOW, None)
    assert (await direct.events.head(user.id)).revision == 2

    async def held() -> bool:
        async with uow() as unit:
            taken = await unit.events.hold(user.id, 2)
            await asyncio.sleep(0.02)
            return taken

    assert sorted(await asyncio.gather(*(held() for _ in range(5)))) == [False] * 4 + [True]


async def test_events_of_nobody_are_refused(direct: DirectStorage) -> None:
    with pytest.raises(NotFound):
        await direct.events.record(IDS.new(), [weighed()], NOW, wake())


async def test_erasing_while_events_come_in(direct: DirectStorage, user: User, uow: Uow) -> None:
    async def send() -> int:
        sent = 0
        try:
            while True:
                await direct.events.record(user.id, [weighed()], NOW, wake())
                sent += 1
        except NotFound:
            return sent

    senders = [asyncio.create_task(send()) for _ in range(4)]
    await asyncio.sleep(0.1)
    async with uow() as unit:
        await unit.users.delete(user.id)
    assert sum(await asyncio.gather(*senders)) > 0
    assert await every(direct, user.id) == []
    assert await direct.events.head(user.id) == EventHead()


async def test_reading_by_days_and_what_is_late(
    direct: DirectStorage, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    days = [DAY + timedelta(days=offset) for offset in (3, 0, 2, 1, 0, 3)]
    sent = [weighed(day) for day in days] + [weighed(DAY, what=EventDeleted(event=IDS.new()))]
    await direct.events.record(user.id, sent, NOW, None)
    monkeypatch.setattr("adapters.storage.repositories.events.CHUNK", 2)
    chunks = [chunk async for chunk in direct.events.of_days(user.id, DAY, DAY + timedelta(days=2))]
    assert [[(event.day.day, event.seq) for event in chunk] for chunk in chunks] == [
        [(23, 2), (23, 5)], [(23, 7), (24, 4)], [(25, 3)],
    ]  # fmt: skip
    assert [len(chunk) async for chunk in direct.events.since(user.id, 2)] == [2, 2, 1]
    recent = await direct.events.recent(user.id, DAY + timedelta(days=2))
    assert sorted(event.seq for event in recent) == [1, 3, 6, 7]
    assert await direct.events.late(user.id, 4, DAY + timedelta(days=1))
    assert not await direct.events.late(user.id, 7, DAY + timedelta(days=9))
    assert not await direct.events.late(user.id, 0, DAY)


async def test_a_snapshot_gives_way_to_a_newer_one_alone(direct: DirectStorage, user: User, stranger: User) -> None:
    def snapshot(version: int, seq: int) -> Snapshot:
        return Snapshot(name="training", version=version, cut=DAY, seq=seq, state=b"{}")

    assert await direct.projections.get(user.id, ["training"]) == {}
    assert await direct.projections.put(user.id, snapshot(1, 5))
    assert not await direct.projections.put(user.id, snapshot(1, 4))
    assert await direct.projections.put(user.id, snapshot(2, 3))
    assert not await direct.projections.put(user.id, snapshot(1, 9))
    assert await direct.projections.get(user.id, ["training", "game"]) == {"training": snapshot(2, 3)}
    assert await direct.projections.get(stranger.id, ["training"]) == {}


async def test_a_job_can_be_asked_for_without_an_event(direct: DirectStorage, user: User) -> None:
    asked = [await direct.events.record(user.id, [], NOW, wake()) for _ in range(2)]
    assert asked[0].job is not None
    assert asked[0] == asked[1]
    assert (await direct.events.head(user.id)).seq == 0


async def test_recording_takes_the_time_of_the_database_for_nothing(direct: DirectStorage, user: User) -> None:
    await direct.events.record(user.id, [weighed()], datetime(2020, 1, 1, tzinfo=UTC), wake())
    assert (await every(direct, user.id))[0].recorded_at.year == 2020


async def test_events_recorded_before_they_had_days_keep_theirs(empty_postgres_url: str) -> None:
    connection = await asyncpg.connect(empty_postgres_url, server_settings={"timezone": "UTC"})
    try:
        versions = [import_module(f"migrations.versions.fitai_2026_11_23t{name}_00_000000") for name in _VERSIONS]
        for version in versions[:-1]:
            for statement in version.STATEMENTS:
                await connection.execute(statement)
        owner = IDS.new()
        await connection.execute("INSERT INTO users VALUES ($1, 'a@example.org', '', '', 'user', $2)", owner, NOW)
        for seq in (1, 2):
            await connection.execute(
                "INSERT INTO events VALUES ($1, $2, $3, $4, 'weight.measured', 1, $5, $5, '{}')",
                IDS.new(), owner, seq, str(seq), NOW - timedelta(days=2 - seq),
            )  # fmt: skip
        for statement in versions[-1].STATEMENTS:
            await connection.execute(statement)
        days = await connection.fetch("SELECT day, offset_min FROM events ORDER BY seq")
        assert [tuple(row) for row in days] == [(DAY - timedelta(days=1), 0), (DAY, 0)]
        head = await connection.fetchrow("SELECT user_id, seq, adapted_seq FROM event_heads")
        assert tuple(head) == (owner, 2, 0)
        with pytest.raises(asyncpg.RestrictViolationError):
            await connection.execute("UPDATE events SET day = day")
    finally:
        await connection.close()
