"""Queues, workers, lags, schedules, the model server, what the verifier finds, and the audit log."""

import asyncio
from datetime import timedelta
from typing import Annotated
from uuid import UUID

from litestar import Router, get, post
from litestar.params import FromPath, QueryParameter

from api.admin.access import administrators_only, desk_of
from api.http.cursors import PageCursor, PageLimit, position
from api.openapi import problems
from api.request import ApiRequest
from api.schemas.admin import (
    AuditList,
    AuditView,
    FindingsList,
    MachineryView,
    QueueList,
    WorkerList,
    findings_view,
    lag_view,
    model_views,
    queue_view,
    worker_view,
)
from api.wiring import Check
from domain.operations.use_cases import pause, resume

FINDINGS_PLANS = 500
"""Plans that a count of findings reads at most: each is a document of tens of kilobytes."""

_CHECK_S = 2.0

Days = Annotated[int, QueryParameter(ge=1, le=90, description="How many days back.")]


@get("/queues", operation_id="adminListQueues", summary="Queues, their jobs by state, pauses", responses=problems())
async def list_queues(request: ApiRequest) -> QueueList:
    return await _queues(request)


@post(
    "/queues/{queue:str}/pause",
    operation_id="adminPauseQueue",
    summary="Have workers take no more jobs of a queue; those that run go on",
    status_code=200,
    responses=problems(404),
)
async def pause_queue(request: ApiRequest, queue: FromPath[str]) -> QueueList:
    await pause(desk_of(request), queue)
    return await _queues(request)


@post(
    "/queues/{queue:str}/resume",
    operation_id="adminResumeQueue",
    summary="Have workers take jobs of a queue again",
    status_code=200,
    responses=problems(404),
)
async def resume_queue(request: ApiRequest, queue: FromPath[str]) -> QueueList:
    await resume(desk_of(request), queue)
    return await _queues(request)


@get("/workers", operation_id="adminListWorkers", summary="Workers and their signs of life", responses=problems())
async def list_workers(request: ApiRequest) -> WorkerList:
    now = request.wiring.clock.now()
    workers = await request.wiring.direct.monitor.workers()
    return WorkerList(items=tuple(worker_view(worker, now) for worker in workers))


@get(
    "/machinery",
    operation_id="adminGetMachinery",
    summary="Services, lags of outbox and inbox, the model server, schedules",
    responses=problems(),
)
async def get_machinery(request: ApiRequest) -> MachineryView:
    wiring, now = request.wiring, request.wiring.clock.now()
    monitor = wiring.direct.monitor
    names = sorted(wiring.checks)
    answers = await asyncio.gather(*(_answers(wiring.checks[name]) for name in names))
    workers = await monitor.workers()
    return MachineryView(
        services=dict(zip(names, answers, strict=True)),
        model_configured="model" in wiring.checks,
        outbox=lag_view(await monitor.outbox_lag(now), now),
        inbox=lag_view(await monitor.inbox_lag(), now),
        models=model_views([worker for worker in workers if not worker.stale(now)]),
        schedules=tuple(await monitor.schedules()),
    )


@get(
    "/findings",
    operation_id="adminListFindings",
    summary="What the verifier found in the latest plans, in a hundred plans of each engine",
    description=f"Reads at most the latest {FINDINGS_PLANS} plans that were planned anew.",
    responses=problems(),
)
async def list_findings(request: ApiRequest, days: Days = 7) -> FindingsList:
    since = request.wiring.clock.now() - timedelta(days=days)
    found = await request.wiring.direct.monitor.findings(since, FINDINGS_PLANS)
    return FindingsList(days=days, items=tuple(findings_view(each) for each in found))


@get("/audit", operation_id="adminListAudit", summary="Who did what, newest first", responses=problems())
async def list_audit(request: ApiRequest, cursor: PageCursor = None, limit: PageLimit = 50) -> AuditList:
    entries = await request.wiring.direct.monitor.audit(position(cursor, UUID), limit + 1)
    items = tuple(
        AuditView(id=each.id, at=each.at, actor=each.actor, action=each.action, target=each.target, detail=each.detail)
        for each in entries[:limit]
    )
    return AuditList(items=items, next=str(items[-1].id) if len(entries) > limit else None)


async def _queues(request: ApiRequest) -> QueueList:
    now = request.wiring.clock.now()
    queues = await request.wiring.direct.monitor.queues(now)
    return QueueList(items=tuple(queue_view(queue, now) for queue in queues))


async def _answers(check: Check) -> bool:
    try:
        async with asyncio.timeout(_CHECK_S):
            await check()
    except Exception:  # noqa: BLE001 - whatever it raises, the service does not answer
        return False
    return True


router = Router(
    "/api/admin",
    route_handlers=[list_queues, pause_queue, resume_queue, list_workers, get_machinery, list_findings, list_audit],
    guards=[administrators_only],
    tags=["admin"],
)
