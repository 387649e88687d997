"""Kill what can be killed, at random points: every accepted job ends, and has its effect once.

Real PostgreSQL, Valkey and worker processes. Counts and seed go to standard output (`pytest -s`, or the report of a
failure). FITAI_FAULTS_SCALE enlarges, FITAI_FAULTS_SEED repeats.
"""

import asyncio
import contextlib
import os
import signal
from typing import Any

import pytest

from adapters.queue.arq_queue import ArqQueue
from domain.errors import Unavailable
from domain.jobs.job import JobState

pytestmark = pytest.mark.timeout(180)


async def test_kill_9_of_workers_at_random_points(ground: Any) -> None:
    kills, batch = int(30 * ground.scale), 8
    workers = [ground.start_worker() for _ in range(3)]
    await ground.ready(*workers)
    for _ in range(kills):
        await ground.commit(batch, sleep_s=ground.random.uniform(0.0, 0.8))
        await asyncio.sleep(ground.random.uniform(0.05, 0.5))
        victim = ground.random.choice(workers)
        workers.remove(victim)
        ground.kill(victim)
        workers.append(ground.start_worker())
        if ground.random.random() < 0.5:
            await ground.ready(workers[-1])
    await ground.each_ended_once(f"{kills} x kill -9 of a worker")


async def test_rolling_sigterm_charges_a_long_job_nothing(ground: Any) -> None:
    worker = ground.start_worker()
    await ground.ready(worker)
    (job_id,) = await ground.commit(sleep_s=2.0, max_attempts=2)
    for _ in range(5):
        await ground.until(lambda: ground.runs(job_id), "the long job runs")
        following = ground.start_worker()
        await ground.ready(following)
        await ground.stop(worker)
        worker = following
    await ground.each_ended_once("5 x SIGTERM in one long job")
    job = await ground.job(job_id)
    assert (job.attempt, job.lease_token) == (1, 6)


async def test_valkey_killed_and_emptied(ground: Any) -> None:
    valkey = ground.services.valkey
    workers = [ground.start_worker(), ground.start_worker()]
    await ground.ready(*workers)
    await ground.commit(40, sleep_s=0.1)
    await ground.until(lambda: _some(ground, "effect"), "jobs run")
    valkey.kill()
    await ground.commit(20, sleep_s=0.05)  # accepted while there is no Redis
    valkey.start(valkey.port)
    await ground.commit(60, sleep_s=0.2)
    await ground.until(lambda: _waiting(ground, 30), "messages wait")
    await ground.redis.flushall()
    await ground.commit(20, sleep_s=0.05)
    await ground.each_ended_once("kill -9 of Valkey, then FLUSHALL with 30 or more messages in it")
    assert all(worker.running for worker in workers)


async def test_postgresql_killed(ground: Any) -> None:
    postgres = ground.services.postgres
    workers = [ground.start_worker(), ground.start_worker()]
    await ground.ready(*workers)
    for _ in range(2):
        done = sum((await ground.count("effect")).values())
        await ground.commit(40, sleep_s=0.1)
        await ground.until(lambda before=done: _some(ground, "effect", before), "jobs run")
        postgres.kill()
        postgres.start(postgres.port)
    await ground.each_ended_once("2 x kill -9 of PostgreSQL")
    assert all(worker.running for worker in workers)


@pytest.mark.parametrize("moment", ["before_send", "after_send"])
async def test_relay_killed_between_commit_and_message(ground: Any, moment: str) -> None:
    doomed = ground.start_worker(FAULT=moment)
    await ground.ready(doomed)
    await ground.commit(10)
    await ground.until(lambda: _ended(doomed), "the relay has died")
    ground.workers.remove(doomed)
    assert not await ground.count("try")
    ground.start_worker()
    await ground.each_ended_once(f"relay killed {moment}")


async def test_event_loop_blocked_past_the_lease(ground: Any) -> None:
    workers = [ground.start_worker(), ground.start_worker()]
    await ground.ready(*workers)
    (job_id,) = await ground.commit(block_s=3.0, first_only=True)
    await ground.each_ended_once("event loop blocked for three leases")
    # The blocked process comes back to a job that is somebody else's; its write must find nothing to change.
    await asyncio.to_thread(_stopped, workers)
    ground.workers.clear()
    job = await ground.job(job_id)
    assert (await ground.count("effect"))[str(job_id)] == 1
    assert ((await ground.count("try"))[str(job_id)], job.state, job.lease_token) == (2, JobState.SUCCEEDED, 2)


async def test_two_relays_and_two_reapers_claim_each_job_once(ground: Any) -> None:
    workers = [ground.start_worker(), ground.start_worker()]
    await ground.ready(*workers)
    for _ in range(10):
        await ground.commit(int(15 * ground.scale), sleep_s=0.05)
    await ground.each_ended_once("two relays and two reapers")
    assert set((await ground.count("try")).values()) == {1}


async def test_a_job_that_kills_its_worker_becomes_a_dead_letter(ground: Any) -> None:
    poison = (await ground.commit(die=True, max_attempts=2))[0]
    ground.jobs.remove(poison)
    await ground.commit(10, sleep_s=0.05)
    worker = ground.start_worker()
    while (await ground.job(poison)).state is not JobState.FAILED:
        if not worker.running:
            ground.workers.remove(worker)
            worker = ground.start_worker()
        await asyncio.sleep(0.05)
    await ground.each_ended_once("poison job")
    job = await ground.job(poison)
    assert (job.attempt, job.error_code) == (2, "lease_lost")


async def test_cancel_queued_and_running(ground: Any) -> None:
    worker = ground.start_worker(FITAI_WORKER_SLOTS="1")
    await ground.ready(worker)
    running, queued = (await ground.commit(sleep_s=30.0))[0], (await ground.commit())[0]
    await ground.until(lambda: ground.runs(running), "the first job runs")
    await ground.cancel(queued)
    await ground.cancel(running)
    await ground.until(ground.all_ended, "both jobs ended")
    assert {(await ground.job(each)).state for each in (running, queued)} == {JobState.CANCELLED}
    assert not await ground.count("effect")


async def _some(ground: Any, action: str, more_than: int = 0) -> bool:
    return sum((await ground.count(action)).values()) > more_than


async def _waiting(ground: Any, messages: int) -> bool:
    with contextlib.suppress(Unavailable):
        return await ArqQueue(ground.redis).depth("plans") >= messages
    return False


async def _ended(worker: Any) -> bool:
    return not worker.running


def _stopped(workers: list[Any]) -> None:
    for worker in workers:
        os.kill(worker.pid, signal.SIGTERM)
    for worker in workers:
        worker.stop(20.0)
