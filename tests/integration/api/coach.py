"""A person whose jobs are run one after the other, when the test says so: the real tasks on the real database."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from msgspec import Raw, json

from api.wiring import Wiring
from domain.coaching.planning.planner import PlannerEngine
from domain.jobs.job import Job, JobKind, JobState
from tests.integration.api.support import PROFILE, Person
from workers.runtime.task import TaskContext
from workers.tasks.registry import tasks_of

TASKS = tasks_of({"auto": PlannerEngine(), "none": PlannerEngine()})


class Coached:
    """A person with a plan of the planner; `told` is what their own stream was told."""

    def __init__(self, person: Person, wiring: Wiring) -> None:
        self.person = person
        self.wiring = wiring
        self.owner = UUID(person.user_id)
        self.told: list[tuple[str, Any]] = []
        self.plan: dict[str, Any] = {}

    async def begin(self, profile: dict[str, Any] | None = None) -> "Coached":
        """Ask for the first plan, and have it."""
        body = {"profile": profile or PROFILE, "engine": "none", "seed": 1}
        assert (await self.person.http.post("/api/plans", json=body)).status_code == 202
        await self.work()
        await self.current()
        return self

    async def current(self) -> dict[str, Any]:
        """The plan in force."""
        self.plan = (await self.person.http.get("/api/plans/current")).json()
        return self.plan

    async def send(self, *whats: dict[str, Any], days_ago: int = 0) -> dict[str, Any]:
        """Record what happened at this time some days ago."""
        at = datetime.now(UTC) - timedelta(days=days_ago)
        events = [{"id": str(uuid4()), "at": at.isoformat(), "day": str(at.date()), "what": what} for what in whats]
        reply = await self.person.http.post("/api/events", json={"events": events})
        assert reply.status_code == 202, reply.text
        told: dict[str, Any] = reply.json()
        assert not told["rejected"], told["rejected"]
        return told

    async def jobs(self, state: JobState = JobState.QUEUED) -> list[Job]:
        """The person's jobs in a state, oldest first."""
        jobs = await self.wiring.direct.jobs.page(self.owner, None, 100)
        return [job for job in reversed(jobs) if job.state is state]

    async def work(self) -> list[dict[str, Any]]:
        """Run the jobs that wait, due or not, until none does; their results in order."""
        results = []
        while waiting := await self.jobs():
            results.append(await self.run(waiting[0]))
        return results

    async def run(self, job: Job) -> dict[str, Any]:
        """Claim one job, run its task, and give its result."""
        claimed = await self.claim(job)
        await TASKS[claimed.kind](self.context(claimed))
        done = await self.wiring.direct.jobs.get(self.owner, job.id)
        assert done is not None
        assert done.state is JobState.SUCCEEDED
        result: dict[str, Any] = json.decode(done.result or b"{}")
        return result

    async def claim(self, job: Job) -> Job:
        """As a worker would, a minute from now."""
        async with self.wiring.uow() as uow:
            claimed = await uow.work.claim(job.id, self.wiring.clock.now() + timedelta(minutes=1), 600)
        assert claimed is not None
        return claimed

    def context(self, job: Job) -> TaskContext:
        """What a worker gives a task."""

        async def report(_type: str, _data: Raw) -> None:
            """Nobody listens."""

        async def tell(event_type: str, data: Raw) -> None:
            self.told.append((event_type, json.decode(data)))

        wiring = self.wiring
        return TaskContext(job, uow=wiring.uow, clock=wiring.clock, ids=wiring.ids, report=report, tell_owner=tell)

    async def changes(self, **query: str) -> list[dict[str, Any]]:
        """Changes, newest first."""
        reply = await self.person.http.get("/api/changes", params=query)
        assert reply.status_code == 200, reply.text
        items: list[dict[str, Any]] = reply.json()["items"]
        return items

    def exercises(self, role: str = "") -> list[str]:
        """Exercise ids of the plan last read, of a role when given."""
        days = self.plan["document"]["days"]
        return [each["exercise_id"] for day in days for each in day["exercises"] if role in ("", each["role"])]


__all__ = ("TASKS", "Coached", "JobKind")
