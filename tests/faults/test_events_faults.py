"""People train while everything dies: no event is lost or doubled, no proposal waits twice, every state can be rebuilt.

Weeks of made-up training are sent over HTTP by several devices of each person at once: in any order, days late, twice,
corrections before what they correct; with `kill -9` of the API in the middle of batches (the device sends them again),
of the workers in the middle of adaptations, and Valkey emptied. Counts and seed go to standard output.
"""

import asyncio
import contextlib
import random
import signal
import sys
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

import httpx
import msgspec
import pytest

from adapters.clock import SystemClock, TimeOrderedIds
from adapters.local.process import Child, spawn
from adapters.local.services import LocalServices
from adapters.storage.direct import DirectStorage
from adapters.storage.engine import Engine
from domain.catalogue.loader import load_catalogue
from domain.events.event import Event
from domain.events.projection import effective, encode
from domain.events.use_cases import History, held_states, projected, read_history
from domain.gamification.fold import GameFold
from domain.training.fold import TrainingFold
from tests.faults.conftest import ROOT, SCALE, WORKER_ENV, Ground
from tests.faults.test_api_faults import PROFILE, Api
from tests.histories import START, history_of

pytestmark = pytest.mark.timeout(150)

PEOPLE = 3
DEVICES = 3
DAYS = max(10, round(30 * SCALE))
KILLS = max(1, round(3 * SCALE))
FOLDS = (TrainingFold(load_catalogue()), GameFold(load_catalogue()))


class Trainee:
    """A person with devices that hold what happened until the server has said that it is recorded."""

    def __init__(self, api: Api, number: int, chance: random.Random) -> None:
        self.chance = chance
        self.http = httpx.AsyncClient(base_url=api.http.base_url, timeout=10)
        self.owner = UUID(int=0)
        self.sent = 0
        self.resent = 0
        today = SystemClock().now().date()
        shift = today - START - timedelta(days=DAYS)
        life = [event for event in history_of(number, DAYS) if "plan." not in event.what.__struct_config__.tag]
        self.events = [
            {
                "id": str(event.id),
                "at": (event.at + shift).isoformat(),
                "day": str(event.day + shift),
                "what": msgspec.to_builtins(_shifted(event.what, shift)),
            }
            for event in life
        ]
        self.events += [
            {
                "id": str(uuid5(NAMESPACE_OID, f"{number} {region}")),
                "at": datetime.combine(today - timedelta(days=ago), time(12), UTC).isoformat(),
                "day": str(today - timedelta(days=ago)),
                "what": {"type": "pain.reported", "region": region, "score": 7},
            }
            for ago, region in ((1, "shoulder"), (0, "knee"))
        ]

    async def join(self) -> None:
        """Make an account, and ask for the first plan."""
        account = {"email": f"{self.chance.getrandbits(64):x}@example.org", "password": "three quiet rowing machines"}
        me = (await self.http.post("/api/auth/register", json=account)).raise_for_status().json()
        self.owner = UUID(me["id"])
        self.http.headers["X-CSRF-Token"] = me["csrf_token"]
        asked = await self.http.post("/api/plans", json={"profile": PROFILE, "engine": "none"})
        asked.raise_for_status()

    def batches(self) -> list[list[dict[str, Any]]]:
        """Everything in batches, some events in two; roughly in the order of days, some of them weeks late."""
        late = {each["id"]: self.chance.randint(0, 25) if self.chance.random() < 0.1 else 0 for each in self.events}
        order = sorted(self.events, key=lambda each: (_number(each["day"]) + late[each["id"]], self.chance.random()))
        made, start = [], 0
        while start < len(order):
            size = self.chance.randint(1, 9)
            made.append(order[start : start + size] + self.chance.sample(order[: start + 1], min(3, start + 1)))
            start += size
        return made

    async def send(self, batch: Sequence[dict[str, Any]]) -> None:
        """Until it is answered, as a device does."""
        cut = False
        while True:
            try:
                reply = await self.http.post("/api/events", json={"events": batch})
            except httpx.TransportError:
                cut = True
                await asyncio.sleep(0.2)
                continue
            if reply.status_code in {429, 503}:
                await asyncio.sleep(0.05)
                continue
            assert reply.status_code == 202, reply.text
            assert not reply.json()["rejected"], reply.text
            self.sent += 1
            self.resent += cut
            return


def _shifted(what: Any, shift: timedelta) -> Any:
    """Dates inside an event moved too."""
    if hasattr(what, "until"):
        return msgspec.structs.replace(what, until=what.until + shift)
    if hasattr(what, "now"):
        return msgspec.structs.replace(what, now=_shifted(what.now, shift))
    return what


def _number(day: str) -> int:
    return int(day.replace("-", ""))


def start_worker(ground: Ground) -> Child:
    """A worker with the product's tasks."""
    services = {"DATABASE_URL": ground.services.database_url, "REDIS_URL": ground.services.redis_url}
    worker = spawn(
        [sys.executable, "-m", "tests.faults.coach_worker"],
        log=ground.log,
        stop_signal=signal.SIGTERM,
        env={"PYTHONPATH": str(ROOT), **WORKER_ENV, **services},
    )
    ground.workers.append(worker)
    return worker


