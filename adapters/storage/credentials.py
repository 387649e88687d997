"""Who is behind a secret: read before every request, so one statement for all that wait, without a transaction."""

from collections.abc import Mapping

import msgspec

from adapters.batches import Batches
from adapters.storage.direct import DirectConnection
from adapters.storage.engine import Engine
from domain.identity.account import Credential

_BY_SESSION = """
SELECT token_hash, c.id, user_id, role, 'session' AS via, c.created_at, last_seen_at AS seen_at, expires_at, csrf_token
FROM sessions c JOIN users ON users.id = user_id WHERE token_hash = ANY($1::bytea[])
"""
_BY_BEARER = """
SELECT token_hash, c.id, user_id, role, 'token' AS via, c.created_at, last_used_at AS seen_at, expires_at
FROM access_tokens c JOIN users ON users.id = user_id WHERE token_hash = ANY($1::bytea[])
"""


class CredentialReader:
    """`ports.Credentials` on an open engine. Raises `Unavailable`."""

    def __init__(self, engine: Engine) -> None:
        self._connection = DirectConnection(engine)
        self._sessions = Batches(self._read_sessions)
        self._tokens = Batches(self._read_tokens)

    async def session(self, token_hash: bytes) -> Credential | None:
        return await self._sessions.get(token_hash)

    async def token(self, token_hash: bytes) -> Credential | None:
        return await self._tokens.get(token_hash)

    async def _read_sessions(self, hashes: list[bytes]) -> Mapping[bytes, Credential]:
        return await self._read(_BY_SESSION, hashes)

    async def _read_tokens(self, hashes: list[bytes]) -> Mapping[bytes, Credential]:
        return await self._read(_BY_BEARER, hashes)

    async def _read(self, sql: str, hashes: list[bytes]) -> Mapping[bytes, Credential]:
        rows = await self._connection.fetch(sql, hashes)
        return {row["token_hash"]: msgspec.convert(dict(row), Credential) for row in rows}
