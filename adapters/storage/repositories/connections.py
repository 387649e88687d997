"""Connections to providers. One job at a time uses a connection; every write of its tokens is fenced by that lease."""

from datetime import datetime
from uuid import UUID

from asyncpg import Record

from adapters.storage.connection import Connection as Sql
from domain.errors import Conflict
from domain.ports import Ids
from domain.trackers.connection import LEASE, STATE_LIFE, SYNC_EVERY, Connection, ConnectionState, PendingConsent
from domain.trackers.errors import ConnectionLost

COLUMNS = ", ".join(Connection.__struct_fields__)
_PENDING = ", ".join(PendingConsent.__struct_fields__)

# The same account may be connected again by the same person only: its data would reach two people otherwise.
_CONNECT = f"""
INSERT INTO tracker_connections AS held ({COLUMNS})
VALUES ($1, $2, $3, $4, 'connected', $5, $6, 1, $7, $8, NULL, $8, NULL, 0, NULL)
ON CONFLICT (user_id, provider) DO UPDATE SET
    account = excluded.account, state = 'connected', scope = excluded.scope, sealed = excluded.sealed,
    version = held.version + 1, expires_at = excluded.expires_at, connected_at = excluded.connected_at,
    next_sync_at = excluded.next_sync_at
RETURNING {COLUMNS}
"""  # noqa: S608

# A later attempt of the same job takes over from an earlier one at once: its fence is higher.
_LEASE = f"""
UPDATE tracker_connections SET lease_job = $3, lease_fence = $4, lease_until = $5
WHERE user_id = $1 AND provider = $2
    AND (lease_until IS NULL OR lease_until <= $6 OR (lease_job = $3 AND lease_fence < $4))
RETURNING {COLUMNS}
"""  # noqa: S608

# Connections that have not been read for a day, and those with rows that no job is going to handle.
_DUE = """
WITH due AS (
    SELECT id, user_id, provider FROM tracker_connections
    WHERE state = 'connected' AND (next_sync_at <= $1 OR EXISTS (
        SELECT FROM inbox WHERE inbox.user_id = tracker_connections.user_id AND inbox.source = provider
            AND handled_at IS NULL AND received_at < $2
    )) AND NOT EXISTS (
        SELECT FROM jobs WHERE jobs.user_id = tracker_connections.user_id AND kind = 'trackers.ingest'
            AND args->>'provider' = provider AND ended_at IS NULL
    )
    ORDER BY next_sync_at LIMIT $3 FOR NO KEY UPDATE SKIP LOCKED
), moved AS (
    UPDATE tracker_connections SET next_sync_at = $4 FROM due WHERE tracker_connections.id = due.id
    RETURNING tracker_connections.user_id, tracker_connections.provider
), numbered AS (
    SELECT user_id, provider, row_number() OVER (ORDER BY user_id, provider) AS number FROM moved
), added AS (
    INSERT INTO jobs (id, user_id, kind, queue, state, args, attempt, max_attempts, lease_token, cancel_requested,
        error_code, error, created_at, due_at)
    SELECT ($5::uuid[])[number], user_id, 'trackers.ingest', 'ingest', 'queued',
        jsonb_build_object('provider', provider), 0, $6, 0, false, '', '', $1::timestamptz, $1::timestamptz
    FROM numbered RETURNING id, queue, due_at
), sent AS (
    INSERT INTO outbox (job_id, queue, due_at) SELECT id, queue, due_at FROM added
)
SELECT count(*) AS jobs FROM added
"""


