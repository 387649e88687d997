"""Look-ups that share a statement: nobody gets what was read before he asked, and one caller's end is his own."""

import asyncio

import pytest

from adapters.batches import Batches


class Reader:
    """Counts its statements; each waits until it is let go."""

    def __init__(self) -> None:
        self.asked: list[set[str]] = []
        self.begun = asyncio.Semaphore(0)
        self.go = asyncio.Semaphore(0)
        self.fails = False

    async def read(self, keys: list[str]) -> dict[str, str]:
        self.asked.append(set(keys))
        self.begun.release()
        await self.go.acquire()
        if self.fails:
            raise LookupError
        return {key: f"{key}{len(self.asked)}" for key in keys if key != "nobody"}


async def _under_way(batches: Batches[str, str], reader: Reader, *keys: str) -> list[asyncio.Task[str | None]]:
    """One call in a statement under way, and the calls for `keys` behind it."""
    first = asyncio.create_task(batches.get("first"))
    await reader.begun.acquire()
    rest = [asyncio.create_task(batches.get(key)) for key in keys]
    await asyncio.sleep(0)
    return [first, *rest]


async def test_calls_during_a_statement_share_the_next_one():
    reader = Reader()
    batches = Batches(reader.read)
    calls = await _under_way(batches, reader, "a", "b", "a", "first", "nobody")
    reader.go.release()
    reader.go.release()
    assert await asyncio.gather(*calls) == ["first1", "a2", "b2", "a2", "first2", None]
    assert reader.asked == [{"first"}, {"a", "b", "first", "nobody"}]


async def test_cancelled_caller_takes_nobody_along():
    reader = Reader()
    batches = Batches(reader.read)
    first, cancelled, other = await _under_way(batches, reader, "a", "a")
    first.cancel()
    cancelled.cancel()
    reader.go.release()
    reader.go.release()
    assert await other == "a2"
    assert await asyncio.gather(first, cancelled, return_exceptions=True) != [None, None]


async def test_failure_is_told_to_its_callers_and_forgotten():
    reader = Reader()
    reader.fails = True
    batches = Batches(reader.read)
    first, other = await _under_way(batches, reader, "a")
    reader.go.release()
    with pytest.raises(LookupError):
        await first
    reader.fails = False
    reader.go.release()
    assert await other == "a2"
    reader.go.release()
    assert await batches.get("b") == "b3"
