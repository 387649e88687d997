"""Which plan engine a process uses: the model behind MODEL_URL, the embedded model, or the planner alone."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from domain.coaching.planner import PlannerEngine

from adapters.model.client import HttpModelClient, ModelServer, embedded_server, new_http, server_of
from adapters.model.engine import ModelEngine
from adapters.settings import Settings
from domain.errors import ConfigError
from domain.ports import PlanEngine
from ml.serve.launch import start_embedded
from ml.serve.weights import EMBEDDED_MODEL


@asynccontextmanager
async def plan_engine(settings: Settings, choice: str) -> AsyncIterator[PlanEngine]:
    """The engine for `choice`, with its connections open.

    `local` starts the embedded model for as long as the block lasts (main thread only; raises `ModelNotInstalled`);
    `remote` uses MODEL_URL (raises `ConfigError` when it is not set); `none` is the planner; `auto` is `remote` when
    MODEL_URL is set, else `none`.
    """
    if choice == "auto":
        choice = "remote" if settings.model_url else "none"
    if choice == "none":
        yield PlannerEngine()
    elif choice == "remote":
        async with _engine_on(_remote(settings)) as engine:
            yield engine
    else:
        model = start_embedded()
        try:
            url = await asyncio.to_thread(model.ready)
            async with _engine_on(embedded_server(url)) as engine:
                yield engine
        finally:
            model.stop()


def _remote(settings: Settings) -> ModelServer:
    if not settings.model_url:
        raise ConfigError("MODEL_URL is not set; set it to a model server, or use --engine local or --engine none")
    if settings.model_name == EMBEDDED_MODEL:
        return embedded_server(settings.model_url)
    return server_of(settings)


@asynccontextmanager
async def _engine_on(server: ModelServer) -> AsyncIterator[PlanEngine]:
    async with new_http() as http:
        yield ModelEngine(HttpModelClient(http, server))
