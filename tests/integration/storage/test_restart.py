"""`kill -9` of PostgreSQL: the pool, the units of work and the listener are right again when it is back."""

import asyncio
from contextlib import aclosing

import pytest

from adapters.clock import SystemClock, TimeOrderedIds
from adapters.local.postgres import EmbeddedPostgres
from adapters.storage.engine import Engine
from adapters.storage.migrate import migrate
from adapters.storage.notifications import outbox_wakeups
from adapters.storage.unit_of_work import unit_of_work_factory
from domain.errors import Unavailable
from domain.identity.account import Role, User


@pytest.fixture
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("restart")
    for each in (folder, *folder.parents[:2]):
        each.chmod(0o755)  # as root the server runs as another user, and must reach it
    postgres = EmbeddedPostgres(folder)
    postgres.start()
    migrate(postgres.url)
    yield postgres
    postgres.stop()


async def test_killed_server_is_unavailable_and_works_again_when_it_is_back(server, make_job, now):
    ids = TimeOrderedIds()
    user = User(id=ids.new(), email="a@b", display_name="", password_hash="", role=Role.USER, created_at=now)
    async with Engine(server.url, pool_size=4) as engine, aclosing(outbox_wakeups(server.url)) as wakeups:
        uow = unit_of_work_factory(engine, ids, SystemClock())

        async def interrupted() -> None:
            async with uow() as unit:
                await unit.users.set_role(user.id, Role.ADMIN)
                await asyncio.to_thread(server.kill)
                await unit.users.get(user.id)

        async with uow() as unit:
            await unit.users.add(user)
        await anext(wakeups)
        with pytest.raises(Unavailable):
            await interrupted()
        with pytest.raises(Unavailable):
            async with uow():
                pytest.fail("a unit of work opened without a server")

        server.start(server.port)
        await anext(wakeups)
        async with uow() as unit:
            assert await unit.users.get(user.id) == user  # the commit before is there, the one that never was is not
            await unit.jobs.add(make_job(user.id))
        await anext(wakeups)
