"""The job rows as the runtime sees them. Each operation is one statement; each write of a worker is fenced."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from asyncpg import Record
from msgspec import Raw

from adapters.storage.connection import Connection
from adapters.storage.json_text import to_text, to_text_or_none
from adapters.storage.repositories.jobs import COLUMNS, job
from domain.errors import LeaseLost
from domain.jobs.job import Job, JobKind, JobState
from domain.ports import Clock

_ATTEMPT = "job_attempts (job_id, token, number, worker, started_at, ended_at, outcome, not_before, code, error)"

# Rows are locked in the order of their ids, so that two claims of the same jobs cannot block each other.
_CLAIM = f"""
WITH claimable AS (
    SELECT id AS claimed, state AS was, lease_token AS held, attempt AS number, worker AS holder, started_at AS since,
        lease_until AS until
    FROM jobs
    WHERE id = ANY($1::uuid[]) AND attempt < max_attempts AND NOT cancel_requested
        AND CASE state WHEN 'queued' THEN coalesce(not_before <= $2, true) WHEN 'running' THEN lease_until < $2 END
    ORDER BY id FOR NO KEY UPDATE
), lost AS (
    INSERT INTO {_ATTEMPT}
    SELECT claimed, held, number, holder, since, until, 'lease_lost', NULL, 'lease_lost', '' FROM claimable
    WHERE was = 'running'
)
UPDATE jobs SET state = 'running', attempt = attempt + 1, lease_token = lease_token + 1, lease_until = $3,
    not_before = NULL, started_at = $2, worker = $4
FROM claimable WHERE id = claimed RETURNING {COLUMNS}
"""  # noqa: S608

# Of the last attempt nothing is noted apart: the job's row itself says it all, and most jobs have no other.
_FINISH = """
UPDATE jobs SET state = $3, ended_at = $4, result = $5, error_code = $6, error = $7, lease_until = NULL
WHERE id = $1 AND lease_token = $2 AND state = 'running' RETURNING id
"""

_RELEASE = f"""
WITH released AS (
    UPDATE jobs SET
        state = CASE WHEN cancel_requested THEN 'cancelled' ELSE 'queued' END,
        ended_at = CASE WHEN cancel_requested THEN $3::timestamptz END,
        attempt = CASE WHEN $5 THEN attempt ELSE greatest(attempt - 1, 0) END,
        lease_until = NULL, not_before = $4, due_at = $4, error_code = $6, error = $7
    WHERE id = $1 AND lease_token = $2 AND state = 'running'
    RETURNING id, queue, due_at, state, lease_token, attempt, worker, started_at
), sent AS (
    INSERT INTO outbox (job_id, queue, due_at) SELECT id, queue, due_at FROM released WHERE state = 'queued'
), noted AS (
    INSERT INTO {_ATTEMPT}
    SELECT id, lease_token, CASE WHEN $5 THEN attempt ELSE attempt + 1 END, worker, started_at, $3,
        CASE state WHEN 'queued' THEN 'retrying' ELSE state END, $4, $6, $7 FROM released
)
SELECT state FROM released
"""  # noqa: S608

# Overdue: the lease ran out, or the message left the outbox long ago and nobody came.
_REAP = f"""
WITH overdue AS (
    SELECT id AS overdue_id, state AS was, lease_token AS held, attempt AS number, worker AS holder, started_at AS since
    FROM jobs
    WHERE ended_at IS NULL AND (
        (state = 'running' AND lease_until < $1)
        OR (state = 'queued' AND due_at < $2 AND NOT EXISTS (SELECT FROM outbox WHERE job_id = jobs.id))
    )
    ORDER BY id LIMIT $3 FOR NO KEY UPDATE SKIP LOCKED
), lost AS (
    INSERT INTO {_ATTEMPT}
    SELECT overdue_id, held, number, holder, since, $1, 'lease_lost', NULL, 'lease_lost', '' FROM overdue
    WHERE was = 'running'
), again AS (
    UPDATE jobs SET state = 'queued', lease_until = NULL, due_at = $1
    FROM overdue WHERE id = overdue_id AND attempt < max_attempts AND NOT cancel_requested RETURNING id, queue, due_at
), sent AS (
    INSERT INTO outbox (job_id, queue, due_at) SELECT id, queue, due_at FROM again
)
UPDATE jobs SET
    state = CASE WHEN cancel_requested THEN 'cancelled' ELSE 'failed' END,
    error_code = CASE WHEN cancel_requested OR state = 'queued' THEN error_code ELSE 'lease_lost' END,
    error = CASE WHEN cancel_requested OR state = 'queued' THEN error
        ELSE 'the worker stopped answering in the last attempt' END,
    lease_until = NULL, ended_at = $1
