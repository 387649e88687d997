"""`RateLimits` over Redis: a sliding-window counter by (zone, principal)."""

import itertools
import math
from typing import NamedTuple

import structlog
from redis.asyncio import Redis

from adapters.batches import Batches
from adapters.queue.connection import DOWN
from domain.errors import RateLimited

_log = structlog.get_logger(__name__)

PREFIX = "fitai:rate:"

_HIT = """
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local function hit(key, limit, window)
  local index, elapsed = math.floor(now / window), (now % window) / window
  local held = redis.call('HMGET', key, 'i', 'c', 'p')
  local age = held[1] and index - tonumber(held[1]) or 2
  local count = age == 0 and tonumber(held[2]) or 0
  local previous = age == 0 and tonumber(held[3]) or age == 1 and tonumber(held[2]) or 0
  if previous * (1 - elapsed) + count + 1 <= limit then
    redis.call('HSET', key, 'i', index, 'c', count + 1, 'p', previous)
    redis.call('PEXPIRE', key, 2 * window)
    return 0
  end
  local room = limit - 1
  if count <= room then
    return math.ceil((1 - (room - count) / previous - elapsed) * window)
  end
  return math.ceil((2 - elapsed - math.max(room, 0) / count) * window)
end
local waits = {}
for n, key in ipairs(KEYS) do
  waits[n] = hit(key, tonumber(ARGV[2 * n - 1]), tonumber(ARGV[2 * n]))
end
return waits
"""
"""For each use: milliseconds until one more fits, 0 when it was counted. The window before weighs by the part still
inside."""


class _Use(NamedTuple):
    """One use to be counted; `number` tells it from another of the same key."""

    number: int
    key: str
    limit: int
    window_ms: int


class RedisRateLimits:
    """Counts the running window plus the part of the one before that the last `window_s` seconds still cover.

    Uses that come while a call is under way are counted together by the next one.

    Without Redis nothing is limited, and a warning is logged: limits protect against abuse, and refusing every log-in
    and every request because the counter is away would do the abuser's work. Nothing is decided on them but pace.
    """

    def __init__(self, redis: Redis) -> None:
        self._hit = redis.register_script(_HIT)
        self._waits = Batches(self._count)
        self._numbers = itertools.count()

    async def hit(self, zone: str, principal: str, limit: int, window_s: int) -> None:
        """Count one use of (zone, principal). Raises `RateLimited` over `limit` in `window_s` seconds."""
        use = _Use(next(self._numbers), f"{PREFIX}{zone}:{principal}", limit, window_s * 1000)
        try:
            wait_ms = await self._waits.get(use)
        except DOWN as error:
            _log.warning("rate_limit_unavailable", zone=zone, error=str(error))
            return
        if wait_ms:
            retry_after = max(1, math.ceil(wait_ms / 1000))
            raise RateLimited(
                f"more than {limit} in {window_s} s for {zone!r}; try again in {retry_after} s", retry_after
            )

    async def _count(self, uses: list[_Use]) -> dict[_Use, int]:
        limits = [number for use in uses for number in (use.limit, use.window_ms)]
        waits = await self._hit(keys=[use.key for use in uses], args=limits)
        return dict(zip(uses, map(int, waits), strict=True))
