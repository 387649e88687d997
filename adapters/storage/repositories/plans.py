"""Versions of a person's plan."""

from uuid import UUID

from asyncpg import Record
from msgspec import Raw

from adapters.storage.connection import Connection
from adapters.storage.json_text import to_text
from adapters.storage.repositories.owners import lock_owner
from adapters.storage.tables import PlanVersionTable
from domain.coaching.versions import PlanVersion


class PlanRepository:
    """`ports.Plans`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def get(self, owner: UUID, plan_id: UUID) -> PlanVersion | None:
        row = await self._connection.first("SELECT * FROM plan_versions WHERE id = $1 AND user_id = $2", plan_id, owner)
        return None if row is None else _plan(row)

    async def latest(self, owner: UUID) -> PlanVersion | None:
        newest = await self.page(owner, None, 1)
        return newest[0] if newest else None

    async def page(self, owner: UUID, before: int | None, limit: int) -> list[PlanVersion]:
        rows = await self._connection.fetch(
            """
            SELECT * FROM plan_versions WHERE user_id = $1 AND ($2::int IS NULL OR version < $2)
            ORDER BY version DESC LIMIT $3
            """,
            owner, before, limit,
        )  # fmt: skip
        return [_plan(row) for row in rows]

    async def next_version(self, owner: UUID) -> int:
        await lock_owner(self._connection, owner)
        row = await self._connection.first(
            "SELECT coalesce(max(version), 0) + 1 AS next FROM plan_versions WHERE user_id = $1", owner
        )
        assert row is not None  # noqa: S101  # an aggregate without GROUP BY always gives one row
        return int(row["next"])

    async def add(self, plan: PlanVersion) -> None:
        await self._connection.run(
            PlanVersionTable.insert(
                PlanVersionTable(
                    id=plan.id,
                    user_id=plan.user_id,
                    job_id=plan.job_id,
                    version=plan.version,
                    profile_version=plan.profile_version,
                    reason=plan.reason,
                    document=to_text(plan.document),
                    created_at=plan.created_at,
                )
            )
        )


def _plan(row: Record) -> PlanVersion:
    return PlanVersion(**{**row, "document": Raw(row["document"])})
