"""Tells readers of a turn while it is made: tokens gathered into frames, on the turn's stream."""

import asyncio
from contextlib import suppress
from typing import Final, Self
from uuid import UUID

import structlog
from msgspec import Struct

from domain.chat.turn import Entered, Token, Turn, TurnState, Whole, enter, retell, say_more, wire
from domain.chat.use_cases import topic
from domain.errors import LeaseLost, Unavailable
from domain.ports import StreamLog, UnitOfWorkFactory

_log = structlog.get_logger(__name__)

WHOLE_EVERY: Final = 1000
"""Events after which all of the text is told again: a stream keeps its last 4,096."""


class Pace(Struct, frozen=True, kw_only=True):
    """Seconds between frames, and between tries without a stream; between savings of the text, with one and without."""

    frame_s: float = 0.04
    lost_s: float = 0.25
    save_s: float = 10.0
    save_lost_s: float = 1.0


class StreamTeller:
    """`domain.chat.answer.Teller` over a stream. Enter it (`async with`); `turn` is what was said.

    Neither method waits for Redis. When the stream takes nothing, or has lost what it took, readers get all of the text
    again as soon as it is back, and the row has it meanwhile. When somebody else has taken the turn over or stopped it,
    which the stream's fence tells, `stopped` is set and both methods raise `asyncio.CancelledError`.
    """

    def __init__(
        self, streams: StreamLog, uow: UnitOfWorkFactory, turn_id: UUID, turn: Turn, pace: Pace | None = None
    ) -> None:
        self.turn = turn
        self.stopped = False
        self._streams = streams
        self._uow = uow
        self._turn_id = turn_id
        self._topic = topic(turn_id)
        self._pace = pace or Pace()
        self._pending: list[str] = []
        self._events: list[Entered | Token] = []
        self._news = asyncio.Event()
        self._next: int | None = None
        self._lost = False
        self._whole_at = 0
        self._saved_at = asyncio.get_running_loop().time()
        self._pump: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._pump = asyncio.create_task(self._run(), name=self._topic)
        return self

    async def __aexit__(self, *exc: object) -> None:
        if self._pump is not None:
            self._pump.cancel()
            await asyncio.gather(self._pump, return_exceptions=True)
        self._frame()

    async def enter(self, state: TurnState) -> None:
        """The turn is in `state` now."""
        self._check()
        self._frame()
        self.turn, event = enter(self.turn, state)
        self._put(event)

    async def say(self, text: str) -> None:
        """More of the answer."""
        self._check()
        self._pending.append(text)
        self._news.set()

    def _check(self) -> None:
        if self.stopped:
            raise asyncio.CancelledError

    def _put(self, event: Entered | Token) -> None:
        self._events.append(event)
        self._news.set()

    def _frame(self) -> None:
        """What was said since the last frame becomes one event."""
        if self._pending:
            text, self._pending = "".join(self._pending), []
            self.turn, event = say_more(self.turn, text)
            self._put(event)

    async def _run(self) -> None:
        while not self.stopped:
            await self._news.wait()
            self._frame()
            self._news.clear()
            await self._tell()
            await self._save()
            await asyncio.sleep(self._pace.lost_s if self._lost else self._pace.frame_s)
            if self._lost:
                self._news.set()

    async def _tell(self) -> None:
        if not self._lost:
            events, self._events = self._events, []
            for event in events:
                await self._send(event)
        if self._lost or self.turn.at.seq - self._whole_at >= WHOLE_EVERY:
            self._events = []
            self._next = None
            self.turn, whole = retell(self.turn)
            self._whole_at = whole.at.seq
            await self._send(whole)

    async def _send(self, event: Entered | Token | Whole) -> None:
        try:
            seq = await self._streams.append(self._topic, event.type, wire(event), fence=event.at.attempt)
        except LeaseLost:
            self.stopped = True
            return
        except Unavailable as error:
            if not self._lost:
                _log.warning("turn_stream_lost", topic=self._topic, error=error.message)
            self._lost = True
            return
        # Another number than the next one: the store came back without what it had.
        self._lost = self._next is not None and seq != self._next
        self._next = seq + 1

    async def _save(self) -> None:
        now = asyncio.get_running_loop().time()
        if now - self._saved_at < (self._pace.save_lost_s if self._lost else self._pace.save_s):
            return
        self._saved_at = now
        with suppress(Unavailable):
            async with self._uow() as work:
                await work.chats.save([(self._turn_id, self.turn)])
