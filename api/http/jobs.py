"""The caller's jobs: their state, their result, and how to stop them."""

from contextlib import suppress
from uuid import UUID

import msgspec
from litestar import Router, delete, get
from litestar.params import FromPath

from api.http.cursors import PageCursor, PageLimit, position
from api.openapi import problems
from api.request import ApiRequest
from api.schemas.coaching import JobList, JobView, job_view
from domain.errors import NotFound, Unavailable
from domain.jobs.events import Cancelled, topic
from domain.jobs.job import Job


def _found(job: Job | None) -> JobView:
    if job is None:
        raise NotFound("There is no such job.")
    return job_view(job)


@get("/", operation_id="listJobs", summary="Jobs, newest first", responses=problems())
async def list_jobs(request: ApiRequest, cursor: PageCursor = None, limit: PageLimit = 20) -> JobList:
    jobs = await request.wiring.direct.jobs.page(request.user.user_id, position(cursor, UUID), limit + 1)
    items = tuple(job_view(job) for job in jobs[:limit])
    return JobList(items=items, next=str(items[-1].id) if len(jobs) > limit else None)


@get("/{job_id:uuid}", operation_id="getJob", summary="State, progress and result of a job", responses=problems(404))
async def get_job(request: ApiRequest, job_id: FromPath[UUID]) -> JobView:
    return _found(await request.wiring.direct.jobs.get(request.user.user_id, job_id))


@delete(
    "/{job_id:uuid}",
    operation_id="cancelJob",
    summary="Cancel a job: at once when queued, at its next step when running",
    status_code=200,
    responses=problems(404),
)
async def cancel_job(request: ApiRequest, job_id: FromPath[UUID]) -> JobView:
    wiring, now = request.wiring, request.wiring.clock.now()
    job = await wiring.direct.jobs.request_cancel(request.user.user_id, job_id, now)
    if job is not None and job.ended_at == now:
        # It ended here and not in a worker, so it is told here; without Redis the row still says so.
        with suppress(Unavailable):
            await wiring.streams.append(topic(job.id), Cancelled.type, msgspec.json.encode(Cancelled()))
    return _found(job)


router = Router("/api/jobs", route_handlers=[list_jobs, get_job, cancel_job], tags=["jobs"])
