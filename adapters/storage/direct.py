"""Single statements on any free connection, without a transaction around them: one round trip instead of three."""

import asyncpg

from adapters.storage.connection import Connection
from adapters.storage.engine import Engine
from adapters.storage.errors import TransactionMisuse, translated
from adapters.storage.repositories.jobs import JobRepository
from adapters.storage.repositories.plans import PlanRepository
from adapters.storage.repositories.profiles import ProfileRepository
from domain import ports


class DirectConnection(Connection):
    """Borrows a connection for each statement, which PostgreSQL commits by itself. Many tasks may use it at once."""

    __slots__ = ("_engine",)

    def __init__(self, engine: Engine) -> None:
        super().__init__()
        self._engine = engine

    async def fetch(self, sql: str, *args: object) -> list[asyncpg.Record]:
        lease = await self._engine.acquire()
        try:
            with translated:
                rows: list[asyncpg.Record] = await lease.driver.fetch(sql, *args)
        except BaseException:
            await lease.hand_in()
            raise
        await lease.give_back()
        return rows

    async def first(self, sql: str, *args: object) -> asyncpg.Record | None:
        rows = await self.fetch(sql, *args)
        return rows[0] if rows else None

    def demand_transaction(self) -> None:
        raise TransactionMisuse("this takes more than one statement: use a unit of work")


class DirectStorage:
    """`ports.Direct` on an engine that is, or will be, open. One serves a whole process."""

    profiles: ports.Profiles
    plans: ports.Plans
    jobs: ports.Jobs

    def __init__(self, engine: Engine, ids: ports.Ids) -> None:
        connection = DirectConnection(engine)
        self.profiles = ProfileRepository(connection, ids)
        self.plans = PlanRepository(connection)
        self.jobs = JobRepository(connection, ids)
