import asyncio
from contextlib import aclosing

import asyncpg

from adapters.storage.notifications import outbox_wakeups


async def listeners(postgres_url: str) -> list[int]:
    connection = await asyncpg.connect(postgres_url)
    rows = await connection.fetch(
        "SELECT pid FROM pg_stat_activity WHERE application_name = 'fitai-outbox' AND datname = current_database()"
    )
    await connection.close()
    return [row["pid"] for row in rows]


async def test_wakes_at_the_start_and_after_a_commit(uow, user, make_job, postgres_url):
    async with aclosing(outbox_wakeups(postgres_url)) as wakeups:
        await anext(wakeups)
        waiting = asyncio.ensure_future(anext(wakeups))
        async with uow() as unit:
            await unit.jobs.add(make_job(user.id))
            await unit.users.get(user.id)
            assert not waiting.done()  # not before the commit
        await waiting


async def test_goes_on_after_its_connection_is_cut(uow, user, make_job, postgres_url):
    async with aclosing(outbox_wakeups(postgres_url)) as wakeups:
        await anext(wakeups)
        connection = await asyncpg.connect(postgres_url)
        (pid,) = await listeners(postgres_url)
        await connection.execute("SELECT pg_terminate_backend($1, 5000)", pid)
        await connection.close()
        await anext(wakeups)  # reconnected: something may have been missed
        assert await listeners(postgres_url) != [pid]
        async with uow() as unit:
            await unit.jobs.add(make_job(user.id))
        await anext(wakeups)


async def test_closing_gives_the_connection_back(postgres_url):
    async with aclosing(outbox_wakeups(postgres_url)) as wakeups:
        await anext(wakeups)
        (pid,) = await listeners(postgres_url)
    connection = await asyncpg.connect(postgres_url)
    await connection.execute("SELECT pg_terminate_backend($1, 5000)", pid)  # waits until it has gone
    await connection.close()
    assert await listeners(postgres_url) == []
