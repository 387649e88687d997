"""`StreamLog` over Redis Streams: entry ids are `SEQ-0`, given out by the server, so no two writers get the same."""

from msgspec import Raw
from redis.asyncio import Redis

from adapters.queue.connection import DOWN
from domain.errors import Unavailable
from domain.ports import StreamEvent

PREFIX = "fitai:stream:"

MAX_EVENTS = 4096
"""Events kept of one topic; a reader that comes later than that finds the oldest ones gone."""

KEEP_S = 6 * 3600
"""Seconds a topic lives after its last event."""

_APPEND = """
local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1]
local seq = last and tonumber(string.match(last[1], '^%d+')) + 1 or 1
redis.call('XADD', KEYS[1], 'MAXLEN', ARGV[3], string.format('%d-0', seq), 't', ARGV[1], 'd', ARGV[2])
redis.call('EXPIRE', KEYS[1], ARGV[4])
return seq
"""

Entry = tuple[bytes, dict[bytes, bytes]]


def key_of(topic: str) -> str:
    """The Redis key of a topic."""
    return PREFIX + topic


def seq_of(entry_id: bytes) -> int:
    """The sequence number in an entry id."""
    return int(entry_id.partition(b"-")[0])


def event_of(entry: Entry) -> StreamEvent:
    """The event that a stream entry holds."""
    entry_id, fields = entry
    return StreamEvent(seq=seq_of(entry_id), type=fields[b"t"].decode(), data=Raw(fields[b"d"]))


class RedisStreamLog:
    """A topic keeps its last `max_events` events, for `keep_s` seconds after the last one."""

    def __init__(self, redis: Redis, *, max_events: int = MAX_EVENTS, keep_s: int = KEEP_S) -> None:
        self._redis = redis
        self._limits = (max_events, keep_s)
        self._append = redis.register_script(_APPEND)

    async def append(self, topic: str, type: str, data: bytes) -> int:  # noqa: A002 - the port's name
        """Append JSON `data`; returns its seq, from 1 without gaps. Raises `Unavailable`."""
        try:
            return int(await self._append(keys=[key_of(topic)], args=[type, data, *self._limits]))
        except DOWN as error:
            raise Unavailable(f"stream {topic!r} takes no events: {error}") from error

    async def read(self, topic: str, after: int, limit: int) -> list[StreamEvent]:
        """Up to `limit` events above `after`, in order. Raises `Unavailable`."""
        try:
            entries = await self._redis.xrange(key_of(topic), min=f"({after}-0", max="+", count=limit)
        except DOWN as error:
            raise Unavailable(f"stream {topic!r} cannot be read: {error}") from error
        return [event_of(entry) for entry in entries]

    async def last(self, topic: str) -> int:
        """Seq of the newest event; 0 when the topic has none. Raises `Unavailable`."""
        try:
            entries = await self._redis.xrevrange(key_of(topic), count=1)
        except DOWN as error:
            raise Unavailable(f"stream {topic!r} cannot be read: {error}") from error
        return seq_of(entries[0][0]) if entries else 0

    async def expire(self, topic: str, seconds: int) -> None:
        """Let the topic go in `seconds`. Raises `Unavailable`."""
        try:
            await self._redis.expire(key_of(topic), seconds)
        except DOWN as error:
            raise Unavailable(f"stream {topic!r} does not answer: {error}") from error
