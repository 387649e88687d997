"""The leaderboard's rows."""

from datetime import date, timedelta
from uuid import UUID

from asyncpg import Record

from adapters.storage.connection import Connection
from adapters.storage.repositories.owners import lock_owner
from domain.gamification.standings import Ranked, Standing
from domain.identity.consents import VERSIONS, Purpose
from domain.ports import Ids

_KEPT = timedelta(weeks=8)
_RANKED = """
SELECT rank() OVER (ORDER BY xp DESC) AS place, count(*) OVER () AS of,
    id, user_id, monday, cohort, xp, level, updated_at
FROM standings WHERE monday = $1 AND cohort = {cohort}
"""
_TOP = f"{_RANKED.format(cohort='$2')} ORDER BY xp DESC, updated_at, id LIMIT $3"
_OWN = f"""
SELECT * FROM ({_RANKED.format(cohort="(SELECT cohort FROM standings WHERE user_id = $2 AND monday = $1)")}) AS ranked
WHERE user_id = $2
"""  # noqa: S608


class StandingRepository:
    """`domain.gamification.standings.Standings`."""

    def __init__(self, connection: Connection, ids: Ids) -> None:
        self._connection = connection
        self._ids = ids

    async def put(self, standing: Standing) -> None:
        # The lock that a withdrawal holds: a row written beside it could outlive it.
        await lock_owner(self._connection, standing.user_id)
        await self._connection.first(
            """
            INSERT INTO standings (id, user_id, monday, cohort, xp, level, updated_at)
            SELECT $1::uuid, $2::uuid, $3::date, $4::smallint, $5::integer, $6::smallint, $7::timestamptz
            WHERE (SELECT granted AND version = $9 FROM consents WHERE user_id = $2 AND purpose = $8
                   ORDER BY id DESC LIMIT 1)
            ON CONFLICT (user_id, monday) DO UPDATE SET
                cohort = excluded.cohort, xp = excluded.xp, level = excluded.level, updated_at = excluded.updated_at
            """,
            self._ids.new(), standing.user_id, standing.monday, standing.cohort, standing.xp, standing.level,
            standing.updated_at, Purpose.LEADERBOARD.value, VERSIONS[Purpose.LEADERBOARD],
        )  # fmt: skip
        await self._connection.first(
            "DELETE FROM standings WHERE user_id = $1 AND monday < $2", standing.user_id, standing.monday - _KEPT
        )

    async def top(self, monday: date, cohort: int, limit: int) -> list[Ranked]:
        rows = await self._connection.fetch(_TOP, monday, cohort, limit)
        return [_ranked(row) for row in rows]

    async def of(self, owner: UUID, monday: date) -> Ranked | None:
        row = await self._connection.first(_OWN, monday, owner)
        return None if row is None else _ranked(row)

    async def delete(self, owner: UUID) -> None:
        await self._connection.first("DELETE FROM standings WHERE user_id = $1", owner)


def _ranked(row: Record) -> Ranked:
    values = {name: row[name] for name in Standing.__struct_fields__}
    return Ranked(place=row["place"], of=row["of"], standing=Standing(**values))
