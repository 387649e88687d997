"""Chats with the coach, and their turns."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from asyncpg import Record
from msgspec import Raw, json

from adapters.storage.connection import Connection
from adapters.storage.json_text import to_text
from domain.chat.answer import Answer
from domain.chat.ports import Chat, ChatMark, ChatRecord, StoredTurn
from domain.chat.turn import Turn, TurnState
from domain.profile import Locale

_CHAT = ", ".join(Chat.__struct_fields__)
_TURN = ", ".join(StoredTurn.__struct_fields__)


class ChatRepository:
    """`domain.chat.ports.Chats`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    # --- chats ---

    async def add(self, chat: Chat) -> None:
        await self._connection.fetch(
            f"INSERT INTO chats ({_CHAT}) VALUES ($1, $2, $3, $4, $5)",  # noqa: S608
            chat.id, chat.user_id, chat.title, chat.created_at, chat.last_at,
        )  # fmt: skip

    async def get(self, owner: UUID, chat_id: UUID) -> Chat | None:
        return await self._chat("WHERE id = $1 AND user_id = $2", chat_id, owner)

    async def hold(self, owner: UUID, chat_id: UUID) -> Chat | None:
        self._connection.demand_transaction()
        return await self._chat("WHERE id = $1 AND user_id = $2 FOR NO KEY UPDATE", chat_id, owner)

    async def page(self, owner: UUID, before: ChatMark | None, limit: int) -> list[Chat]:
        mark = (before.last_at, before.id) if before else (None, None)
        rows = await self._connection.fetch(
            f"""
            SELECT {_CHAT} FROM chats
            WHERE user_id = $1 AND ($2::timestamptz IS NULL OR (last_at, id) < ($2, $3::uuid))
            ORDER BY last_at DESC, id DESC LIMIT $4
            """,  # noqa: S608
            owner, *mark, limit,
        )  # fmt: skip
        return [Chat(**row) for row in rows]

    async def rename(self, owner: UUID, chat_id: UUID, title: str) -> Chat | None:
        row = await self._connection.first(
            f"UPDATE chats SET title = $3 WHERE id = $1 AND user_id = $2 RETURNING {_CHAT}",  # noqa: S608
            chat_id, owner, title,
        )  # fmt: skip
        return Chat(**row) if row else None

    async def touch(self, chat_id: UUID, title: str, last_at: datetime) -> None:
        await self._connection.fetch(
            "UPDATE chats SET last_at = $3, title = CASE title WHEN '' THEN $2 ELSE title END WHERE id = $1",
            chat_id, title, last_at,
        )  # fmt: skip

    async def delete(self, owner: UUID, chat_id: UUID) -> bool:
        row = await self._connection.first(
            "DELETE FROM chats WHERE id = $1 AND user_id = $2 RETURNING id", chat_id, owner
        )
        return row is not None

    async def all_of(self, owner: UUID) -> list[ChatRecord]:
        chats = await self._connection.fetch(
            f"SELECT {_CHAT} FROM chats WHERE user_id = $1 ORDER BY id",  # noqa: S608
            owner,
        )
        turns = await self._turns("WHERE user_id = $1 ORDER BY id", owner)
        return [
            ChatRecord(chat=Chat(**row), turns=tuple(turn for turn in turns if turn.chat_id == row["id"]))
            for row in chats
        ]

    # --- turns as their owner sees them ---

    async def add_turn(self, turn: StoredTurn) -> None:
        await self._connection.fetch(
            f"""
            INSERT INTO turns ({_TURN}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
            """,  # noqa: S608
            turn.id, turn.chat_id, turn.user_id, turn.job_id, turn.locale, turn.question, turn.state, turn.attempt,
            turn.seq, turn.text, turn.code, _text(turn.answer), turn.created_at, turn.ended_at,
        )  # fmt: skip

    async def turn(self, owner: UUID, turn_id: UUID) -> StoredTurn | None:
        return await self._turn("WHERE id = $1 AND user_id = $2", turn_id, owner)

    async def hold_turn(self, owner: UUID, turn_id: UUID) -> StoredTurn | None:
        self._connection.demand_transaction()
        return await self._turn("WHERE id = $1 AND user_id = $2 FOR NO KEY UPDATE", turn_id, owner)

    async def turns(self, owner: UUID, chat_id: UUID, *, before: UUID | None, limit: int) -> list[StoredTurn]:
        return await self._turns(
            "WHERE chat_id = $1 AND user_id = $2 AND ($3::uuid IS NULL OR id < $3) ORDER BY id DESC LIMIT $4",
            chat_id, owner, before, limit,
        )  # fmt: skip

    async def turns_after(self, owner: UUID, chat_id: UUID, *, after: UUID | None, limit: int) -> list[StoredTurn]:
        return await self._turns(
            "WHERE chat_id = $1 AND user_id = $2 AND ($3::uuid IS NULL OR id > $3) ORDER BY id LIMIT $4",
            chat_id, owner, after, limit,
        )  # fmt: skip

    async def open_turns(self, owner: UUID, chat_id: UUID | None = None) -> list[UUID]:
        rows = await self._connection.fetch(
            """
            SELECT id FROM turns WHERE user_id = $1 AND ended_at IS NULL AND ($2::uuid IS NULL OR chat_id = $2)
            """,
            owner, chat_id,
        )  # fmt: skip
        return [row["id"] for row in rows]

    async def store_answer(self, turn_id: UUID, answer: Answer) -> None:
        self._connection.demand_transaction()
        await self._connection.fetch("UPDATE turns SET answer = $2 WHERE id = $1", turn_id, _text(answer))

    # --- turns as their worker sees them ---

    async def begin(self, turn_id: UUID, attempt: int) -> StoredTurn | None:
        row = await self._connection.first(
            f"""
            UPDATE turns SET state = 'queued', attempt = $2, seq = 0, text = ''
            WHERE id = $1 AND attempt < $2 AND ended_at IS NULL RETURNING {_TURN}
            """,  # noqa: S608
            turn_id, attempt,
        )  # fmt: skip
        return _stored(row) if row else None

    async def earlier(self, turn: StoredTurn, limit: int) -> list[StoredTurn]:
        found = await self._turns(
            "WHERE chat_id = $1 AND user_id = $2 AND id < $3 AND state = 'done' ORDER BY id DESC LIMIT $4",
            turn.chat_id, turn.user_id, turn.id, limit,
        )  # fmt: skip
        return found[::-1]

    async def save(self, turns: Sequence[tuple[UUID, Turn]]) -> None:
        ordered = sorted(turns, key=lambda said: said[0])  # rows are locked in the order of their ids
        await self._connection.fetch(
            """
            UPDATE turns SET state = said.state, seq = said.seq, text = said.text
            FROM unnest($1::uuid[], $2::int[], $3::int[], $4::text[], $5::text[]) AS said(id, attempt, seq, state, text)
            WHERE turns.id = said.id AND turns.attempt = said.attempt AND ended_at IS NULL
            """,
            [turn_id for turn_id, _ in ordered],
            [turn.at.attempt for _, turn in ordered],
            [turn.at.seq for _, turn in ordered],
            [turn.state.value for _, turn in ordered],
            [turn.text for _, turn in ordered],
        )

    async def finish(self, turn_id: UUID, turn: Turn, answer: Answer | None, at: datetime) -> bool:
        # A queued job that is cancelled ends its turn (trigger) before the words of the same stop are stored.
        row = await self._connection.first(
            """
            UPDATE turns SET attempt = $2, seq = $3, state = $4, text = $5, code = $6, answer = $7, ended_at = $8
            WHERE id = $1 AND attempt <= $2 AND (ended_at IS NULL OR (state = 'cancelled' AND $4 = 'cancelled'))
            RETURNING id
            """,
            turn_id, turn.at.attempt, turn.at.seq, turn.state.value, turn.text, turn.code, _text(answer), at,
        )  # fmt: skip
        return row is not None

    async def _chat(self, where: str, *args: object) -> Chat | None:
        row = await self._connection.first(f"SELECT {_CHAT} FROM chats {where}", *args)  # noqa: S608
        return Chat(**row) if row else None

    async def _turn(self, where: str, *args: object) -> StoredTurn | None:
        found = await self._turns(where, *args)
        return found[0] if found else None

    async def _turns(self, where: str, *args: object) -> list[StoredTurn]:
        rows = await self._connection.fetch(f"SELECT {_TURN} FROM turns {where}", *args)  # noqa: S608
        return [_stored(row) for row in rows]


def _text(answer: Answer | None) -> str | None:
    return None if answer is None else to_text(Raw(json.encode(answer)))


def _stored(row: Record) -> StoredTurn:
    answer = row["answer"]
    return StoredTurn(
        **{
            **row,
            "locale": Locale(row["locale"]),
            "state": TurnState(row["state"]),
            "answer": None if answer is None else json.decode(answer, type=Answer),
        }
    )
