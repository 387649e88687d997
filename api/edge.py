"""The outermost layer: request ids, security headers, metrics and one log line for every HTTP request.

It wraps the router itself, so that 404 and 405 pass through it like everything else.
"""

import re
import secrets
import time

import structlog
from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPResponseStartEvent, HTTPScope, Message, Receive, Scope, Send
from structlog.contextvars import bind_contextvars, clear_contextvars

from adapters.telemetry import metrics, tracing

_log = structlog.get_logger("api.access")

_REQUEST_ID = re.compile(rb"[A-Za-z0-9._\-]{8,64}")

# ASVS 5.0, 3.4: nothing that this API sends is to be run, framed or guessed at.
_HEADERS: tuple[tuple[bytes, bytes], ...] = (
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
_HSTS = (b"strict-transport-security", b"max-age=31536000; includeSubDomains")
_NO_STORE = (b"cache-control", b"no-store")


class Edge:
    """ASGI layer around the application. `secure`: browsers come over TLS, so they are told to stay there."""

    def __init__(self, app: ASGIApp, *, secure: bool) -> None:
        self._app = app
        self._headers = [*_HEADERS, *((_HSTS,) if secure else ())]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        request_id = _request_id(scope)
        scope["state"]["request_id"] = request_id
        clear_contextvars()
        bind_contextvars(request_id=request_id)
        if scope["type"] == ScopeType.HTTP:
            await self._http(scope, receive, send, request_id)
        else:
            await self._app(scope, receive, send)

    async def _http(self, scope: HTTPScope, receive: Receive, send: Send, request_id: str) -> None:
        started, status = time.perf_counter(), 500
        extra = [*self._headers, (b"x-request-id", request_id.encode())]
        if scope["path"].startswith("/api/"):
            extra.append(_NO_STORE)

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                _add_headers(message, extra)
            await send(message)

        with tracing.span("http", method=scope["method"], path=scope["path"]) as span:
            try:
                await self._app(scope, receive, send_with_headers)
            finally:
                route = str(scope.get("path_template") or "unmatched")
                span.set(route=route, status=status)
                seconds = time.perf_counter() - started
                metrics.HTTP_REQUESTS.labels(scope["method"], route, status).inc()
                metrics.HTTP_SECONDS.labels(scope["method"], route).observe(seconds)
                _log.info("request", method=scope["method"], route=route, status=status, ms=round(seconds * 1000, 1))


def _add_headers(message: HTTPResponseStartEvent, extra: list[tuple[bytes, bytes]]) -> None:
    present = {name.lower() for name, _ in message["headers"]}
    message["headers"] = [*message["headers"], *(header for header in extra if header[0] not in present)]


def _request_id(scope: Scope) -> str:
    given = next((value for name, value in scope["headers"] if name == b"x-request-id"), b"")
    return given.decode() if _REQUEST_ID.fullmatch(given) else secrets.token_hex(8)
