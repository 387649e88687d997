"""`RateLimits` over Redis: a sliding-window counter by (zone, principal)."""

import math

import structlog
from redis.asyncio import Redis

from adapters.queue.connection import DOWN
from domain.errors import RateLimited

_log = structlog.get_logger(__name__)

PREFIX = "fitai:rate:"

_HIT = """
local limit, window = tonumber(ARGV[1]), tonumber(ARGV[2])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local index, elapsed = math.floor(now / window), (now % window) / window
local held = redis.call('HMGET', KEYS[1], 'i', 'c', 'p')
local age = held[1] and index - tonumber(held[1]) or 2
local count = age == 0 and tonumber(held[2]) or 0
local previous = age == 0 and tonumber(held[3]) or age == 1 and tonumber(held[2]) or 0
if previous * (1 - elapsed) + count + 1 <= limit then
  redis.call('HSET', KEYS[1], 'i', index, 'c', count + 1, 'p', previous)
  redis.call('PEXPIRE', KEYS[1], 2 * window)
  return 0
end
local room = limit - 1
if count <= room then
  return math.ceil((1 - (room - count) / previous - elapsed) * window)
end
return math.ceil((2 - elapsed - math.max(room, 0) / count) * window)
"""
"""Milliseconds until one more use fits, 0 when it was counted. The window before weighs by the part still inside."""


class RedisRateLimits:
    """Counts the running window plus the part of the one before that the last `window_s` seconds still cover.

    Without Redis nothing is limited, and a warning is logged: limits protect against abuse, and refusing every log-in
    and every request because the counter is away would do the abuser's work. Nothing is decided on them but pace.
    """

    def __init__(self, redis: Redis) -> None:
        self._hit = redis.register_script(_HIT)

    async def hit(self, zone: str, principal: str, limit: int, window_s: int) -> None:
        """Count one use of (zone, principal). Raises `RateLimited` over `limit` in `window_s` seconds."""
        try:
            wait_ms = int(await self._hit(keys=[f"{PREFIX}{zone}:{principal}"], args=[limit, window_s * 1000]))
        except DOWN as error:
            _log.warning("rate_limit_unavailable", zone=zone, error=str(error))
            return
        if wait_ms:
            retry_after = max(1, math.ceil(wait_ms / 1000))
            raise RateLimited(
                f"more than {limit} in {window_s} s for {zone!r}; try again in {retry_after} s", retry_after
            )
