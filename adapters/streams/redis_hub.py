"""`StreamHub` over Redis: one blocking XREAD for every topic that somebody in this process follows."""

import asyncio
import contextlib
from collections import deque
from collections.abc import AsyncIterator, Iterable
from typing import Any
from uuid import uuid4

import structlog
from redis.asyncio import Redis

from adapters.queue.connection import DOWN
from adapters.streams.follower import PAGE, Follower, agreed
from adapters.streams.redis_log import PREFIX, Entry, RedisStreamLog, event_of, key_of
from domain.errors import Unavailable
from domain.ports import StreamEvent

_log = structlog.get_logger(__name__)

_BLOCK_MS = 1000
_BATCH = 64
"""Events of one topic read at a time: less than a follower's buffer, so a quick reader is never called slow."""
_BELL_S = 3600
_MANY = 50
_PAUSES_S = (0.05, 0.1, 0.2, 0.5)
_GATHER_S_A_TOPIC, _MOST_GATHER_S = 10e-6, 0.02
"""A read costs as much as it has topics, whatever it brings: with many of them, events gather a little before it."""


class _Topic:
    """A followed topic: `cursor` is the seq the hub has read up to, `recent` the events it remembers of those.

    `watched` once the bell was seen after the topic was joined: when the bell is gone then, so is what was read.
    """

    def __init__(self, cursor: int, replayed: Iterable[StreamEvent]) -> None:
        self.cursor = cursor
        self.watched = False
        self.recent = deque(replayed, maxlen=PAGE)
        self.followers: set[Follower] = set()

    def rewind(self, seq: int) -> None:
        """Go on from `seq`: what was read above it is no longer in the store."""
        self.cursor = seq
        self.recent = deque((event for event in self.recent if event.seq <= seq), maxlen=PAGE)
        for follower in self.followers:
            follower.seen = min(follower.seen, seq)


