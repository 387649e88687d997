"""The traps of Piccolo's own transactions, each met and passed."""

import asyncio
import random
from urllib.parse import urlsplit

import anyio
import asyncpg
import pytest
from msgspec import Raw

from adapters.clock import SystemClock, TimeOrderedIds
from adapters.storage.credentials import CredentialReader
from adapters.storage.engine import Engine
from adapters.storage.errors import TransactionMisuse
from adapters.storage.tables import UserTable
from adapters.storage.unit_of_work import UnitOfWork, unit_of_work_factory
from domain.coaching.versions import PlanVersion
from domain.errors import ConfigError, Conflict, NotFound, Unavailable
from domain.identity.account import Role, User


async def sql(unit: UnitOfWork, statement: str, *args: object) -> list[asyncpg.Record]:
    return await unit._connection.fetch(statement, *args)


async def role(uow, user: User) -> Role:
    async with uow() as unit:
        found = await unit.users.get(user.id)
    return found.role


def lent(engine: Engine) -> int:
    return engine._pool.get_size() - engine._pool.get_idle_size() - len(engine._at_hand)


@pytest.fixture
async def deferred(postgres_url: str):
    """A table whose constraint is checked at COMMIT only."""
    connection = await asyncpg.connect(postgres_url)
    await connection.execute("CREATE TABLE IF NOT EXISTS deferred (n int UNIQUE DEFERRABLE INITIALLY DEFERRED)")
    yield "INSERT INTO deferred VALUES (1), (1)"
    await connection.close()


async def test_commits_on_a_clean_exit_and_rolls_back_on_an_error(uow, user):
    async with uow() as unit:
        await unit.users.set_role(user.id, Role.ADMIN)
    assert await role(uow, user) is Role.ADMIN
    with pytest.raises(LookupError):
        async with uow() as unit:
            await unit.users.set_role(user.id, Role.USER)
            raise LookupError
    assert await role(uow, user) is Role.ADMIN


async def test_nesting_is_refused_and_the_outer_one_goes_on(uow, user):
    async with uow() as unit:
        await unit.users.set_role(user.id, Role.ADMIN)
        with pytest.raises(TransactionMisuse, match="savepoint"):
            async with uow():
                pytest.fail("a nested unit of work opened")
        with pytest.raises(TransactionMisuse, match="already open"):
            async with unit:
                pytest.fail("an open unit of work opened again")
    assert await role(uow, user) is Role.ADMIN


async def test_a_task_started_inside_opens_its_own(uow, engine, user):
    async def other() -> Role:
        return await role(uow, user)

    async with uow() as unit:
        await unit.users.set_role(user.id, Role.ADMIN)
        assert await asyncio.create_task(other()) is Role.USER
    assert lent(engine) == 0


async def test_one_transaction_is_one_connection(uow):
    async with uow() as unit:
        first = await sql(unit, "SELECT pg_backend_pid() AS pid, txid_current() AS tx")
        second = await sql(unit, "SELECT pg_backend_pid() AS pid, txid_current() AS tx")
        through_piccolo = await unit._connection.run(
            UserTable.raw("SELECT pg_backend_pid() AS pid, txid_current() AS tx")
        )
    assert dict(first[0]) == dict(second[0]) == through_piccolo[0]


async def test_failed_commit_gives_the_connection_back_and_the_next_transaction_is_real(uow, engine, user, deferred):
    async def fails_at_commit() -> None:
        async with uow() as unit:
            await unit.users.set_role(user.id, Role.ADMIN)
            await sql(unit, deferred)

    for _ in range(20):  # more often than the pool has connections
        with pytest.raises(asyncpg.UniqueViolationError):
            await fails_at_commit()
    assert lent(engine) == 0
    with pytest.raises(LookupError):
        async with uow() as unit:
            await unit.users.set_role(user.id, Role.ADMIN)
            raise LookupError
    assert await role(uow, user) is Role.USER


async def test_an_error_without_a_meaning_goes_on_as_it_is(uow):
    with pytest.raises(asyncpg.UndefinedFunctionError) as caught:
        async with uow() as unit:
            await sql(unit, "SELECT no_such_function()")
    assert caught.value.__cause__ is None  # a cycle of causes would hang those who print them


async def test_commit_after_a_swallowed_error_is_not_taken_for_success(uow, engine, user):
    with pytest.raises(TransactionMisuse, match="nothing was stored"):
        async with uow() as unit:
            await unit.users.set_role(user.id, Role.ADMIN)
            with pytest.raises(asyncpg.UndefinedFunctionError):
                await sql(unit, "SELECT no_such_function()")
    assert await role(uow, user) is Role.USER
    assert lent(engine) == 0


