"""The application, served, with a settings object for workers."""

from collections.abc import AsyncIterator

import pytest

from adapters.settings import Settings
from api.wiring import Wiring
from tests.integration.api.support import Person, Served, app, person, served, settings_for, visitor, wiring

__all__ = ["app", "person", "visitor", "wiring"]


@pytest.fixture(scope="module")
def settings(postgres_url: str, redis_url: str) -> Settings:
    return settings_for(postgres_url, redis_url)


@pytest.fixture(scope="module")
async def server(wiring: Wiring) -> AsyncIterator[Served]:
    async with served(wiring) as running:
        yield running


@pytest.fixture
async def sam(server: Served) -> AsyncIterator[Person]:
    async with server.person() as person:
        yield person
