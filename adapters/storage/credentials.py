"""Who is behind a secret: read before every request, so one statement on any free connection, without a transaction."""

import msgspec

from adapters.storage.direct import DirectConnection
from adapters.storage.engine import Engine
from domain.identity.account import Credential

_BY_SESSION = """
SELECT c.id, user_id, role, 'session' AS via, c.created_at, last_seen_at AS seen_at, expires_at, csrf_token
FROM sessions c JOIN users ON users.id = user_id WHERE token_hash = $1
"""
_BY_BEARER = """
SELECT c.id, user_id, role, 'token' AS via, c.created_at, last_used_at AS seen_at, expires_at
FROM access_tokens c JOIN users ON users.id = user_id WHERE token_hash = $1
"""


class CredentialReader:
    """`ports.Credentials` on an open engine. Raises `Unavailable`."""

    def __init__(self, engine: Engine) -> None:
        self._connection = DirectConnection(engine)

    async def session(self, token_hash: bytes) -> Credential | None:
        return await self._read(_BY_SESSION, token_hash)

    async def token(self, token_hash: bytes) -> Credential | None:
        return await self._read(_BY_BEARER, token_hash)

    async def _read(self, sql: str, token_hash: bytes) -> Credential | None:
        row = await self._connection.first(sql, token_hash)
        return None if row is None else msgspec.convert(dict(row), Credential)
