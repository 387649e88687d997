"""Hand in a file of a tracker, which a job reads; and the days that all trackers together tell."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date, timedelta
from functools import cache
from typing import Annotated
from uuid import UUID
from zoneinfo import available_timezones

import msgspec
from litestar import Response, Router, get, post
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import QueryParameter
from msgspec import Struct

from adapters.files.kinds import HEAD_BYTES, FileKind, kind_of
from adapters.files.limits import UPLOAD_BYTES
from api.openapi import FileBody, problems
from api.request import ApiRequest
from api.schemas.coaching import JobLinks
from domain.activity import importing
from domain.activity.days import TrackerDay
from domain.activity.importing import ImportArgs
from domain.activity.merging import days_of
from domain.errors import FieldProblem, InvalidInput
from domain.jobs.events import topic
from domain.jobs.job import JobState

PIECE_BYTES = 1024 * 1024

Zone = Annotated[
    str,
    QueryParameter(
        max_length=64, description="IANA name of where the person lived, for files that have times in UTC only."
    ),
]


From = Annotated[date, QueryParameter(name="from", description="The first day.")]
To = Annotated[date, QueryParameter(name="to", description="The last day.")]
MOST_DAYS = timedelta(days=92)


class TrackerDayList(Struct, frozen=True, kw_only=True):
    """Days with data, oldest first."""

    items: tuple[TrackerDay, ...]


class FileAccepted(Struct, frozen=True, kw_only=True):
    """The job that imports the file, and what the file is by its first bytes."""

    job_id: UUID
    state: JobState
    kind: FileKind
    links: JobLinks


@post(
    "/files",
    operation_id="importTrackerFile",
    summary="Hand in a FIT, TCX or GPX file, or the export.zip of Apple Health",
    description=(
        "The body is the file itself, up to 500 MiB; name and content type do not matter, its first bytes do. A job "
        "reads it in a process of its own and tells its progress. Handing in the same file again changes nothing, so "
        "there is no Idempotency-Key."
    ),
    status_code=202,
    responses={
        202: ResponseSpec(FileAccepted, generate_examples=False, description="The job that imports the file"),
        **problems(409, 413),
    },
    opt={"zone": "uploads"},
    request_max_body_size=UPLOAD_BYTES,
    operation_class=FileBody,
)
async def import_file(request: ApiRequest, zone: Zone = "UTC") -> Response[bytes]:
    if zone not in _zones():
        problem = FieldProblem(field="zone", message=f"{zone[:64]!r} is no zone", allowed="such as Europe/Paris")
        raise InvalidInput("The request cannot be used.", (problem,))
    wiring, body = request.wiring, request.stream()
    head = await _head(body)
    kind = kind_of(head)
    args = ImportArgs(upload=wiring.ids.new(), kind=kind.value, zone=zone)
    job_id = wiring.ids.new()
    await importing.hand_in(wiring.import_desk, request.user.user_id, job_id, args, _pieces(head, body))
    accepted = FileAccepted(
        job_id=job_id,
        state=JobState.QUEUED,
        kind=kind,
        links=JobLinks(job=f"/api/jobs/{job_id}", socket_topic=topic(job_id)),
    )
    return Response(msgspec.json.encode(accepted), status_code=202, media_type="application/json")


@get(
    "/days",
    operation_id="listTrackerDays",
    summary="What trackers told of each day, put together: one value of each kind, with where it comes from",
    description="Sources whose terms forbid standing beside others are left out.",
    responses=problems(),
)
async def list_days(request: ApiRequest, start: From, end: To) -> TrackerDayList:
    if not timedelta(0) <= end - start < MOST_DAYS:
        problem = FieldProblem(field="to", message=f"{start} to {end}", allowed=f"1 to {MOST_DAYS.days} days")
        raise InvalidInput("The request cannot be used.", (problem,))
    around = (start - timedelta(days=1), end + timedelta(days=1))
    records = await request.wiring.direct.tracker_records.between(request.user.user_id, *around)
    return TrackerDayList(items=await asyncio.to_thread(days_of, records, start, end))


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones() | {"UTC"})


async def _head(body: AsyncIterator[bytes]) -> bytes:
    """The first bytes: enough to tell the kind, or all there are."""
    head = bytearray()
    async for chunk in body:
        head += chunk
        if len(head) >= HEAD_BYTES:
            break
    return bytes(head)


async def _pieces(head: bytes, body: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The whole body in pieces of one size."""
    held = bytearray(head)
    async for chunk in body:
        held += chunk
        while len(held) >= PIECE_BYTES:
            yield bytes(held[:PIECE_BYTES])
            del held[:PIECE_BYTES]
    if held:
        yield bytes(held)


router = Router("/api/trackers", route_handlers=[import_file, list_days], tags=["trackers"])
