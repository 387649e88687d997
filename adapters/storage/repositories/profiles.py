"""Versions of a person's profile."""

from datetime import datetime
from uuid import UUID

from asyncpg import Record
from msgspec import Raw

from adapters.storage.connection import Connection
from adapters.storage.json_text import to_text
from adapters.storage.repositories.owners import lock_owner
from domain.coaching.versions import ProfileVersion
from domain.ports import Ids

_COLUMNS = "user_id, version, raw, created_at"


class ProfileRepository:
    """`ports.Profiles`."""

    def __init__(self, connection: Connection, ids: Ids) -> None:
        self._connection = connection
        self._ids = ids

    async def latest(self, owner: UUID) -> ProfileVersion | None:
        return _version(
            await self._connection.first(
                f"SELECT {_COLUMNS} FROM profile_versions WHERE user_id = $1 ORDER BY version DESC LIMIT 1",  # noqa: S608
                owner,
            )
        )

    async def version(self, owner: UUID, version: int) -> ProfileVersion | None:
        return _version(
            await self._connection.first(
                f"SELECT {_COLUMNS} FROM profile_versions WHERE user_id = $1 AND version = $2",  # noqa: S608
                owner,
                version,
            )
        )

    async def add(self, owner: UUID, raw: Raw, at: datetime) -> ProfileVersion:
        text = to_text(raw)
        await lock_owner(self._connection, owner)
        row = await self._connection.first(
            """
            INSERT INTO profile_versions (id, user_id, version, raw, created_at)
            SELECT $1, $2, coalesce(max(version), 0) + 1, $3, $4 FROM profile_versions WHERE user_id = $2
            RETURNING version
            """,
            self._ids.new(), owner, text, at,
        )  # fmt: skip
        assert row is not None  # noqa: S101  # an aggregate without GROUP BY always gives one row
        return ProfileVersion(user_id=owner, version=row["version"], raw=raw, created_at=at)


def _version(row: Record | None) -> ProfileVersion | None:
    return None if row is None else ProfileVersion(**{**row, "raw": Raw(row["raw"])})
