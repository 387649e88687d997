"""From what came with a connection to the credential behind it."""

from datetime import timedelta
from typing import Any

from litestar.connection import ASGIConnection

from api.auth.origins import SessionCookie
from domain.errors import NotAuthenticated
from domain.identity.account import Credential, Presented, Principal
from domain.identity.policies import is_live, secret_hash
from domain.identity.use_cases import note_use
from domain.ports import Clock, Credentials, UnitOfWorkFactory

Connection = ASGIConnection[Any, Any, Any, Any]


class Authenticator:
    """Reads bearer tokens and session cookies; a bearer token goes before a cookie."""

    def __init__(
        self,
        *,
        credentials: Credentials,
        uow: UnitOfWorkFactory,
        cookie: SessionCookie,
        clock: Clock,
        session_idle: timedelta,
    ) -> None:
        self._credentials = credentials
        self._uow = uow
        self._cookie = cookie
        self._clock = clock
        self._session_idle = session_idle

    def presented(self, connection: Connection) -> Presented | None:
        """The secret that came with the connection, if any."""
        scheme, _, value = connection.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            return Presented(via="token", token_hash=secret_hash(value.strip()))
        secret = connection.cookies.get(self._cookie.name)
        return Presented(via="session", token_hash=secret_hash(secret)) if secret else None

    async def look_up(self, presented: Presented) -> Credential:
        """The live credential behind a secret. Raises `NotAuthenticated`."""
        read = self._credentials.session if presented.via == "session" else self._credentials.token
        credential = await read(presented.token_hash)
        if credential is None or not is_live(credential, self._clock.now(), self._session_idle):
            raise NotAuthenticated("The session or token is unknown, revoked or too old.")
        return credential

    async def admit(self, presented: Presented) -> Credential:
        """`look_up`, and the use is written down (at most once a minute)."""
        credential = await self.look_up(presented)
        await note_use(self._uow, credential, self._clock.now())
        return credential


def principal_of(credential: Credential) -> Principal:
    """The caller that the credential stands for."""
    return Principal(user_id=credential.user_id, role=credential.role, via=credential.via, credential_id=credential.id)
