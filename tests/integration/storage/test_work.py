"""The job rows as the runtime uses them: claims race, writes are fenced, nothing is lost."""

import asyncio
from datetime import timedelta

import pytest
from msgspec import Raw
from msgspec.structs import replace

from adapters.clock import SystemClock
from domain.errors import InvalidInput, LeaseLost
from domain.jobs.job import Job, JobState

LEASE_S = 15.0


@pytest.fixture(autouse=True)
async def no_rows_of_others(uow):
    """`reap`, `take` and `counts` see every row of the database."""
    async with uow() as unit:
        await unit._connection.execute("TRUNCATE jobs CASCADE")


@pytest.fixture
async def queued(uow, user, make_job) -> Job:
    job = make_job(user.id)
    async with uow() as unit:
        await unit.jobs.add(job)
    return job


@pytest.fixture
async def running(uow, queued, now) -> Job:
    async with uow() as unit:
        await drain(unit, now)
        return await unit.work.claim(queued.id, now, LEASE_S)


async def drain(unit, now) -> list:
    rows = await unit.outbox.take(now, 100)
    await unit.outbox.delete([row.id for row in rows])
    return rows


async def stored(uow, job: Job) -> Job:
    async with uow() as unit:
        return await unit.jobs.get(job.user_id, job.id)


async def test_claim_gives_the_job_with_token_lease_and_attempt(uow, queued, now):
    async with uow() as unit:
        claimed = await unit.work.claim(queued.id, now, LEASE_S)
    assert claimed == replace(
        queued,
        state=JobState.RUNNING,
        attempt=1,
        lease_token=1,
        lease_until=now + timedelta(seconds=LEASE_S),
        started_at=now,
    )
    assert await stored(uow, queued) == claimed


async def test_fifty_claims_at_once_have_one_winner(uow, queued, now):
    async def claim() -> Job | None:
        async with uow() as unit:
            return await unit.work.claim(queued.id, now, LEASE_S)

    won = [job for job in await asyncio.gather(*(claim() for _ in range(50))) if job is not None]
    assert [job.lease_token for job in won] == [1]


async def test_claim_many_takes_what_is_claimable(uow, user, make_job, *, running, now, new_id):
    fresh, later = make_job(user.id), make_job(user.id, not_before=now + timedelta(minutes=1))
    async with uow() as unit:
        await unit.jobs.add(fresh)
        await unit.jobs.add(later)
        claimed = await unit.work.claim_many([later.id, running.id, fresh.id, new_id()], now, LEASE_S)
    assert [job.id for job in claimed] == [fresh.id]


async def test_claims_of_the_same_jobs_in_other_orders_do_not_deadlock(uow, user, make_job, now):
    jobs = [make_job(user.id) for _ in range(20)]
    async with uow() as unit:
        for job in jobs:
            await unit.jobs.add(job)
    ids = [job.id for job in jobs]

    async def claim(order) -> int:
        async with uow() as unit:
            return len(await unit.work.claim_many(order, now, LEASE_S))

    orders = [ids, ids[::-1]] * 4
    assert sum(await asyncio.gather(*(claim(order) for order in orders))) == len(jobs)


async def test_not_claimable_before_its_time_nor_while_leased_nor_after_its_end(uow, user, make_job, running, now):
    early = make_job(user.id, not_before=now + timedelta(seconds=1))
    async with uow() as unit:
        await unit.jobs.add(early)
        assert await unit.work.claim(early.id, now, LEASE_S) is None
        assert await unit.work.claim(early.id, now + timedelta(seconds=1), LEASE_S) is not None
        assert await unit.work.claim(running.id, now, LEASE_S) is None
        await unit.work.finish(running.id, running.lease_token, JobState.SUCCEEDED, now)
        assert await unit.work.claim(running.id, now, LEASE_S) is None


async def test_lease_that_ran_out_is_taken_over_until_attempts_are_used_up(uow, running, now):
    async with uow() as unit:
        for attempt in (2, 3):
            now += timedelta(seconds=LEASE_S + 1)
            taken = await unit.work.claim(running.id, now, LEASE_S)
            assert (taken.attempt, taken.lease_token) == (attempt, attempt)
        assert await unit.work.claim(running.id, now + timedelta(seconds=LEASE_S + 1), LEASE_S) is None


