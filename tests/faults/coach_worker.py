"""A real worker with the product's own tasks for the fault tests: `python -m tests.faults.coach_worker`."""

import asyncio
import os

import uvloop
from msgspec.structs import replace

from adapters.settings import load
from domain.coaching.planning.planner import PlannerEngine
from domain.jobs.rules import Backoff
from workers.runtime.build import build_worker
from workers.runtime.config import runtime_config
from workers.tasks.registry import tasks_of


async def _serve() -> None:
    settings = load(os.environ)
    config = replace(
        runtime_config(settings, "plans"),
        wait_s=0.2,
        relay_s=0.3,
        backoff=Backoff(base_s=0.1, cap_s=0.3),
        cleanup_s=1.0,
    )
    tasks = tasks_of({"auto": PlannerEngine(), "none": PlannerEngine()})
    async with build_worker(settings, tasks, config) as worker:
        await worker.main()


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_serve())
