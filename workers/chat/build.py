"""The coach of a worker of the queue `chat`, with its connections, from settings."""

import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from adapters.clock import TimeOrderedIds
from adapters.model.client import HttpModelClient, new_http, server_of
from adapters.retrieval.passages import passages_of
from adapters.settings import Settings
from adapters.storage.direct import DirectStorage
from adapters.storage.engine import Engine
from domain.catalogue.loader import load_catalogue
from domain.chat.ports import Answerer
from domain.ports import Clock, ModelClient
from ml.serve.weights import EMBEDDED_MODEL
from workers.answerer import CoachAnswerer

_POOL = 4
_ANSWERS = 64
"""Of the model at a time."""


@asynccontextmanager
async def coach_from(settings: Settings, clock: Clock) -> AsyncIterator[Answerer]:
    """Answers with the model behind MODEL_URL, checked; the embedded model is too small for free words, and without
    one, or with FITAI_ENGINE=none, answers are composed by rules. Raises `Unavailable` without PostgreSQL."""
    async with contextlib.AsyncExitStack() as stack:
        engine = await stack.enter_async_context(
            Engine(settings.database_url, pool_size=_POOL, application="fitai-coach")
        )
        model: ModelClient | None = None
        if settings.model_url and settings.model_name != EMBEDDED_MODEL and settings.engine != "none":
            http = await stack.enter_async_context(new_http(_ANSWERS))
            model = HttpModelClient(http, server_of(settings))
        passages = passages_of(DirectStorage(engine, TimeOrderedIds()).documents, settings.data_dir)
        yield CoachAnswerer(load_catalogue(), clock, passages, model)
