"""Versions of a person's meal plans."""

from datetime import date
from uuid import UUID

from asyncpg import Record
from msgspec import Raw

from adapters.storage.connection import Connection
from adapters.storage.json_text import to_text
from adapters.storage.repositories.owners import lock_owner
from adapters.storage.tables import MealPlanTable
from domain.meals.versions import MealPlanVersion, MealReason


class MealPlanRepository:
    """`ports.MealPlans`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def get(self, owner: UUID, plan_id: UUID) -> MealPlanVersion | None:
        row = await self._connection.first("SELECT * FROM meal_plans WHERE id = $1 AND user_id = $2", plan_id, owner)
        return None if row is None else _plan(row)

    async def covering(self, owner: UUID, start: date, end: date, limit: int = 1) -> list[MealPlanVersion]:
        rows = await self._connection.fetch(
            """
            SELECT * FROM meal_plans WHERE user_id = $1 AND starts_on <= $3 AND ends_on >= $2
            ORDER BY version DESC LIMIT $4
            """,
            owner, start, end, limit,
        )  # fmt: skip
        return [_plan(row) for row in rows]

    async def latest_number(self, owner: UUID) -> int:
        row = await self._connection.first(
            "SELECT coalesce(max(version), 0) AS number FROM meal_plans WHERE user_id = $1", owner
        )
        assert row is not None  # noqa: S101  # an aggregate without GROUP BY always gives one row
        return int(row["number"])

    async def next_version(self, owner: UUID) -> int:
        await lock_owner(self._connection, owner)
        return await self.latest_number(owner) + 1

    async def add(self, plan: MealPlanVersion) -> None:
        await self._connection.run(
            MealPlanTable.insert(
                MealPlanTable(
                    id=plan.id,
                    user_id=plan.user_id,
                    job_id=plan.job_id,
                    version=plan.version,
                    profile_version=plan.profile_version,
                    starts_on=plan.starts_on,
                    ends_on=plan.ends_on,
                    reason=plan.reason.value,
                    document=to_text(plan.document),
                    created_at=plan.created_at,
                )
            )
        )


def _plan(row: Record) -> MealPlanVersion:
    return MealPlanVersion(**{**row, "reason": MealReason(row["reason"]), "document": Raw(row["document"])})
