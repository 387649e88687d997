"""An open engine on the module's database, and values to store."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from msgspec import Raw
from msgspec.structs import replace

from adapters.clock import SystemClock, TimeOrderedIds
from adapters.storage.engine import Engine
from adapters.storage.unit_of_work import UnitOfWork, unit_of_work_factory
from domain.identity.account import Role, User
from domain.jobs.job import Job, JobKind, JobState

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
IDS = TimeOrderedIds()


@pytest.fixture
async def engine(postgres_url: str) -> AsyncIterator[Engine]:
    # asyncpg drops the error of a TLS attempt that was cancelled, and a test that cancels at every point would see it.
    plain = postgres_url + ("&" if "?" in postgres_url else "?") + "sslmode=disable"
    async with Engine(plain, pool_size=8, application="fitai-test") as engine:
        yield engine


@pytest.fixture
def uow(engine: Engine) -> Callable[[], UnitOfWork]:
    return unit_of_work_factory(engine, IDS, SystemClock())


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def new_id() -> Callable[[], UUID]:
    return IDS.new


@pytest.fixture
def make_job() -> Callable[..., Job]:
    """A queued job of a person; keyword arguments change any field."""

    def make(user_id: UUID, **changes: Any) -> Job:
        job = Job(
            id=IDS.new(),
            user_id=user_id,
            kind=JobKind.PLAN_CREATE,
            queue="plans",
            state=JobState.QUEUED,
            args=Raw(b'{"seed": 1}'),
            attempt=0,
            max_attempts=3,
            lease_token=0,
            lease_until=None,
            not_before=None,
            cancel_requested=False,
            progress=None,
            result=None,
            error_code="",
            error="",
            created_at=NOW,
            started_at=None,
            ended_at=None,
        )
        return replace(job, **changes)

    return make


@pytest.fixture
async def user(uow: Callable[[], UnitOfWork]) -> User:
    return await _add_user(uow)


@pytest.fixture
async def stranger(uow: Callable[[], UnitOfWork]) -> User:
    return await _add_user(uow)


async def _add_user(uow: Callable[[], UnitOfWork]) -> User:
    identifier = IDS.new()
    user = User(
        id=identifier,
        email=f"{identifier.hex}@example.org",
        display_name="Sam",
        password_hash="argon2id",
        role=Role.USER,
        created_at=NOW,
    )
    async with uow() as unit:
        await unit.users.add(user)
    return user
