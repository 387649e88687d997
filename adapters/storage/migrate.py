"""Bring a database to the schema this version of the code needs."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from importlib.resources import files
from typing import Any

import asyncpg

from adapters.storage.errors import translated
from domain.errors import ConfigError

APP = "fitai"
# Any constant that nothing else in the database locks: "fitai" as bytes.
_LOCK = int.from_bytes(b"fitai")
_CONNECT_TIMEOUT_S = 10


def migrate(dsn: str) -> list[str]:
    """Apply what is missing, in one transaction, and return the ids applied, oldest first.

    Two at once are safe: the second waits and finds nothing to do. A database that is up to date is recognised with
    two look-ups, without importing Piccolo. Blocks until done. Raises `Unavailable`, and `ConfigError` when the
    database is newer than this code.
    """
    return _blocking(_migrate(dsn))


def pending(dsn: str) -> list[str]:
    """The ids that `migrate` would apply, oldest first. Blocks until known. Raises as `migrate` does."""
    return _blocking(_pending(dsn))


def _blocking(work: Coroutine[Any, Any, list[str]]) -> list[str]:
    """Run on a loop of its own in a thread, so that callers with and without a running loop can ask."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(asyncio.run, work).result()


async def _migrate(dsn: str) -> list[str]:
    async with _connected(dsn) as connection:
        return await _forwards(connection) if await _missing(connection) else []


async def _pending(dsn: str) -> list[str]:
    async with _connected(dsn) as connection:
        return sorted(await _missing(connection))


@asynccontextmanager
async def _connected(dsn: str) -> AsyncIterator[asyncpg.Connection]:
    with translated:
        connection = await asyncpg.connect(dsn, timeout=_CONNECT_TIMEOUT_S, server_settings={"timezone": "UTC"})
    try:
        yield connection
    finally:
        await connection.close()


async def _missing(connection: asyncpg.Connection) -> set[str]:
    applied, known = await _applied(connection), _known()
    if newer := applied - known:
        raise ConfigError(f"DATABASE_URL is a database newer than this version of fitai: it has {sorted(newer)}")
    return known - applied


async def _applied(connection: asyncpg.Connection) -> set[str]:
    if await connection.fetchval("SELECT to_regclass('migration')") is None:
        return set()
    return {row["name"] for row in await connection.fetch("SELECT name FROM migration WHERE app_name = $1", APP)}


def _known() -> set[str]:
    """The ids, read off the file names: `fitai_2026_11_23t03_40_00_000000.py` is 2026-11-23T03:40:00:000000."""
    stems = (entry.name.removesuffix(".py") for entry in files("migrations.versions").iterdir())
    stamps = (stem.removeprefix(f"{APP}_").upper() for stem in stems if stem.startswith(f"{APP}_"))
    return {f"{stamp[:10].replace('_', '-')}{stamp[10:].replace('_', ':')}" for stamp in stamps}


async def _forwards(connection: asyncpg.Connection) -> list[str]:
    # Here, and not above: it costs a fifth of a second that an up-to-date database need not pay.
    from adapters.storage.forwards import run_forwards  # noqa: PLC0415

    # Before the transaction: in one that began earlier, PostgreSQL may still not see the tables made while it waited.
    # Closing the connection lets go of it.
    await connection.execute("SELECT pg_advisory_lock($1)", _LOCK)
    async with connection.transaction():
        before = await _applied(connection)
        await run_forwards(connection)
        return sorted(await _applied(connection) - before)
