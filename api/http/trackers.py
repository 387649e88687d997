"""Connect a tracker, see what its data may be used for, and take the connection away.

Connecting takes no Idempotency-Key: each call begins a way of its own, and a way that is not gone ends by itself.
"""

from datetime import date
from typing import Annotated

from litestar import Response, Router, delete, get, post
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, JSONBody, QueryParameter

from api.openapi import problems
from api.request import ApiRequest
from api.schemas.trackers import (
    ConnectRequest,
    ConnectStarted,
    Disconnected,
    RecordList,
    TrackerList,
    TrackerView,
    tracker_view,
)
from domain.errors import NotAllowed
from domain.identity.data_use import policy_of
from domain.profile import Locale
from domain.trackers import use_cases
from domain.trackers.notification import Provider
from domain.trackers.use_cases import Answer, TrackerStatus

TextLocale = Annotated[Locale, QueryParameter(description="The language of the texts.")]
FirstDay = Annotated[date, QueryParameter(description="The first day, of the person's calendar.")]
LastDay = Annotated[date, QueryParameter(description="The last day, at most 91 days later.")]
_Said = Annotated[str, QueryParameter(max_length=4096)]


@get("/", operation_id="listTrackers", summary="Providers, and what their data may be used for", responses=problems())
async def list_trackers(request: ApiRequest, locale: TextLocale = Locale.EN) -> TrackerList:
    found = await use_cases.list_trackers(request.wiring.tracker_desk, request.user.user_id)
    return TrackerList(items=tuple(tracker_view(status, locale) for status in found))


@post(
    "/{provider:str}/connect",
    operation_id="connectTracker",
    summary="Begin to connect: where to send the browser",
    status_code=201,
    responses=problems(404, 409),
)
async def connect_tracker(
    request: ApiRequest, provider: FromPath[Provider], data: JSONBody[ConnectRequest]
) -> ConnectStarted:
    if request.user.via != "session":
        raise NotAllowed("Trackers are connected in a session: the browser that goes to the provider must come back.")
    way = await use_cases.connect(
        request.wiring.tracker_desk, request.user.user_id, request.user.credential_id, provider, data.return_to
    )
    return ConnectStarted(url=way.url, reference=way.reference, expires_at=way.expires_at)


@get(
    "/{provider:str}/callback",
    operation_id="finishTracker",
    summary="Where the provider sends the browser back to",
    responses={
        200: ResponseSpec(TrackerView, generate_examples=False, description="Connected"),
        303: ResponseSpec(None, generate_examples=False, description="To `return_to`, with `tracker` and `outcome`"),
        **problems(404, 409),
    },
)
async def finish_tracker(
    request: ApiRequest,
    provider: FromPath[Provider],
    state_: Annotated[str, QueryParameter(name="state", max_length=256)] = "",
    code: _Said = "",
    error: _Said = "",
    locale: TextLocale = Locale.EN,
) -> Response[TrackerView | None]:
    if request.user.via != "session":
        raise NotAllowed("The browser that began the connection must come back with its session.")
    desk, user = request.wiring.tracker_desk, request.user
    finished = await use_cases.finish(
        desk, user.user_id, user.credential_id, provider, Answer(state=state_, code=code, error=error)
    )
    if finished.return_to:
        outcome = "connected" if finished.connection else "refused"
        where = f"{finished.return_to}?tracker={provider.value}&outcome={outcome}"
        return Response(None, status_code=303, headers={"Location": where})
    status = TrackerStatus(
        provider=provider, available=True, use=policy_of(provider.value), connection=finished.connection
    )
    return Response(tracker_view(status, locale))


@get(
    "/{provider:str}/records",
    operation_id="listTrackerRecords",
    summary="What one provider told, day by day, to its owner alone",
    responses=problems(404),
)
async def list_tracker_records(
    request: ApiRequest, provider: FromPath[Provider], start: FirstDay, end: LastDay
) -> RecordList:
    found = await use_cases.records_of(request.wiring.tracker_desk, request.user.user_id, provider, start, end)
    return RecordList(items=found)


@delete(
    "/{provider:str}",
    operation_id="disconnectTracker",
    summary="Forget the connection and tell the provider",
    status_code=200,
    responses=problems(404),
)
async def disconnect_tracker(request: ApiRequest, provider: FromPath[Provider]) -> Disconnected:
    told = await use_cases.disconnect(request.wiring.tracker_desk, request.user.user_id, provider)
    return Disconnected(provider_told=told)


router = Router(
    "/api/trackers",
    route_handlers=[list_trackers, connect_tracker, finish_tracker, list_tracker_records, disconnect_tracker],
    tags=["trackers"],
)
