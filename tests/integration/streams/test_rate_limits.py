"""The sliding window on a real Valkey."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from adapters.queue.connection import connect
from adapters.streams.rate_limits import RedisRateLimits
from domain.errors import RateLimited


@pytest.fixture
async def limits(redis_url: str) -> AsyncIterator[RedisRateLimits]:
    redis = connect(redis_url)
    await redis.flushall()
    yield RedisRateLimits(redis)
    await redis.aclose(close_connection_pool=True)


async def uses(
    limits: RedisRateLimits, count: int, *, zone: str = "login", principal: str = "sam", limit: int = 5
) -> int:
    """How many of `count` uses were let through."""
    passed = 0
    for _ in range(count):
        try:
            await limits.hit(zone, principal, limit, 3600)
            passed += 1
        except RateLimited:
            pass
    return passed


async def test_uses_up_to_the_limit_pass_and_no_more(limits: RedisRateLimits) -> None:
    assert await uses(limits, 12) == 5


async def test_zones_and_principals_do_not_share_a_count(limits: RedisRateLimits) -> None:
    assert await uses(limits, 5) == 5
    assert await uses(limits, 5, principal="alex") == 5
    assert await uses(limits, 5, zone="plans") == 5


async def test_uses_at_once_are_all_counted(limits: RedisRateLimits) -> None:
    results = await asyncio.gather(*(uses(limits, 1, limit=20) for _ in range(50)))
    assert sum(results) == 20


async def test_the_error_says_when_to_come_back(limits: RedisRateLimits) -> None:
    await uses(limits, 5)
    with pytest.raises(RateLimited, match="more than 5 in 3600 s for 'login'") as caught:
        await limits.hit("login", "sam", 5, 3600)
    assert 1 <= caught.value.retry_after <= 2 * 3600


async def test_a_use_fits_again_after_the_time_the_error_named(limits: RedisRateLimits) -> None:
    """With windows of one second: wait what was said, and the next use passes. Refused uses are not counted."""
    for _ in range(4):
        for _ in range(3):
            with_room = True
            try:
                await limits.hit("login", "sam", 2, 1)
            except RateLimited as error:
                with_room = False
                wait = error.retry_after
            if not with_room:
                await asyncio.sleep(wait)
                await limits.hit("login", "sam", 2, 1)


async def test_a_limit_of_nothing_lets_nothing_pass(limits: RedisRateLimits) -> None:
    assert await uses(limits, 3, limit=0) == 0
