"""Which plan engine a process uses: the model behind MODEL_URL, the embedded model, or the planner alone."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import structlog

from adapters.model.client import HttpModelClient, embedded_server, new_http, server_of
from adapters.model.engine import EMBEDDED_LIMITS, EngineLimits, ModelEngine
from adapters.model.warm import warm_up
from adapters.settings import Settings
from domain.coaching.planning.planner import PlannerEngine
from domain.errors import ConfigError
from domain.ports import PlanEngine
from ml.serve.adapter import adapter_of
from ml.serve.launch import start_embedded
from ml.serve.weights import EMBEDDED_MODEL

_log = structlog.get_logger(__name__)


@asynccontextmanager
async def plan_engine(settings: Settings, choice: str) -> AsyncIterator[PlanEngine]:
    """The engine for one run of the command line, with its connections open.

    `local` starts the embedded model for as long as the block lasts (main thread only; raises `ModelNotInstalled`);
    `remote` uses MODEL_URL (raises `ConfigError` when it is not set); `none` is the planner alone.
    """
    if choice == "none":
        yield PlannerEngine()
    elif choice == "remote":
        if not settings.model_url:
            raise ConfigError("MODEL_URL is not set; set it to a model server, or use --engine local or --engine none")
        async with _model_engine(settings) as engine:
            yield engine
    else:
        adapter = adapter_of(settings.model_adapter_path)
        model = start_embedded(adapter=adapter)
        try:
            url = await asyncio.to_thread(model.ready)
            async with _embedded_engine(url, adapter.name if adapter else "") as engine:
                yield engine
        finally:
            model.stop()


@asynccontextmanager
async def worker_engines(settings: Settings) -> AsyncIterator[Mapping[str, PlanEngine]]:
    """The engines a worker offers, by the name a request may give; `auto` is what it gets when it gives none.

    The planner is always there. The model is there when MODEL_URL is set: as `local` when it is the embedded one, else
    as `remote`; FITAI_ENGINE=none leaves it to requests that ask for it.
    """
    engines: dict[str, PlanEngine] = {"none": PlannerEngine()}
    async with contextlib.AsyncExitStack() as stack:
        own = "none"
        if settings.model_url:
            name = "local" if settings.model_name == EMBEDDED_MODEL else "remote"
            engines[name] = await stack.enter_async_context(_model_engine(settings, warm=True))
            own = name if settings.engine == "auto" else own
        yield {**engines, "auto": engines[own]}


@asynccontextmanager
async def _model_engine(settings: Settings, *, warm: bool = False) -> AsyncIterator[PlanEngine]:
    if settings.model_name == EMBEDDED_MODEL:  # it warms itself up
        adapter = adapter_of(settings.model_adapter_path)
        async with _embedded_engine(settings.model_url, adapter.name if adapter else "") as engine:
            yield engine
        return
    async with new_http() as http:
        client = HttpModelClient(http, server_of(settings))
        warming = asyncio.create_task(_warm(client)) if warm else None
        try:
            yield ModelEngine(client, EngineLimits(total_s=settings.model_total_s))
        finally:
            if warming:
                warming.cancel()


@asynccontextmanager
async def _embedded_engine(url: str, adapter: str) -> AsyncIterator[PlanEngine]:
    async with new_http() as http:
        yield ModelEngine(HttpModelClient(http, embedded_server(url, adapter=adapter)), EMBEDDED_LIMITS)


async def _warm(client: HttpModelClient) -> None:
    """Have the server compile the grammars before the first person waits for them."""
    error = await warm_up(client)
    if error is not None:
        _log.warning("model_not_warmed", code=error.code, error=error.message)
