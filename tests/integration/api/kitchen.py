"""A worker that makes meal plans, and a person who asks for one and waits."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import msgspec

from adapters.settings import Settings
from domain.jobs.job import JobKind, JobState
from tests.integration.api.support import Person
from workers.runtime.build import build_worker
from workers.runtime.config import runtime_config
from workers.tasks.registry import tasks_of

MONDAY = "2026-11-23"


@asynccontextmanager
async def worker(settings: Settings) -> AsyncIterator[None]:
    """A worker with the real meal task; drained on the way out."""
    tasks: dict[JobKind, Any] = {kind: task for kind, task in tasks_of({}).items() if kind is JobKind.MEALS_WEEK}
    config = msgspec.structs.replace(runtime_config(settings, "plans"), wait_s=0.1)
    async with build_worker(settings, tasks, config, handle_signals=False) as running:
        main = asyncio.create_task(running.main())
        try:
            yield
        finally:
            running.stop()
            await main


async def ended(person: Person, settings: Settings, **body: Any) -> dict[str, Any]:
    """The job that a request led to, once it has ended."""
    reply = await person.http.post("/api/meals", json={"starts_on": MONDAY, **body})
    assert reply.status_code == 202, reply.text
    path = reply.json()["links"]["job"]
    async with worker(settings):
        while not JobState((job := (await person.http.get(path)).json())["state"]).ended:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    found: dict[str, Any] = job
    return found


async def made(person: Person, settings: Settings, **body: Any) -> dict[str, Any]:
    """The meal plan that a request led to."""
    job = await ended(person, settings, **body)
    assert job["state"] == "succeeded", job
    plan: dict[str, Any] = (await person.http.get(job["links"]["result"])).json()
    return plan
