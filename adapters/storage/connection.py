"""The connection of one unit of work, through which every statement goes."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import asyncpg
from piccolo.query.base import Query

from adapters.storage.errors import TransactionMisuse, translated
from adapters.storage.tables import DB


class _Current(NamedTuple):
    """What Piccolo looks for in its context variable: the transaction in whose connection a query runs."""

    connection: "Connection"


class Connection:
    """Runs SQL and Piccolo queries on the one connection of an open unit of work.

    Repositories hold it from the start; it has a driver only while the unit of work is open. Outside that time, and
    when two tasks use it at once, it raises `TransactionMisuse`; errors of the driver come out translated.
    """

    __slots__ = ("driver",)

    def __init__(self) -> None:
        self.driver: asyncpg.Connection | None = None

    async def fetch(self, sql: str, *args: object) -> list[asyncpg.Record]:
        """Every row of one statement with `$1` parameters."""
        with translated:
            rows: list[asyncpg.Record] = await self._open().fetch(sql, *args)
        return rows

    async def first(self, sql: str, *args: object) -> asyncpg.Record | None:
        """The first row of one statement, or None."""
        with translated:
            row: asyncpg.Record | None = await self._open().fetchrow(sql, *args)
        return row

    async def execute(self, sql: str) -> None:
        """A statement without parameters or rows."""
        with translated:
            await self._open().execute(sql)

    async def run(self, query: Query[Any, Any]) -> Sequence[dict[str, Any]]:
        """The rows of a Piccolo query."""
        current: Any = _Current(self)
        token = DB.current_transaction.set(current)
        try:
            rows: Sequence[dict[str, Any]] = await query.run()
        finally:
            DB.current_transaction.reset(token)
        return rows

    def demand_transaction(self) -> None:
        """Raise `TransactionMisuse` where every statement commits at once: what follows needs more than one."""
        self._open()

    def _open(self) -> asyncpg.Connection:
        if self.driver is None:
            raise TransactionMisuse("the unit of work is not open: use it inside its `async with` block")
        return self.driver
