"""Look-ups that many requests make at once, in one statement for all of them."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Batches(Generic[K, V]):
    """Look-up by key. Calls that come while a statement is under way share the next one, so nobody waits for more.

    A value is read after it was asked for and kept for nobody: this is no cache. `read` gives the values of some keys;
    its error is every caller's of that batch.
    """

    def __init__(self, read: Callable[[list[K]], Awaitable[Mapping[K, V]]]) -> None:
        self._read = read
        self._calls: list[tuple[K, asyncio.Future[V | None]]] = []
        self._reading: asyncio.Task[None] | None = None

    async def get(self, key: K) -> V | None:
        """The value of one key, or None."""
        answer: asyncio.Future[V | None] = asyncio.get_running_loop().create_future()
        self._calls.append((key, answer))
        if self._reading is None:
            self._reading = asyncio.create_task(self._serve())
        return await answer

    async def _serve(self) -> None:
        try:
            while self._calls:
                calls, self._calls = self._calls, []
                await self._answer(calls)
        finally:
            self._reading = None

    async def _answer(self, calls: list[tuple[K, asyncio.Future[V | None]]]) -> None:
        try:
            values = await self._read(list({key for key, _ in calls}))
        except Exception as error:  # noqa: BLE001 -- it goes to those who asked
            for _, answer in calls:
                if not answer.done():
                    answer.set_exception(error)
        else:
            for key, answer in calls:
                if not answer.done():  # its caller was cancelled
                    answer.set_result(values.get(key))
