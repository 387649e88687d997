"""Wire structs of the operators' monitor."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Raw, Struct

from domain.jobs.job import JobKind, JobState
from domain.operations.fleet import EngineFindings, Lag, ModelTotals, QueueState, ScheduleRun, WorkerBeat
from domain.operations.ports import JobLine, JobRecord
from domain.operations.redaction import redacted
from domain.operations.selection import JobAction, JobFilter, argument
from domain.operations.timeline import Stretch, timeline

Condition = Annotated[str, Meta(min_length=3, max_length=120, examples=["engine=tgi"])]


class JobFilterBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Jobs for which everything that is set holds. `args` are conditions such as `engine=tgi`."""

    state: JobState | None = None
    kind: JobKind | None = None
    queue: Annotated[str, Meta(max_length=40)] | None = None
    user: UUID | None = None
    args: Annotated[tuple[Condition, ...], Meta(max_length=5)] = ()
    since: Annotated[datetime, Meta(tz=True)] | None = None
    until: Annotated[datetime, Meta(tz=True)] | None = None

    def chosen(self) -> JobFilter:
        """As the domain has it. Raises `InvalidInput`."""
        return JobFilter(
            state=self.state,
            kind=self.kind,
            queue=self.queue,
            user_id=self.user,
            args=tuple(argument(each) for each in self.args),
            since=self.since,
            until=self.until,
        )


class BulkPreview(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    action: JobAction
    filter: JobFilterBody = JobFilterBody()


class PreviewView(Struct, frozen=True, kw_only=True):
    """`token` lets the action be done to these very jobs."""

    count: int
    token: str


class BulkAction(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`token` comes from the preview of the same action and filter."""

    token: Annotated[str, Meta(max_length=80)]
    filter: JobFilterBody = JobFilterBody()


class BulkDone(Struct, frozen=True, kw_only=True):
    count: int


class AdminJobList(Struct, frozen=True, kw_only=True):
    items: tuple[JobLine, ...]
    next: str | None


class AdminJob(Struct, frozen=True, kw_only=True):
    """Everything of a job that operators see. In `args`, `progress` and `result` what may be personal is hidden."""

    job: JobLine
    lease_until: datetime | None
    error: str
    args: dict[str, object]
    progress: dict[str, object]
    result: dict[str, object]
    stretches: tuple[Stretch, ...]
    trace_id: str
    plan_id: UUID | None
    meal_plan_id: UUID | None
    turn_id: UUID | None
    webhooks: tuple[UUID, ...]
    actions: tuple[JobAction, ...]


class QueueView(Struct, frozen=True, kw_only=True):
    """`counts` by state, ended ones of the last day; `oldest_s`: how long the oldest due job has waited."""

    name: str
    counts: dict[str, int]
    oldest_s: float | None
    paused_at: datetime | None
    paused_by: UUID | None


class QueueList(Struct, frozen=True, kw_only=True):
    items: tuple[QueueView, ...]


class WorkerView(Struct, frozen=True, kw_only=True):
    """`stale`: nothing was heard of it for four times as long as usual."""

    id: str
    queue: str
    version: str
    slots: int
    running: int
    started_at: datetime
    seen_at: datetime
    stale: bool


class WorkerList(Struct, frozen=True, kw_only=True):
    items: tuple[WorkerView, ...]


class LagView(Struct, frozen=True, kw_only=True):
    waiting: int
    oldest_s: float | None


class ModelView(Struct, frozen=True, kw_only=True):
    """What the workers that run now saw since they started. `first_token_s` and `tokens_per_s` are means."""

    dialect: str
    calls: int
    failed: int
    first_token_s: float | None
    tokens_per_s: float | None


class MachineryView(Struct, frozen=True, kw_only=True):
    """`services`: whether each answers now. `model_configured`: a model server is set up for this process."""

    services: dict[str, bool]
    model_configured: bool
    outbox: LagView
    inbox: LagView
    models: tuple[ModelView, ...]
    schedules: tuple[ScheduleRun, ...]


class FindingsView(Struct, frozen=True, kw_only=True):
    """Of the latest plans of one engine; `rules` counts findings by rule."""

    engine: str
    plans: int
    findings: int
    repaired: int
    per_100: float
    rules: dict[str, int]


class FindingsList(Struct, frozen=True, kw_only=True):
    days: int
    items: tuple[FindingsView, ...]


class AuditView(Struct, frozen=True, kw_only=True):
    id: UUID
    at: datetime
    actor: UUID | None
    action: str
    target: str
    detail: Raw


class AuditList(Struct, frozen=True, kw_only=True):
    items: tuple[AuditView, ...]
    next: str | None


def admin_job(record: JobRecord) -> AdminJob:
    """A job as operators see it."""
    job = record.job
    args = redacted(job.args)
    line = JobLine(
        worker=record.worker, **{name: getattr(job, name) for name in JobLine.__struct_fields__ if name != "worker"}
    )
    return AdminJob(
        job=line,
        lease_until=job.lease_until,
        error=job.error,
        args=args,
        progress=redacted(job.progress),
        result=redacted(job.result),
        stretches=timeline(job, record.worker, record.attempts),
        trace_id=job.id.hex,
        plan_id=record.plan_id,
        meal_plan_id=record.meal_plan_id,
        turn_id=_id_in(args, "turn_id", "turn"),
        webhooks=record.inbox_ids,
        actions=tuple(action for action in JobAction if job.state in action.applies_to),
    )


def queue_view(queue: QueueState, now: datetime) -> QueueView:
    return QueueView(
        name=queue.name,
        counts=queue.counts,
        oldest_s=_age_s(queue.oldest_due, now),
        paused_at=queue.paused_at,
        paused_by=queue.paused_by,
    )


def worker_view(worker: WorkerBeat, now: datetime) -> WorkerView:
    return WorkerView(
        id=worker.id,
        queue=worker.queue,
        version=worker.version,
        slots=worker.slots,
        running=worker.running,
        started_at=worker.started_at,
        seen_at=worker.seen_at,
        stale=worker.stale(now),
    )


def lag_view(lag: Lag, now: datetime) -> LagView:
    return LagView(waiting=lag.waiting, oldest_s=_age_s(lag.oldest, now))


def model_views(workers: list[WorkerBeat]) -> tuple[ModelView, ...]:
    """What all workers saw together, by dialect."""
    totals: dict[str, ModelTotals] = {}
    for worker in workers:
        for dialect, seen in worker.model.items():
            totals[dialect] = totals.get(dialect, ModelTotals()).plus(seen)
    return tuple(
        ModelView(
            dialect=dialect,
            calls=total.calls,
            failed=total.failed,
            first_token_s=total.first_token_s / total.answers if total.answers else None,
            tokens_per_s=total.tokens_out / total.seconds if total.seconds else None,
        )
        for dialect, total in sorted(totals.items())
    )


def findings_view(found: EngineFindings) -> FindingsView:
    return FindingsView(
        engine=found.engine,
        plans=found.plans,
        findings=found.findings,
        repaired=found.repaired,
        per_100=round(found.per_100, 1),
        rules=found.rules,
    )


def _age_s(since: datetime | None, now: datetime) -> float | None:
    return None if since is None else max(0.0, (now - since).total_seconds())


def _id_in(args: dict[str, object], *names: str) -> UUID | None:
    for name in names:
        value = args.get(name)
        if isinstance(value, str):
            try:
                return UUID(value)
            except ValueError:
                continue
    return None
