"""A worker with its connections, from settings."""

import random
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from adapters.clock import SystemClock, TimeOrderedIds
from adapters.queue.arq_queue import ArqQueue
from adapters.queue.connection import connect
from adapters.settings import Settings
from adapters.storage.engine import Engine
from adapters.storage.notifications import outbox_wakeups
from adapters.storage.unit_of_work import unit_of_work_factory
from adapters.streams.redis_log import RedisStreamLog
from domain.jobs.job import JobKind
from domain.ports import Clock
from workers.runtime.config import RuntimeConfig
from workers.runtime.runner import Ports
from workers.runtime.task import Task
from workers.runtime.worker import JobWorker

NEWS_EVENTS, NEWS_KEEP_S = 20, 60
"""Of the operators' topic little is kept: who begins to follow it has just read the lists."""


@asynccontextmanager
async def build_worker(
    settings: Settings,
    tasks: Mapping[JobKind, Task],
    config: RuntimeConfig,
    *,
    handle_signals: bool = True,
    clock: Clock | None = None,
) -> AsyncIterator[JobWorker]:
    """A worker of `config.queue` with PostgreSQL and Redis behind it; `await worker.main()` serves until it is stopped.

    `clock` is the machine's unless another is given.
    Raises `Unavailable` when PostgreSQL does not answer; Redis may come later.
    """
    clock, ids = clock or SystemClock(), TimeOrderedIds()
    redis = connect(settings.redis_url)
    try:
        name = f"fitai-worker-{config.queue}"
        async with Engine(settings.database_url, pool_size=settings.db_pool, application=name) as engine:
            ports = Ports(
                uow=unit_of_work_factory(engine, ids, clock),
                streams=RedisStreamLog(redis),
                news=RedisStreamLog(redis, max_events=NEWS_EVENTS, keep_s=NEWS_KEEP_S),
                clock=clock,
                ids=ids,
                chance=random.random,
            )
            yield JobWorker(
                tasks,
                ports=ports,
                queue=ArqQueue(redis),
                redis=redis,
                config=config,
                wakeups=outbox_wakeups(settings.database_url),
                handle_signals=handle_signals,
            )
    finally:
        await redis.aclose(close_connection_pool=True)
