"""The open sockets of this process."""

import asyncio
from typing import Protocol

from msgspec import Struct

from adapters.telemetry import metrics


class SocketRules(Struct, frozen=True, kw_only=True):
    """Limits of one socket; times in seconds.

    `watch_s`: how often its credential is looked up again, so a revoked one closes it within this time and a little;
    also the silence of a job, and `lively_s` that of a turn, after which its stored state is looked up.
    `buffer`: events waiting to be sent; `burst` and `per_s`: messages a client may send at once and per second.
    """

    watch_s: float = 20
    lively_s: float = 3
    send_s: float = 10
    ticket_s: float = 5
    buffer: int = 64
    topics: int = 32
    max_bytes: int = 4096
    burst: int = 40
    per_s: float = 5


class Drainable(Protocol):
    def drain(self) -> None:
        """Tell the client to come again, then close."""


class Sockets:
    """Every open conversation; `drain` ends them all before the process does."""

    def __init__(self) -> None:
        self.draining = False
        self._open: set[Drainable] = set()
        self._empty = asyncio.Event()

    def __len__(self) -> int:
        return len(self._open)

    def add(self, conversation: Drainable) -> None:
        """A socket opened."""
        self._open.add(conversation)
        metrics.SOCKETS.inc()

    def discard(self, conversation: Drainable) -> None:
        """A socket closed."""
        self._open.discard(conversation)
        metrics.SOCKETS.dec()
        if not self._open:
            self._empty.set()

    async def drain(self, within_s: float) -> None:
        """Refuse new sockets, tell every open one to reconnect elsewhere, and wait until they are gone."""
        self.draining = True
        if not self._open:
            return
        self._empty.clear()
        for conversation in tuple(self._open):
            conversation.drain()
        try:
            async with asyncio.timeout(within_s):
                await self._empty.wait()
        except TimeoutError:
            return  # the server cuts what is left
