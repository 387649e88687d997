"""A person's things as they are stored, table by table, and the file that they become.

Every table is in `PARTS` or, with a reason, in `LEFT_OUT`; a test holds both against the list of tables, so that a new
table is exported or left out on purpose.
"""

from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec
from msgspec import Raw, Struct

from adapters.storage.connection import Connection

_BATCH = 1000


class Part(Struct, frozen=True, kw_only=True):
    """How a table becomes a file.

    `order` are columns, `without` those that are secret or of no meaning to anybody, `text` a `bytea` that is JSON, and
    `owner` the condition on `$1`.
    """

    table: str
    order: str
    without: tuple[str, ...] = ()
    text: str | None = None
    owner: str = "t.user_id = $1"


_LEASE = ("lease_job", "lease_fence", "lease_until")

PARTS: Final[Mapping[str, Part]] = {
    "account": Part(table="users", order="id", owner="t.id = $1", without=("password_hash",)),
    "sessions": Part(table="sessions", order="created_at, id", without=("token_hash", "csrf_token")),
    "access_tokens": Part(table="access_tokens", order="created_at, id", without=("token_hash",)),
    "consents": Part(table="consents", order="at, id"),
    "profiles": Part(table="profile_versions", order="version"),
    "plans": Part(table="plan_versions", order="version"),
    "changes": Part(table="changes", order="created_at, id"),
    "events": Part(table="events", order="seq"),
    "computed": Part(table="projections", order="name", text="state"),
    "leaderboard": Part(table="standings", order="monday, id"),
    "meal_plans": Part(table="meal_plans", order="version"),
    "food_log": Part(table="food_log", order="eaten_at, id"),
    "chats": Part(table="chats", order="created_at, id"),
    "chat_turns": Part(table="turns", order="id", without=("attempt", "seq")),
    "trackers": Part(table="tracker_connections", order="connected_at, id", without=("sealed", "version", *_LEASE)),
    "tracker_records": Part(table="tracker_records", order="source, key", text="data"),
    "documents": Part(table="documents", order="created_at, id", without=("digest",)),
    "jobs": Part(
        table="jobs",
        order="created_at, id",
        without=("lease_token", "lease_until", "due_at", "not_before", "worker", "ended_as", "error"),
    ),
}
"""By the name of the file."""

LEFT_OUT: Final[Mapping[str, str]] = {
    "food_log_deleted": "ids of entries that the person deleted; nothing of what they said is kept",
    "event_heads": "where the list of events stands; says nothing that the events do not",
    "job_attempts": "how often a job was tried, and by which process; the job says what came of it",
    "outbox": "messages between our own processes",
    "idempotency_keys": "replies that were sent already, kept for a day",
    "audit_log": "ids and names of actions, no personal data; kept for security after the account is gone",
    "oauth_states": "secrets of connecting a tracker, of a few minutes",
    "inbox": "encrypted notices of providers; what they led to is in tracker_records",
    "document_parts": "the documents, cut and compared by meaning; they are in documents whole",
    "tracker_uploads": "files on their way, which the person handed in; what they told is in tracker_records",
    "tracker_upload_pieces": "the bytes of those files",
    "data_exports": "earlier copies of all this",
    "queue_pauses": "of operators, about nobody",
    "worker_beats": "of processes, about nobody",
    "schedule_runs": "of processes, about nobody",
}
"""Tables that are in no export -> why."""


def _select(part: Part) -> str:
    without = ", ".join(f"'{column}'" for column in (*part.without, *((part.text,) if part.text else ())))
    text = f"t.{part.text}" if part.text else "NULL::bytea"
    return f"""
    SELECT (to_jsonb(t) - ARRAY[{without}]::text[])::text AS row, {text} AS text
    FROM {part.table} t WHERE {part.owner} ORDER BY {part.order} LIMIT {_BATCH} OFFSET $2
    """  # noqa: S608 - the words are those above


_SELECT = {name: _select(part) for name, part in PARTS.items()}


class ExportRepository:
    """`ports.Exports`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @property
    def parts(self) -> tuple[str, ...]:
        return tuple(PARTS)

    async def hold_still(self) -> None:
        await self._connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")

    async def rows(self, owner: UUID, part: str) -> AsyncIterator[list[Raw]]:
        offset, text = 0, PARTS[part].text
        while True:
            found = await self._connection.fetch(_SELECT[part], owner, offset)
            if found:
                yield [_json(row["row"], text, row["text"]) for row in found]
            if len(found) < _BATCH:
                return
            offset += _BATCH

    async def put(self, owner: UUID, export: UUID, at: datetime, until: datetime, file: bytes) -> None:
        self._connection.demand_transaction()
        await self._connection.fetch("DELETE FROM data_exports WHERE user_id = $1", owner)
        await self._connection.fetch(
            "INSERT INTO data_exports (id, user_id, created_at, expires_at, file) VALUES ($1, $2, $3, $4, $5)",
            export, owner, at, until, file,
        )  # fmt: skip

    async def get(self, owner: UUID, export: UUID, now: datetime) -> bytes | None:
        row = await self._connection.first(
            "SELECT file FROM data_exports WHERE user_id = $1 AND id = $2 AND expires_at > $3", owner, export, now
        )
        return None if row is None else bytes(row["file"])

    async def delete_expired(self, now: datetime) -> int:
        rows = await self._connection.fetch(
            """
            DELETE FROM data_exports WHERE id IN (
                SELECT id FROM data_exports WHERE expires_at <= $1 ORDER BY expires_at LIMIT 20 FOR UPDATE SKIP LOCKED
            ) RETURNING id
            """,
            now,
        )
        return len(rows)


def _json(row: str, column: str | None, text: bytes | None) -> Raw:
    if column is None or text is None:
        return Raw(row.encode())
    values: dict[str, object] = msgspec.json.decode(row)
    return Raw(msgspec.json.encode(values | {column: Raw(text)}))
