"""One suite for every `Queue`: what the runtime may rely on, whichever transport is behind it."""

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import pytest

from adapters.queue.arq_queue import ArqQueue
from adapters.queue.connection import connect
from adapters.queue.memory import MemoryQueue
from domain.ports import Queue


@pytest.fixture(params=["memory", "arq"])
async def queue(request: pytest.FixtureRequest) -> AsyncIterator[Queue]:
    if request.param == "memory":
        yield MemoryQueue()
        return
    redis = connect(request.getfixturevalue("redis_url"))
    await redis.flushall()
    yield ArqQueue(redis)
    await redis.aclose(close_connection_pool=True)


def some_ids(count: int) -> list[UUID]:
    return [uuid4() for _ in range(count)]


async def test_what_is_sent_is_taken_once(queue: Queue) -> None:
    ids = some_ids(5)
    await queue.send("plans", *ids)
    assert await queue.depth("plans") == 5
    assert set(await queue.take("plans", 10, 1.0)) == set(ids)
    assert await queue.depth("plans") == 0
    assert await queue.take("plans", 10, 0.01) == []


async def test_take_gives_no_more_than_the_limit(queue: Queue) -> None:
    ids = some_ids(5)
    await queue.send("plans", *ids)
    first = await queue.take("plans", 3, 1.0)
    rest = await queue.take("plans", 3, 1.0)
    assert (len(first), len(rest)) == (3, 2)
    assert {*first, *rest} == set(ids)


async def test_an_id_sent_twice_is_one_message(queue: Queue) -> None:
    (job_id,) = some_ids(1)
    await queue.send("plans", job_id)
    await queue.send("plans", job_id, job_id)
    assert await queue.depth("plans") == 1


async def test_an_id_can_be_sent_again_after_it_was_taken(queue: Queue) -> None:
    (job_id,) = some_ids(1)
    for _ in range(3):
        await queue.send("plans", job_id)
        assert await queue.take("plans", 1, 1.0) == [job_id]


async def test_sending_nothing_is_nothing(queue: Queue) -> None:
    await queue.send("plans")
    assert await queue.depth("plans") == 0


async def test_queues_are_apart(queue: Queue) -> None:
    (job_id,) = some_ids(1)
    await queue.send("chat", job_id)
    assert await queue.take("plans", 1, 0.01) == []
    assert await queue.take("chat", 1, 0.01) == [job_id]


async def test_a_message_wakes_a_waiting_taker(queue: Queue) -> None:
    (job_id,) = some_ids(1)
    taker = asyncio.create_task(queue.take("plans", 1, 4.0))
    while not taker.get_stack():  # noqa: ASYNC110 - nothing to await: the task's first step
        await asyncio.sleep(0)
    await queue.send("plans", job_id)
    assert await taker == [job_id]


async def test_no_two_takers_get_the_same_message(queue: Queue) -> None:
    ids = some_ids(200)
    taken: list[UUID] = []

    async def taker() -> None:
        while got := await queue.take("plans", 7, 0.2):
            taken.extend(got)

    takers = [asyncio.create_task(taker()) for _ in range(8)]
    for job_id in ids:
        await queue.send("plans", job_id)
    await asyncio.gather(*takers)
    assert sorted(taken) == sorted(ids)
