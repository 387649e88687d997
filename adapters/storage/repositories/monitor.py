"""What operators read: everybody's jobs, and how the machinery is doing."""

from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from msgspec import Raw

from adapters.storage.connection import Connection
from adapters.storage.repositories.jobs import COLUMNS, job
from domain.jobs.job import Job, JobKind, JobState
from domain.operations.fleet import EngineFindings, Lag, ModelTotals, QueueState, ScheduleRun, WorkerBeat
from domain.operations.ports import AuditEntry, JobLine, JobRecord
from domain.operations.selection import JobAction, JobFilter
from domain.operations.timeline import AttemptRecord, Outcome

_LINE = ", ".join(JobLine.__struct_fields__)
_ATTEMPT = ", ".join(AttemptRecord.__struct_fields__)

# States and kinds are written out: a parameter cannot be matched with the condition of a partial index, and a plan made
# for any kind reads the whole table for a rare one.
_STATE = {
    JobState.QUEUED: "ended_at IS NULL AND state = 'queued'",
    JobState.RUNNING: "ended_at IS NULL AND state = 'running'",
    JobState.SUCCEEDED: "ended_as = 'succeeded'",
    JobState.FAILED: "ended_as = 'failed'",
    JobState.CANCELLED: "ended_as = 'cancelled'",
}

# `ended_as` of a day ago and older is not counted. Sums over both parts, because a queue may be in one of them alone.
_QUEUES = """
WITH counted AS (
    SELECT queue, state, count(*) AS jobs,
        min(coalesce(not_before, created_at))
            FILTER (WHERE state = 'queued' AND coalesce(not_before <= $1, true)) AS due
    FROM jobs WHERE ended_at IS NULL GROUP BY queue, state
    UNION ALL
    SELECT queue, ended_as, count(*), NULL FROM jobs WHERE ended_at > $2 GROUP BY queue, ended_as
), known AS (
    SELECT queue FROM counted UNION SELECT queue FROM worker_beats UNION SELECT queue FROM queue_pauses
)
SELECT known.queue, jsonb_object_agg(state, jobs) FILTER (WHERE state IS NOT NULL) AS counts, min(due) AS due,
    p.at, p.actor
FROM known LEFT JOIN counted USING (queue) LEFT JOIN queue_pauses p USING (queue)
GROUP BY known.queue, p.at, p.actor ORDER BY known.queue
"""

# A plan that was only changed carries the findings of the plan before it, so those are left out.
_FINDINGS = """
WITH latest AS (
    SELECT document->'provenance'->>'engine' AS engine, document->'findings' AS findings
    FROM plan_versions
    WHERE created_at >= $1 AND reason IN ('initial', 'different', 'update', 'cycle')
    ORDER BY id DESC LIMIT $2
), found AS (
    SELECT engine, finding->>'rule' AS rule, coalesce(finding->>'repaired', '') <> '' AS repaired
    FROM latest, jsonb_array_elements(coalesce(findings, '[]')) AS finding
), by_rule AS (
    SELECT engine, rule, count(*) AS times, count(*) FILTER (WHERE repaired) AS repaired
    FROM found GROUP BY engine, rule
)
SELECT p.engine, p.plans, coalesce(sum(times), 0)::bigint AS findings, coalesce(sum(repaired), 0)::bigint AS repaired,
    jsonb_object_agg(rule, times) FILTER (WHERE rule IS NOT NULL) AS rules
FROM (SELECT engine, count(*) AS plans FROM latest GROUP BY engine) p LEFT JOIN by_rule USING (engine)
GROUP BY p.engine, p.plans ORDER BY p.engine
"""


