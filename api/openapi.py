"""The OpenAPI document at /schema, and what every route says of itself in it."""

from dataclasses import dataclass
from typing import Any

from litestar import Response, Router
from litestar.openapi import OpenAPIConfig, ResponseSpec
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import (
    Components,
    Example,
    OpenAPIMediaType,
    Operation,
    RequestBody,
    Schema,
    SecurityScheme,
)
from litestar.openapi.spec.enums import OpenAPIFormat, OpenAPIType
from litestar.plugins import OpenAPISchemaPlugin
from litestar.typing import FieldDefinition
from msgspec import Raw, to_builtins

from api.problems import problem
from api.schemas.problem import MEDIA_TYPE, Problem
from domain.errors import FieldProblem, NotFound

OPEN: dict[str, Any] = {"opt": {"open": True}, "security": [{}]}
"""Keywords of a route that asks for no credential."""

_EXAMPLES: dict[int, tuple[str, str]] = {
    400: ("malformed_body", "The body is not JSON: JSON is malformed: invalid character (byte 12)"),
    401: ("not_authenticated", "Log in, or send an access token."),
    403: ("csrf_failed", "Send the session's CSRF token (from /api/me) in X-CSRF-Token."),
    404: ("not_found", "There is no such plan."),
    409: ("conflict", "The state of the thing does not allow this now."),
    413: ("body_too_large", "Request Entity Too Large"),
    415: ("unsupported_media_type", "The body is 'text/plain'; allowed: application/json."),
    422: ("invalid_input", "The request cannot be used."),
    429: ("rate_limited", "Too many requests; try again in 12 s."),
    503: ("unavailable", "A service that this request needs does not answer; try again soon."),
}
_ALWAYS = (400, 401, 403, 422, 429, 503)
_FIELD = FieldProblem(field="seed", message="Expected `int` >= 0", allowed="Expected `int` >= 0")


def problems(*further: int) -> dict[int, ResponseSpec]:
    """The error replies of a route: those that every route has, and `further` ones."""
    return {status: _response(status) for status in sorted({*_ALWAYS, *further})}


def _response(status: int) -> ResponseSpec:
    code, detail = _EXAMPLES[status]
    document = problem(status, code, detail, "0123456789abcdef", (_FIELD,) if status == 422 else ())
    return ResponseSpec(
        data_container=Problem,
        generate_examples=False,
        description=document.title,
        media_type=MEDIA_TYPE,
        examples=[Example(id=code, value=to_builtins(document))],
    )


@dataclass
class OptionalBody(Operation):
    """`operation_class` of a route that also works without a body; Litestar would mark the body as required."""

    def __post_init__(self) -> None:
        """Once all of it is known."""
        if isinstance(self.request_body, RequestBody):
            self.request_body.required = False


@dataclass
class FileBody(Operation):
    """`operation_class` of a route that reads its body as bytes."""

    def __post_init__(self) -> None:
        """Once all of it is known."""
        kind = OpenAPIMediaType(schema=Schema(type=OpenAPIType.STRING, format=OpenAPIFormat.BINARY))
        self.request_body = RequestBody(content={"application/octet-stream": kind}, required=True)


class RawJsonSchema(OpenAPISchemaPlugin):
    """JSON that is passed on as it is stored: any value."""

    def is_plugin_supported_field(self, field_definition: FieldDefinition) -> bool:
        """True for `msgspec.Raw`."""
        return field_definition.annotation is Raw

    def to_openapi_schema(self, field_definition: FieldDefinition, schema_creator: Any) -> Schema:  # noqa: ARG002
        """An object of any shape."""
        return Schema(type=OpenAPIType.OBJECT, additional_properties=True)


async def _no_page(response: Response[Any]) -> Response[Any]:
    # Litestar answers unknown pages below /schema with HTML of its own.
    if response.status_code == 404:
        raise NotFound("There is no such page.")
    return response


def openapi_config(cookie_name: str) -> OpenAPIConfig:
    """JSON at /schema (and /schema/openapi.json); the credentials are a bearer token or the session cookie."""
    return OpenAPIConfig(
        title="FitAI",
        version="0.1.0",
        description="A profile becomes a verified training and nutrition plan. Errors are RFC 9457 problem documents.",
        render_plugins=[JsonRenderPlugin(path="/openapi.json")],
        openapi_router=Router(
            "/schema", route_handlers=[], include_in_schema=False, opt={"open": True}, after_request=_no_page
        ),
        components=Components(
            security_schemes={
                "token": SecurityScheme(
                    type="http", scheme="bearer", description="Personal access token, made at /api/tokens."
                ),
                "session": SecurityScheme(
                    type="apiKey",
                    name=cookie_name,
                    security_scheme_in="cookie",
                    description="Set by log-in. Unsafe methods also need `X-CSRF-Token`.",
                ),
            }
        ),
        security=[{"token": []}, {"session": []}],
    )
