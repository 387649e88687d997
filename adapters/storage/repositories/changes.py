"""Changes of a person's plan: those that wait, and what became of the others."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from asyncpg import Record
from msgspec import Raw, json

from adapters.storage.connection import Connection
from adapters.storage.json_text import to_text
from domain.adaptation.changes import ChangeState, StoredChange, Suggestion

_COLUMNS = ", ".join(StoredChange.__struct_fields__)


class ChangeRepository:
    """`ports.Changes`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def add(self, change: StoredChange) -> None:
        found = change.suggestion
        await self._connection.fetch(
            f"""
            INSERT INTO changes ({_COLUMNS}, rule, subject) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
            """,  # noqa: S608
            change.id, change.user_id, change.base, _text(found), change.state, change.through_seq,
            change.created_at, change.plan, change.decided_at, found.rule, found.subject,
        )  # fmt: skip

    async def get(self, owner: UUID, change_id: UUID) -> StoredChange | None:
        row = await self._connection.first(
            f"SELECT {_COLUMNS} FROM changes WHERE id = $1 AND user_id = $2",  # noqa: S608
            change_id,
            owner,
        )
        return None if row is None else _change(row)

    async def waiting(self, owner: UUID) -> list[StoredChange]:
        rows = await self._connection.fetch(
            f"SELECT {_COLUMNS} FROM changes WHERE user_id = $1 AND state = 'proposed' ORDER BY id",  # noqa: S608
            owner,
        )
        return [_change(row) for row in rows]

    async def that_made(self, owner: UUID, plan: UUID) -> list[StoredChange]:
        rows = await self._connection.fetch(
            f"SELECT {_COLUMNS} FROM changes WHERE user_id = $1 AND plan = $2 ORDER BY id",  # noqa: S608
            owner,
            plan,
        )
        return [_change(row) for row in rows]

    async def page(
        self, owner: UUID, before: UUID | None, limit: int, states: Sequence[ChangeState]
    ) -> list[StoredChange]:
        rows = await self._connection.fetch(
            f"""
            SELECT {_COLUMNS} FROM changes
            WHERE user_id = $1 AND ($2::uuid IS NULL OR id < $2) AND (cardinality($3::text[]) = 0 OR state = ANY($3))
            ORDER BY id DESC LIMIT $4
            """,  # noqa: S608
            owner, before, [str(state) for state in states], limit,
        )  # fmt: skip
        return [_change(row) for row in rows]

    async def refresh(self, change: StoredChange) -> bool:
        row = await self._connection.first(
            """
            UPDATE changes SET base = $3, suggestion = $4, through_seq = $5
            WHERE id = $1 AND user_id = $2 AND state = 'proposed' RETURNING id
            """,
            change.id, change.user_id, change.base, _text(change.suggestion), change.through_seq,
        )  # fmt: skip
        return row is not None

    async def decide(
        self, owner: UUID, change_id: UUID, was: ChangeState, now: ChangeState, at: datetime, plan: UUID | None = None
    ) -> bool:
        row = await self._connection.first(
            """
            UPDATE changes SET state = $4, decided_at = $5, plan = coalesce($6, plan)
            WHERE id = $1 AND user_id = $2 AND state = $3 RETURNING id
            """,
            change_id, owner, was, now, at, plan,
        )  # fmt: skip
        return row is not None


def _text(suggestion: Suggestion) -> str:
    return to_text(Raw(json.encode(suggestion)))


def _change(row: Record) -> StoredChange:
    return StoredChange(
        **{
            **row,
            "suggestion": json.decode(row["suggestion"], type=Suggestion),
            "state": ChangeState(row["state"]),
        }
    )
