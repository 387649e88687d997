"""One suite for every pair of `StreamLog` and `StreamHub`."""

import asyncio
from collections.abc import AsyncIterator
from typing import NamedTuple

import pytest
from msgspec import Raw

from adapters.queue.connection import connect
from adapters.streams.memory import MemoryStreams
from adapters.streams.redis_hub import RedisStreamHub
from adapters.streams.redis_log import RedisStreamLog
from domain.errors import Conflict, LeaseLost
from domain.ports import StreamEvent, StreamHub, StreamLog

BUFFER = 80


class Streams(NamedTuple):
    log: StreamLog
    hub: StreamHub


@pytest.fixture(params=["memory", "redis"])
async def streams(request: pytest.FixtureRequest) -> AsyncIterator[Streams]:
    if request.param == "memory":
        memory = MemoryStreams(buffer=BUFFER)
        yield Streams(memory, memory)
        return
    redis = connect(request.getfixturevalue("redis_url"))
    await redis.flushall()
    log = RedisStreamLog(redis)
    async with RedisStreamHub(redis, log, buffer=BUFFER) as hub:
        yield Streams(log, hub)
    await redis.aclose(close_connection_pool=True)


async def fill(log: StreamLog, topic: str, first: int, last: int) -> None:
    for number in range(first, last + 1):
        assert await log.append(topic, "n", b"%d" % number) == number


async def take(events: AsyncIterator[StreamEvent], count: int) -> list[int]:
    return [(await anext(events)).seq for _ in range(count)]


async def test_events_number_from_one_in_each_topic(streams: Streams) -> None:
    assert [await streams.log.append("a", "progress", b'{"stage":"menu"}') for _ in range(3)] == [1, 2, 3]
    assert await streams.log.append("b", "started", b"{}") == 1
    assert await streams.log.read("a", 1, 10) == [
        StreamEvent(seq=2, type="progress", data=Raw(b'{"stage":"menu"}')),
        StreamEvent(seq=3, type="progress", data=Raw(b'{"stage":"menu"}')),
    ]


async def test_read_gives_no_more_than_the_limit(streams: Streams) -> None:
    await fill(streams.log, "a", 1, 9)
    assert [event.seq for event in await streams.log.read("a", 4, 3)] == [5, 6, 7]
    assert await streams.log.read("a", 9, 3) == []


async def test_writers_at_once_leave_no_gap_and_no_repeat(streams: Streams) -> None:
    seqs = await asyncio.gather(*(streams.log.append("a", "n", b"0") for _ in range(100)))
    assert sorted(seqs) == list(range(1, 101))


async def test_an_expired_topic_begins_again(streams: Streams) -> None:
    await fill(streams.log, "a", 1, 3)
    await streams.log.expire("a", 0)
    assert await streams.log.read("a", 0, 10) == []
    assert await streams.log.append("a", "n", b"1") == 1


@pytest.mark.parametrize("after", range(7))
async def test_a_reader_cut_off_anywhere_resumes_without_gap_or_repeat(streams: Streams, after: int) -> None:
    await fill(streams.log, "a", 1, 6)
    async with streams.hub.follow("a", after) as events:
        seen = await take(events, 6 - after)
        follow = asyncio.create_task(take(events, 3))
        await fill(streams.log, "a", 7, 9)
        assert seen + await follow == list(range(after + 1, 10))


async def test_events_written_during_the_replay_come_once(streams: Streams) -> None:
    await fill(streams.log, "a", 1, 300)
    async with streams.hub.follow("a", 0) as first, streams.hub.follow("a", 100) as second:
        writer = asyncio.create_task(fill(streams.log, "a", 301, 360))
        seen = await asyncio.gather(take(first, 360), take(second, 260))
        await writer
    assert seen == [list(range(1, 361)), list(range(101, 361))]


async def test_followers_of_several_topics_get_their_own(streams: Streams) -> None:
    async def read(topic: str) -> list[int]:
        async with streams.hub.follow(topic, 0) as events:
            return await take(events, 20)

    readers = [asyncio.create_task(read(f"t{number}")) for number in range(10)]
    await asyncio.gather(*(fill(streams.log, f"t{number}", 1, 20) for number in range(10)))
    assert await asyncio.gather(*readers) == [list(range(1, 21))] * 10


async def test_a_slow_reader_is_told_and_the_others_go_on(streams: Streams) -> None:
    async with streams.hub.follow("a", 0) as slow, streams.hub.follow("a", 0) as quick:
        await fill(streams.log, "a", 1, 1)
        assert await take(slow, 1) == await take(quick, 1) == [1]
        first = asyncio.create_task(take(slow, 1))
        while not streams.hub.topics:  # type: ignore[attr-defined]  # noqa: ASYNC110 - nothing to await
            await asyncio.sleep(0)
        rest = asyncio.create_task(take(quick, 1 + 2 * BUFFER))
        await fill(streams.log, "a", 2, 2)
        assert await first == [2]
        for seq in range(3, 3 + 2 * BUFFER):
            await streams.log.append("a", "n", b"%d" % seq)
            await asyncio.sleep(0)
        assert await rest == list(range(2, 3 + 2 * BUFFER))
        with pytest.raises(Conflict, match="resume"):
            await anext(slow)


async def test_a_reader_that_has_seen_more_than_there_is_starts_over(streams: Streams) -> None:
    await fill(streams.log, "a", 1, 2)
    async with streams.hub.follow("a", 57) as events:
        assert await take(events, 2) == [1, 2]
        follow = asyncio.create_task(take(events, 1))
        await fill(streams.log, "a", 3, 3)
        assert await follow == [3]


async def test_nothing_is_kept_after_the_last_follower_left(streams: Streams) -> None:
    for number in range(50):
        async with streams.hub.follow(f"t{number}", 0) as events:
            await streams.log.append(f"t{number}", "n", b"1")
            assert await take(events, 1) == [1]
            waiting = asyncio.create_task(anext(events))  # type: ignore[arg-type]
            while f"t{number}" not in streams.hub.topics:  # type: ignore[attr-defined]  # noqa: ASYNC110
                await asyncio.sleep(0)
            waiting.cancel()
    assert streams.hub.topics == frozenset()  # type: ignore[attr-defined]


async def test_a_higher_fence_shuts_lower_writers_out(streams: Streams) -> None:
    assert await streams.log.append("a", "n", b"1", fence=1) == 1
    assert await streams.log.append("a", "n", b"2", fence=2) == 2
    with pytest.raises(LeaseLost):
        await streams.log.append("a", "n", b"3", fence=1)
    results = await asyncio.gather(
        *(streams.log.append("a", "n", b"4", fence=fence) for fence in (2, 1, 2)),
        streams.log.append("b", "n", b"5", fence=1),
        return_exceptions=True,
    )
    assert [each if isinstance(each, int) else type(each) for each in results] == [3, LeaseLost, 4, 1]
    assert [bytes(event.data) for event in await streams.log.read("a", 0, 10)] == [b"1", b"2", b"4", b"4"]
