"""The product in one process on a clock that the story moves: the same factories as `fitai up`, real services."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

from msgspec.structs import replace

from adapters.local.services import local_services
from adapters.settings import Settings
from adapters.storage.migrate import migrate
from api.auth.limits import Zone
from api.server import listen, make_server, run_server
from api.wiring import wiring_from
from workers.engines import worker_engines
from workers.runtime.build import build_worker
from workers.runtime.config import runtime_config
from workers.tasks.registry import tasks_of

_ROOMY = Zone(limit=100_000, window_s=60)
_QUICK_S = 0.05
"""How often the worker looks for what has become due: the story's seconds are shorter than a person's."""


class StoryClock:
    """`Clock` that runs on from where it was last put, and never goes back."""

    def __init__(self, start: datetime) -> None:
        self._start, self._began = start, time.monotonic()

    def now(self) -> datetime:
        """The story's time, UTC."""
        return self._start + timedelta(seconds=time.monotonic() - self._began)

    def move_to(self, moment: datetime) -> None:
        """Let it be `moment`, or leave it when that has passed."""
        if moment > self.now():
            self._start, self._began = moment, time.monotonic()


@contextlib.asynccontextmanager
async def played_stack(settings: Settings, clock: StoryClock) -> AsyncIterator[str]:
    """Services, API and worker on `clock`, without a model; yields the API's URL. Everything is stopped at the end."""
    with local_services(
        settings.data_dir, database_url=settings.database_url, redis_url=settings.redis_url
    ) as services:
        await asyncio.to_thread(migrate, services.database_url)
        settings = replace(
            settings, database_url=services.database_url, redis_url=services.redis_url, model_url="", engine="none"
        )
        async with _worker(settings, clock), _api(settings, clock) as url:
            yield url


@contextlib.asynccontextmanager
async def _api(settings: Settings, clock: StoryClock) -> AsyncIterator[str]:
    async with wiring_from(settings, clock=clock) as wiring:
        server = make_server(replace(wiring, zones=dict.fromkeys(wiring.zones, _ROOMY)))
        announced: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        with listen("127.0.0.1", 0) as listener:
            serving = asyncio.create_task(run_server(server, listener, announced.set_result))
            try:
                yield await announced
            finally:
                server.should_exit = True
                await serving


@contextlib.asynccontextmanager
async def _worker(settings: Settings, clock: StoryClock) -> AsyncIterator[None]:
    config = replace(runtime_config(settings, "plans"), relay_s=_QUICK_S, wait_s=0.2)
    async with (
        worker_engines(settings) as engines,
        build_worker(settings, tasks_of(engines), config, handle_signals=False, clock=clock) as worker,
    ):
        working = asyncio.create_task(worker.main())
        try:
            yield
        finally:
            worker.stop()
            await working
