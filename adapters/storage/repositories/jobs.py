"""A person's own jobs."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Raw

from adapters.storage.connection import Connection
from adapters.storage.json_text import to_text, to_text_or_none
from adapters.storage.repositories.idempotency import CLAIM, IN_FLIGHT, OUTCOME, claim_parameters, stored_reply
from domain.jobs.job import Job, JobKind, JobState
from domain.ports import Ids, KeyedReply, StoredReply

COLUMNS = ", ".join(Job.__struct_fields__)
_JSON = ("args", "progress", "result")


def _insert(first: int, source: str) -> str:
    """CTEs that insert a job, whose fields are the parameters from `$first` on, and its message; FROM `source`."""
    fields = Job.__struct_fields__
    parameter = {name: f"${number}" for number, name in enumerate(fields, first)}
    return f"""
    added AS (
        INSERT INTO jobs ({COLUMNS}, due_at)
        SELECT {", ".join(parameter.values())},
            coalesce({parameter["not_before"]}::timestamptz, {parameter["created_at"]})
        {source}
        RETURNING id, queue, due_at
    ), sent AS (
        INSERT INTO outbox (job_id, queue, due_at) SELECT id, queue, due_at FROM added
    )
    """  # noqa: S608


_ADD = f"WITH {_insert(1, '')} SELECT"
_ADD_ONCE = f"WITH {CLAIM}, {_insert(10, 'FROM claimed')} {OUTCOME}"


def job(row: Mapping[str, Any]) -> Job:
    """A row of `jobs` as a value."""
    values = {**row, "kind": JobKind(row["kind"]), "state": JobState(row["state"])}
    for column in _JSON:
        if values[column] is not None:
            values[column] = Raw(values[column])
    return Job(**values)


class JobRepository:
    """`ports.Jobs`."""

    def __init__(self, connection: Connection, ids: Ids) -> None:
        self._connection = connection
        self._ids = ids

    async def add(self, job: Job, once: KeyedReply | None = None) -> StoredReply | None:
        fields = (
            job.id, job.user_id, job.kind, job.queue, job.state, to_text(job.args), job.attempt, job.max_attempts,
            job.lease_token, job.lease_until, job.not_before, job.cancel_requested, to_text_or_none(job.progress),
            to_text_or_none(job.result), job.error_code, job.error, job.created_at, job.started_at, job.ended_at,
        )  # fmt: skip
        if once is None:
            await self._connection.fetch(_ADD, *fields)
            return None
        claim = claim_parameters(self._ids.new(), job.user_id, once, job.created_at)
        outcome = await self._connection.first(_ADD_ONCE, *claim, *fields)
        assert outcome is not None  # noqa: S101  # the lock always gives one row
        if outcome["claimed"]:
            return None
        return await stored_reply(self._connection, job.user_id, once.key) if outcome["free"] else IN_FLIGHT

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
