"""`StreamLog` over Redis Streams: entry ids are `SEQ-0`, given out by the server, so no two writers get the same."""

import asyncio
from typing import NamedTuple

from msgspec import Raw
from redis.asyncio import Redis

from adapters.queue.connection import DOWN
from domain.errors import LeaseLost, Unavailable
from domain.ports import StreamEvent

PREFIX = "fitai:stream:"

MAX_EVENTS = 4096
"""Events kept of one topic; a reader that comes later than that finds the oldest ones gone."""

KEEP_S = 6 * 3600
"""Seconds a topic lives after its last event."""

# One entry for each key; 0 in place of its seq when a higher fence wrote last.
_APPEND = """
local seqs = {}
for i, key in ipairs(KEYS) do
    local type, data, fence = ARGV[3 * i], ARGV[3 * i + 1], tonumber(ARGV[3 * i + 2])
    local last = redis.call('XREVRANGE', key, '+', '-', 'COUNT', 1)[1]
    local seq = last and tonumber(string.match(last[1], '^%d+')) + 1 or 1
    local held = last and last[2][5] == 'f' and tonumber(last[2][6]) or 0
    if fence > 0 and fence < held then
        seqs[i] = 0
    else
        local id = string.format('%d-0', seq)
        if fence > 0 then
            redis.call('XADD', key, 'MAXLEN', ARGV[1], id, 't', type, 'd', data, 'f', fence)
        else
            redis.call('XADD', key, 'MAXLEN', ARGV[1], id, 't', type, 'd', data)
        end
        redis.call('EXPIRE', key, ARGV[2])
        seqs[i] = seq
    end
end
return seqs
"""

_MOST_AT_ONCE = 128
"""Entries of one script call: it holds the server up for a few tenths of a millisecond."""

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


class _Entry(NamedTuple):
    topic: str
    type: str
    data: bytes
    fence: int
    seq: "asyncio.Future[int]"


class RedisStreamLog:
    """A topic keeps its last `max_events` events, for `keep_s` seconds after the last one.

    Events that are appended while a call is under way go together in the next one: alone nobody waits, and thousands
    of streams at once cost a fraction of a round trip each.
    """

    def __init__(self, redis: Redis, *, max_events: int = MAX_EVENTS, keep_s: int = KEEP_S) -> None:
        self._redis = redis
        self._limits = (max_events, keep_s)
        self._append = redis.register_script(_APPEND)
        self._waiting: list[_Entry] = []
        self._sending: asyncio.Task[None] | None = None

    async def append(self, topic: str, type: str, data: bytes, *, fence: int = 0) -> int:  # noqa: A002 - the port's name
        """Append JSON `data`; returns its seq, from 1 without gaps. Raises `Unavailable` and `LeaseLost`."""
        entry = _Entry(topic, type, data, fence, asyncio.get_running_loop().create_future())
        self._waiting.append(entry)
        if self._sending is None or self._sending.done():
            self._sending = asyncio.create_task(self._send())
        try:
            seq = await entry.seq
        except DOWN as error:
            raise Unavailable(f"stream {topic!r} takes no events: {error}") from error
        if seq == 0:
            raise LeaseLost(f"stream {topic!r} is written under a higher fence than {fence}")
        return seq

    async def _send(self) -> None:
        while self._waiting:
            entries, self._waiting = self._waiting[:_MOST_AT_ONCE], self._waiting[_MOST_AT_ONCE:]
            args: list[bytes | str | int] = list(self._limits)
            for entry in entries:
                args += (entry.type, entry.data, entry.fence)
            try:
                seqs = await self._append(keys=[key_of(entry.topic) for entry in entries], args=args)
            except Exception as error:  # noqa: BLE001 - it goes to those who appended
                for entry in entries:
                    if not entry.seq.done():
                        entry.seq.set_exception(error)
            else:
                for entry, seq in zip(entries, seqs, strict=True):
                    if not entry.seq.done():  # its writer was cancelled
                        entry.seq.set_result(int(seq))

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
