"""One subscription: replay from the log at the reader's own pace, then a bounded buffer that the hub fills."""

import asyncio
from collections import deque
from collections.abc import Collection, Iterable
from typing import Protocol, Self

from domain.errors import Conflict
from domain.ports import StreamEvent

PAGE = 256


class Replayable(Protocol):
    """What a follower reads before it is up to date."""

    async def read(self, topic: str, after: int, limit: int) -> list[StreamEvent]: ...
    async def last(self, topic: str) -> int: ...


class Joining(Protocol):
    """Called by a follower that has read all there was: True when it is in the live set from its `seen` on."""

    def __call__(self, follower: "Follower") -> bool: ...


def agreed(remembered: Iterable[StreamEvent], stored: Collection[StreamEvent]) -> int:
    """The seq of the newest remembered event that the store still holds as it was; 0 for none."""
    return max((event.seq for event in remembered if event in stored), default=0)


class Follower:
    """Iterates a topic's events. `limit` bounds what the reader may leave unread.

    `seen` is the highest seq it was given, `replayed` the last events it read itself.
    """

    def __init__(self, topic: str, after: int, log: Replayable, join: Joining, limit: int) -> None:
        self.topic = topic
        self.seen = after
        self.replayed: deque[StreamEvent] = deque(maxlen=PAGE)
        self._log = log
        self._join = join
        self._limit = limit
        self._buffer: deque[StreamEvent] = deque()
        self._live = False
        self._overflowed = False
        self._news = asyncio.Event()

    def give(self, event: StreamEvent) -> bool:
        """Buffer a live event unless it was seen. False when the reader is too slow: it must be left alone then."""
        if event.seq <= self.seen:
            return True
        self._overflowed = len(self._buffer) >= self._limit
        if not self._overflowed:
            self.seen = event.seq
            self._buffer.append(event)
        self._news.set()
        return not self._overflowed

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> StreamEvent:
        while not self._buffer:
            self._check()
            if self._live:
                await self._news.wait()
                self._news.clear()
            else:
                await self._replay()
        self._check()
        return self._buffer.popleft()

    def _check(self) -> None:
        if self._overflowed:
            raise Conflict(f"the reader of {self.topic!r} left {self._limit} events unread; resume after the last one")

    async def _replay(self) -> None:
        page = await self._log.read(self.topic, self.seen, PAGE)
        if page:
            self.replayed.extend(page)
            self.seen = page[-1].seq
            self._buffer.extend(page)
        elif await self._log.last(self.topic) < self.seen:
            # The store lost events and gives their numbers out again: go on from the last one that both know.
            first = self.replayed[0].seq if self.replayed else 1
            self.seen = agreed(self.replayed, await self._log.read(self.topic, first - 1, PAGE))
            self.replayed = deque((event for event in self.replayed if event.seq <= self.seen), maxlen=PAGE)
        else:
            self._live = self._join(self)
