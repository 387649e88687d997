"""The worker program."""

import asyncio
from contextlib import AsyncExitStack

import uvloop
from prometheus_client import start_http_server

from adapters.clock import SystemClock
from adapters.providers.services import trackers_from
from adapters.settings import Settings
from adapters.telemetry import logs, tracing
from domain.chat.use_cases import CHAT_QUEUE
from workers.chat.build import coach_from
from workers.engines import worker_engines
from workers.runtime.build import build_worker
from workers.runtime.config import runtime_config
from workers.tasks.registry import tasks_of


def run_worker(settings: Settings, queue: str = "plans") -> None:
    """Run the jobs of `queue` until SIGTERM or SIGINT, then drain. Blocks; main thread only.

    DATABASE_URL and REDIS_URL must be set. Raises `Unavailable` when PostgreSQL does not answer at the start.
    """
    logs.configure(settings.log_level, settings.log_format)
    if settings.otel:
        tracing.configure("fitai-worker")
    if settings.metrics_port:
        start_http_server(settings.metrics_port, settings.host)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_serve(settings, queue))


async def _serve(settings: Settings, queue: str) -> None:
    clock = SystemClock()
    async with AsyncExitStack() as stack:
        engines = await stack.enter_async_context(worker_engines(settings))
        trackers = await stack.enter_async_context(trackers_from(settings, clock))
        coach = await stack.enter_async_context(coach_from(settings, clock)) if queue == CHAT_QUEUE else None
        tasks, config = tasks_of(engines, trackers, coach), runtime_config(settings, queue)
        worker = await stack.enter_async_context(build_worker(settings, tasks, config))
        await worker.main()
