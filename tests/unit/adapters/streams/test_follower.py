"""A follower that is still reading for itself when the store comes back with less than it had."""

from msgspec import Raw

from adapters.streams.follower import Follower, agreed
from domain.ports import StreamEvent


def event(seq: int, data: bytes = b"0") -> StreamEvent:
    return StreamEvent(seq=seq, type="n", data=Raw(data))


class Stored:
    """A log that holds `events`; the test changes them as a lossy restart would."""

    def __init__(self, *events: StreamEvent) -> None:
        self.events = list(events)

    async def read(self, topic: str, after: int, limit: int) -> list[StreamEvent]:
        return [each for each in self.events if each.seq > after][:limit]

    async def last(self, topic: str) -> int:
        return max((each.seq for each in self.events), default=0)


async def test_a_lost_end_is_neither_repeated_nor_skipped() -> None:
    log = Stored(*(event(seq) for seq in range(1, 6)))
    follower = Follower("job:1", 0, log, lambda _: True, 256)
    assert [(await anext(follower)).seq for _ in range(5)] == [1, 2, 3, 4, 5]
    log.events = [event(1), event(2, b'"again"')]  # 2 to 5 were lost, and 2 was given out once more
    assert await anext(follower) == event(2, b'"again"')


async def test_an_emptied_store_is_read_from_its_start() -> None:
    log = Stored(event(1), event(2))
    follower = Follower("job:1", 0, log, lambda _: True, 256)
    assert [(await anext(follower)).seq for _ in range(2)] == [1, 2]
    log.events = [event(1, b'"new"')]
    assert await anext(follower) == event(1, b'"new"')


def test_events_agree_when_number_and_content_do() -> None:
    assert agreed([event(1), event(2), event(3)], [event(1), event(2), event(3, b"9")]) == 2
    assert agreed([event(4)], [event(1)]) == 0
