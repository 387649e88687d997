"""What chats need from the outside, as Protocols; part of `domain.ports`, apart for its length."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from msgspec import Struct

from domain.chat.answer import Answer, Question, Teller
from domain.chat.turn import Position, Turn, TurnState
from domain.profile import Locale

if TYPE_CHECKING:
    from domain.ports import UnitOfWorkFactory


class Chat(Struct, frozen=True, kw_only=True):
    """A talk with the coach. `last_at` is when the latest turn was asked; `title` is "" until there is one."""

    id: UUID
    user_id: UUID
    title: str
    created_at: datetime
    last_at: datetime


class StoredTurn(Struct, frozen=True, kw_only=True):
    """A turn as its row has it. `text` up to `attempt` and `seq`; `answer` once it is done; `code` why it failed.

    `job_id` is the job that answers; its row may be gone while the turn stays.
    """

    id: UUID
    chat_id: UUID
    user_id: UUID
    job_id: UUID
    locale: Locale
    question: str
    state: TurnState
    attempt: int
    seq: int
    text: str
    code: str
    answer: Answer | None
    created_at: datetime
    ended_at: datetime | None

    @property
    def turn(self) -> Turn:
        """As its stream knows it."""
        return Turn(state=self.state, at=Position(self.attempt, self.seq), text=self.text, code=self.code)


class ChatMark(Struct, frozen=True, kw_only=True):
    """A place in the list of chats, newest first."""

    last_at: datetime
    id: UUID


class ChatRecord(Struct, frozen=True, kw_only=True):
    """A whole chat, turns oldest first: what its owner may take along."""

    chat: Chat
    turns: tuple[StoredTurn, ...]


class Chats(Protocol):
    """Chats and their turns. Ids of other people find nothing."""

    async def add(self, chat: Chat) -> None: ...
    async def get(self, owner: UUID, chat_id: UUID) -> Chat | None: ...
    async def hold(self, owner: UUID, chat_id: UUID) -> Chat | None:
        """`get`, holding the chat's row until the transaction ends."""

    async def page(self, owner: UUID, before: ChatMark | None, limit: int) -> list[Chat]:
        """Newest talk first, at most `limit`."""

    async def rename(self, owner: UUID, chat_id: UUID, title: str) -> Chat | None: ...
    async def touch(self, chat_id: UUID, title: str, last_at: datetime) -> None:
        """Something was asked: `title` counts when there was none."""

    async def delete(self, owner: UUID, chat_id: UUID) -> bool:
        """With all its turns."""

    async def all_of(self, owner: UUID) -> list[ChatRecord]:
        """Everything that was said, oldest first: for the export of a person's data."""

    async def add_turn(self, turn: StoredTurn) -> None:
        """Raises `Conflict` while another turn of the chat is open."""

    async def turn(self, owner: UUID, turn_id: UUID) -> StoredTurn | None: ...
    async def hold_turn(self, owner: UUID, turn_id: UUID) -> StoredTurn | None:
        """`turn`, holding its row until the transaction ends."""

    async def turns(self, owner: UUID, chat_id: UUID, *, before: UUID | None, limit: int) -> list[StoredTurn]:
        """Those below `before`, newest first."""

    async def turns_after(self, owner: UUID, chat_id: UUID, *, after: UUID | None, limit: int) -> list[StoredTurn]:
        """Those above `after`, oldest first."""

    async def open_turns(self, owner: UUID, chat_id: UUID | None = None) -> list[UUID]:
        """Turns that have not ended, of one chat or of all."""

    async def begin(self, turn_id: UUID, attempt: int) -> StoredTurn | None:
        """A worker takes the turn up; None when it has ended or a later attempt has it."""

    async def earlier(self, turn: StoredTurn, limit: int) -> list[StoredTurn]:
        """Answered turns of the same chat before it, the latest `limit`, oldest first."""

    async def save(self, turns: Sequence[tuple[UUID, Turn]]) -> None:
        """Keep what was said so far, of turns that are still open under their attempts."""

    async def finish(self, turn_id: UUID, turn: Turn, answer: Answer | None, at: datetime) -> bool:
        """End it under its attempt; False, and nothing stored, when it has ended or a later attempt has it."""

    async def store_answer(self, turn_id: UUID, answer: Answer) -> None:
        """Replace the answer of an ended turn, after `hold_turn`."""


class Answerer(Protocol):
    """Answers one question of `owner`, telling `teller` meanwhile: `domain.chat.coach` with all that it needs."""

    async def __call__(self, uow: "UnitOfWorkFactory", owner: UUID, question: Question, teller: Teller) -> Answer: ...
