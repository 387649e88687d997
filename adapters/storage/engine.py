"""The pool of PostgreSQL connections of one process."""

import asyncio
import time
from contextlib import suppress
from typing import Self

import asyncpg

from adapters.storage.errors import translated
from domain.errors import Unavailable

# A statement that takes longer is broken, not slow: every query of the product is an index look-up.
STATEMENT_TIMEOUT_S = 15
# A transaction is a few statements; one that idles this long has lost its owner and holds row locks.
IDLE_IN_TRANSACTION_S = 60
# How long a caller waits for a free connection before it is told that the database is unavailable.
ACQUIRE_TIMEOUT_S = 5
# A connection that lay idle for longer may have been dropped by something on the way that told nobody.
IDLE_S = 240
# How long `close` waits for units of work that are still open before it cuts them off.
CLOSE_TIMEOUT_S = 5


async def _keep(_: asyncpg.Connection) -> None:
    """Instead of asyncpg's reset query, a round trip per release: a unit of work leaves no session state behind."""


class Engine:
    """A bounded pool. Nothing connects before `open`, and nothing runs without the pool.

    A connection that comes back in order is kept at hand for the next caller: asyncpg's way in and out of its pool
    (a timer, a task, a shield) costs as much as a short query.
    `dsn` is `postgresql://user:password@host:port/database`; `application` shows in `pg_stat_activity`.
    """

    def __init__(self, dsn: str, *, pool_size: int = 10, application: str = "fitai") -> None:
        self.dsn = dsn
        self._pool_size = pool_size
        self._application = application
        self._pool: asyncpg.Pool | None = None
        self._at_hand: list[Lease] = []
        self._waiting = 0

    async def open(self) -> Self:
        """Start the pool with one connection, to fail early. Opening twice is harmless.

        Raises `Unavailable`, and `ConfigError` for a wrong DSN.
        """
        if self._pool is None:
            with translated:
                self._pool = await asyncpg.create_pool(
                    self.dsn,
                    min_size=1,
                    max_size=self._pool_size,
                    reset=_keep,
                    timeout=ACQUIRE_TIMEOUT_S,
                    command_timeout=STATEMENT_TIMEOUT_S + 5,  # for a server that has vanished: it stops itself earlier
                    server_settings={
                        "application_name": self._application,
                        "statement_timeout": f"{STATEMENT_TIMEOUT_S}s",
                        "idle_in_transaction_session_timeout": f"{IDLE_IN_TRANSACTION_S}s",
                        "timezone": "UTC",
                        "jit": "off",
                    },
                )
        return self

    async def close(self) -> None:
        """Refuse new work, wait `CLOSE_TIMEOUT_S` for what is running, then cut it off."""
        pool, self._pool = self._pool, None
        if pool is not None:
            try:
                async with asyncio.timeout(CLOSE_TIMEOUT_S):
                    while self._at_hand:
                        await self._at_hand.pop().hand_in()
                    await pool.close()
            except TimeoutError:
                pool.terminate()

    async def __aenter__(self) -> Self:
        return await self.open()

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def acquire(self) -> "Lease":
        """A connection for one transaction. Raises `Unavailable`: pool not open, none free in time, no server."""
        pool = self._pool
        if pool is None:
            raise Unavailable("the database pool is not open")
        while self._at_hand:
            lease = self._at_hand.pop()
            if lease.is_fresh():
                return lease
            await lease.cut()
        self._waiting += 1
        with translated:
            try:
                return Lease(self, pool, await pool.acquire(timeout=ACQUIRE_TIMEOUT_S))
            except TimeoutError as error:
                raise Unavailable(f"no database connection was free within {ACQUIRE_TIMEOUT_S} s") from error
            finally:
                self._waiting -= 1

    def keeps(self, lease: "Lease", pool: asyncpg.Pool) -> bool:
        """Take a lease that came back in order, unless someone waits at the pool or the pool is no longer ours."""
        if self._waiting or self._pool is not pool:
            return False
        self._at_hand.append(lease)
        return True


class Lease:
    """A connection lent by a pool, with the way back: the engine may be closed and opened again meanwhile."""

    __slots__ = ("_engine", "_pool", "_used_at", "driver")

    def __init__(self, engine: Engine, pool: asyncpg.Pool, driver: asyncpg.Connection) -> None:
        self._engine = engine
        self._pool = pool
        self._used_at = 0.0
        self.driver = driver

    def is_fresh(self) -> bool:
        """Whether it is open and was in use not long ago."""
        try:
            return not self.driver.is_closed() and time.monotonic() - self._used_at < IDLE_S
        except asyncpg.InterfaceError:  # the server hung up while it lay here: the pool has taken it back already
            return False

    async def give_back(self) -> None:
        """Return it in order: in no transaction, its last statement answered."""
        self._used_at = time.monotonic()
        if not self._engine.keeps(self, self._pool):
            await self.hand_in()

    async def hand_in(self) -> None:
        """Return it to the pool, which waits for a cancelled statement to end."""
        await self._pool.release(self.driver)

    async def cut(self) -> None:
        """Drop it, in whatever state; the pool makes another, and the server rolls back."""
        with suppress(asyncpg.InterfaceError):  # the server hung up first: the pool has taken it back already
            self.driver.terminate()
        await self._pool.release(self.driver)
