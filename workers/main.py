"""The worker program."""

import asyncio

import uvloop
from prometheus_client import start_http_server

from adapters.clock import SystemClock
from adapters.providers.services import trackers_from
from adapters.settings import Settings
from adapters.telemetry import logs, tracing
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
    async with (
        worker_engines(settings) as engines,
        trackers_from(settings, SystemClock()) as trackers,
        build_worker(settings, tasks_of(engines, trackers), runtime_config(settings, queue)) as worker,
    ):
        await worker.main()