FROM overdue WHERE id = overdue_id AND (attempt >= max_attempts OR cancel_requested) RETURNING {COLUMNS}
"""  # noqa: S608


class WorkRepository:
    """`ports.Work`."""

    def __init__(self, connection: Connection, clock: Clock) -> None:
        self._connection = connection
        self._clock = clock

    async def claim(self, job_id: UUID, now: datetime, lease_s: float, worker: str = "") -> Job | None:
        claimed = await self.claim_many([job_id], now, lease_s, worker)
        return claimed[0] if claimed else None

    async def claim_many(self, ids: Sequence[UUID], now: datetime, lease_s: float, worker: str = "") -> list[Job]:
        rows = await self._connection.fetch(_CLAIM, list(ids), now, now + timedelta(seconds=lease_s), worker)
        return [job(row) for row in rows]

    async def heartbeat(self, job_id: UUID, token: int, now: datetime, lease_s: float) -> bool:
        row = await self._fenced(
            "UPDATE jobs SET lease_until = $3 WHERE id = $1 AND lease_token = $2 AND state = 'running' "
            "RETURNING cancel_requested",
            job_id, token, now + timedelta(seconds=lease_s),
        )  # fmt: skip
        return bool(row["cancel_requested"])

    async def progress(self, job_id: UUID, token: int, progress: Raw) -> None:
        await self._fenced(
            "UPDATE jobs SET progress = $3 WHERE id = $1 AND lease_token = $2 AND state = 'running' RETURNING id",
            job_id, token, to_text(progress),
        )  # fmt: skip

    async def finish(
        self,
        job_id: UUID,
        token: int,
        state: JobState,
        now: datetime,
        *,
        result: Raw | None = None,
        error_code: str = "",
        error: str = "",
    ) -> None:
        if not state.ended:
            raise ValueError(f"a job finishes as succeeded, failed or cancelled, not {state.value}")
        await self._fenced(
            _FINISH,
            job_id, token, state, now, to_text_or_none(result), error_code, error,
        )  # fmt: skip

    async def release(
        self,
        job_id: UUID,
        token: int,
        now: datetime,
        *,
        not_before: datetime,
        charge: bool,
        error_code: str = "",
        error: str = "",
    ) -> JobState:
        row = await self._fenced(_RELEASE, job_id, token, now, not_before, charge, error_code, error)
        return JobState(row["state"])

    async def reap(self, now: datetime, *, stale_before: datetime, limit: int) -> list[Job]:
        return [job(row) for row in await self._connection.fetch(_REAP, now, stale_before, limit)]

    async def delete_ended(self, before: datetime, routine: Collection[JobKind], routine_before: datetime) -> int:
        rows = await self._connection.fetch(
            """
            DELETE FROM jobs WHERE id IN (
                SELECT id FROM jobs WHERE ended_at < $1
                    OR (ended_at < $3 AND state = 'succeeded' AND kind = ANY($2::text[]))
                LIMIT 1000 FOR UPDATE SKIP LOCKED
            ) RETURNING id
            """,
            before, list(routine), routine_before,
        )  # fmt: skip
        return len(rows)

    async def counts(self) -> dict[tuple[str, str], int]:
        rows = await self._connection.fetch(
            """
            SELECT queue, state, count(*) AS jobs FROM jobs WHERE ended_at IS NULL OR ended_at > $1
            GROUP BY queue, state
            """,
            self._clock.now() - timedelta(days=1),
        )
        return {(row["queue"], row["state"]): row["jobs"] for row in rows}

    async def _fenced(self, sql: str, job_id: UUID, token: int, *args: object) -> Record:
        row = await self._connection.first(sql, job_id, token, *args)
        if row is None:
            raise LeaseLost(f"job {job_id} is no longer held under token {token}")
        return row
