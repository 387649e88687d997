"""Who did what."""

from datetime import datetime
from uuid import UUID

from msgspec import Raw

from adapters.storage.connection import Connection
from adapters.storage.json_text import to_text
from adapters.storage.tables import AuditTable
from domain.ports import Ids


class AuditRepository:
    """`ports.Audit`. Rows outlive the account: `target` and `detail` hold ids, never personal data."""

    def __init__(self, connection: Connection, ids: Ids) -> None:
        self._connection = connection
        self._ids = ids

    async def add(self, at: datetime, actor: UUID | None, action: str, target: str, detail: Raw) -> None:
        entry = AuditTable(id=self._ids.new(), at=at, actor=actor, action=action, target=target, detail=to_text(detail))
        await self._connection.run(AuditTable.insert(entry))
