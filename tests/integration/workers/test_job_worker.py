"""What becomes of a job in a real worker on PostgreSQL and Valkey."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from msgspec import Raw, Struct

from adapters.clock import SystemClock
from domain.errors import InvalidInput, LeaseLost, Unavailable
from domain.jobs.job import JobState
from workers.runtime.task import Result, TaskContext


class Done(Struct):
    plan_id: str


async def succeed(ctx: TaskContext) -> Result:
    await ctx.progress("menu", exercises=48)
    return Done(plan_id="p1")


async def test_a_job_runs_and_tells_what_it_does(harness: Any) -> None:
    async with harness.worker(succeed):
        job = await harness.add()
        (row,) = await harness.ended(job)
        events = await harness.events(job, "succeeded")
    assert (row.state, row.attempt, row.lease_until) == (JobState.SUCCEEDED, 1, None)
    assert Raw(row.result) == Raw(b'{"plan_id": "p1"}')
    assert events == [
        ("started", {"attempt": 1, "max_attempts": 3}),
        ("progress", {"stage": "menu", "exercises": 48}),
        ("succeeded", {"result": {"plan_id": "p1"}}),
    ]


async def test_result_rows_and_the_end_of_the_job_are_one_transaction(harness: Any) -> None:
    async def task(ctx: TaskContext) -> None:
        async with ctx.uow() as uow:
            await uow.audit.add(ctx.clock.now(), None, "effect", str(ctx.job.id), Raw(b"{}"))
            await ctx.complete(uow, Done(plan_id="p2"))

    async with harness.worker(task):
        job = await harness.add()
        (row,) = await harness.ended(job)
        events = await harness.events(job, "succeeded")
    assert row.state is JobState.SUCCEEDED
    assert events[-1] == ("succeeded", {"result": {"plan_id": "p2"}})


async def test_a_transaction_that_fails_after_complete_ends_nothing(harness: Any) -> None:
    attempts = []

    async def task(ctx: TaskContext) -> None:
        attempts.append(ctx.job.attempt)
        async with ctx.uow() as uow:
            await ctx.complete(uow)
            if len(attempts) == 1:
                raise Unavailable("the last statement failed")

    async with harness.worker(task):
        job = await harness.add()
        (row,) = await harness.ended(job)
    assert attempts == [1, 2]
    assert (row.state, row.attempt) == (JobState.SUCCEEDED, 2)


@pytest.mark.parametrize(
    ("error", "code", "attempts"),
    [
        (InvalidInput("bad profile"), "invalid_input", 1),
        (Unavailable("no model"), "unavailable", 2),
        (RuntimeError("a secret"), "unexpected", 2),
    ],
)
async def test_errors_end_or_retry_by_their_type(harness: Any, error: Exception, code: str, attempts: int) -> None:
    async def task(ctx: TaskContext) -> None:
        raise error

    async with harness.worker(task):
        job = await harness.add(max_attempts=2)
        (row,) = await harness.ended(job)
        events = await harness.events(job, "failed")
    assert (row.state, row.error_code, row.attempt) == (JobState.FAILED, code, attempts)
    assert "secret" not in row.error
    assert [name for name, _ in events] == ["started", "retrying"] * (attempts - 1) + ["started", "failed"]


async def test_a_poison_job_does_not_hold_up_the_queue(harness: Any) -> None:
    async def task(ctx: TaskContext) -> Result:
        if bytes(ctx.job.args) == b'{"poison": true}':
            raise RuntimeError
        return None

    async with harness.worker(task, slots=1):
        poison = await harness.add(args=Raw(b'{"poison": true}'))
        others = [await harness.add() for _ in range(5)]
        rows = await harness.ended(*others)
        (dead,) = await harness.ended(poison)
    assert {row.state for row in rows} == {JobState.SUCCEEDED}
    assert (dead.state, dead.attempt) == (JobState.FAILED, 3)


async def test_cancelling_a_running_job_stops_its_task(harness: Any) -> None:
    began, stopped = asyncio.Event(), asyncio.Event()

    async def task(ctx: TaskContext) -> None:
        began.set()
        try:
            await asyncio.Event().wait()
        finally:
            assert ctx.cancelled
            stopped.set()

    async with harness.worker(task):
        job = await harness.add()
        await began.wait()
        async with harness.uow() as uow:
            await uow.jobs.request_cancel(harness.user, job.id, SystemClock().now())
        await stopped.wait()
        (row,) = await harness.ended(job)
        assert (await harness.events(job, "cancelled"))[-1] == ("cancelled", {})
    assert row.state is JobState.CANCELLED


async def test_a_cancelled_queued_job_never_starts(harness: Any) -> None:
    started = []

    async def task(ctx: TaskContext) -> None:
        started.append(ctx.job.id)

    job = await harness.add()
    async with harness.uow() as uow:
        cancelled = await uow.jobs.request_cancel(harness.user, job.id, SystemClock().now())
    assert cancelled.state is JobState.CANCELLED
    async with harness.worker(task):
        later = await harness.add()
        await harness.ended(later)
    assert started == [later.id]


async def test_an_attempt_over_its_time_is_charged_and_tried_again(harness: Any) -> None:
    async def task(ctx: TaskContext) -> None:
        if ctx.job.attempt == 1:
            await asyncio.Event().wait()

    async with harness.worker(task, timeout_s=0.3):
        job = await harness.add()
        events = await harness.events(job, "succeeded")
    assert [(name, data.get("code")) for name, data in events] == [
        ("started", None),
        ("retrying", "timeout"),
        ("started", None),
        ("succeeded", None),
    ]


async def test_a_task_that_ignores_its_cancellation_gives_its_slot_back(harness: Any) -> None:
    release = asyncio.Event()

    async def task(ctx: TaskContext) -> None:
        while ctx.job.attempt == 1 and not release.is_set():
            try:
                await release.wait()
            except asyncio.CancelledError:
                continue

    async with harness.worker(task, timeout_s=0.2, cleanup_s=0.1, slots=1):
        job = await harness.add()
        (row,) = await harness.ended(job)
        release.set()
    assert (row.state, row.attempt) == (JobState.SUCCEEDED, 2)


async def test_a_drain_hands_running_jobs_back_uncharged(harness: Any) -> None:
    began: asyncio.Queue[int] = asyncio.Queue()

    async def task(ctx: TaskContext) -> Result:
        await began.put(ctx.job.attempt)
        if began.qsize() < 4:
            await asyncio.Event().wait()
        return None

    job = await harness.add()
    for drains in range(3):
        async with harness.worker(task):
            while began.qsize() <= drains:  # noqa: ASYNC110 - its items are counted, not taken
                await asyncio.sleep(0.01)
        row = await harness.get(job)
        assert (row.state, row.attempt) == (JobState.QUEUED, 0)
    async with harness.worker(task):
        (row,) = await harness.ended(job)
    assert (row.state, row.attempt) == (JobState.SUCCEEDED, 1)
    assert row.lease_token == 4


async def test_a_drain_lets_jobs_finish_in_time(harness: Any) -> None:
    began, finish = asyncio.Event(), asyncio.Event()

    async def task(ctx: TaskContext) -> None:
        began.set()
        await finish.wait()

    async with harness.worker(task, drain_s=10.0) as worker:
        job = await harness.add()
        await began.wait()
        worker.stop()
        late = await harness.add()
        finish.set()
    assert (await harness.get(job)).state is JobState.SUCCEEDED
    assert (await harness.get(late)).state is JobState.QUEUED


async def test_progress_reaches_the_row_with_the_heartbeat(harness: Any) -> None:
    finish = asyncio.Event()

    async def task(ctx: TaskContext) -> None:
        for number in range(20):
            await ctx.progress("day", day=number)
        await finish.wait()

    async with harness.worker(task):
        job = await harness.add()
        while (await harness.get(job)).progress is None:  # noqa: ASYNC110 - a row tells nobody
            await asyncio.sleep(0.02)
        row = await harness.get(job)
        finish.set()
        await harness.ended(job)
    assert Raw(row.progress) == Raw(b'{"day": 19, "stage": "day"}')


async def test_a_healthy_job_outlives_many_leases(harness: Any) -> None:
    async def task(ctx: TaskContext) -> Result:
        await asyncio.sleep(2 * ctx.job.max_attempts * 0.5)
        return None

    async with harness.worker(task, lease_s=1.0), harness.worker(task, lease_s=1.0):
        job = await harness.add()
        (row,) = await harness.ended(job)
    assert (row.state, row.attempt, row.lease_token) == (JobState.SUCCEEDED, 1, 1)


async def test_a_writer_whose_lease_was_taken_over_is_refused(harness: Any) -> None:
    """The second claim raises the token while the first attempt still works: only the second may store its effect."""
    effects, refused = [], []
    first_may_end = asyncio.Event()

    async def task(ctx: TaskContext) -> None:
        if ctx.job.lease_token == 1:
            async with harness.uow() as uow:
                later = ctx.clock.now() + timedelta(hours=1)
                taken = await uow.work.claim(ctx.job.id, later, 60.0)
            assert taken is not None
            first_may_end.set()
        try:
            async with ctx.uow() as uow:
                await ctx.complete(uow)
                effects.append(ctx.job.lease_token)
        except LeaseLost:
            refused.append(ctx.job.lease_token)
            raise

    async with harness.worker(task, beat_s=30.0):  # or the heartbeat might find out first
        job = await harness.add()
        await first_may_end.wait()
        while not refused:  # noqa: ASYNC110 - a list tells nobody
            await asyncio.sleep(0.01)
        row = await harness.get(job)
    assert (effects, refused, row.state, row.lease_token) == ([], [1], JobState.RUNNING, 2)
