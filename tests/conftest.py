"""Fixtures every test may use: the async backend, and real PostgreSQL and Valkey started once for each test process."""

import asyncio
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import asyncpg
import pytest
import redis

from adapters.local.services import LocalServices, local_services


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def services() -> Iterator[LocalServices]:
    """PostgreSQL and Valkey of this test process, on a data directory of their own."""
    folder = Path(tempfile.mkdtemp(prefix="fitai-test-"))
    folder.chmod(0o755)  # as root the server runs as another user, and must reach it
    try:
        with local_services(folder) as running:
            yield running
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _execute(url: str, statement: str) -> None:
    async def run() -> None:
        connection = await asyncpg.connect(url)
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    asyncio.run(run())


def _database(url: str, name: str) -> str:
    return urlsplit(url)._replace(path=f"/{name}").geturl()


@pytest.fixture(scope="session")
def migrated_template(services: LocalServices) -> str:
    """Name of a database with every migration applied, to be copied."""
    from adapters.storage.migrate import migrate

    _execute(services.database_url, "CREATE DATABASE template_fitai")
    migrate(_database(services.database_url, "template_fitai"))
    return "template_fitai"


@pytest.fixture(scope="module")
def empty_postgres_url(services: LocalServices) -> Iterator[str]:
    """An empty database for the test module, no migration applied."""
    name = f"empty_{uuid4().hex}"
    _execute(services.database_url, f"CREATE DATABASE {name}")
    yield _database(services.database_url, name)
    _execute(services.database_url, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="module")
def postgres_url(services: LocalServices, migrated_template: str) -> Iterator[str]:
    """A migrated, empty database for the test module."""
    name = f"test_{uuid4().hex}"
    _execute(services.database_url, f"CREATE DATABASE {name} TEMPLATE {migrated_template}")
    yield _database(services.database_url, name)
    _execute(services.database_url, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="module")
def redis_url(services: LocalServices) -> str:
    """The test process's Valkey, emptied for the test module."""
    with redis.Redis.from_url(services.redis_url) as client:
        client.flushall()
    return services.redis_url
