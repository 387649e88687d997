"""What operators and their tools ask."""

import asyncio

import structlog
from litestar import Response, Router, get
from msgspec import Struct
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from api.openapi import OPEN
from api.request import ApiRequest
from api.wiring import Check

_log = structlog.get_logger(__name__)

CHECK_S = 2.0
"""Seconds a service has to answer the readiness check."""

_UNLIMITED = OPEN | {"opt": {"open": True, "zone": ""}}


class Live(Struct, frozen=True):
    status: str = "ok"


class Ready(Struct, frozen=True, kw_only=True):
    """`status` is ready, draining or unready; `services` says ok or down for each."""

    status: str
    services: dict[str, str]


@get("/health/live", operation_id="getLive", summary="The process answers", **_UNLIMITED)
async def live() -> Live:
    return Live()


@get(
    "/health/ready",
    operation_id="getReady",
    summary="Whether the process can serve: 503 when a service it needs does not answer",
    **_UNLIMITED,
)
async def ready(request: ApiRequest) -> Response[Ready]:
    wiring = request.wiring
    states = await asyncio.gather(*(_state(name, check) for name, check in wiring.checks.items()))
    services = dict(zip(wiring.checks, states, strict=True))
    status = "draining" if wiring.sockets.draining else "ready" if set(states) <= {"ok"} else "unready"
    return Response(Ready(status=status, services=services), status_code=200 if status == "ready" else 503)


async def _state(name: str, check: Check) -> str:
    try:
        async with asyncio.timeout(CHECK_S):
            await check()
    except Exception as error:  # noqa: BLE001 -- whatever a driver raises, the service does not answer
        _log.warning("service_down", service=name, error_type=type(error).__name__, error=str(error))
        return "down"
    return "ok"


@get(
    "/metrics",
    operation_id="getMetrics",
    summary="Prometheus metrics",
    media_type="text/plain",
    sync_to_thread=False,
    **_UNLIMITED,
)
def metrics() -> Response[bytes]:
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


router = Router("/", route_handlers=[live, ready, metrics], tags=["operations"])
