"""The real embedded model, started once."""

from collections.abc import AsyncIterator, Iterator

import pytest

from adapters.model.client import HttpModelClient, embedded_server, new_http
from ml.serve.launch import EmbeddedModel, start_embedded
from ml.serve.weights import ModelNotInstalled, embedded_weights


def _missing() -> str:
    try:
        embedded_weights()
    except ModelNotInstalled as error:
        return error.message
    return ""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    missing = _missing()
    for item in items:
        if missing and item.get_closest_marker("model"):
            item.add_marker(pytest.mark.skip(reason=missing))


@pytest.fixture(scope="session")
def embedded() -> Iterator[EmbeddedModel]:
    model = start_embedded()
    try:
        model.ready()
        yield model
    finally:
        model.stop()


@pytest.fixture
async def client(embedded: EmbeddedModel) -> AsyncIterator[HttpModelClient]:
    async with new_http() as http:
        yield HttpModelClient(http, embedded_server(embedded.url))