async def test_training_while_everything_dies(ground: Ground, mortal_services: tuple[LocalServices, Path]) -> None:
    services, folder = mortal_services
    api = Api(services, folder / "api.log", FITAI_JOB_MAX_ATTEMPTS="20")
    try:
        await api.start()
        workers = [start_worker(ground), start_worker(ground)]
        people = [Trainee(api, number, random.Random(ground.seed + number)) for number in range(PEOPLE)]
        for trainee in people:
            await trainee.join()
        await ground.ready(*workers)
        async with asyncio.TaskGroup() as tasks:
            sending = [tasks.create_task(_train(trainee)) for trainee in people]
            tasks.create_task(_kill(ground, api, workers, sending))
        await ground.until(lambda: _settled(ground, people), "everything is adapted", 60)
        await _check(ground, people, services)
    finally:
        api.kill()
        for trainee in people:
            await trainee.http.aclose()
        await api.http.aclose()


async def _train(trainee: Trainee) -> None:
    """All batches from several devices at once; between them the person decides on what is proposed."""
    queue = trainee.batches()[::-1]

    async def device() -> None:
        while queue:
            await trainee.send(queue.pop())
            await asyncio.sleep(trainee.chance.uniform(0, 0.15))  # a set takes its time
            if trainee.chance.random() < 0.15:
                await _decide(trainee)

    await asyncio.gather(*(device() for _ in range(DEVICES)))


async def _decide(trainee: Trainee) -> None:
    """Accept or decline what waits, or undo; whatever the answer, it may not break anything."""
    with contextlib.suppress(httpx.TransportError):
        waiting = (await trainee.http.get("/api/changes", params={"state": "proposed"})).json().get("items", [])
        for change in waiting[:1]:
            verdict = trainee.chance.choice(("accept", "decline"))
            reply = await trainee.http.post(f"/api/changes/{change['id']}/{verdict}")
            assert reply.status_code in {200, 409, 429, 503}, reply.text
        if trainee.chance.random() < 0.1:
            plan = (await trainee.http.get("/api/plans/current")).json()
            if "id" in plan:
                reply = await trainee.http.post(f"/api/plans/{plan['id']}/undo")
                assert reply.status_code in {201, 409, 429, 503}, reply.text


async def _kill(ground: Ground, api: Api, workers: list[Child], sending: list[asyncio.Task[None]]) -> None:
    """Kill a worker, the API, and empty Valkey, as long as people send, and at least `KILLS` times."""
    rounds = 0
    while rounds < KILLS or (not all(each.done() for each in sending) and rounds < 3 * KILLS):
        await asyncio.sleep(ground.random.uniform(0.1, 0.6))
        rounds += 1
        victim = ground.random.choice(workers)
        workers.remove(victim)
        ground.kill(victim)
        workers.append(start_worker(ground))
        api.kill()
        await api.start()
        if rounds % 3 == 0:
            await ground.redis.flushall()


async def _settled(ground: Ground, people: Sequence[Trainee]) -> bool:
    owners = ", ".join(f"'{trainee.owner}'" for trainee in people)
    rows = await ground.rows(
        f"""
        SELECT 1 FROM event_heads WHERE user_id IN ({owners}) AND adapted_seq < seq AND $1::text[] IS NOT NULL
        UNION ALL SELECT 1 FROM jobs WHERE user_id IN ({owners}) AND ended_at IS NULL LIMIT 1
        """
    )
    return not rows


async def _check(ground: Ground, people: Sequence[Trainee], services: LocalServices) -> None:
    lost = doubled = total = waiting_twice = 0
    jobs: Counter[str] = Counter()
    plans = 0
    async with Engine(services.database_url, pool_size=2) as engine:
        direct = DirectStorage(engine, TimeOrderedIds())
        for trainee in people:
            events = [event async for chunk in direct.events.since(trainee.owner, 0) for event in chunk]
            ids = Counter(str(event.id) for event in events)
            lost += len({each["id"] for each in trainee.events} - ids.keys())
            doubled += sum(count - 1 for count in ids.values())
            total += len(events)
            assert [event.seq for event in events] == list(range(1, len(events) + 1))
            waiting = Counter(
                (change.suggestion.rule, change.suggestion.subject)
                for change in await direct.changes.waiting(trainee.owner)
            )
            waiting_twice += sum(count - 1 for count in waiting.values())
            await _same_states(direct, trainee.owner, events)
            versions = await direct.plans.page(trainee.owner, None, 10**6)
            assert [plan.version for plan in versions] == list(range(len(versions), 0, -1))
            activated = [
                event for event in effective(events).events if event.what.__struct_config__.tag == "plan.activated"
            ]
            assert {str(plan.id) for plan in versions} == {str(event.what.plan) for event in activated}  # type: ignore[union-attr]
            plans += len(versions)
            jobs.update(job.state.value for job in await direct.jobs.page(trainee.owner, None, 10**6))
    sys.stdout.write(
        f"events: seed {ground.seed}, {total} of {PEOPLE} people, {sum(each.sent for each in people)} batches answered,"
        f" {sum(each.resent for each in people)} sent again after a cut; {lost} lost, {doubled} doubled, "
        f"{waiting_twice} proposals waiting twice; {plans} plan versions; jobs {dict(jobs)}\n"
    )
    assert (lost, doubled, waiting_twice) == (0, 0, 0)
    assert set(jobs) == {"succeeded"}


async def _same_states(direct: DirectStorage, owner: UUID, events: Sequence[Event]) -> None:
    """Every fold's state from the stored snapshots is the one folded from all events."""
    day = SystemClock().now().date()
    live = held_states(FOLDS, await read_history(direct, owner, FOLDS), day).states
    everything = History(bases={}, events=tuple(events), seq=len(events))
    for fold, state in zip(FOLDS, live, strict=True):
        assert encode(state) == encode(projected(fold, everything).state(day)), fold.name
