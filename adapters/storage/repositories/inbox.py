"""What providers told: the inbox. A row is stored once for each (source, external id), and with it the job."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from asyncpg import Record

from adapters.storage.connection import Connection
from domain.ports import Ids
from domain.trackers.notification import InboxRow, What
from domain.trackers.ports import Arrival

KEPT = timedelta(days=90)
"""How long a handled row answers for its external id; no provider is known to send again after so long."""

SETTLE = timedelta(seconds=1)
"""How long a job waits before it reads: providers tell of a night in several deliveries. A message that is due later
also needs no notification, whose lock would make deliveries wait for each other's flush to disk."""

COLUMNS = ", ".join(InboxRow.__struct_fields__)

# Rows of nobody who is connected here are not stored at all. The first new row of each person lends its id to the job.
# Sorted by key, so that two deliveries with the same rows cannot lock each other out.
_RECEIVE = """
WITH stored AS (
    INSERT INTO inbox (id, user_id, source, external_id, what, kind, object_id, happened_at, starts_at, ends_at,
        payload, received_at)
    SELECT a.id, c.user_id, $1, a.external_id, a.what, a.kind, a.object_id, a.happened_at, a.starts_at, a.ends_at,
        a.payload, $2
    FROM unnest($3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::timestamptz[],
        $10::timestamptz[], $11::timestamptz[], $12::bytea[])
        AS a(id, account, external_id, what, kind, object_id, happened_at, starts_at, ends_at, payload)
    JOIN tracker_connections c ON c.provider = $1 AND c.account = a.account
    ORDER BY a.external_id
    ON CONFLICT (source, external_id) DO NOTHING
    RETURNING id, user_id
), added AS (
    INSERT INTO jobs (id, user_id, kind, queue, state, args, attempt, max_attempts, lease_token, cancel_requested,
        error_code, error, created_at, due_at)
    SELECT DISTINCT ON (user_id) id, user_id, 'trackers.ingest', 'ingest', 'queued',
        jsonb_build_object('provider', $1::text), 0, $13, 0, false, '', '', $2::timestamptz, $14::timestamptz
    FROM stored ORDER BY user_id, id
    RETURNING id, queue, due_at
), sent AS (
    INSERT INTO outbox (job_id, queue, due_at) SELECT id, queue, due_at FROM added
)
SELECT count(*) AS fresh FROM stored
"""


class InboxRepository:
    """`ports.Inbox`."""

    def __init__(self, connection: Connection, ids: Ids) -> None:
        self._connection = connection
        self._ids = ids

    async def receive(self, source: str, arrivals: Sequence[Arrival], at: datetime, max_attempts: int) -> int:
        sent = sorted(arrivals, key=lambda arrival: arrival.external_id)
        row = await self._connection.first(
            _RECEIVE, source, at,
            [self._ids.new() for _ in sent],
            [each.account for each in sent],
            [each.external_id for each in sent],
            [each.what.value for each in sent],
            [each.kind for each in sent],
            [each.object_id for each in sent],
            [each.happened_at for each in sent],
            [each.starts_at for each in sent],
            [each.ends_at for each in sent],
            [each.payload for each in sent],
            max_attempts, at + SETTLE,
        )  # fmt: skip
        assert row is not None  # noqa: S101  # an aggregate without GROUP BY always gives one row
        return int(row["fresh"])

    async def waiting(self, owner: UUID, source: str, limit: int) -> list[InboxRow]:
        rows = await self._connection.fetch(
            f"""
            SELECT {COLUMNS} FROM inbox WHERE user_id = $1 AND source = $2 AND handled_at IS NULL
            ORDER BY id LIMIT $3
            """,  # noqa: S608
            owner, source, limit,
        )  # fmt: skip
        return [_row(row) for row in rows]

    async def handled(self, ids: Sequence[UUID], at: datetime) -> None:
        await self._connection.fetch(
            "UPDATE inbox SET handled_at = $2, payload = '' WHERE id = ANY($1::uuid[])", list(ids), at
        )

    async def oldest_waiting(self) -> datetime | None:
        row = await self._connection.first("SELECT min(received_at) AS oldest FROM inbox WHERE handled_at IS NULL")
        assert row is not None  # noqa: S101  # an aggregate without GROUP BY always gives one row
        oldest: datetime | None = row["oldest"]
        return oldest

    async def delete_expired(self, now: datetime) -> int:
        rows = await self._connection.fetch(
            """
            DELETE FROM inbox WHERE id IN (
                SELECT id FROM inbox WHERE received_at <= $1 LIMIT 1000 FOR UPDATE SKIP LOCKED
            ) RETURNING id
            """,
            now - KEPT,
        )
        return len(rows)


def _row(row: Record) -> InboxRow:
    return InboxRow(**{**row, "what": What(row["what"])})
