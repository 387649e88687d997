"""What operators change, and what workers tell of themselves."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from adapters.storage.connection import Connection
from domain.jobs.job import JobState
from domain.operations.fleet import KEPT, ScheduleRun, WorkerBeat

# The last attempt is kept apart before its row is used again; one whose worker fell silent is kept already.
# Rows are locked in the order of their ids, as claims do. The token is kept: what an earlier holder writes stays out.
_RETRY = """
WITH chosen AS (
    SELECT id AS chosen_id, lease_token, attempt AS number, worker AS holder, started_at AS since, ended_at AS until,
        error_code AS code, error AS said
    FROM jobs WHERE id = ANY($1::uuid[]) AND ended_as = 'failed' ORDER BY id FOR NO KEY UPDATE
), last AS (
    INSERT INTO job_attempts (job_id, token, number, worker, started_at, ended_at, outcome, not_before, code, error)
    SELECT chosen_id, lease_token, number, holder, since, until, 'failed', NULL, code, said FROM chosen
    WHERE since IS NOT NULL
    ON CONFLICT DO NOTHING
), again AS (
    UPDATE jobs SET state = 'queued', attempt = 0, ended_at = NULL, not_before = NULL, due_at = $2,
        cancel_requested = false, progress = NULL, result = NULL, error_code = '', error = ''
    FROM chosen WHERE id = chosen_id RETURNING id, queue, due_at
), sent AS (
    INSERT INTO outbox (job_id, queue, due_at) SELECT id, queue, due_at FROM again
)
SELECT id FROM again
"""

_CANCEL = """
WITH chosen AS (
    SELECT id AS chosen_id FROM jobs WHERE id = ANY($1::uuid[]) AND ended_at IS NULL ORDER BY id FOR NO KEY UPDATE
)
UPDATE jobs SET
    cancel_requested = true,
    ended_at = CASE WHEN state = 'queued' THEN $2::timestamptz END,
    state = CASE WHEN state = 'queued' THEN 'cancelled' ELSE state END
FROM chosen WHERE id = chosen_id RETURNING id, state
"""


class OperationsRepository:
    """`domain.operations.ports.Operations`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def retry(self, ids: Sequence[UUID], at: datetime) -> list[UUID]:
        return [row["id"] for row in await self._connection.fetch(_RETRY, list(ids), at)]

    async def cancel(self, ids: Sequence[UUID], at: datetime) -> dict[UUID, JobState]:
        rows = await self._connection.fetch(_CANCEL, list(ids), at)
        return {row["id"]: JobState(row["state"]) for row in rows}

    async def pause(self, queue: str, actor: UUID, at: datetime) -> bool:
        row = await self._connection.first(
            "INSERT INTO queue_pauses (queue, actor, at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING queue",
            queue, actor, at,
        )  # fmt: skip
        return row is not None

    async def resume(self, queue: str) -> bool:
        row = await self._connection.first("DELETE FROM queue_pauses WHERE queue = $1 RETURNING queue", queue)
        return row is not None

    async def paused(self, queue: str) -> bool:
        return await self._connection.first("SELECT FROM queue_pauses WHERE queue = $1", queue) is not None

    async def beat(self, worker: WorkerBeat) -> None:
        await self._connection.fetch(
            """
            WITH long_gone AS (DELETE FROM worker_beats WHERE seen_at < $9)
            INSERT INTO worker_beats (id, queue, version, slots, running, started_at, seen_at, model)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            ON CONFLICT (id) DO UPDATE SET running = excluded.running, seen_at = excluded.seen_at,
                model = excluded.model
            """,
            worker.id, worker.queue, worker.version, worker.slots, worker.running, worker.started_at, worker.seen_at,
            msgspec.json.encode(worker.model).decode(), worker.seen_at - KEPT,
        )  # fmt: skip

    async def gone(self, worker_id: str) -> None:
        await self._connection.fetch("DELETE FROM worker_beats WHERE id = $1", worker_id)

    async def ran(self, runs: Sequence[ScheduleRun]) -> None:
        # In the order of names, so that two workers cannot lock each other out.
        for run in sorted(runs, key=lambda each: each.name):
            await self._connection.fetch(
                """
                INSERT INTO schedule_runs (name, every_s, last_at, next_at, took_ms, worker, error)
                VALUES ($1, $2, $3, $4, $5, $6, $7)
                ON CONFLICT (name) DO UPDATE SET every_s = excluded.every_s, last_at = excluded.last_at,
                    next_at = excluded.next_at, took_ms = excluded.took_ms, worker = excluded.worker,
                    error = excluded.error
                """,
                run.name, run.every_s, run.last_at, run.next_at, run.took_ms, run.worker, run.error,
            )  # fmt: skip