@pytest.mark.parametrize("at", ["in the block", "at commit"])
async def test_killed_backend_is_unavailable_and_the_pool_recovers(uow, engine, user, postgres_url, at):
    killer = await asyncpg.connect(postgres_url)
    with pytest.raises(Unavailable):
        async with uow() as unit:
            await unit.users.set_role(user.id, Role.ADMIN)
            pid = (await sql(unit, "SELECT pg_backend_pid() AS pid"))[0]["pid"]
            await killer.execute("SELECT pg_terminate_backend($1, 5000)", pid)
            if at == "in the block":
                await unit.users.get(user.id)
    await killer.close()
    assert lent(engine) == 0
    assert await role(uow, user) is Role.USER


async def test_a_connection_killed_while_it_lay_idle_is_not_given_out(uow, engine, user, postgres_url):
    async with uow() as unit:
        pid = (await sql(unit, "SELECT pg_backend_pid() AS pid"))[0]["pid"]
    killer = await asyncpg.connect(postgres_url)
    await killer.execute("SELECT pg_terminate_backend($1, 5000)", pid)
    await killer.close()
    async with uow() as unit:
        assert (await sql(unit, "SELECT pg_backend_pid() AS pid"))[0]["pid"] != pid
    assert lent(engine) == 0


async def test_cancelled_in_a_query_gives_the_connection_back(uow, engine, user):
    running = asyncio.Event()

    async def sleeper() -> None:
        async with uow() as unit:
            await unit.users.set_role(user.id, Role.ADMIN)
            running.set()
            await sql(unit, "SELECT pg_sleep(50)")

    task = asyncio.create_task(sleeper())
    await running.wait()
    await asyncio.sleep(0)  # into the query
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert lent(engine) == 0
    assert await role(uow, user) is Role.USER


async def test_cancelled_again_while_rolling_back_gives_the_connection_back(uow, engine, user):
    inside = asyncio.Event()

    async def stubborn() -> None:
        async with uow() as unit:
            await unit.users.set_role(user.id, Role.ADMIN)
            inside.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(stubborn())
    await inside.wait()
    task.cancel()
    await asyncio.sleep(0)  # the first cancellation arrives, ROLLBACK is on its way
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await role(uow, user) is Role.USER
    assert lent(engine) == 0


async def test_cancelled_scope_of_anyio_gives_the_connection_back(uow, engine, user):
    """Its cancellation comes again at every await, those of ROLLBACK and of the release included."""
    with anyio.CancelScope() as scope:
        async with uow() as unit:
            await unit.users.set_role(user.id, Role.ADMIN)
            scope.cancel()
            await unit.users.get(user.id)
    assert scope.cancelled_caught
    assert await role(uow, user) is Role.USER
    assert lent(engine) == 0


@pytest.mark.parametrize("seed", range(3))
async def test_cancelled_at_any_point_nothing_leaks_and_what_was_told_is_stored(uow, engine, user, make_job, seed):
    rng, told, jobs = random.Random(seed), set(), [make_job(user.id) for _ in range(150)]

    async def add(job) -> None:
        async with uow() as unit:
            await unit.jobs.add(job)
            await unit.users.get(user.id)
        told.add(job.id)

    tasks = [asyncio.create_task(add(job)) for job in jobs]
    while not all(task.done() for task in tasks):
        rng.choice(tasks).cancel()
        for _ in range(rng.randrange(6)):
            await asyncio.sleep(0)
    outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    assert 0 < len(told) < len(jobs), "seeds that cancel nothing or everything show nothing"
    assert {type(outcome) for outcome in outcomes} <= {type(None), asyncio.CancelledError}
    async with uow() as unit:
        rows = await sql(unit, "SELECT id, (SELECT count(*) FROM outbox WHERE job_id = jobs.id) AS messages FROM jobs")
    stored = {row["id"] for row in rows}
    assert told <= stored
    assert {row["messages"] for row in rows} <= {1}
    assert lent(engine) == 0


async def test_closing_the_engine_cuts_off_what_does_not_end(postgres_url, user, monkeypatch):
    monkeypatch.setattr("adapters.storage.engine.CLOSE_TIMEOUT_S", 0.05)
    engine = await Engine(postgres_url, pool_size=1).open()
    with pytest.raises(Unavailable):
        async with unit_of_work_factory(engine, TimeOrderedIds(), SystemClock())() as unit:
            await engine.close()
            await unit.users.get(user.id)


