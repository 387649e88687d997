"""Snapshots of what a person's events add up to."""

from collections.abc import Sequence
from uuid import UUID

from adapters.storage.connection import Connection
from domain.events.ports import Snapshot


class ProjectionRepository:
    """`ports.Projections`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def get(self, owner: UUID, names: Sequence[str]) -> dict[str, Snapshot]:
        rows = await self._connection.fetch(
            "SELECT name, version, cut, seq, state FROM projections WHERE user_id = $1 AND name = ANY($2::text[])",
            owner,
            list(names),
        )
        return {row["name"]: Snapshot(**row) for row in rows}

    async def put(self, owner: UUID, snapshot: Snapshot) -> bool:
        row = await self._connection.first(
            """
            INSERT INTO projections AS stored (user_id, name, version, cut, seq, state) VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (user_id, name) DO UPDATE
            SET version = excluded.version, cut = excluded.cut, seq = excluded.seq, state = excluded.state
            WHERE (stored.version, stored.seq) <= (excluded.version, excluded.seq)
            RETURNING name
            """,
            owner, snapshot.name, snapshot.version, snapshot.cut, snapshot.seq, snapshot.state,
        )  # fmt: skip
        return row is not None
