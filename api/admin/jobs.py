"""Everybody's jobs: lists, one job, another try, cancelling; one at a time or all of a filter."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from litestar import Router, get, post
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from api.admin.access import administrators_only, desk_of
from api.http.cursors import PageCursor, PageLimit, position
from api.openapi import problems
from api.request import ApiRequest
from api.schemas.admin import (
    AdminJob,
    AdminJobList,
    BulkAction,
    BulkDone,
    BulkPreview,
    JobFilterBody,
    PreviewView,
    admin_job,
)
from domain.errors import FieldProblem, InvalidInput, NotFound
from domain.jobs.job import JobKind, JobState
from domain.operations.selection import JobAction
from domain.operations.use_cases import act_on_all, act_on_one, preview

Conditions = Annotated[
    list[str] | None,
    QueryParameter(max_items=5, description="Conditions on arguments, such as `engine=tgi`; all must hold."),
]
State = Annotated[JobState | None, QueryParameter(name="state")]  # `state` is a name of Litestar's own
Queue = Annotated[str | None, QueryParameter(max_length=40)]
When = Annotated[datetime | None, QueryParameter(description="RFC 3339, with a zone.")]


@get("/", operation_id="adminListJobs", summary="Jobs of everybody, newest first", responses=problems())
async def list_jobs(
    request: ApiRequest,
    job_state: State = None,
    kind: FromQuery[JobKind | None] = None,
    queue: Queue = None,
    user: FromQuery[UUID | None] = None,
    args: Conditions = None,
    since: When = None,
    until: When = None,
    cursor: PageCursor = None,
    limit: PageLimit = 50,
) -> AdminJobList:
    chosen = JobFilterBody(
        state=job_state,
        kind=kind,
        queue=queue,
        user=user,
        args=tuple(args or ()),
        since=_zoned("since", since),
        until=_zoned("until", until),
    ).chosen()
    lines = await request.wiring.direct.monitor.jobs(chosen, position(cursor, UUID), limit + 1)
    items = tuple(lines[:limit])
    return AdminJobList(items=items, next=str(items[-1].id) if len(lines) > limit else None)


@get("/{job_id:uuid}", operation_id="adminGetJob", summary="A job with its timeline", responses=problems(404))
async def get_job(request: ApiRequest, job_id: FromPath[UUID]) -> AdminJob:
    return await _job(request, job_id)


@post(
    "/{job_id:uuid}/retry",
    operation_id="adminRetryJob",
    summary="Have a failed job tried again, with all its attempts",
    status_code=200,
    responses=problems(404, 409),
)
async def retry_job(request: ApiRequest, job_id: FromPath[UUID]) -> AdminJob:
    await act_on_one(desk_of(request), JobAction.RETRY, job_id)
    return await _job(request, job_id)


@post(
    "/{job_id:uuid}/cancel",
    operation_id="adminCancelJob",
    summary="Cancel a job: at once when queued, at its next step when running",
    status_code=200,
    responses=problems(404, 409),
)
async def cancel_job(request: ApiRequest, job_id: FromPath[UUID]) -> AdminJob:
    await act_on_one(desk_of(request), JobAction.CANCEL, job_id)
    return await _job(request, job_id)


@post(
    "/preview",
    operation_id="adminPreviewJobs",
    summary="How many jobs an action on a filter would change, and the token that lets it",
    status_code=200,
    responses=problems(),
)
async def preview_jobs(request: ApiRequest, data: JSONBody[BulkPreview]) -> PreviewView:
    seen = await preview(desk_of(request), data.action, data.filter.chosen())
    return PreviewView(count=seen.count, token=seen.token)


@post(
    "/retry",
    operation_id="adminRetryJobs",
    summary="Have every failed job of a filter tried again",
    status_code=200,
    responses=problems(409),
)
async def retry_jobs(request: ApiRequest, data: JSONBody[BulkAction]) -> BulkDone:
    return BulkDone(count=await act_on_all(desk_of(request), JobAction.RETRY, data.filter.chosen(), data.token))


@post(
    "/cancel",
    operation_id="adminCancelJobs",
    summary="Cancel every job of a filter that has not ended",
    status_code=200,
    responses=problems(409),
)
async def cancel_jobs(request: ApiRequest, data: JSONBody[BulkAction]) -> BulkDone:
    return BulkDone(count=await act_on_all(desk_of(request), JobAction.CANCEL, data.filter.chosen(), data.token))


async def _job(request: ApiRequest, job_id: UUID) -> AdminJob:
    record = await request.wiring.direct.monitor.job(job_id)
    if record is None:
        raise NotFound("There is no such job.")
    return admin_job(record)


def _zoned(name: str, at: datetime | None) -> datetime | None:
    if at is not None and at.tzinfo is None:
        problem = FieldProblem(field=name, message="a time without a zone", allowed="such as 2026-11-23T08:00:00Z")
        raise InvalidInput("The time cannot be used.", (problem,))
    return at


router = Router(
    "/api/admin/jobs",
    route_handlers=[list_jobs, get_job, retry_job, cancel_job, preview_jobs, retry_jobs, cancel_jobs],
    guards=[administrators_only],
    tags=["admin"],
)