async def test_every_write_of_a_stale_token_is_refused(uow, running, now):
    later = now + timedelta(seconds=LEASE_S + 1)
    async with uow() as unit:
        current = await unit.work.claim(running.id, later, LEASE_S)
    stale = (running.id, running.lease_token)
    async with uow() as unit:
        work = unit.work
        for write in (
            work.heartbeat(*stale, later, LEASE_S),
            work.progress(*stale, Raw(b"{}")),
            work.finish(*stale, JobState.SUCCEEDED, later),
            work.release(*stale, later, not_before=later, charge=True),
        ):
            with pytest.raises(LeaseLost):
                await write
    assert await stored(uow, running) == current
    async with uow() as unit:
        assert await unit.outbox.take(later, 10) == []


async def test_an_ended_job_takes_no_more_writes(uow, running, now):
    async with uow() as unit:
        await unit.work.finish(running.id, 1, JobState.FAILED, now, error_code="model", error="gone")
        with pytest.raises(LeaseLost):
            await unit.work.finish(running.id, 1, JobState.SUCCEEDED, now)
        with pytest.raises(LeaseLost):
            await unit.work.heartbeat(running.id, 1, now, LEASE_S)
        ended = await unit.jobs.get(running.user_id, running.id)
    assert (ended.state, ended.error_code, ended.error, ended.ended_at) == (JobState.FAILED, "model", "gone", now)


async def test_heartbeat_extends_the_lease_and_tells_of_cancellation(uow, running, now):
    later = now + timedelta(seconds=10)
    async with uow() as unit:
        assert await unit.work.heartbeat(running.id, 1, later, LEASE_S) is False
        assert (await unit.jobs.get(running.user_id, running.id)).lease_until == later + timedelta(seconds=LEASE_S)
        flagged = await unit.jobs.request_cancel(running.user_id, running.id, later)
        assert (flagged.state, flagged.cancel_requested) == (JobState.RUNNING, True)
        assert await unit.work.heartbeat(running.id, 1, later, LEASE_S) is True


async def test_progress_and_result_are_stored(uow, running, now):
    async with uow() as unit:
        await unit.work.progress(running.id, 1, Raw(b'{"stage": "menu"}'))
        await unit.work.finish(running.id, 1, JobState.SUCCEEDED, now, result=Raw(b'{"plan": "\xc3\xa9"}'))
    ended = await stored(uow, running)
    assert (bytes(ended.progress), bytes(ended.result)) == (b'{"stage": "menu"}', '{"plan": "é"}'.encode())
    assert (ended.state, ended.ended_at, ended.lease_until) == (JobState.SUCCEEDED, now, None)


async def test_json_that_cannot_be_stored_is_refused_before_it_is_sent(uow, running, now):
    async with uow() as unit:
        for text in (b'"\\u0000"', b"NaN", b""):
            with pytest.raises(InvalidInput):
                await unit.work.progress(running.id, 1, Raw(text))
        with pytest.raises(TypeError, match="Raw"):
            await unit.work.progress(running.id, 1, b"{}")
        await unit.work.finish(running.id, 1, JobState.SUCCEEDED, now)


async def test_finish_needs_an_end(uow, running, now):
    with pytest.raises(ValueError, match="not queued"):
        async with uow() as unit:
            await unit.work.finish(running.id, 1, JobState.QUEUED, now)


@pytest.mark.parametrize(("charge", "attempt"), [(True, 1), (False, 0)])
async def test_release_queues_again_with_a_message(uow, running, now, charge, attempt):
    due = now + timedelta(seconds=30)
    async with uow() as unit:
        state = await unit.work.release(
            running.id, 1, now, not_before=due, charge=charge, error_code="model", error="slow"
        )
        assert state is JobState.QUEUED
        assert await unit.outbox.take(now, 10) == []
        (row,) = await unit.outbox.take(due, 10)
        assert (row.job_id, row.queue, row.due_at) == (running.id, "plans", due)
    job = await stored(uow, running)
    assert (job.state, job.attempt, job.lease_until, job.not_before) == (JobState.QUEUED, attempt, None, due)
    assert (job.error_code, job.error) == ("model", "slow")
    async with uow() as unit:
        again = await unit.work.claim(running.id, due, LEASE_S)
    assert (again.attempt, again.lease_token) == (attempt + 1, 2)


async def test_release_of_a_job_to_be_cancelled_ends_it(uow, running, now):
    async with uow() as unit:
        await unit.jobs.request_cancel(running.user_id, running.id, now)
        assert await unit.work.release(running.id, 1, now, not_before=now, charge=True) is JobState.CANCELLED
        assert await unit.outbox.take(now, 10) == []
    job = await stored(uow, running)
    assert (job.state, job.ended_at) == (JobState.CANCELLED, now)


