"""First replies of idempotent requests."""

from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from adapters.storage.connection import Connection
from adapters.storage.json_text import to_text
from adapters.storage.tables import IdempotencyKeyTable
from domain.errors import Conflict
from domain.ports import Ids, StoredReply

# How long a reply answers for its key (issue: 24 h), and after how long a request in flight has died with its process.
KEPT = timedelta(hours=24)
ABANDONED = timedelta(minutes=5)

# The row another request is inserting makes this one wait until it is known whether it stays.
_BEGIN = """
INSERT INTO idempotency_keys AS stored (id, principal, key, fingerprint, created_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (principal, key) DO UPDATE
SET fingerprint = excluded.fingerprint, status = NULL, headers = NULL, body = NULL, created_at = excluded.created_at
WHERE stored.created_at <= $6 OR (stored.status IS NULL AND stored.created_at <= $7)
RETURNING id
"""

# Never waits: whoever holds the advisory lock of the key is in the middle of the same request.
_CLAIM = """
WITH lock AS MATERIALIZED (
    SELECT pg_try_advisory_xact_lock(hashtextextended($2::uuid || $3, 0)) AS free
), claimed AS (
    INSERT INTO idempotency_keys AS stored (id, principal, key, fingerprint, status, headers, body, created_at)
    SELECT $1, $2, $3, $4, $5, $6, $7, $8 FROM lock WHERE free
    ON CONFLICT (principal, key) DO UPDATE
    SET fingerprint = excluded.fingerprint, status = excluded.status, headers = excluded.headers,
        body = excluded.body, created_at = excluded.created_at
    WHERE stored.created_at <= $9 OR (stored.status IS NULL AND stored.created_at <= $10)
    RETURNING id
)
SELECT free, EXISTS (SELECT FROM claimed) AS claimed FROM lock
"""


class IdempotencyRepository:
    """`ports.Idempotency`."""

    def __init__(self, connection: Connection, ids: Ids) -> None:
        self._connection = connection
        self._ids = ids

    async def begin(self, principal: UUID, key: str, fingerprint: bytes, now: datetime) -> StoredReply | None:
        """Raises `Conflict` when the key was freed at this very moment."""
        claimed = await self._connection.first(
            _BEGIN, self._ids.new(), principal, key, fingerprint, now, now - KEPT, now - ABANDONED
        )
        return None if claimed is not None else await self._stored(principal, key)

    async def _stored(self, principal: UUID, key: str) -> StoredReply:
        row = await self._connection.first(
            "SELECT fingerprint, status, headers, body FROM idempotency_keys WHERE principal = $1 AND key = $2",
            principal, key,
        )  # fmt: skip
        if row is None:
            raise Conflict("the request with this Idempotency-Key has just been given up: send it again")
        return StoredReply(
            fingerprint=row["fingerprint"],
            status=row["status"],
            headers=msgspec.json.decode(row["headers"] or "{}", type=dict[str, str]),
            body=row["body"] or b"",
        )

    async def claim(self, principal: UUID, key: str, reply: StoredReply, now: datetime) -> StoredReply | None:
        outcome = await self._connection.first(
            _CLAIM, self._ids.new(), principal, key, reply.fingerprint, reply.status, _headers(reply), reply.body,
            now, now - KEPT, now - ABANDONED,
        )  # fmt: skip
        if outcome is not None and outcome["claimed"]:
            return None
        if outcome is not None and not outcome["free"]:
            return StoredReply(fingerprint=b"", status=None, headers={}, body=b"")
        return await self._stored(principal, key)

    async def complete(self, principal: UUID, key: str, reply: StoredReply) -> None:
        """Only the request in flight can: a reply that is stored stays."""
        await self._connection.fetch(
            """
            UPDATE idempotency_keys SET status = $4, headers = $5, body = $6
            WHERE principal = $1 AND key = $2 AND fingerprint = $3 AND status IS NULL
            """,
            principal, key, reply.fingerprint, reply.status, _headers(reply), reply.body,
        )  # fmt: skip

    async def abandon(self, principal: UUID, key: str) -> None:
        in_flight = (
            (IdempotencyKeyTable.principal == principal)
            & (IdempotencyKeyTable.key == key)
            & IdempotencyKeyTable.status.is_null()
        )
        await self._connection.run(IdempotencyKeyTable.delete().where(in_flight))

    async def delete_expired(self, now: datetime) -> int:
        rows = await self._connection.fetch(
            """
            DELETE FROM idempotency_keys WHERE id IN (
                SELECT id FROM idempotency_keys WHERE created_at <= $1 LIMIT 1000 FOR UPDATE SKIP LOCKED
            ) RETURNING id
            """,
            now - KEPT,
        )
        return len(rows)


def _headers(reply: StoredReply) -> str:
    return to_text(msgspec.Raw(msgspec.json.encode(reply.headers)))
