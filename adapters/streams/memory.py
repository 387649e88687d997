"""`StreamLog` and `StreamHub` in one process's memory: for tests and for a run without servers."""

import contextlib
from collections import defaultdict
from collections.abc import AsyncIterator

from msgspec import Raw

from adapters.streams.follower import Follower
from domain.errors import LeaseLost
from domain.ports import StreamEvent


class MemoryStreams:
    """Both ports in one object. Topics live as long as it does; `expire` drops at once only for 0 seconds."""

    def __init__(self, *, buffer: int = 256) -> None:
        self._limit = buffer
        self._events: defaultdict[str, list[StreamEvent]] = defaultdict(list)
        self._fences: dict[str, int] = {}
        self._followers: defaultdict[str, set[Follower]] = defaultdict(set)

    async def append(self, topic: str, type: str, data: bytes, *, fence: int = 0) -> int:  # noqa: A002 - the port's name
        """Append JSON `data`; returns its seq, from 1 without gaps. Raises `LeaseLost`."""
        if 0 < fence < self._fences.get(topic, 0):
            raise LeaseLost(f"stream {topic!r} is written under a higher fence than {fence}")
        self._fences[topic] = fence
        events = self._events[topic]
        event = StreamEvent(seq=len(events) + 1, type=type, data=Raw(data))
        events.append(event)
        for follower in [each for each in self._followers[topic] if not each.give(event)]:
            self._followers[topic].discard(follower)
        return event.seq

    async def read(self, topic: str, after: int, limit: int) -> list[StreamEvent]:
        """Up to `limit` events above `after`, in order."""
        return self._events[topic][after : after + limit]

    async def last(self, topic: str) -> int:
        """Seq of the newest event; 0 when the topic has none."""
        return len(self._events[topic])

    async def expire(self, topic: str, seconds: int) -> None:
        """Let the topic go in `seconds`."""
        if seconds <= 0:
            self._events.pop(topic, None)
            self._fences.pop(topic, None)

    @property
    def topics(self) -> frozenset[str]:
        """What is followed now."""
        return frozenset(topic for topic, followers in self._followers.items() if followers)

    @contextlib.asynccontextmanager
    async def follow(self, topic: str, after: int) -> AsyncIterator[AsyncIterator[StreamEvent]]:
        """Replay after `after`, then follow, without gap or repeat. A slow reader's iterator raises `Conflict`."""
        follower = Follower(topic, after, self, self._join, self._limit)
        try:
            yield follower
        finally:
            self._followers[topic].discard(follower)

    def _join(self, follower: Follower) -> bool:
        if len(self._events[follower.topic]) > follower.seen:
            return False
        self._followers[follower.topic].add(follower)
        return True
