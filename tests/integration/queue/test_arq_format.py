"""Our messages are arq's: what we send, arq can read; nothing in them is pickled."""

from collections.abc import AsyncIterator
from uuid import uuid4

import pytest
from arq.connections import ArqRedis
from msgspec import json

from adapters.queue.arq_queue import JOB_FUNCTION, ArqQueue, key_of
from adapters.queue.connection import connect
from domain.errors import Unavailable


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[ArqRedis]:
    redis = connect(redis_url)
    await redis.flushall()
    yield redis
    await redis.aclose(close_connection_pool=True)


async def test_arq_reads_our_message(redis: ArqRedis) -> None:
    job_id = uuid4()
    await ArqQueue(redis).send("plans", job_id)
    (job,) = await redis.queued_jobs(queue_name=key_of("plans"))
    assert (job.job_id, job.function, tuple(job.args), job.kwargs) == (str(job_id), JOB_FUNCTION, (str(job_id),), {})


async def test_the_body_is_json_and_goes_with_its_message(redis: ArqRedis) -> None:
    queue, ids = ArqQueue(redis), [uuid4() for _ in range(3)]
    await queue.send("plans", *ids)
    body = await redis.get(f"arq:job:{ids[0]}")
    assert json.decode(body)["f"] == JOB_FUNCTION
    assert len(await queue.take("plans", 3, 1.0)) == 3
    assert await redis.keys("*") == []


async def test_a_redis_that_is_not_there_is_unavailable() -> None:
    redis = connect("redis://127.0.0.1:1/0")
    queue = ArqQueue(redis)
    for call in (queue.send("plans", uuid4()), queue.take("plans", 1, 0.1), queue.depth("plans")):
        with pytest.raises(Unavailable, match="queue 'plans'"):
            await call
    await redis.aclose(close_connection_pool=True)


@pytest.mark.parametrize("path", ["", "/", "/0"])
async def test_urls_that_arq_refuses_are_understood(path: str) -> None:
    kwargs = connect(f"redis://:p%40ss@localhost:6379{path}").connection_pool.connection_kwargs
    assert (kwargs["password"], kwargs["host"], kwargs["port"]) == ("p@ss", "localhost", 6379)