class ConnectionRepository:
    """`ports.Connections`."""

    def __init__(self, connection: Sql, ids: Ids) -> None:
        self._sql = connection
        self._ids = ids

    async def of_user(self, owner: UUID) -> list[Connection]:
        rows = await self._sql.fetch(
            f"SELECT {COLUMNS} FROM tracker_connections WHERE user_id = $1 ORDER BY provider",  # noqa: S608
            owner,
        )
        return [_connection(row) for row in rows]

    async def get(self, owner: UUID, provider: str) -> Connection | None:
        row = await self._sql.first(
            f"SELECT {COLUMNS} FROM tracker_connections WHERE user_id = $1 AND provider = $2",  # noqa: S608
            owner, provider,
        )  # fmt: skip
        return None if row is None else _connection(row)

    async def begin(self, pending: PendingConsent) -> None:
        await self._sql.fetch(
            f"INSERT INTO oauth_states ({_PENDING}) VALUES ($1, $2, $3, $4, $5, $6, $7)",  # noqa: S608
            *(getattr(pending, name) for name in PendingConsent.__struct_fields__),
        )

    async def take_pending(self, state_hash: bytes) -> PendingConsent | None:
        row = await self._sql.first(
            f"DELETE FROM oauth_states WHERE state_hash = $1 RETURNING {_PENDING}",  # noqa: S608
            state_hash,
        )
        return None if row is None else PendingConsent(**row)

    async def connect(
        self,
        owner: UUID,
        provider: str,
        *,
        account: str,
        scope: str,
        sealed: bytes,
        expires_at: datetime | None,
        at: datetime,
    ) -> Connection:
        self._sql.demand_transaction()
        taken = await self._sql.first(
            "SELECT 1 FROM tracker_connections WHERE provider = $1 AND account = $2 AND user_id <> $3",
            provider, account, owner,
        )  # fmt: skip
        if taken is not None:
            # Not left to the unique index alone: its error would end the caller's transaction.
            raise Conflict("this account of the provider is connected by another person here")
        row = await self._sql.first(_CONNECT, self._ids.new(), owner, provider, account, scope, sealed, expires_at, at)
        assert row is not None  # noqa: S101  # both arms of the upsert return the row
        return _connection(row)

    async def delete(self, owner: UUID, provider: str) -> bool:
        row = await self._sql.first(
            "DELETE FROM tracker_connections WHERE user_id = $1 AND provider = $2 RETURNING id", owner, provider
        )
        return row is not None

    async def lease(self, owner: UUID, provider: str, job: UUID, fence: int, now: datetime) -> Connection | None:
        row = await self._sql.first(_LEASE, owner, provider, job, fence, now + LEASE, now)
        return None if row is None else _connection(row)

    async def replace_tokens(
        self, held: Connection, *, sealed: bytes, expires_at: datetime | None, now: datetime
    ) -> Connection | None:
        row = await self._sql.first(
            f"""
            UPDATE tracker_connections SET sealed = $5, expires_at = $6, version = version + 1, lease_until = $7
            WHERE id = $1 AND lease_job = $2 AND lease_fence = $3 AND version = $4 RETURNING {COLUMNS}
            """,  # noqa: S608
            held.id, held.lease_job, held.lease_fence, held.version, sealed, expires_at, now + LEASE,
        )  # fmt: skip
        return None if row is None else _connection(row)

    async def release(self, held: Connection, *, synced_at: datetime | None = None, broken: bool = False) -> bool:
        self._sql.demand_transaction()
        row = await self._sql.first(
            """
            SELECT 1 FROM tracker_connections WHERE id = $1 AND lease_job = $2 AND lease_fence = $3
            FOR NO KEY UPDATE
            """,
            held.id, held.lease_job, held.lease_fence,
        )  # fmt: skip
        if row is None:
            raise ConnectionLost("the connection was taken away, or taken over, meanwhile")
        # A statement of its own, so that it sees what was committed before the lock was ours: whoever found the
        # connection leased and left its row to us did so before.
        left = await self._sql.first(
            "SELECT 1 FROM inbox WHERE user_id = $1 AND source = $2 AND handled_at IS NULL LIMIT 1",
            held.user_id, held.provider,
        )  # fmt: skip
        if left is not None and not broken:
            return False
        await self._sql.fetch(
            """
            UPDATE tracker_connections SET lease_job = NULL, lease_until = NULL,
                synced_at = coalesce($2::timestamptz, synced_at),
                next_sync_at = coalesce($2::timestamptz + $3::interval, next_sync_at),
                state = CASE WHEN $4 THEN 'broken' ELSE state END
            WHERE id = $1
            """,
            held.id, synced_at, SYNC_EVERY, broken,
        )  # fmt: skip
        return True

    async def abandon(self, held: Connection) -> None:
        await self._sql.fetch(
            """
            UPDATE tracker_connections SET lease_job = NULL, lease_until = NULL
            WHERE id = $1 AND lease_job = $2 AND lease_fence = $3
            """,
            held.id, held.lease_job, held.lease_fence,
        )  # fmt: skip

    async def start_due(self, now: datetime, *, stranded_before: datetime, max_attempts: int, limit: int) -> int:
        row = await self._sql.first(
            _DUE, now, stranded_before, limit, now + SYNC_EVERY, [self._ids.new() for _ in range(limit)], max_attempts
        )
        assert row is not None  # noqa: S101  # an aggregate without GROUP BY always gives one row
        return int(row["jobs"])

    async def delete_expired(self, now: datetime) -> int:
        rows = await self._sql.fetch(
            """
            DELETE FROM oauth_states WHERE state_hash IN (
                SELECT state_hash FROM oauth_states WHERE created_at <= $1 LIMIT 1000 FOR UPDATE SKIP LOCKED
            ) RETURNING state_hash
            """,
            now - STATE_LIFE,
        )
        return len(rows)


def _connection(row: Record) -> Connection:
    return Connection(**{**row, "state": ConnectionState(row["state"])})
