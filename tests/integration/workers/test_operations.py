"""What operators see of a real worker, and what they make it do."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from msgspec import json

from domain.errors import Unavailable
from domain.jobs.job import JobState
from domain.operations.feed import TOPIC, Changes
from domain.operations.timeline import Outcome
from workers.runtime.task import TaskContext


async def nothing(_: TaskContext) -> None:
    """A task that is done at once."""


async def until(true: Callable[[], bool]) -> None:
    """Wait until something is so."""
    async with asyncio.timeout(20):
        while not true():  # noqa: ASYNC110 - another task's state
            await asyncio.sleep(0.05)


async def test_a_paused_queue_gives_no_job_until_it_is_resumed(harness: Any) -> None:
    async with harness.worker(nothing) as worker:
        async with harness.uow() as uow:
            assert await uow.operations.pause("plans", harness.user, datetime.now(UTC))
        await until(lambda: worker.paused)
        job = await harness.add()
        await asyncio.sleep(1.5)
        assert (await harness.get(job)).state is JobState.QUEUED
        async with harness.uow() as uow:
            assert await uow.operations.resume("plans")
        (row,) = await harness.ended(job)
    assert row.state is JobState.SUCCEEDED


async def test_a_worker_that_starts_on_a_paused_queue_takes_nothing(harness: Any) -> None:
    job = await harness.add()
    async with harness.uow() as uow:
        await uow.operations.pause("plans", harness.user, job.created_at)
    try:
        async with harness.worker(nothing):
            await asyncio.sleep(1)
            assert (await harness.get(job)).state is JobState.QUEUED
    finally:
        async with harness.uow() as uow:
            await uow.operations.resume("plans")


async def test_attempts_are_kept_with_their_worker(harness: Any) -> None:
    tries = []

    async def once_more(ctx: TaskContext) -> None:
        tries.append(ctx.job.attempt)
        if len(tries) == 1:
            raise Unavailable("not yet")

    async with harness.worker(once_more):
        job = await harness.add()
        await harness.ended(job)
        async with harness.uow() as uow:
            record = await uow.monitor.job(job.id)
            (worker,) = await uow.monitor.workers()
    assert [(each.number, each.outcome, each.code) for each in record.attempts] == [
        (1, Outcome.RETRYING, "unavailable"),
        (2, Outcome.SUCCEEDED, ""),
    ]
    assert {each.worker for each in record.attempts} == {record.worker} == {worker.id}
    assert (worker.queue, worker.slots) == ("plans", 4)
    async with harness.uow() as uow:
        assert await uow.monitor.workers() == []  # it said goodbye


async def test_what_is_done_again_and_again_is_noted(harness: Any) -> None:
    async def noted() -> set[str]:
        async with harness.uow() as uow:
            return {run.name for run in await uow.monitor.schedules() if not run.error and run.next_at > run.last_at}

    async with harness.worker(nothing), asyncio.timeout(20):
        while not await noted() >= {"reap", "count", "clear", "trackers"}:  # noqa: ASYNC110 - rows of a database
            await asyncio.sleep(0.05)


async def test_the_feed_tells_where_jobs_have_got_to(harness: Any) -> None:
    async with harness.worker(nothing):
        job = await harness.add()
        await harness.ended(job)
    events = await harness.streams.read(TOPIC, 0, 100)
    told = [moved for event in events for moved in json.decode(event.data, type=Changes).jobs if moved.id == job.id]
    assert told[-1].what == "succeeded"
    assert told[-1].queue == "plans"


@pytest.mark.parametrize("lost_to", ["reaper", "claim"])
async def test_an_attempt_whose_worker_fell_silent_is_told_of(harness: Any, lost_to: str) -> None:
    job = await harness.add()
    now = job.created_at
    async with harness.uow() as uow:
        await uow.work.claim(job.id, now, 1, "silent")
    later = now.replace(year=now.year + 1)
    async with harness.uow() as uow:
        if lost_to == "reaper":
            await uow.work.reap(later, stale_before=now, limit=10)
        else:
            await uow.work.claim(job.id, later, 1, "next")
        record = await uow.monitor.job(job.id)
        assert [(each.worker, each.outcome) for each in record.attempts] == [("silent", Outcome.LEASE_LOST)]
        await uow.operations.cancel([job.id], later)
