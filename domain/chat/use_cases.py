"""What a person does with the coach's chats: open, ask, read, rename, stop, decide, delete.

Answering is a job (`workers.tasks.chat`); here the turn and its job are stored together.
"""

import re
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Final
from uuid import UUID

from msgspec import DecodeError, Struct
from msgspec.structs import replace

from domain.chat.answer import Answer, Decision, Proposal
from domain.chat.ports import Chat, ChatMark, StoredTurn
from domain.chat.turn import Ended, Turn, TurnState, catch, stop, unwire, wire
from domain.errors import Conflict, LeaseLost, NotFound, Unavailable
from domain.jobs.job import Job, JobKind, queued
from domain.ports import Clock, Direct, KeyedReply, StoredReply, StreamLog, UnitOfWork, UnitOfWorkFactory
from domain.profile import Locale

CHAT_QUEUE: Final = "chat"
"""The queue class that answers."""

MOST_CHARS: Final = 4000
"""Of one question."""

MOST_TITLE: Final = 60
"""Characters of a title that is made of the first question."""

MOST_OPEN: Final = 3
"""Turns of one person that may be answered at a time."""

ATTEMPTS: Final = 3
"""Of one turn: one retry when something failed, and one more for a worker that was killed."""

STREAM_KEEP_S: Final = 900
"""How long the stream of an ended turn stays: who comes later gets the stored answer."""

_STREAM_EVENTS: Final = 4096


class TurnRunning(Conflict):
    """The chat's last question is still being answered."""

    code = "turn_running"


class TooManyTurns(Conflict):
    """The person has as many answers on their way as one may have."""

    code = "too_many_turns"


class ProposalDecided(Conflict):
    """The proposal was decided the other way."""

    code = "proposal_decided"


class ChatArgs(Struct, frozen=True, kw_only=True):
    """`args` of a `chat.turn` job."""

    chat_id: UUID
    turn_id: UUID


class ChatDesk(Struct, frozen=True, kw_only=True):
    """The ports that the use cases need."""

    uow: UnitOfWorkFactory
    direct: Direct
    streams: StreamLog
    clock: Clock


class Asked(Struct, frozen=True, kw_only=True):
    """A question and the ids of what it makes; `new_chat`: the chat is made too."""

    chat_id: UUID
    turn_id: UUID
    job_id: UUID
    text: str
    locale: Locale
    at: datetime
    new_chat: bool = False


def topic(turn_id: UUID) -> str:
    """The stream topic of a turn."""
    return f"turn:{turn_id}"


def title_of(question: str) -> str:
    """A chat's title: the first sentence of its first question, cut between words."""
    line = " ".join(question.split())
    sentence = re.split(r"(?<=[.!?؟])\s", line, maxsplit=1)[0].rstrip(".")
    if len(sentence) <= MOST_TITLE:
        return sentence
    head, space, _ = sentence[:MOST_TITLE].rpartition(" ")
    return f"{head if space else sentence[: MOST_TITLE - 1]}…"


# --- asking ---


async def open_chat(desk: ChatDesk, chat: Chat, once: KeyedReply | None) -> StoredReply | None:
    """Store an empty chat and the keyed reply. None: stored; otherwise what `Jobs.add` says of a key that is taken."""
    async with desk.uow() as work:
        if once is not None:
            earlier = await work.idempotency.claim(chat.user_id, once, chat.created_at)
            if earlier is not None:
                return earlier
        await work.chats.add(chat)
    return None


async def ask(desk: ChatDesk, owner: UUID, asked: Asked, once: KeyedReply | None) -> StoredReply | None:
    """Store the turn, the job that answers it, its message and the keyed reply, all or nothing. None: stored.

    Raises `NotFound`, `TurnRunning` and `TooManyTurns`.
    """
    earlier = None
    with suppress(_KeyTaken):
        async with desk.uow() as work:
            earlier = await work.jobs.add(_job(owner, asked), once)
            if earlier is not None:
                raise _KeyTaken
            await _store(work, owner, asked)
    return earlier


