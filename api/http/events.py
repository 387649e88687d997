"""The workout log of a device: what happened, in batches, whenever there is a connection."""

from dataclasses import dataclass
from functools import cache

import msgspec
from litestar import Response, Router, get, post
from litestar.openapi.datastructures import ResponseSpec
from litestar.openapi.spec import Example, OpenAPIMediaType, Operation, RequestBody, Schema
from litestar.openapi.spec.enums import OpenAPIType
from msgspec import Raw
from msgspec.structs import replace

from api.errors import MalformedBatch
from api.openapi import OPEN, problems
from api.request import ApiRequest
from api.schemas.events import EventBatch, EventsRecorded
from domain.catalogue.loader import load_catalogue
from domain.errors import InvalidInput
from domain.events.reading import ReadBatch, read_batch
from domain.events.use_cases import record_events

_SESSION = "0198f2a1-7a50-7cc0-8000-00000000000a"
_AT = {"at": "2026-11-23T18:04:00+01:00", "day": "2026-11-23"}
_EXAMPLE = {
    "events": [
        {
            "id": "0198f2a1-7a55-7cc0-8000-000000000001",
            **_AT,
            "what": {
                "type": "set.logged",
                "session": _SESSION,
                "exercise": "barbell-squat",
                "load_kg": 80,
                "reps": 8,
                "rir": 2,
            },
        },
        {
            "id": "0198f2a1-7a55-7cc0-8000-000000000002",
            **_AT,
            "what": {"type": "session.finished", "session": _SESSION, "rpe": 7, "minutes": 52},
        },
    ]
}


@dataclass
class BatchOperation(Operation):
    """`operation_class` of a route that reads its batch itself, so that one bad event does not refuse the others."""

    def __post_init__(self) -> None:
        """Say what the body is."""
        self.request_body = RequestBody(
            description="JSON Schema: GET /api/events/schema.",
            required=True,
            content={
                "application/json": OpenAPIMediaType(
                    schema=Schema(
                        type=OpenAPIType.OBJECT,
                        required=["events"],
                        properties={
                            "events": Schema(
                                type=OpenAPIType.ARRAY,
                                min_items=1,
                                max_items=500,
                                items=Schema(type=OpenAPIType.OBJECT, additional_properties=True),
                            )
                        },
                    ),
                    examples={"session": Example(value=_EXAMPLE)},
                )
            },
        )


@post(
    "/",
    operation_id="recordEvents",
    summary="Record what happened, in a batch",
    description=(
        "Each event's own `id` makes it happen once, however often, by whichever device and however late it is sent, so"
        " no Idempotency-Key is needed or read: after a failure, send the batch again. An event that cannot be used is"
        " in `rejected` with what is wrong; the others are recorded all the same. Only a batch without any usable event"
        " is an error. The plan adapts to what was recorded within seconds, at once after pain or a red flag."
    ),
    status_code=202,
    responses={
        202: ResponseSpec(EventsRecorded, generate_examples=False, description="What became of each event"),
        **problems(413, 415),
    },
    opt={"zone": "events"},
    operation_class=BatchOperation,
)
async def record(request: ApiRequest) -> Response[bytes]:
    wiring = request.wiring
    batch = await _read(request)
    done = await record_events(wiring.event_desk, request.user.user_id, batch.events)
    new = set(done.new)
    reply = EventsRecorded(
        accepted=done.new,
        duplicates=tuple(dict.fromkeys(event.id for event in batch.events if event.id not in new)),
        rejected=batch.rejected,
        seq=done.seq,
        job=done.job,
    )
    return Response(msgspec.json.encode(reply), status_code=202, media_type="application/json")


async def _read(request: ApiRequest) -> ReadBatch:
    """The batch. Raises `MalformedBatch` when it is none, or has no event that can be used."""
    body = await request.json_bytes()
    try:
        batch = read_batch(body, request.wiring.clock.now(), load_catalogue())
    except InvalidInput as error:
        raise MalformedBatch(error.message, error.problems) from error
    if not batch.events:
        found = tuple(
            replace(problem, field=f"events[{rejected.index}].{problem.field}".rstrip("."))
            for rejected in batch.rejected
            for problem in rejected.problems
        )
        raise MalformedBatch("No event of the batch can be used.", found)
    return batch


@get("/schema", operation_id="getEventSchema", summary="JSON Schema of a batch", responses=problems(), **OPEN)
async def get_schema() -> Raw:
    return _schema()


@cache
def _schema() -> Raw:
    return Raw(msgspec.json.encode(msgspec.json.schema(EventBatch)))


router = Router("/api/events", route_handlers=[record, get_schema], tags=["events"])
