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


async def _append_when_back(log: RedisStreamLog, topic: str) -> int:
    while True:
        try:
            return await log.append(topic, "n", b"1")
        except Unavailable:
            await asyncio.sleep(0.05)


async def test_followers_go_on_after_a_restart_without_gap_or_repeat(mortal_services: Any) -> None:
    valkey = mortal_services[0].valkey
    redis = connect(valkey.url)
    log = RedisStreamLog(redis)
    async with RedisStreamHub(redis, log) as hub, hub.follow("job:1", 0) as events:
        await _append(log, "job:1", 5)
        assert [(await anext(events)).seq for _ in range(5)] == [1, 2, 3, 4, 5]
        following = asyncio.create_task(anext(events))  # type: ignore[arg-type]
        await asyncio.sleep(0)
        for seq in range(6, 9):
            valkey.kill()
            with pytest.raises(Unavailable):
                await log.append("job:1", "n", b"1")
            valkey.start(valkey.port)
            assert await _append_when_back(log, "job:1") == seq
            assert (await following).seq == seq
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
        while not hub.topics:
            await asyncio.sleep(0)
        await redis.flushall()
        await _append(log, "job:2", 2)
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