class _KeyTaken(Exception):
    """Ends a transaction that has turned out to be a repetition."""


async def _store(work: UnitOfWork, owner: UUID, asked: Asked) -> None:
    title = title_of(asked.text)
    if asked.new_chat:
        chat = Chat(id=asked.chat_id, user_id=owner, title=title, created_at=asked.at, last_at=asked.at)
        await work.chats.add(chat)
    elif await work.chats.hold(owner, asked.chat_id) is None:
        raise NotFound("There is no such chat.")
    if await work.chats.open_turns(owner, asked.chat_id):
        raise TurnRunning("The last question of this chat is still being answered; wait for it, or stop it.")
    if len(await work.chats.open_turns(owner)) >= MOST_OPEN:
        raise TooManyTurns(f"{MOST_OPEN} questions are being answered already; wait for one, or stop it.")
    await work.chats.add_turn(queued_turn(owner, asked))
    await work.chats.touch(asked.chat_id, title, asked.at)


def queued_turn(owner: UUID, asked: Asked) -> StoredTurn:
    """The turn as it is stored first."""
    return StoredTurn(
        id=asked.turn_id,
        chat_id=asked.chat_id,
        user_id=owner,
        job_id=asked.job_id,
        locale=asked.locale,
        question=asked.text,
        state=TurnState.QUEUED,
        attempt=0,
        seq=0,
        text="",
        code="",
        answer=None,
        created_at=asked.at,
        ended_at=None,
    )


def _job(owner: UUID, asked: Asked) -> Job:
    return queued(
        id=asked.job_id,
        user_id=owner,
        kind=JobKind.CHAT_TURN,
        queue=CHAT_QUEUE,
        args=ChatArgs(chat_id=asked.chat_id, turn_id=asked.turn_id),
        max_attempts=ATTEMPTS,
        at=asked.at,
    )


# --- reading ---


async def list_chats(direct: Direct, owner: UUID, before: ChatMark | None, limit: int) -> list[Chat]:
    """Newest talk first."""
    return await direct.chats.page(owner, before, limit)


async def get_chat(direct: Direct, owner: UUID, chat_id: UUID) -> Chat:
    """One chat. Raises `NotFound`."""
    return _found(await direct.chats.get(owner, chat_id))


async def get_turn(direct: Direct, owner: UUID, chat_id: UUID, turn_id: UUID) -> StoredTurn:
    """One turn of a chat. Raises `NotFound`."""
    turn = await direct.chats.turn(owner, turn_id)
    if turn is None or turn.chat_id != chat_id:
        raise NotFound("There is no such turn.")
    return turn


def _found(chat: Chat | None) -> Chat:
    if chat is None:
        raise NotFound("There is no such chat.")
    return chat


# --- changing ---


async def rename_chat(direct: Direct, owner: UUID, chat_id: UUID, title: str) -> Chat:
    """Give it another title. Raises `NotFound`."""
    return _found(await direct.chats.rename(owner, chat_id, title))


async def delete_chat(desk: ChatDesk, owner: UUID, chat_id: UUID) -> None:
    """Stop what is on its way and delete all that was said. Raises `NotFound`."""
    for turn_id in await desk.direct.chats.open_turns(owner, chat_id):
        with suppress(NotFound):
            await stop_turn(desk, owner, chat_id, turn_id)
    if not await desk.direct.chats.delete(owner, chat_id):
        raise NotFound("There is no such chat.")


