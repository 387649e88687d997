"""Register, log in, log out.

None takes an Idempotency-Key: the replies set a cookie, and a reply kept for replay would keep its secret. Repeating
does no harm: the second registration is a `conflict`, a second log-in opens another session, log-out ends what is open.
"""

from contextlib import suppress
from uuid import UUID

from litestar import Response, Router, post
from litestar.params import JSONBody

from api.openapi import OPEN, problems
from api.request import ApiRequest
from api.schemas.accounts import LogIn, Me, Registration, me
from domain.errors import NotAuthenticated
from domain.identity import use_cases
from domain.identity.policies import secret_hash
from domain.identity.use_cases import OpenedSession


@post(
    "/register",
    operation_id="register",
    summary="Make an account and open a session",
    status_code=201,
    responses=problems(409),
    **(OPEN | {"opt": {"open": True, "zone": "register"}}),
)
async def register(request: ApiRequest, data: JSONBody[Registration]) -> Response[Me]:
    identity = request.wiring.identity
    user = await use_cases.register(identity, email=data.email, password=data.password, display_name=data.display_name)
    replaces = await _session_before(request)
    return _with_cookie(request, await use_cases.open_session(identity, user, replaces), 201)


@post(
    "/login",
    operation_id="logIn",
    summary="Open a session",
    status_code=200,
    responses=problems(),
    **(OPEN | {"opt": {"open": True, "zone": "login"}}),
)
async def log_in(request: ApiRequest, data: JSONBody[LogIn]) -> Response[Me]:
    await request.wiring.limiter.hit("account", secret_hash(data.email.strip().lower()).hex())
    replaces = await _session_before(request)
    opened = await use_cases.log_in(
        request.wiring.identity, email=data.email, password=data.password, replaces=replaces
    )
    return _with_cookie(request, opened, 200)


@post("/logout", operation_id="logOut", summary="End the session", status_code=204, responses=problems())
async def log_out(request: ApiRequest) -> Response[None]:
    if request.user.via == "session":
        await use_cases.log_out(request.wiring.identity, request.user.credential_id)
    return Response(None, status_code=204, cookies=[request.wiring.cookie.cleared()])


async def _session_before(request: ApiRequest) -> UUID | None:
    """The live session that the browser came with: log-in ends it."""
    authenticator = request.wiring.authenticator
    presented = authenticator.presented(request)
    if presented is not None and presented.via == "session":
        with suppress(NotAuthenticated):
            return (await authenticator.look_up(presented)).id
    return None


def _with_cookie(request: ApiRequest, opened: OpenedSession, status: int) -> Response[Me]:
    cookie = request.wiring.cookie.holding(opened.secret, int(request.wiring.session_max.total_seconds()))
    return Response(me(opened.user, opened.session), status_code=status, cookies=[cookie])


router = Router("/api/auth", route_handlers=[register, log_in, log_out], tags=["account"])
