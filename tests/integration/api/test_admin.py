"""The operators' monitor over HTTP: lists, one job, actions and their confirmation, pauses, and who may look."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from litestar import Litestar
from msgspec import Raw
from msgspec.structs import replace

from api.wiring import Wiring
from domain.coaching.use_cases import EngineChoice, PlanArgs, PlanReason
from domain.coaching.versions import PlanVersion
from domain.identity.account import Role
from domain.jobs.job import Job, JobKind, JobState, queued
from domain.operations.fleet import ModelTotals, ScheduleRun, WorkerBeat
from tests.integration.api.support import Person, hear, say, served


@pytest.fixture
async def boss(app: Litestar, wiring: Wiring) -> AsyncIterator[Person]:
    """An administrator."""
    boss = Person(app)
    async with boss.http:
        await boss.register(f"{uuid4().hex}@example.org")
        await make_administrator(wiring, boss)
        yield boss


async def make_administrator(wiring: Wiring, person: Person) -> None:
    async with wiring.uow() as uow:
        await uow.users.set_role(UUID(person.user_id), Role.ADMIN)


async def add(wiring: Wiring, person: Person, engine: EngineChoice | None = None, **changes: Any) -> Job:
    """A queued plan job of a person."""
    job = queued(
        id=wiring.ids.new(),
        user_id=UUID(person.user_id),
        kind=JobKind.PLAN_CREATE,
        queue="plans",
        args=PlanArgs(reason=PlanReason.INITIAL, profile_version=1, engine=engine),
        max_attempts=2,
        at=wiring.clock.now(),
    )
    job = replace(job, **changes)
    async with wiring.uow() as uow:
        await uow.jobs.add(job)
    return job


async def fail(wiring: Wiring, job: Job) -> None:
    """Let a worker try it and give up."""
    now = wiring.clock.now()
    async with wiring.uow() as uow:
        claimed = await uow.work.claim(job.id, now, 15, "host:1:abc")
        assert claimed is not None
        await uow.work.finish(job.id, claimed.lease_token, JobState.FAILED, now, error_code="gone", error="no profile")


async def listed(boss: Person, **query: Any) -> list[str]:
    reply = await boss.http.get("/api/admin/jobs", params=query)
    assert reply.status_code == 200, reply.text
    return [item["id"] for item in reply.json()["items"]]


async def test_only_administrators_may_look(app: Litestar, person: Person) -> None:
    routes = [route for route in app.routes if route.path_format.startswith("/api/admin")]
    assert len(routes) >= 12
    for route in routes:
        path = route.path_format.replace("{job_id}", str(uuid4())).replace("{queue}", "plans")
        for method in sorted(route.methods - {"OPTIONS"}):
            reply = await person.http.request(method, path, json={} if method == "POST" else None)
            assert reply.status_code == 403, (method, path)
            assert method == "HEAD" or reply.json()["code"] == "not_allowed"


async def test_each_filter_finds_its_jobs_newest_first(wiring: Wiring, boss: Person, person: Person) -> None:
    first, second = await add(wiring, person), await add(wiring, person, EngineChoice.NONE)
    meals = await add(wiring, boss, kind=JobKind.MEALS_WEEK, queue="ingest")
    await fail(wiring, second)
    mine = {"user": person.user_id}
    assert await listed(boss, **mine) == [str(second.id), str(first.id)]
    assert await listed(boss, **mine, state="failed") == [str(second.id)]
    assert await listed(boss, **mine, state="queued") == [str(first.id)]
    assert await listed(boss, **mine, args="engine=none") == [str(second.id)]
    assert await listed(boss, **mine, args=["engine=none", "profile_version=2"]) == []
    assert await listed(boss, user=boss.user_id, kind="meals.week", queue="ingest") == [str(meals.id)]
    late = (wiring.clock.now() + timedelta(minutes=1)).isoformat()
    assert await listed(boss, **mine, since=late) == []
    assert await listed(boss, **mine, until=late) == [str(second.id), str(first.id)]


async def test_pages_follow_each_other(wiring: Wiring, boss: Person, person: Person) -> None:
    jobs = [str((await add(wiring, person)).id) for _ in range(5)]
    seen: list[str] = []
    cursor: str | None = None
    while True:
        query = {"user": person.user_id, "limit": 2} | ({"cursor": cursor} if cursor else {})
        page = (await boss.http.get("/api/admin/jobs", params=query)).json()
        seen += [item["id"] for item in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert sorted(seen) == sorted(jobs)
    assert seen == sorted(seen, reverse=True)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"args": "password=x"}, "args"),
        ({"args": "engine"}, "args"),
        ({"cursor": "x"}, "cursor"),
        ({"since": "2026-11-23T08:00:00"}, "since"),
    ],
)
async def test_a_filter_that_cannot_be_used_is_named(boss: Person, query: dict[str, str], field: str) -> None:
    reply = await boss.http.get("/api/admin/jobs", params=query)
    assert (reply.status_code, reply.json()["errors"][0]["field"]) == (422, field)


async def test_a_job_shows_its_attempts_and_hides_what_may_be_personal(
    wiring: Wiring, boss: Person, person: Person
) -> None:
    job = await add(wiring, person, args=Raw(b'{"engine": "tgi", "wishes": "my knee hurts"}'))
    start = job.created_at
    async with wiring.uow() as uow:
        await uow.work.claim(job.id, start + timedelta(seconds=2), 15, "host:1:abc")
        await uow.work.release(
            job.id,
            1,
            start + timedelta(seconds=5),
            not_before=start + timedelta(seconds=9),
            charge=True,
            error_code="x",
        )
        await uow.work.claim(job.id, start + timedelta(seconds=10), 15, "host:2:def")
        plan = PlanVersion(
            id=wiring.ids.new(),
            user_id=UUID(person.user_id),
            job_id=job.id,
            version=1,
            profile_version=1,
            reason="initial",
            document=Raw(b'{"provenance": {"engine": "tgi"}, "findings": [{"rule": "A", "repaired": "x"}]}'),
            created_at=start,
        )
        await uow.plans.add(plan)
        await uow.work.finish(job.id, 2, JobState.SUCCEEDED, start + timedelta(seconds=12))
    shown = (await boss.http.get(f"/api/admin/jobs/{job.id}")).json()
    assert shown["args"] == {"engine": "tgi", "wishes": "[hidden]"}
    assert [(each["phase"], each["number"]) for each in shown["stretches"]] == [
        ("waited", 1),
        ("ran", 1),
        ("backed_off", 2),
        ("waited", 2),
        ("ran", 2),
    ]
    assert [each["outcome"] for each in shown["stretches"] if each["phase"] == "ran"] == ["retrying", "succeeded"]
    assert (shown["job"]["worker"], shown["plan_id"], shown["actions"]) == ("host:2:def", str(plan.id), [])
    found = (await boss.http.get("/api/admin/findings", params={"days": 90})).json()["items"]
    assert next(each for each in found if each["engine"] == "tgi")["rules"]["A"] >= 1


async def test_a_failed_job_is_tried_again_once(wiring: Wiring, boss: Person, person: Person) -> None:
    job = await add(wiring, person)
    await fail(wiring, job)
    again = await boss.http.post(f"/api/admin/jobs/{job.id}/retry")
    assert (again.status_code, again.json()["job"]["state"], again.json()["job"]["attempt"]) == (200, "queued", 0)
    ran = [each for each in again.json()["stretches"] if each["phase"] == "ran"]
    assert [(each["outcome"], each["code"], each["worker"]) for each in ran] == [("failed", "gone", "host:1:abc")]
    twice = await boss.http.post(f"/api/admin/jobs/{job.id}/retry")
    assert (twice.status_code, twice.json()["code"]) == (409, "conflict")
    async with wiring.uow() as uow:
        claimed = await uow.work.claim(job.id, wiring.clock.now(), 15)
        assert claimed is not None
        assert (claimed.attempt, claimed.lease_token) == (1, 2)
    cancelled = await boss.http.post(f"/api/admin/jobs/{job.id}/cancel")
    assert cancelled.json()["job"]["cancel_requested"] is True
    trail = (await boss.http.get("/api/admin/audit")).json()["items"]
    mine = [(each["action"], each["actor"]) for each in trail if each["target"] == str(job.id)]
    assert mine == [("jobs.cancel", boss.user_id), ("jobs.retry", boss.user_id)]


async def test_all_of_a_filter_needs_the_word_of_its_preview(wiring: Wiring, boss: Person, person: Person) -> None:
    chosen = {"user": person.user_id}
    jobs = [await add(wiring, person) for _ in range(3)]
    asked = {"action": "cancel", "filter": chosen}
    seen = (await boss.http.post("/api/admin/jobs/preview", json=asked)).json()
    assert seen["count"] == 3
    for body in (
        {"token": "3-0", "filter": chosen},
        {"token": seen["token"], "filter": {**chosen, "kind": "plan.create"}},
    ):
        refused = await boss.http.post("/api/admin/jobs/cancel", json=body)
        assert (refused.status_code, refused.json()["code"]) == (409, "conflict")
    other_action = await boss.http.post("/api/admin/jobs/retry", json={"token": seen["token"], "filter": chosen})
    assert other_action.status_code == 409

    newer = await add(wiring, person)
    stale = await boss.http.post("/api/admin/jobs/cancel", json={"token": seen["token"], "filter": chosen})
    assert stale.status_code == 409
    assert len(await listed(boss, **chosen, state="queued")) == 4

    seen = (await boss.http.post("/api/admin/jobs/preview", json=asked)).json()
    done = await boss.http.post("/api/admin/jobs/cancel", json={"token": seen["token"], "filter": chosen})
    assert done.json() == {"count": 4}
    assert set(await listed(boss, **chosen, state="cancelled")) == {str(job.id) for job in (*jobs, newer)}
    latest = (await boss.http.get("/api/admin/audit", params={"limit": 1})).json()
    assert latest["items"][0]["detail"]["count"] == 4
    assert latest["next"]


async def test_pausing_holds_until_resumed(wiring: Wiring, boss: Person, person: Person) -> None:
    await add(wiring, person)
    paused = await boss.http.post("/api/admin/queues/plans/pause")
    plans = next(each for each in paused.json()["items"] if each["name"] == "plans")
    assert plans["paused_by"] == boss.user_id
    assert plans["counts"]["queued"] >= 1
    assert plans["oldest_s"] >= 0
    async with wiring.uow() as uow:
        assert await uow.operations.paused("plans")
    await boss.http.post("/api/admin/queues/plans/resume")
    assert (await boss.http.post("/api/admin/queues/plans/resume")).status_code == 404
    assert (await boss.http.post("/api/admin/queues/nobodys/pause")).status_code == 404


async def test_workers_and_machinery_tell_how_they_are(wiring: Wiring, boss: Person) -> None:
    now = wiring.clock.now()
    seen = ModelTotals(calls=4, failed=1, answers=2, first_token_s=1.0, seconds=10.0, tokens_out=50)
    fresh = WorkerBeat(
        id="a", queue="plans", version="1", slots=4, running=1, started_at=now, seen_at=now, model={"tgi": seen}
    )
    silent = replace(fresh, id="b", seen_at=now - timedelta(seconds=60))
    run = ScheduleRun(name="reap", every_s=5, last_at=now, next_at=now, took_ms=1.5, worker="a", error="")
    async with wiring.uow() as uow:
        await uow.operations.beat(fresh)
        await uow.operations.beat(silent)
        await uow.operations.ran([run])
    workers = (await boss.http.get("/api/admin/workers")).json()["items"]
    assert {each["id"]: each["stale"] for each in workers} == {"a": False, "b": True}
    machinery = (await boss.http.get("/api/admin/machinery")).json()
    assert machinery["models"] == [
        {"dialect": "tgi", "calls": 4, "failed": 1, "first_token_s": 0.5, "tokens_per_s": 5.0}
    ]
    assert machinery["services"] == {"postgresql": True, "redis": True}
    assert machinery["schedules"][0]["name"] == "reap"
    async with wiring.uow() as uow:
        await uow.operations.gone("a")
        await uow.operations.gone("b")


async def test_what_operators_do_is_told_on_their_topic(wiring: Wiring, person: Person) -> None:
    async with served(wiring) as server, server.person() as boss:
        await make_administrator(wiring, boss)
        job = await add(wiring, person)
        async with server.connect(boss) as socket:
            await say(socket, type="subscribe", topic="admin.jobs")
            reply = await boss.http.post(f"/api/admin/jobs/{job.id}/cancel")
            assert reply.status_code == 200, reply.text
            told: list[dict[str, Any]] = []
            while {"id": str(job.id), "what": "cancelled"} not in told:
                message = await hear(socket)
                assert (message["topic"], message["event"]) == ("admin.jobs", "changed")
                told += message["data"]["jobs"]
