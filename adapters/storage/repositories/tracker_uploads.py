"""Files of trackers on their way to a worker: in PostgreSQL, because API and worker share no disk."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from uuid import UUID

from adapters.storage.connection import Connection

KEPT = timedelta(days=1)
"""Longer than any import may take with all its attempts."""

_DELETED_AT_ONCE = 20


class TrackerUploadRepository:
    """`ports.TrackerUploads`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def begin(self, owner: UUID, upload: UUID, at: datetime, most: int) -> bool:
        row = await self._connection.first(
            """
            INSERT INTO tracker_uploads (id, user_id, created_at)
            SELECT $2, $1, $3::timestamptz WHERE (SELECT count(*) FROM tracker_uploads WHERE user_id = $1) < $4
            RETURNING id
            """,
            owner, upload, at, most,
        )  # fmt: skip
        return row is not None

    async def append(self, upload: UUID, index: int, piece: bytes) -> None:
        await self._connection.fetch(
            "INSERT INTO tracker_upload_pieces (upload_id, index, data) VALUES ($1, $2, $3)", upload, index, piece
        )

    async def pieces(self, owner: UUID, upload: UUID) -> AsyncIterator[bytes]:
        index = 0
        while True:
            row = await self._connection.first(
                """
                SELECT p.data FROM tracker_upload_pieces p JOIN tracker_uploads u ON u.id = p.upload_id
                WHERE u.id = $2 AND u.user_id = $1 AND p.index = $3
                """,
                owner, upload, index,
            )  # fmt: skip
            if row is None:
                return
            yield bytes(row["data"])
            index += 1

    async def delete(self, owner: UUID, upload: UUID) -> None:
        await self._connection.fetch("DELETE FROM tracker_uploads WHERE user_id = $1 AND id = $2", owner, upload)

    async def delete_expired(self, now: datetime) -> int:
        rows = await self._connection.fetch(
            """
            DELETE FROM tracker_uploads WHERE id IN (
                SELECT id FROM tracker_uploads WHERE created_at < $1 ORDER BY created_at LIMIT $2
                FOR UPDATE SKIP LOCKED
            ) RETURNING id
            """,
            now - KEPT, _DELETED_AT_ONCE,
        )  # fmt: skip
        return len(rows)
