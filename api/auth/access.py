"""Who may come in. Runs before every HTTP route: a route is closed unless it says `opt={"open": True}`.

Options of a route: `open` (no credential needed), `zone` (its rate-limit zone, "api" by default; "" for none).
"""

import hmac

from litestar.connection import ASGIConnection
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send
from structlog.contextvars import bind_contextvars

from api.auth.authenticator import Authenticator, Connection, principal_of
from api.auth.limits import Limiter, address_of
from api.auth.origins import Origins
from api.errors import CsrfFailed, OriginRefused
from domain.errors import NotAuthenticated
from domain.identity.account import Credential, Presented

_SAFE = ("GET", "HEAD", "OPTIONS")


class Access(ASGIMiddleware):
    """Origin, authentication, CSRF and rate limits, in this order and in one place."""

    scopes = (ScopeType.HTTP,)

    def __init__(self, authenticator: Authenticator, limiter: Limiter, origins: Origins) -> None:
        self._authenticator = authenticator
        self._limiter = limiter
        self._origins = origins

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Let the request through to its route with `user` and `auth` set, or raise."""
        connection: Connection = ASGIConnection(scope)
        options = scope["route_handler"].opt
        presented = self._authenticator.presented(connection)
        unsafe = scope.get("method") not in _SAFE
        if unsafe and (presented is None or presented.via == "session"):
            self._check_origin(connection)
        if options.get("open"):
            principal = address_of(scope.get("client"))
        else:
            if presented is None:
                raise NotAuthenticated("Log in, or send an access token.")
            credential = await self._admitted(scope, presented)
            if unsafe and credential.via == "session":
                _check_csrf(connection, credential)
            scope["user"], scope["auth"] = principal_of(credential), credential
            principal = str(credential.user_id)
            bind_contextvars(user_id=principal)
        if zone := options.get("zone", "api"):
            await self._limiter.hit(zone, principal)
        await next_app(scope, receive, send)

    async def _admitted(self, scope: Scope, presented: Presented) -> Credential:
        try:
            return await self._authenticator.admit(presented)
        except NotAuthenticated:
            await self._limiter.hit("refused", address_of(scope.get("client")))
            raise

    def _check_origin(self, connection: Connection) -> None:
        origin = connection.headers.get("origin")
        if origin is not None and not self._origins.accepts(origin, connection.headers.get("host", "")):
            raise OriginRefused("Requests from pages of this origin are not accepted.")


def _check_csrf(connection: Connection, credential: Credential) -> None:
    given = connection.headers.get("x-csrf-token", "")
    if not hmac.compare_digest(given.encode(), credential.csrf_token.encode()):
        raise CsrfFailed("Send the session's CSRF token (from /api/me) in X-CSRF-Token.")