async def test_two_tasks_at_once_are_refused_with_a_clear_error(uow, engine, user):
    with pytest.raises(TransactionMisuse, match="one statement at a time"):
        async with uow() as unit:
            await asyncio.gather(unit.users.get(user.id), unit.users.get(user.id))
    assert await role(uow, user) is Role.USER
    assert lent(engine) == 0


async def test_use_after_the_end_is_refused(uow, user):
    async with uow() as unit:
        pass
    with pytest.raises(TransactionMisuse, match="not open"):
        await unit.users.get(user.id)


async def test_a_piccolo_query_on_its_own_is_refused():
    with pytest.raises(TransactionMisuse, match="outside a unit of work"):
        await UserTable.select()


async def test_savepoint_undoes_its_part_alone(uow, user, stranger):
    async with uow() as unit:
        await unit.users.set_role(user.id, Role.ADMIN)
        with pytest.raises(asyncpg.UndefinedFunctionError):
            async with unit.savepoint():
                await unit.users.set_role(stranger.id, Role.ADMIN)
                await sql(unit, "SELECT no_such_function()")
        async with unit.savepoint(), unit.savepoint():
            await unit.users.set_password_hash(user.id, "new")
    assert await role(uow, user) is Role.ADMIN
    assert await role(uow, stranger) is Role.USER


async def test_connection_is_kept_at_hand_until_it_lay_idle_too_long(engine, monkeypatch):
    async def backend() -> tuple[object, int]:
        lease = await engine.acquire()
        pid = await lease.driver.fetchval("SELECT pg_backend_pid()")
        await lease.give_back()
        return lease, pid

    lease, pid = await backend()
    assert await backend() == (lease, pid)
    monkeypatch.setattr("adapters.storage.engine.IDLE_S", 0)
    assert (await backend())[1] != pid
    assert lent(engine) == 0


async def test_pool_is_needed_and_its_end_is_told(postgres_url, user):
    engine = Engine(postgres_url, pool_size=1)
    factory = unit_of_work_factory(engine, TimeOrderedIds(), SystemClock())
    with pytest.raises(Unavailable, match="not open"):
        async with factory():
            pytest.fail("it opened without a pool")
    async with engine:
        assert await role(factory, user) is Role.USER
    with pytest.raises(Unavailable, match="not open"):
        await role(factory, user)


async def test_no_server_is_unavailable(free_tcp_port):
    with pytest.raises(Unavailable):
        await Engine(f"postgresql://nobody@127.0.0.1:{free_tcp_port}/none").open()


@pytest.mark.parametrize("wrong", ["password", "name", "schema"])
async def test_wrong_database_url_is_a_setting_to_correct(postgres_url, wrong):
    given = urlsplit(postgres_url)
    url = {
        "password": postgres_url.replace(given.password, "wrong"),
        "name": given._replace(path="/nowhere").geturl(),
        "schema": given._replace(path="/postgres").geturl(),
    }[wrong]
    with pytest.raises(ConfigError):
        async with Engine(url) as engine:
            await CredentialReader(engine).session(b"")


async def test_waiting_in_vain_for_a_connection_is_unavailable(postgres_url, uow, monkeypatch):
    monkeypatch.setattr("adapters.storage.engine.ACQUIRE_TIMEOUT_S", 0.05)
    async with Engine(postgres_url, pool_size=1) as engine:
        lease = await engine.acquire()
        with pytest.raises(Unavailable, match="was free within"):
            await engine.acquire()
        await lease.give_back()


async def test_rows_of_an_erased_account_are_not_found(uow, make_job, new_id):
    with pytest.raises(NotFound, match="no longer exists"):
        async with uow() as unit:
            await unit.jobs.add(make_job(new_id()))


async def test_session_is_named_and_bounded(uow):
    async with uow() as unit:
        row = (
            await sql(
                unit, "SELECT current_setting('application_name') AS name, current_setting('statement_timeout') AS t"
            )
        )[0]
    assert (row["name"], row["t"]) == ("fitai-test", "15s")


async def test_conflict_has_a_meaning(uow, user, new_id, now):
    def plan() -> PlanVersion:
        return PlanVersion(
            id=new_id(),
            user_id=user.id,
            job_id=new_id(),
            version=1,
            profile_version=1,
            reason="initial",
            document=Raw(b"{}"),
            created_at=now,
        )

    async with uow() as unit:
        await unit.plans.add(plan())
    with pytest.raises(Conflict, match="plan"):
        async with uow() as unit:
            await unit.plans.add(plan())
