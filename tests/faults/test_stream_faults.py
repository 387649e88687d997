"""The stream reader and the rate limits when Valkey goes away and comes back."""

import asyncio
from typing import Any

import pytest
import structlog

from adapters.queue.connection import connect
from adapters.streams.rate_limits import RedisRateLimits
from adapters.streams.redis_hub import RedisStreamHub
from adapters.streams.redis_log import RedisStreamLog
from domain.errors import Unavailable


async def _append(log: RedisStreamLog, topic: str, count: int) -> list[int]:
    return [await log.append(topic, "n", b"%d" % number) for number in range(count)]


async def _append_when_back(log: RedisStreamLog, topic: str, data: bytes) -> int:
    while True:
        try:
            return await log.append(topic, "n", data)
        except Unavailable:
            await asyncio.sleep(0.05)


async def test_followers_go_on_after_a_restart(mortal_services: Any) -> None:
    """A killed Valkey may lose the end of its append-only file and give those numbers again: no event is missed."""
    valkey = mortal_services[0].valkey
    redis = connect(valkey.url)
    log = RedisStreamLog(redis)
    async with RedisStreamHub(redis, log) as hub, hub.follow("job:1", 0) as events:
        await _append(log, "job:1", 5)
        assert [(await anext(events)).seq for _ in range(5)] == [1, 2, 3, 4, 5]
        following = asyncio.create_task(anext(events))  # type: ignore[arg-type]
        while not hub.topics:  # noqa: ASYNC110 - nothing to await
            await asyncio.sleep(0)  # while it still replays, an outage is the reader's to hear of
        for round_ in range(6):
            valkey.kill()
            with pytest.raises(Unavailable):
                await log.append("job:1", "n", b"1")
            valkey.start(valkey.port)
            data = b'{"round":%d}' % round_
            seq = await _append_when_back(log, "job:1", data)
            event = await following
            assert (event.seq, bytes(event.data)) == (seq, data)
            following = asyncio.create_task(anext(events))  # type: ignore[arg-type]
        following.cancel()
    await redis.aclose(close_connection_pool=True)


async def test_followers_get_what_comes_after_the_store_was_emptied(mortal_services: Any) -> None:
    redis = connect(mortal_services[0].redis_url)
    log = RedisStreamLog(redis)
    async with RedisStreamHub(redis, log) as hub, hub.follow("job:2", 0) as events:
        await _append(log, "job:2", 5)
        assert [(await anext(events)).seq for _ in range(5)] == [1, 2, 3, 4, 5]
        following = asyncio.create_task(anext(events))  # type: ignore[arg-type]
        while not hub.topics:  # noqa: ASYNC110 - nothing to await
            await asyncio.sleep(0)  # the follower reads on before it joins
        await redis.flushall()
        for _ in range(2):
            await log.append("job:2", "n", b'"after"')
        assert [(await following).seq, (await anext(events)).seq] == [1, 2]
        async with hub.follow("job:2", 5) as resumed:
            assert [(await anext(resumed)).seq for _ in range(2)] == [1, 2]
    await redis.aclose(close_connection_pool=True)


async def test_without_redis_nothing_is_limited_and_a_warning_says_so(mortal_services: Any) -> None:
    valkey = mortal_services[0].valkey
    redis = connect(valkey.url)
    limits = RedisRateLimits(redis)
    valkey.kill()
    try:
        with structlog.testing.capture_logs() as logs:
            for _ in range(3):
                await limits.hit("login", "203.0.113.7", 1, 60)
    finally:
        valkey.start(valkey.port)
        await redis.aclose(close_connection_pool=True)
    assert {line["event"] for line in logs} == {"rate_limit_unavailable"}
