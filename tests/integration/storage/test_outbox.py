import asyncio
from datetime import timedelta

import pytest


@pytest.fixture(autouse=True)
async def no_rows_of_others(uow):
    async with uow() as unit:
        await unit._connection.execute("TRUNCATE jobs CASCADE")


async def test_job_and_message_stand_or_fall_together(uow, user, make_job, now):
    job = make_job(user.id)
    with pytest.raises(LookupError):
        async with uow() as unit:
            await unit.jobs.add(job)
            raise LookupError
    async with uow() as unit:
        assert await unit.outbox.take(now, 10) == []
        assert await unit.jobs.get(user.id, job.id) is None


async def test_rows_come_in_the_order_they_are_due(uow, user, make_job, now):
    late = make_job(user.id, not_before=now + timedelta(seconds=2))
    jobs = [late, make_job(user.id, not_before=now + timedelta(seconds=1)), make_job(user.id)]
    async with uow() as unit:
        for job in jobs:
            await unit.jobs.add(job)
        assert await unit.outbox.oldest_due(now - timedelta(seconds=1)) is None
        assert await unit.outbox.oldest_due(now) == now
        assert [row.job_id for row in await unit.outbox.take(late.not_before, 10)] == [job.id for job in jobs[::-1]]
        assert [row.job_id for row in await unit.outbox.take(now, 10)] == [jobs[2].id]


async def test_two_relays_take_disjoint_rows(uow, user, make_job, now):
    jobs = [make_job(user.id) for _ in range(10)]
    async with uow() as unit:
        for job in jobs:
            await unit.jobs.add(job)
    both, done = asyncio.Semaphore(0), asyncio.Event()

    async def relay(limit: int) -> set[int]:
        async with uow() as unit:
            rows = await unit.outbox.take(now, limit)
            both.release()
            await done.wait()
            await unit.outbox.delete([row.id for row in rows])
            return {row.job_id for row in rows}

    relays = [asyncio.create_task(relay(limit)) for limit in (4, 10)]
    for _ in relays:
        await both.acquire()
    done.set()
    first, second = [await task for task in relays]
    assert not first & second
    assert first | second == {job.id for job in jobs}
    async with uow() as unit:
        assert await unit.outbox.take(now, 10) == []


async def test_rows_of_a_relay_that_died_are_there_for_the_next(uow, user, make_job, now):
    async with uow() as unit:
        await unit.jobs.add(make_job(user.id))
    with pytest.raises(ConnectionError):
        async with uow() as unit:
            rows = await unit.outbox.take(now, 10)
            await unit.outbox.delete([row.id for row in rows])
            raise ConnectionError("the queue does not answer")
    async with uow() as unit:
        assert await unit.outbox.take(now, 10) == rows