async def stop_turn(desk: ChatDesk, owner: UUID, chat_id: UUID, turn_id: UUID) -> StoredTurn:
    """End a turn with what was said so far; one that has ended stays as it is. Raises `NotFound`.

    The stop is an attempt above the worker's, so from now on the row and the stream refuse what the worker says.
    """
    stored = await get_turn(desk.direct, owner, chat_id, turn_id)
    if stored.state.ended:
        return stored
    said, now = await _said(desk.streams, stored), desk.clock.now()
    async with desk.uow() as work:
        held = await work.chats.hold_turn(owner, turn_id)
        if held is None:
            raise NotFound("There is no such turn.")
        if held.state.ended:
            return held
        job = await work.jobs.request_cancel(owner, held.job_id, now)
        said = max(said, held.turn, key=lambda known: known.at)
        stopped, event = stop(said, max(said.at.attempt, job.lease_token if job else 0) + 1)
        await work.chats.finish(turn_id, stopped, None, now)
    await tell_end(desk.streams, turn_id, event)
    return replace(
        held, state=stopped.state, attempt=stopped.at.attempt, seq=stopped.at.seq, text=stopped.text, ended_at=now
    )


async def _said(streams: StreamLog, stored: StoredTurn) -> Turn:
    """What readers have seen: the stream's account, or the row's when there is no stream."""
    known = stored.turn
    with suppress(Unavailable, DecodeError):
        for entry in await streams.read(topic(stored.id), 0, _STREAM_EVENTS):
            event = unwire(entry.type, bytes(entry.data))
            known = catch(known, event) if event and not isinstance(event, Ended) else known
    return known


async def tell_end(streams: StreamLog, turn_id: UUID, event: Ended) -> bool:
    """Put a turn's end on its stream, which nobody can add to afterwards. False without Redis: the row tells."""
    name = topic(turn_id)
    try:
        await streams.append(name, event.type, wire(event), fence=event.at.attempt)
        await streams.expire(name, STREAM_KEEP_S)
    except LeaseLost:
        return True  # a later attempt's end is there
    except Unavailable:
        return False
    return True


# --- deciding on what the coach proposes ---

Execute = Callable[[Proposal], Awaitable[Mapping[str, object]]]
"""Does what a proposal says and tells what it made; doing it again for the same proposal changes nothing."""


async def decide(
    desk: ChatDesk, owner: UUID, turn: StoredTurn, number: int, *, accept: bool, execute: Execute
) -> Proposal:
    """Accept or decline a proposal; the same word again gives the same answer.

    Raises `NotFound`, `ProposalDecided` after the other word, and what `execute` raises: the proposal is then open
    again.
    """
    wish = Decision.ACCEPTED if accept else Decision.DECLINED
    proposal = await _mark(desk, owner, turn.id, number, wish)
    if not accept or proposal.result is not None:
        return proposal
    try:
        result = await execute(proposal)
    except Exception:
        await _set(desk, owner, turn.id, replace(proposal, decision=Decision.OPEN))
        raise
    done = replace(proposal, result=result)
    await _set(desk, owner, turn.id, done)
    return done


async def _mark(desk: ChatDesk, owner: UUID, turn_id: UUID, number: int, wish: Decision) -> Proposal:
    async with desk.uow() as work:
        held = await work.chats.hold_turn(owner, turn_id)
        if held is None or held.answer is None:
            raise NotFound("There is no such proposal.")
        proposal = next((each for each in held.answer.proposals if each.number == number), None)
        if proposal is None:
            raise NotFound("There is no such proposal.")
        if proposal.decision not in (Decision.OPEN, wish):
            raise ProposalDecided(f"This proposal was {proposal.decision.value} before.")
        decided = replace(proposal, decision=wish)
        await work.chats.store_answer(turn_id, _with(held.answer, decided))
    return decided


async def _set(desk: ChatDesk, owner: UUID, turn_id: UUID, proposal: Proposal) -> None:
    async with desk.uow() as work:
        held = await work.chats.hold_turn(owner, turn_id)
        if held is not None and held.answer is not None:
            await work.chats.store_answer(turn_id, _with(held.answer, proposal))


def _with(answer: Answer, proposal: Proposal) -> Answer:
    """The answer with one proposal replaced."""
    return replace(
        answer,
        proposals=tuple(proposal if each.number == proposal.number else each for each in answer.proposals),
    )
