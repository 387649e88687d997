"""Messages waiting to be sent."""

from collections.abc import Sequence
from datetime import datetime

from adapters.storage.connection import Connection
from adapters.storage.tables import OutboxTable
from domain.ports import OutboxRow


class OutboxRepository:
    """`ports.Outbox`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def take(self, now: datetime, limit: int) -> list[OutboxRow]:
        rows = await self._connection.fetch(
            """
            SELECT id, job_id, queue, due_at FROM outbox WHERE due_at <= $1
            ORDER BY due_at, id LIMIT $2 FOR UPDATE SKIP LOCKED
            """,
            now, limit,
        )  # fmt: skip
        return [OutboxRow(**row) for row in rows]

    async def delete(self, ids: Sequence[int]) -> None:
        await self._connection.fetch("DELETE FROM outbox WHERE id = ANY($1::bigint[])", list(ids))

    async def oldest_due(self, now: datetime) -> datetime | None:
        rows = await self._connection.run(
            OutboxTable.select(OutboxTable.due_at)
            .where(OutboxTable.due_at <= now)
            .order_by(OutboxTable.due_at)
            .limit(1)
        )
        return rows[0]["due_at"] if rows else None
