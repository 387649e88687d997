"""A client of each dialect against a fake server of that dialect."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import pytest

from adapters.model.client import HttpModelClient, ModelServer, new_http
from tests.contract.model.fake_server import Said, fake_server

DIALECTS = ("tgi", "vllm", "llamacpp", "embedded")
Connect = Callable[..., AbstractAsyncContextManager[Any]]


@pytest.fixture(params=DIALECTS)
def dialect(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def connect() -> Connect:
    """`async with connect(dialect, *said, fake={}, **server) as (client, fake)`; no waiting between tries."""

    @asynccontextmanager
    async def open_client(dialect: str, *said: Said, fake: dict[str, Any] | None = None, **server: Any):
        async with fake_server(dialect, said, **(fake or {})) as running, new_http() as http:
            place = ModelServer(
                **{"url": running.url, "dialect": dialect, "model": "tgi" if dialect == "tgi" else "base-model"}
                | server
            )
            yield HttpModelClient(http, place, jitter=lambda: -0.49), running

    return open_client
