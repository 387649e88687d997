"""A real worker process for the fault tests: `python -m tests.faults.job_worker`, settings from the environment.

Its task does what the job's args say. A job's effect is one audit row, stored in the transaction that ends the job, so
the rows tell how often each job had its effect; a row `try` tells of each attempt.
"""

import asyncio
import os
import time
from uuid import UUID

import uvloop
from msgspec import Raw, Struct, json
from msgspec.structs import replace

from adapters.queue.arq_queue import ArqQueue
from adapters.settings import load
from domain.jobs.job import JobKind
from domain.jobs.rules import Backoff
from workers.runtime.build import build_worker
from workers.runtime.config import runtime_config
from workers.runtime.task import TaskContext


class Orders(Struct):
    """What a job of the fault tests does before its effect; `first_only`: in its first lease alone."""

    sleep_s: float = 0.0
    block_s: float = 0.0
    die: bool = False
    first_only: bool = False


async def work(ctx: TaskContext) -> None:
    """Follow the orders, then have the effect."""
    orders = json.decode(ctx.job.args, type=Orders)
    await _note(ctx, "try")
    if not orders.first_only or ctx.job.lease_token == 1:
        if orders.die:
            os._exit(9)
        time.sleep(orders.block_s)  # noqa: ASYNC251 - the fault: the event loop stands still
        for step in range(4):
            await ctx.progress("step", step=step)
            await asyncio.sleep(orders.sleep_s / 4)
    async with ctx.uow() as uow:
        await uow.audit.add(ctx.clock.now(), None, "effect", str(ctx.job.id), Raw(b"{}"))
        await ctx.complete(uow)


async def _note(ctx: TaskContext, action: str) -> None:
    async with ctx.uow() as uow:
        await uow.audit.add(ctx.clock.now(), None, action, str(ctx.job.id), Raw(b"{}"))


def _die_at_first_send(fault: str) -> None:
    """Make the relay's process end with `kill -9`'s status before, or just after, its first message goes out."""
    send = ArqQueue.send

    async def deadly(self: ArqQueue, queue: str, *job_ids: UUID) -> None:
        if fault == "after_send":
            await send(self, queue, *job_ids)
        os._exit(9)

    ArqQueue.send = deadly  # type: ignore[method-assign]


async def _serve() -> None:
    settings = load(os.environ)
    if fault := os.environ.get("FAULT"):
        _die_at_first_send(fault)
    config = replace(
        runtime_config(settings, "plans"),
        wait_s=0.2,
        relay_s=0.3,
        backoff=Backoff(base_s=0.2, cap_s=1.0),
        cleanup_s=1.0,
    )
    async with build_worker(settings, {JobKind.PLAN_CREATE: work}, config) as worker:
        await worker.main()


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_serve())
