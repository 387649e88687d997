"""Fixtures of the API tests: one application for each test module, one new person for each test."""

from collections.abc import AsyncIterator
from uuid import uuid4

import pytest
from litestar import Litestar

from api.app import create_app
from api.wiring import Wiring
from tests.integration.api.support import Person, settings_for, wired


@pytest.fixture(scope="module")
async def wiring(postgres_url: str, redis_url: str) -> AsyncIterator[Wiring]:
    async with wired(settings_for(postgres_url, redis_url)) as opened:
        yield opened


@pytest.fixture(scope="module")
def app(wiring: Wiring) -> Litestar:
    return create_app(wiring)


@pytest.fixture
async def visitor(app: Litestar) -> AsyncIterator[Person]:
    person = Person(app)
    async with person.http:
        yield person


@pytest.fixture
async def person(app: Litestar) -> AsyncIterator[Person]:
    person = Person(app)
    async with person.http:
        await person.register(f"{uuid4().hex}@example.org")
        yield person
