"""Word from PostgreSQL that there may be something in the outbox.

A trigger on `outbox` sends NOTIFY with each transaction that adds rows. The relay looks when it is told, and also every
second or so: rows that become due later tell nobody, and a connection that died without a word delivers nothing.
"""

import asyncio
from collections.abc import AsyncIterator

import asyncpg

from adapters.storage.errors import DRIVER_ERRORS

CHANNEL = "fitai_outbox"
_CONNECT_TIMEOUT_S = 5
_FIRST_RETRY_S = 0.1
_LAST_RETRY_S = 2.0


async def outbox_wakeups(dsn: str) -> AsyncIterator[None]:
    """Yield when the outbox should be looked at: at once, after each commit that added rows, after each reconnection.

    Notices that come while the reader is busy are one. It holds one connection outside the pool and goes on for ever, a
    restart of PostgreSQL included; close it to give the connection back:

        async with aclosing(outbox_wakeups(dsn)) as wakeups:
            async for _ in wakeups:
                relay.wake()
    """
    wake = asyncio.Event()
    retry_s = _FIRST_RETRY_S
    while True:
        try:
            connection = await _listen(dsn, wake)
        except DRIVER_ERRORS:
            await asyncio.sleep(retry_s)
            retry_s = min(retry_s * 2, _LAST_RETRY_S)
            continue
        retry_s = _FIRST_RETRY_S
        try:
            while not connection.is_closed():
                wake.clear()
                yield
                await wake.wait()
        finally:
            connection.terminate()


async def _listen(dsn: str, wake: asyncio.Event) -> asyncpg.Connection:
    def notified(*_: object) -> None:
        wake.set()

    connection = await asyncpg.connect(
        dsn, timeout=_CONNECT_TIMEOUT_S, server_settings={"application_name": "fitai-outbox"}
    )
    try:
        connection.add_termination_listener(notified)
        await connection.add_listener(CHANNEL, notified)
    except BaseException:
        connection.terminate()
        raise
    return connection
