"""Accounts, their sessions and their tokens."""

from datetime import datetime
from uuid import UUID

import msgspec

from adapters.storage.connection import Connection
from adapters.storage.tables import AccessTokenTable, SessionTable, UserTable
from domain.errors import Conflict
from domain.identity.account import AccessToken, Role, Session, User


class UserRepository:
    """`ports.Users`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def add(self, user: User) -> None:
        row = await self._connection.first(
            """
            INSERT INTO users (id, email, display_name, password_hash, role, created_at)
            VALUES ($1, lower($2), $3, $4, $5, $6)
            ON CONFLICT (lower(email)) DO NOTHING RETURNING id
            """,
            user.id, user.email, user.display_name, user.password_hash, user.role, user.created_at,
        )  # fmt: skip
        if row is None:
            # Not left to the unique index: its error would end the caller's transaction.
            raise Conflict("the e-mail address already has an account")

    async def by_email(self, email: str) -> User | None:
        row = await self._connection.first("SELECT * FROM users WHERE lower(email) = lower($1)", email)
        return None if row is None else msgspec.convert(dict(row), User)

    async def get(self, user_id: UUID) -> User | None:
        row = await self._connection.first("SELECT * FROM users WHERE id = $1", user_id)
        return None if row is None else msgspec.convert(dict(row), User)

    async def set_role(self, user_id: UUID, role: Role) -> None:
        await self._connection.run(UserTable.update(role=role.value).where(UserTable.id == user_id))

    async def set_password_hash(self, user_id: UUID, password_hash: str) -> None:
        await self._connection.run(UserTable.update(password_hash=password_hash).where(UserTable.id == user_id))

    async def delete(self, user_id: UUID) -> None:
        """Stored replies hold the person's data too, and have no foreign key to cascade by."""
        # First the row that whoever records events takes first: so they come one after the other, without a deadlock.
        await self._connection.first("SELECT 1 FROM event_heads WHERE user_id = $1 FOR UPDATE", user_id)
        await self._connection.first(
            "WITH replies AS (DELETE FROM idempotency_keys WHERE principal = $1) DELETE FROM users WHERE id = $1",
            user_id,
        )


class SessionRepository:
    """`ports.Sessions`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def add(self, session: Session) -> None:
        await self._connection.run(SessionTable.insert(SessionTable(**msgspec.structs.asdict(session))))

    async def by_token_hash(self, token_hash: bytes) -> Session | None:
        row = await self._connection.first("SELECT * FROM sessions WHERE token_hash = $1", token_hash)
        return None if row is None else msgspec.convert(dict(row), Session)

    async def touch(self, session_id: UUID, seen_at: datetime) -> None:
        await self._connection.run(SessionTable.update(last_seen_at=seen_at).where(SessionTable.id == session_id))

    async def delete(self, session_id: UUID) -> None:
        await self._connection.run(SessionTable.delete().where(SessionTable.id == session_id))

    async def delete_expired(self, now: datetime) -> int:
        rows = await self._connection.fetch(
            """
            DELETE FROM sessions WHERE id IN (
                SELECT id FROM sessions WHERE expires_at <= $1 LIMIT 1000 FOR UPDATE SKIP LOCKED
            ) RETURNING id
            """,
            now,
        )
        return len(rows)

    async def delete_all(self, user_id: UUID) -> None:
        await self._connection.run(SessionTable.delete().where(SessionTable.user_id == user_id))


class AccessTokenRepository:
    """`ports.AccessTokens`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def add(self, token: AccessToken) -> None:
        await self._connection.run(AccessTokenTable.insert(AccessTokenTable(**msgspec.structs.asdict(token))))

    async def by_token_hash(self, token_hash: bytes) -> AccessToken | None:
        row = await self._connection.first("SELECT * FROM access_tokens WHERE token_hash = $1", token_hash)
        return None if row is None else msgspec.convert(dict(row), AccessToken)

    async def of_user(self, user_id: UUID) -> list[AccessToken]:
        rows = await self._connection.run(
            AccessTokenTable.select(*AccessTokenTable.all_columns())
            .where(AccessTokenTable.user_id == user_id)
            .order_by(AccessTokenTable.id)
        )
        return msgspec.convert(rows, list[AccessToken])

    async def touch(self, token_id: UUID, used_at: datetime) -> None:
        await self._connection.run(AccessTokenTable.update(last_used_at=used_at).where(AccessTokenTable.id == token_id))

    async def delete(self, owner: UUID, token_id: UUID) -> bool:
        own = (AccessTokenTable.id == token_id) & (AccessTokenTable.user_id == owner)
        return bool(await self._connection.run(AccessTokenTable.delete().where(own).returning(AccessTokenTable.id)))
