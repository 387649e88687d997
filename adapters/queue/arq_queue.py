"""`Queue` over arq: its wire format and its sorted set, written and read in one round trip each."""

from typing import cast
from uuid import UUID

from arq.connections import ArqRedis
from arq.constants import expires_extra_ms, job_key_prefix
from arq.jobs import serialize_job
from arq.utils import timestamp_ms

from adapters.queue.connection import DOWN
from domain.errors import Unavailable

JOB_FUNCTION = "run_job"
"""Name of the one arq function: it claims the row named by the message and runs what the row says."""

PREFIX = "fitai:queue:"


_TAKE = """
redis.call('DEL', ARGV[2] .. ARGV[3])
local ids = {}
if tonumber(ARGV[1]) > 0 then
  local popped = redis.call('ZPOPMIN', KEYS[1], ARGV[1])
  for i = 1, #popped, 2 do
    ids[#ids + 1] = popped[i]
    redis.call('DEL', ARGV[2] .. popped[i])
  end
end
return ids
"""
"""Drops the body of the first message (ARGV[3]) and pops up to ARGV[1] more with theirs."""


def key_of(queue: str) -> str:
    """arq's queue name (the key of its sorted set) for one of our queues."""
    return PREFIX + queue


class ArqQueue:
    """Messages are arq jobs whose id is the job's id, due at once (the outbox holds back what is due later).

    `enqueue_job` is not used: it reads before it writes (three round trips), refuses an id it has seen, and says None
    both for "already queued" and for a connection lost in WATCH. Here the same keys are written blindly, so sending an
    id twice leaves one message. `take` pops from arq's sorted set with BZPOPMIN: a worker wakes when a message comes,
    and no two get the same one.
    """

    def __init__(self, redis: ArqRedis) -> None:
        self._redis = redis
        self._take = redis.register_script(_TAKE)

    async def send(self, queue: str, *job_ids: UUID) -> None:
        """Put one message for each id and wake workers. Raises `Unavailable`."""
        if not job_ids:
            return
        now = timestamp_ms()
        try:
            async with self._redis.pipeline(transaction=True) as pipe:
                for job_id in map(str, job_ids):
                    body = serialize_job(JOB_FUNCTION, (job_id,), {}, None, now, serializer=self._redis.job_serializer)
                    pipe.psetex(job_key_prefix + job_id, expires_extra_ms, body)
                pipe.zadd(key_of(queue), dict.fromkeys(map(str, job_ids), now))
                await pipe.execute()
        except DOWN as error:
            raise Unavailable(f"queue {queue!r} takes no messages: {error}") from error

    async def take(self, queue: str, limit: int, wait_s: float) -> list[UUID]:
        """Up to `limit` messages, oldest first, waiting up to `wait_s` for the first. Raises `Unavailable`."""
        key = key_of(queue)
        try:
            first = await self._redis.bzpopmin(key, wait_s)
            if first is None:
                return []
            more = await self._take(keys=[key], args=[limit - 1, job_key_prefix, first[1]])
        except DOWN as error:
            raise Unavailable(f"queue {queue!r} gives no messages: {error}") from error
        return [UUID(member.decode()) for member in (first[1], *more)]

    async def depth(self, queue: str) -> int:
        """Messages waiting. Raises `Unavailable`."""
        try:
            return cast("int", await self._redis.zcard(key_of(queue)))
        except DOWN as error:
            raise Unavailable(f"queue {queue!r} does not answer: {error}") from error