async def test_reap_resends_a_lost_message_once(uow, queued, now):
    later = now + timedelta(minutes=1)
    async with uow() as unit:
        assert await unit.work.reap(later, stale_before=later, limit=10) == []
        assert len(await drain(unit, later)) == 1  # its first message: it was not lost yet
    async with uow() as unit:
        assert await unit.work.reap(later, stale_before=now, limit=10) == []
        assert await unit.outbox.take(later, 10) == []  # queued no longer than `stale_before`
        assert await unit.work.reap(later, stale_before=later, limit=10) == []
        assert [row.job_id for row in await drain(unit, later)] == [queued.id]
        assert await unit.work.reap(later, stale_before=later, limit=10) == []
        assert await drain(unit, later) == []


async def test_reap_requeues_a_lease_that_ran_out_and_fences_its_worker(uow, running, now):
    later = now + timedelta(seconds=LEASE_S + 1)
    async with uow() as unit:
        assert await unit.work.reap(now, stale_before=now, limit=10) == []
        assert (await unit.jobs.get(running.user_id, running.id)).state is JobState.RUNNING
        assert await unit.work.reap(later, stale_before=now, limit=10) == []
        assert [row.job_id for row in await drain(unit, later)] == [running.id]
        with pytest.raises(LeaseLost):
            await unit.work.heartbeat(running.id, 1, later, LEASE_S)
        assert (await unit.work.claim(running.id, later, LEASE_S)).attempt == 2


async def test_reap_ends_what_is_out_of_attempts_or_was_to_be_cancelled(uow, user, make_job, now):
    spent, unwanted = make_job(user.id, max_attempts=1), make_job(user.id)
    later = now + timedelta(seconds=LEASE_S + 1)
    async with uow() as unit:
        for job in (spent, unwanted):
            await unit.jobs.add(job)
            await unit.work.claim(job.id, now, LEASE_S)
        await drain(unit, now)
        await unit.jobs.request_cancel(user.id, unwanted.id, now)
    async with uow() as unit:
        ended = {job.id: job for job in await unit.work.reap(later, stale_before=now, limit=10)}
        assert await drain(unit, later) == []
    assert ended[spent.id].state is JobState.FAILED
    assert ended[spent.id].error_code == "lease_lost"
    assert ended[unwanted.id].state is JobState.CANCELLED
    assert {job.ended_at for job in ended.values()} == {later}


async def test_reap_ends_a_released_job_out_of_attempts_with_the_error_it_was_released_for(uow, user, make_job, now):
    job = make_job(user.id, max_attempts=1)
    async with uow() as unit:
        await unit.jobs.add(job)
        await unit.work.claim(job.id, now, LEASE_S)
        await unit.work.release(job.id, 1, now, not_before=now, charge=True, error_code="model", error="slow")
        assert await unit.work.claim(job.id, now, LEASE_S) is None
        await drain(unit, now)
        (ended,) = await unit.work.reap(now + timedelta(minutes=1), stale_before=now + timedelta(seconds=1), limit=10)
    assert (ended.state, ended.error_code, ended.error) == (JobState.FAILED, "model", "slow")


async def test_two_reapers_share_the_rows(uow, user, make_job, now):
    jobs = [make_job(user.id) for _ in range(6)]
    later = now + timedelta(seconds=LEASE_S + 1)
    async with uow() as unit:
        for job in jobs:
            await unit.jobs.add(job)
        await drain(unit, now)
        await unit.work.claim_many([job.id for job in jobs], now, LEASE_S)

    async def reap(limit: int) -> None:
        async with uow() as unit:
            await unit.work.reap(later, stale_before=now, limit=limit)
            both.release()
            await done.wait()

    both, done = asyncio.Semaphore(0), asyncio.Event()
    async with asyncio.TaskGroup() as group:
        for limit in (4, 6):
            group.create_task(reap(limit))
        for _ in range(2):
            await both.acquire()  # each has run its statement; neither has committed
        done.set()
    async with uow() as unit:
        assert sorted(row.job_id for row in await drain(unit, later)) == sorted(job.id for job in jobs)


async def test_counts_leave_out_what_ended_long_ago(uow, user, make_job, running):
    now = SystemClock().now()
    old, fresh = make_job(user.id), make_job(user.id, queue="chat")
    async with uow() as unit:
        for job, end in ((old, now - timedelta(days=2)), (fresh, now)):
            await unit.jobs.add(job)
            await unit.work.claim(job.id, now, LEASE_S)
            await unit.work.finish(job.id, 1, JobState.SUCCEEDED, end)
    async with uow() as unit:
        assert await unit.work.counts() == {("plans", "running"): 1, ("chat", "succeeded"): 1}