class RedisStreamHub:
    """Enter it once per process (`async with`); the reader task runs only while somebody follows something.

    The set of topics may change while XREAD blocks, so the hub also reads a stream of its own, its *bell*, and rings it
    to begin again with the new set.

    A store that comes back may have lost the end of a stream (an append-only file is behind by up to two seconds), or
    all of it, and numbers are then given out again. After an outage, and when the bell's key is gone, each topic is
    compared with what is remembered of it and goes on from the last event that both know; one of which nothing is
    remembered is read from the start when the bell is gone, for then all of it may be.
    """

    def __init__(self, redis: Redis, log: RedisStreamLog, *, buffer: int = 256) -> None:
        self._redis = redis
        self._log = log
        self._limit = buffer
        self._bell = f"{PREFIX}bell:{uuid4()}"
        self._bell_seen = b"1-0"
        self._doubt = False
        self._topics: dict[str, _Topic] = {}
        self._busy = asyncio.Event()
        self._reader: asyncio.Task[None] | None = None
        self._ringing: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> "RedisStreamHub":
        self._reader = asyncio.create_task(self._run(), name="stream-hub")
        return self

    async def __aexit__(self, *exc: object) -> None:
        tasks = [task for task in (self._reader, *self._ringing) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        with contextlib.suppress(*DOWN):
            await self._redis.delete(self._bell)

    @property
    def topics(self) -> frozenset[str]:
        """What is followed now."""
        return frozenset(self._topics)

    @contextlib.asynccontextmanager
    async def follow(self, topic: str, after: int) -> AsyncIterator[AsyncIterator[StreamEvent]]:
        """Replay after `after`, then follow, without gap or repeat.

        The iterator raises `Conflict` when its reader leaves too many events unread, and `Unavailable` when the store
        does not answer during the replay; once live, an outage only delays events. When the store was emptied, the
        topic's new events are given from seq 1 again.
        """
        follower = Follower(topic, after, self._log, self._join, self._limit)
        try:
            yield follower
        finally:
            self._leave(follower)

    def _join(self, follower: Follower) -> bool:
        topic = self._topics.get(follower.topic)
        if topic is None:
            topic = self._topics[follower.topic] = _Topic(follower.seen, follower.replayed)
            self._ring()
        elif topic.cursor > follower.seen:
            return False  # the hub has read on since the follower looked
        topic.followers.add(follower)
        return True

    def _leave(self, follower: Follower) -> None:
        topic = self._topics.get(follower.topic)
        if topic is None:
            return
        topic.followers.discard(follower)
        if not topic.followers:
            del self._topics[follower.topic]

    def _ring(self) -> None:
        if self._busy.is_set():
            task = asyncio.create_task(self._strike())
            self._ringing.add(task)
            task.add_done_callback(self._ringing.discard)
        self._busy.set()

    async def _strike(self) -> None:
        # Never makes the key: its absence is a sign. When this fails, XREAD has failed too and begins again by itself.
        with contextlib.suppress(*DOWN):
            await self._redis.xadd(self._bell, {"t": "bell"}, maxlen=1, nomkstream=True)

    async def _run(self) -> None:
        failures = 0
        while True:
            await self._busy.wait()
            if not self._topics:
                self._busy.clear()
                continue
            try:
                await self._watch_bell()
                await self._read()
                failures = 0
            except (*DOWN, Unavailable) as error:
                self._doubt = True
                _log.warning("streams_unreachable", error=str(error), failures=failures)
                await asyncio.sleep(_PAUSES_S[min(failures, len(_PAUSES_S) - 1)])
                failures += 1
            except Exception:  # noqa: BLE001 - logged; this loop must outlive whatever it meets
                _log.exception("stream_reader_failed")  # one bad entry must not leave every socket without news
                await asyncio.sleep(_PAUSES_S[-1])

    async def _watch_bell(self) -> None:
        """Keep the bell alive. Its key is missing at the very first time, and after the store was emptied."""
        topics = dict(self._topics)
        if not await self._redis.expire(self._bell, _BELL_S):
            self._doubt = True
            for topic in topics.values():
                if topic.watched and not topic.recent:
                    topic.rewind(0)
            await self._redis.xadd(self._bell, {"t": "bell"}, id="1-0")
            await self._redis.expire(self._bell, _BELL_S)
            self._bell_seen = b"1-0"
        if self._doubt:
            for name, topic in topics.items():
                await self._compare(name, topic)
            self._doubt = False
        for topic in topics.values():
            topic.watched = True

    async def _compare(self, name: str, topic: _Topic) -> None:
        if topic.recent:
            known = agreed(topic.recent, await self._log.read(name, topic.recent[0].seq - 1, PAGE))
        else:
            known = min(topic.cursor, await self._log.last(name))
        if known < topic.cursor:
            _log.warning("stream_lost_events", topic=name, read=topic.cursor, kept=known)
            topic.rewind(known)

    async def _read(self) -> None:
        cursors: dict[Any, Any] = {key_of(name): f"{topic.cursor}-0" for name, topic in self._topics.items()}
        cursors[self._bell] = self._bell_seen
        reply = await self._redis.xread(cursors, count=_BATCH, block=_BLOCK_MS)
        replies: Iterable[tuple[bytes, list[Entry]]] = reply or ()
        for key, entries in replies:
            name = key.decode().removeprefix(PREFIX)
            if key.decode() == self._bell:
                self._bell_seen = entries[-1][0]
            elif topic := self._topics.get(name):
                self._deliver(topic, entries)
        if reply and len(self._topics) > _MANY:
            await asyncio.sleep(min(_MOST_GATHER_S, _GATHER_S_A_TOPIC * len(self._topics)))

    def _deliver(self, topic: _Topic, entries: list[Entry]) -> None:
        for event in map(event_of, entries):
            topic.cursor = event.seq
            topic.recent.append(event)
            for follower in [each for each in topic.followers if not each.give(event)]:
                topic.followers.discard(follower)
