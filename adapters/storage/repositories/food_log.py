"""What a person has eaten."""

from datetime import date
from uuid import UUID

import msgspec
from asyncpg import Record
from msgspec import Raw

from adapters.storage.connection import Connection
from adapters.storage.json_text import to_text
from domain.meals.types import Nutrients
from domain.meals.versions import LoggedFood

_COLUMNS = ", ".join(LoggedFood.__struct_fields__)


class FoodLogRepository:
    """`ports.FoodLog`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def add(self, logged: LoggedFood) -> LoggedFood | None:
        # Several statements, so that it works outside a transaction too: a row is never changed once it is there.
        row = await self._connection.first(
            f"""
            INSERT INTO food_log ({_COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            ON CONFLICT (user_id, client_id) DO NOTHING RETURNING {_COLUMNS}
            """,  # noqa: S608
            logged.id, logged.user_id, logged.client_id, logged.day, logged.eaten_at, to_text(logged.entry),
            msgspec.json.encode(logged.nutrients).decode(), logged.created_at,
        )  # fmt: skip
        # Looked up after the insert, which waits for a deletion at the same time: then its mark is seen here.
        gone = await self._connection.first(
            "SELECT FROM food_log_deleted WHERE user_id = $1 AND client_id = $2", logged.user_id, logged.client_id
        )
        if gone is not None:
            await self.delete(logged.user_id, logged.client_id)
            return None
        if row is None:
            row = await self._connection.first(
                f"SELECT {_COLUMNS} FROM food_log WHERE user_id = $1 AND client_id = $2",  # noqa: S608
                logged.user_id,
                logged.client_id,
            )
        return None if row is None else _logged(row)

    async def between(self, owner: UUID, start: date, end: date) -> list[LoggedFood]:
        rows = await self._connection.fetch(
            f"""
            SELECT {_COLUMNS} FROM food_log WHERE user_id = $1 AND day BETWEEN $2 AND $3 ORDER BY day, eaten_at, id
            """,  # noqa: S608
            owner, start, end,
        )  # fmt: skip
        return [_logged(row) for row in rows]

    async def energy_by_day(self, owner: UUID, start: date, end: date) -> dict[date, float]:
        rows = await self._connection.fetch(
            """
            SELECT day, sum((nutrients->>'kcal')::float8) AS kcal FROM food_log
            WHERE user_id = $1 AND day BETWEEN $2 AND $3 GROUP BY day ORDER BY day
            """,
            owner, start, end,
        )  # fmt: skip
        return {row["day"]: float(row["kcal"]) for row in rows}

    async def delete(self, owner: UUID, client_id: UUID) -> bool:
        row = await self._connection.first(
            """
            WITH deleted AS (DELETE FROM food_log WHERE user_id = $1 AND client_id = $2 RETURNING user_id, client_id),
            marked AS (INSERT INTO food_log_deleted SELECT user_id, client_id FROM deleted ON CONFLICT DO NOTHING)
            SELECT FROM deleted
            """,
            owner, client_id,
        )  # fmt: skip
        return row is not None


def _logged(row: Record) -> LoggedFood:
    nutrients = msgspec.json.decode(row["nutrients"], type=Nutrients)
    return LoggedFood(**{**row, "entry": Raw(row["entry"]), "nutrients": nutrients})
