"""A person's own jobs."""

from datetime import datetime
from uuid import UUID

from asyncpg import Record
from msgspec import Raw

from adapters.storage.connection import Connection
from adapters.storage.json_text import to_text, to_text_or_none
from domain.jobs.job import Job, JobKind, JobState

COLUMNS = ", ".join(Job.__struct_fields__)
_JSON = ("args", "progress", "result")


def job(row: Record) -> Job:
    """A row of `jobs` as a value."""
    values = {**row, "kind": JobKind(row["kind"]), "state": JobState(row["state"])}
    for column in _JSON:
        if values[column] is not None:
            values[column] = Raw(values[column])
    return Job(**values)


class JobRepository:
    """`ports.Jobs`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def add(self, job: Job) -> None:
        """One statement: it runs in every request that starts something."""
        await self._connection.fetch(
            f"""
            WITH added AS (
                INSERT INTO jobs ({COLUMNS}, due_at)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19,
                        coalesce($11::timestamptz, $17))
                RETURNING id, queue, due_at
            )
            INSERT INTO outbox (job_id, queue, due_at) SELECT id, queue, due_at FROM added
            """,  # noqa: S608
            job.id, job.user_id, job.kind, job.queue, job.state, to_text(job.args), job.attempt, job.max_attempts,
            job.lease_token, job.lease_until, job.not_before, job.cancel_requested, to_text_or_none(job.progress),
            to_text_or_none(job.result), job.error_code, job.error, job.created_at, job.started_at, job.ended_at,
        )  # fmt: skip

    async def get(self, owner: UUID, job_id: UUID) -> Job | None:
        row = await self._connection.first(
            f"SELECT {COLUMNS} FROM jobs WHERE id = $1 AND user_id = $2",  # noqa: S608
            job_id,
            owner,
        )
        return None if row is None else job(row)

    async def page(self, owner: UUID, before: UUID | None, limit: int) -> list[Job]:
        """Newest first: ids increase in time."""
        rows = await self._connection.fetch(
            f"""
            SELECT {COLUMNS} FROM jobs WHERE user_id = $1 AND ($2::uuid IS NULL OR id < $2)
            ORDER BY id DESC LIMIT $3
            """,  # noqa: S608
            owner, before, limit,
        )  # fmt: skip
        return [job(row) for row in rows]

    async def request_cancel(self, owner: UUID, job_id: UUID, at: datetime) -> Job | None:
        """An ended job stays as it is. The message of a cancelled one finds nothing to claim."""
        row = await self._connection.first(
            f"""
            UPDATE jobs SET
                cancel_requested = cancel_requested OR ended_at IS NULL,
                state = CASE WHEN state = 'queued' THEN 'cancelled' ELSE state END,
                ended_at = CASE WHEN state = 'queued' THEN $3 ELSE ended_at END
            WHERE id = $1 AND user_id = $2 RETURNING {COLUMNS}
            """,  # noqa: S608
            job_id, owner, at,
        )  # fmt: skip
        return None if row is None else job(row)