class MonitorRepository:
    """`domain.operations.ports.Monitor`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def jobs(self, chosen: JobFilter, before: UUID | None, limit: int) -> list[JobLine]:
        where, values = _where(chosen)
        if before is not None:
            values.append(before)
            where += f" AND id < ${len(values)}"
        rows = await self._connection.fetch(
            f"SELECT {_LINE} FROM jobs WHERE {where} ORDER BY id DESC LIMIT {int(limit)}",  # noqa: S608
            *values,
        )
        return [JobLine(**{**row, "kind": JobKind(row["kind"]), "state": JobState(row["state"])}) for row in rows]

    async def job(self, job_id: UUID) -> JobRecord | None:
        row = await self._connection.first(f"SELECT {COLUMNS}, worker FROM jobs WHERE id = $1", job_id)  # noqa: S608
        if row is None:
            return None
        attempts = await self._connection.fetch(
            f"SELECT {_ATTEMPT} FROM job_attempts WHERE job_id = $1 ORDER BY token",  # noqa: S608
            job_id,
        )
        # An ingest job has the id of the first message that asked for it.
        ties = await self._connection.first(
            """
            SELECT (SELECT id FROM plan_versions WHERE user_id = $2 AND job_id = $1 LIMIT 1) AS plan,
                (SELECT id FROM meal_plans WHERE user_id = $2 AND job_id = $1 LIMIT 1) AS meals,
                ARRAY(SELECT id FROM inbox WHERE id = $1) AS inbox
            """,
            job_id,
            row["user_id"],
        )
        assert ties is not None  # noqa: S101  # a SELECT without FROM gives one row
        found = job({name: value for name, value in row.items() if name != "worker"})
        return JobRecord(
            job=found,
            worker=row["worker"],
            attempts=_with_last(
                found,
                row["worker"],
                [AttemptRecord(**{**each, "outcome": Outcome(each["outcome"])}) for each in attempts],
            ),
            plan_id=ties["plan"],
            meal_plan_id=ties["meals"],
            inbox_ids=tuple(ties["inbox"]),
        )

    async def ids(self, chosen: JobFilter, action: JobAction, limit: int) -> list[UUID]:
        where, values = _where(chosen)
        applies = " OR ".join(f"({_STATE[state]})" for state in action.applies_to)
        rows = await self._connection.fetch(
            f"SELECT id FROM jobs WHERE {where} AND ({applies}) ORDER BY id LIMIT {int(limit)}",  # noqa: S608
            *values,
        )
        return [row["id"] for row in rows]

    async def queues(self, now: datetime) -> list[QueueState]:
        rows = await self._connection.fetch(_QUEUES, now, now - timedelta(days=1))
        return [
            QueueState(
                name=row["queue"],
                counts=_counts(row["counts"]),
                oldest_due=row["due"],
                paused_at=row["at"],
                paused_by=row["actor"],
            )
            for row in rows
        ]

    async def workers(self) -> list[WorkerBeat]:
        rows = await self._connection.fetch("SELECT * FROM worker_beats ORDER BY queue, started_at, id")
        return [
            WorkerBeat(**{**row, "model": msgspec.json.decode(row["model"], type=dict[str, ModelTotals])})
            for row in rows
        ]

    async def schedules(self) -> list[ScheduleRun]:
        return [ScheduleRun(**row) for row in await self._connection.fetch("SELECT * FROM schedule_runs ORDER BY name")]

    async def outbox_lag(self, now: datetime) -> Lag:
        return await self._lag("SELECT count(*) AS waiting, min(due_at) AS oldest FROM outbox WHERE due_at <= $1", now)

    async def inbox_lag(self) -> Lag:
        return await self._lag(
            "SELECT count(*) AS waiting, min(received_at) AS oldest FROM inbox WHERE handled_at IS NULL"
        )

    async def findings(self, since: datetime, limit: int) -> list[EngineFindings]:
        rows = await self._connection.fetch(_FINDINGS, since, limit)
        return [
            EngineFindings(
                engine=row["engine"] or "",
                plans=row["plans"],
                findings=row["findings"],
                repaired=row["repaired"],
                rules=_counts(row["rules"]),
            )
            for row in rows
        ]

    async def audit(self, before: UUID | None, limit: int) -> list[AuditEntry]:
        rows = await self._connection.fetch(
            """
            SELECT id, at, actor, action, target, detail FROM audit_log WHERE $1::uuid IS NULL OR id < $1
            ORDER BY id DESC LIMIT $2
            """,
            before, limit,
        )  # fmt: skip
        return [AuditEntry(**{**row, "detail": Raw(row["detail"].encode())}) for row in rows]

    async def _lag(self, sql: str, *args: object) -> Lag:
        row = await self._connection.first(sql, *args)
        assert row is not None  # noqa: S101  # an aggregate without GROUP BY always gives one row
        return Lag(waiting=row["waiting"], oldest=row["oldest"])


def _with_last(job: Job, worker: str, attempts: list[AttemptRecord]) -> tuple[AttemptRecord, ...]:
    """The attempts of a job with its last one, which its own row tells of once it has ended."""
    noted = {each.token for each in attempts}
    if job.started_at is None or job.ended_at is None or job.lease_token in noted:
        return tuple(attempts)
    last = AttemptRecord(
        token=job.lease_token,
        number=job.attempt,
        worker=worker,
        started_at=job.started_at,
        ended_at=job.ended_at,
        outcome=Outcome(job.state.value),
        not_before=None,
        code=job.error_code,
        error=job.error,
    )
    return (*attempts, last)


def _counts(found: str | None) -> dict[str, int]:
    return msgspec.json.decode(found, type=dict[str, int]) if found else {}


def _where(chosen: JobFilter) -> tuple[str, list[object]]:
    """The condition of a filter and its parameters. Ids increase in time, so a stretch of time is one of ids."""
    values: list[object] = []

    def given(value: object) -> str:
        values.append(value)
        return f"${len(values)}"

    parts = ["true"]
    if chosen.state is not None:
        parts.append(_STATE[chosen.state])
    if chosen.kind is not None:
        parts.append(f"kind = '{chosen.kind.value}'")
    if chosen.queue is not None:
        parts.append(f"queue = {given(chosen.queue)}")
    if chosen.user_id is not None:
        parts.append(f"user_id = {given(chosen.user_id)}")
    if chosen.since is not None:
        parts.append(f"id >= {given(first_id(chosen.since))}")
    if chosen.until is not None:
        parts.append(f"id < {given(first_id(chosen.until))}")
    parts += [
        "(" + " OR ".join(f"args @> {given(each)}::jsonb" for each in argument.documents()) + ")"
        for argument in chosen.args
    ]
    return " AND ".join(parts), values


def first_id(at: datetime) -> UUID:
    """The least id that can have been made at `at`: UUID version 7 begins with milliseconds since 1970."""
    return UUID(int=max(0, int(at.timestamp() * 1000)) << 80)
