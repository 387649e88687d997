"""The outermost layer: request ids, security headers, metrics and one log line for every HTTP request.

It wraps the router itself, so that 404 and 405 pass through it like everything else.
"""

import re
import secrets
import time
from functools import lru_cache

import structlog
from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPResponseStartEvent, HTTPScope, Message, Receive, Scope, Send
from prometheus_client import Counter, Histogram
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

_Headers = tuple[tuple[bytes, bytes], ...]


class Edge:
    """ASGI layer around the application. `secure`: browsers come over TLS, so they are told to stay there."""

    def __init__(self, app: ASGIApp, *, secure: bool) -> None:
        self._app = app
        self._headers: _Headers = (*_HEADERS, *((_HSTS,) if secure else ()))
        self._api_headers: _Headers = (*self._headers, _NO_STORE)

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
        extra = self._api_headers if scope["path"].startswith("/api/") else self._headers
        named = (b"x-request-id", request_id.encode())

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                _add_headers(message, extra, named)
            await send(message)

        with tracing.span("http", method=scope["method"], path=_traceable(scope["path"])) as span:
            try:
                await self._app(scope, receive, send_with_headers)
            finally:
                route = str(scope.get("path_template") or "unmatched")
                span.set(route=route, status=status)
                seconds = time.perf_counter() - started
                count, time_taken = _metrics(scope["method"], route, status)
                count.inc()
                time_taken.observe(seconds)
                _log.info("request", method=scope["method"], route=route, status=status, ms=round(seconds * 1000, 1))


def _traceable(path: str) -> str:
    """The path without what must not be written down: the address of a webhook may end with its secret."""
    return "/".join(path.split("/")[:4]) if path.startswith("/api/webhooks/") else path


@lru_cache(maxsize=4096)
def _metrics(method: str, route: str, status: int) -> tuple[Counter, Histogram]:
    return metrics.HTTP_REQUESTS.labels(method, route, status), metrics.HTTP_SECONDS.labels(method, route)


def _add_headers(message: HTTPResponseStartEvent, extra: _Headers, named: tuple[bytes, bytes]) -> None:
    """Add those that the route did not set itself; Litestar writes names in lower case."""
    given = list(message["headers"])
    present = {name for name, _ in given}
    message["headers"] = [*given, *(header for header in extra if header[0] not in present), named]


def _request_id(scope: Scope) -> str:
    given = next((value for name, value in scope["headers"] if name == b"x-request-id"), b"")
    return given.decode() if _REQUEST_ID.fullmatch(given) else secrets.token_hex(8)
