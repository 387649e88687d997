"""`chat.turn`: answer a question, telling the turn's stream meanwhile; store the answer with the end of the job."""

import asyncio
import time
from typing import Final
from uuid import UUID

import msgspec
from msgspec import Struct

from domain.chat.answer import Answer, Earlier, Question
from domain.chat.ports import Answerer, StoredTurn
from domain.chat.turn import Ended, Turn, TurnState, begin, end, enter
from domain.chat.use_cases import ChatArgs, tell_end
from domain.errors import FitaiError, LeaseLost, RateLimited, Unavailable
from domain.jobs.rules import UNEXPECTED
from workers.chat.teller import Pace, StreamTeller
from workers.runtime.task import TaskContext

EARLIER: Final = 6
"""Turns of the same chat that the coach is told of."""

_STOP_S: Final = 5.0
"""A stopped turn's job is cancelled by the next heartbeat; this is longer."""

_TELL_TRIES, _TELL_PAUSE_S = 5, 0.5

_ON: Final = {
    TurnState.QUEUED: TurnState.TRIAGED,
    TurnState.RETRIEVING: TurnState.GENERATING,
    TurnState.GENERATING: TurnState.CHECKING,
}
"""The way to where a turn may be done."""


class ChatResult(Struct, frozen=True, kw_only=True):
    """The job's result. `first_ms`: until the first word was said, 0 when there was only the end."""

    turn_id: UUID
    written: str
    intent: str
    rule: str
    took_ms: float


class TurnTold(Struct, frozen=True, kw_only=True):
    """Told to the owner as `chat.turn`, for their other devices."""

    chat_id: UUID
    turn_id: UUID
    state: TurnState


class ChatTask:
    """The task function. One attempt is one lease of the job: a later one begins the answer anew."""

    def __init__(self, answerer: Answerer, pace: Pace | None = None) -> None:
        self._answerer = answerer
        self._pace = pace

    async def __call__(self, ctx: TaskContext) -> None:
        """Raises what the answerer raises; a turn that was stopped or deleted is left alone."""
        turn_id = msgspec.json.decode(ctx.job.args, type=ChatArgs).turn_id
        began = time.perf_counter()
        async with ctx.uow() as uow:
            stored = await uow.chats.begin(turn_id, ctx.job.lease_token)
            earlier = await uow.chats.earlier(stored, EARLIER) if stored else []
        if stored is None:
            return
        await _tell_owner(ctx, stored, TurnState.QUEUED)
        turn = begin(Turn(), ctx.job.lease_token)
        teller = StreamTeller(ctx.streams, ctx.uow, turn_id, turn, self._pace)
        try:
            async with teller:
                answer = await self._answerer(ctx.uow, stored.user_id, _question(stored, earlier), teller)
        except asyncio.CancelledError:
            if ctx.cancelled or not teller.stopped:
                raise
            await asyncio.sleep(_STOP_S)
            return
        except Exception as error:
            if _final(ctx, error):
                await _fail(ctx, stored, teller.turn, error)
            raise
        took_ms = round((time.perf_counter() - began) * 1000, 1)
        if not await _store(ctx, stored, teller.turn, answer, took_ms):
            await asyncio.sleep(_STOP_S)


def _question(stored: StoredTurn, earlier: list[StoredTurn]) -> Question:
    return Question(
        text=stored.question,
        locale=stored.locale,
        earlier=tuple(Earlier(question=each.question, answer=each.text) for each in earlier),
    )


async def _store(ctx: TaskContext, stored: StoredTurn, turn: Turn, answer: Answer, took_ms: float) -> bool:
    """Store the answer and end the job, together, then tell. False when the turn has been stopped meanwhile."""
    while turn.state in _ON:
        turn, _ = enter(turn, _ON[turn.state])
    done, event = end(turn, TurnState.DONE, answer.text)
    result = ChatResult(
        turn_id=stored.id, written=answer.written.value, intent=answer.intent, rule=answer.rule, took_ms=took_ms
    )
    async with ctx.uow() as uow:
        if not await uow.chats.finish(stored.id, done, answer, ctx.clock.now()):
            return False
        await ctx.complete(uow, result)
    await _tell(ctx, stored, event)
    return True


def _final(ctx: TaskContext, error: Exception) -> bool:
    """Whether no other attempt follows (`domain.jobs.rules.after_error`)."""
    if isinstance(error, LeaseLost):
        return False
    again = isinstance(error, Unavailable | RateLimited) or not isinstance(error, FitaiError)
    return not again or ctx.job.attempt >= ctx.job.max_attempts


async def _fail(ctx: TaskContext, stored: StoredTurn, turn: Turn, error: Exception) -> None:
    code = error.code if isinstance(error, FitaiError) else UNEXPECTED
    failed, event = end(turn, TurnState.FAILED, code=code)
    async with ctx.uow() as uow:
        kept = await uow.chats.finish(stored.id, failed, None, ctx.clock.now())
    if kept:
        await _tell(ctx, stored, event)


async def _tell(ctx: TaskContext, stored: StoredTurn, event: Ended) -> None:
    """Tell the end. Without Redis for longer, readers get it from the row."""
    for _ in range(_TELL_TRIES):
        if await tell_end(ctx.streams, stored.id, event):
            break
        await asyncio.sleep(_TELL_PAUSE_S)
    await _tell_owner(ctx, stored, event.state)


async def _tell_owner(ctx: TaskContext, stored: StoredTurn, state: TurnState) -> None:
    await ctx.tell_owner("chat.turn", TurnTold(chat_id=stored.chat_id, turn_id=stored.id, state=state))
