"""The one table that turns every error into a problem document (RFC 9457)."""

from http import HTTPStatus
from typing import Any

import structlog
from litestar import Request, Response
from litestar.connection import ASGIConnection
from litestar.exceptions import HTTPException
from litestar.types import ExceptionHandlersMap

from api.errors import MalformedBody, UnsupportedMediaType
from api.schemas.problem import MEDIA_TYPE, Problem
from domain.errors import (
    Conflict,
    FieldProblem,
    FitaiError,
    InvalidInput,
    NotAllowed,
    NotAuthenticated,
    NotFound,
    RateLimited,
    Unavailable,
)

AnyRequest = Request[Any, Any, Any]

_log = structlog.get_logger(__name__)

# The most particular class first.
_STATUS: tuple[tuple[type[FitaiError], int], ...] = (
    (MalformedBody, 400),
    (UnsupportedMediaType, 415),
    (InvalidInput, 422),
    (NotAuthenticated, 401),
    (NotAllowed, 403),
    (NotFound, 404),
    (Conflict, 409),
    (RateLimited, 429),
    (Unavailable, 503),
)

# What Litestar and this edge raise by status, in our codes.
_CODES = {
    400: "invalid_input",
    401: "not_authenticated",
    403: "not_allowed",
    404: "not_found",
    405: "method_not_allowed",
    413: "body_too_large",
    415: "unsupported_media_type",
    422: "invalid_input",
    429: "rate_limited",
}


def problem(status: int, code: str, detail: str, request_id: str, errors: tuple[FieldProblem, ...] = ()) -> Problem:
    """The document for one error."""
    return Problem(
        type=f"urn:fitai:problem:{code}",
        title=HTTPStatus(status).phrase,
        status=status,
        code=code,
        detail=detail,
        request_id=request_id,
        errors=errors,
    )


def request_id_of(connection: ASGIConnection[Any, Any, Any, Any]) -> str:
    """The id in the log lines and the reply of this request; the edge made it."""
    return str(connection.scope["state"].get("request_id", ""))


def status_of(error: FitaiError) -> int:
    """The HTTP status of one of our errors; 500 for those that are nobody's fault outside."""
    return next((status for kind, status in _STATUS if isinstance(error, kind)), 500)


def detail_of(error: FitaiError) -> str:
    """What may be said outside: an outage's own message holds addresses and drivers' words, and stays in the log."""
    if status_of(error) < 500:
        return error.message
    return "A service that this request needs does not answer; try again soon."


def _reply(document: Problem, headers: dict[str, str] | None = None) -> Response[Problem]:
    return Response(document, status_code=document.status, media_type=MEDIA_TYPE, headers=headers)


def _on_fitai_error(request: AnyRequest, error: FitaiError) -> Response[Problem]:
    status = status_of(error)
    if status == 500:
        return _on_any_error(request, error)
    errors = error.problems if isinstance(error, InvalidInput) else ()
    headers: dict[str, str] = {}
    if isinstance(error, RateLimited):
        headers["Retry-After"] = str(max(1, error.retry_after))
    elif status == 503:
        _log.warning("service_unavailable", error=error.message)
        headers["Retry-After"] = "5"
    elif status == 401:
        headers["WWW-Authenticate"] = 'Bearer realm="fitai"'
    return _reply(problem(status, error.code, detail_of(error), request_id_of(request), errors), headers)


def _on_http_error(request: AnyRequest, error: HTTPException) -> Response[Problem]:
    status = error.status_code
    if status >= 500:
        return _on_any_error(request, error)
    errors: tuple[FieldProblem, ...] = ()
    detail = HTTPStatus(status).phrase
    if status == 400:
        # Litestar's own: a query or path parameter, or a missing body. The edge's bodies raise InvalidInput.
        errors, status, detail = _parameter_problems(error.extra), 422, "The request cannot be used."
    code = _CODES.get(status, "invalid_input")
    headers = {key: value for key, value in (error.headers or {}).items() if key.lower() == "allow"}
    return _reply(problem(status, code, detail, request_id_of(request), errors), headers)


def _parameter_problems(extra: object) -> tuple[FieldProblem, ...]:
    if not isinstance(extra, list):
        return ()
    return tuple(_parameter_problem(each) for each in extra if isinstance(each, dict))


def _parameter_problem(extra: dict[str, object]) -> FieldProblem:
    if extra.get("key") == "data":  # the handlers' own name for the body
        return FieldProblem(field="body", message="missing", allowed="a JSON object")
    return FieldProblem(
        field=str(extra.get("key", "body")), message="not usable", allowed=str(extra.get("message", ""))
    )


def _on_any_error(request: AnyRequest, error: Exception) -> Response[Problem]:
    _log.error("unhandled_error", error_type=type(error).__name__, exc_info=error)
    detail = "Something went wrong here; the request id finds it in the log."
    return _reply(problem(500, "internal", detail, request_id_of(request)))


HANDLERS: ExceptionHandlersMap = {
    FitaiError: _on_fitai_error,
    HTTPException: _on_http_error,
    Exception: _on_any_error,
}
