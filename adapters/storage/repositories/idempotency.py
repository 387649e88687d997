"""First replies of idempotent requests: a key is claimed by the statement that has the effect."""

from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from adapters.storage.connection import Connection
from adapters.storage.json_text import to_text
from domain.errors import Conflict
from domain.ports import Ids, KeyedReply, StoredReply

# How long a reply answers for its key (issue: 24 h).
KEPT = timedelta(hours=24)

IN_FLIGHT = StoredReply(fingerprint=b"", status=None, headers={}, body=b"")

# Common table expressions for the front of a statement; its effect is to come `FROM claimed`, which has no row when the
# key is taken. It never waits: whoever holds the advisory lock of the key is in the middle of the same request.
# Parameters: id, principal, key, fingerprint, status, headers, body, now, the latest time of a key that is free again.
CLAIM = """
lock AS MATERIALIZED (
    SELECT pg_try_advisory_xact_lock(hashtextextended($2::uuid || $3, 0)) AS free
), claimed AS (
    INSERT INTO idempotency_keys AS stored (id, principal, key, fingerprint, status, headers, body, created_at)
    SELECT $1, $2, $3, $4, $5, $6, $7, $8::timestamptz FROM lock WHERE free
    ON CONFLICT (principal, key) DO UPDATE
    SET fingerprint = excluded.fingerprint, status = excluded.status, headers = excluded.headers,
        body = excluded.body, created_at = excluded.created_at
    WHERE stored.created_at <= $9
    RETURNING id
)
"""
OUTCOME = "SELECT free, EXISTS (SELECT FROM claimed) AS claimed FROM lock"
_CLAIM_ALONE = f"WITH {CLAIM} {OUTCOME}"


def claim_parameters(new_id: UUID, principal: UUID, once: KeyedReply, now: datetime) -> tuple[object, ...]:
    """The parameters $1 to $9 of `CLAIM`."""
    reply = once.reply
    headers = to_text(msgspec.Raw(msgspec.json.encode(reply.headers)))
    return new_id, principal, once.key, reply.fingerprint, reply.status, headers, reply.body, now, now - KEPT


async def stored_reply(connection: Connection, principal: UUID, key: str) -> StoredReply:
    """What is stored under a key. Raises `Conflict` when it was cleared away at this very moment."""
    row = await connection.first(
        "SELECT fingerprint, status, headers, body FROM idempotency_keys WHERE principal = $1 AND key = $2",
        principal, key,
    )  # fmt: skip
    if row is None:
        raise Conflict("the reply kept for this Idempotency-Key has just been cleared away: send it again")
    return StoredReply(
        fingerprint=row["fingerprint"],
        status=row["status"],
        headers=msgspec.json.decode(row["headers"] or "{}", type=dict[str, str]),
        body=row["body"] or b"",
    )


class IdempotencyRepository:
    """`ports.Idempotency`."""

    def __init__(self, connection: Connection, ids: Ids) -> None:
        self._connection = connection
        self._ids = ids

    async def claim(self, principal: UUID, once: KeyedReply, now: datetime) -> StoredReply | None:
        outcome = await self._connection.first(_CLAIM_ALONE, *claim_parameters(self._ids.new(), principal, once, now))
        assert outcome is not None  # noqa: S101  # the lock always gives one row
        if outcome["claimed"]:
            return None
        return await stored_reply(self._connection, principal, once.key) if outcome["free"] else IN_FLIGHT

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
