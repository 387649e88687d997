"""The day's session over HTTP, and a person who is told of a changed plan on the socket."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from api.wiring import Wiring
from tests.integration.api.coach import TASKS, Coached
from tests.integration.api.support import PROFILE, Person, hear, say, served
from workers.runtime.build import build_worker
from workers.runtime.config import runtime_config


async def today(person: Person, **query: Any) -> Any:
    return await person.http.get("/api/today", params=query)


async def test_without_a_profile_or_a_plan_there_is_no_session(person: Person) -> None:
    assert ((await today(person)).status_code, (await today(person)).json()["code"]) == (409, "no_profile")
    await person.http.put("/api/profile", json=PROFILE)
    assert (await today(person)).status_code == 404


async def test_the_session_of_a_day_is_the_plans(person: Person, wiring: Wiring) -> None:
    coached = await Coached(person, wiring).begin()
    monday = datetime.now(UTC).date() + timedelta(days=-datetime.now(UTC).date().weekday() % 7)
    session = (await today(person, date=str(monday))).json()
    planned = coached.plan["document"]["days"][0]
    assert (session["day"], session["kind"], session["weekday"]) == (str(monday), "train", "monday")
    assert [each["exercise"] for each in session["exercises"]] == [each["exercise_id"] for each in planned["exercises"]]
    assert all(each["reasons"] for each in session["exercises"])
    short = (await today(person, date=str(monday), minutes=20)).json()
    assert len(short["exercises"]) < len(session["exercises"])
    other = (await today(person, date=str(monday), weekday="friday")).json()
    assert other["weekday"] == "friday"


async def test_the_session_knows_the_last_event(person: Person, wiring: Wiring) -> None:
    coached = await Coached(person, wiring).begin()
    assert (await today(person, weekday="monday")).json()["kind"] == "train"
    await coached.send({"type": "symptom.reported", "symptom": "chest_pain"})
    stopped = (await today(person, weekday="monday")).json()  # no job has run
    assert (stopped["kind"] == "train", stopped["exercises"]) == (False, [])
    assert stopped["referral"]


async def test_a_day_far_away_is_refused(person: Person, wiring: Wiring) -> None:
    await Coached(person, wiring).begin()
    for day in ("2020-01-01", "9999-12-31", "not-a-day"):
        reply = await today(person, date=day)
        assert (reply.status_code, reply.json()["errors"][0]["field"]) == (422, "date")


async def test_the_day_is_that_of_the_device(person: Person, wiring: Wiring) -> None:
    coached = await Coached(person, wiring).begin()
    there = datetime.now(UTC) + timedelta(hours=14)
    event = {
        "id": str(wiring.ids.new()),
        "at": there.strftime("%Y-%m-%dT%H:%M:%S") + "+14:00",
        "day": str(there.date()),
        "what": {"type": "weight.measured", "kg": 80},
    }
    assert (await person.http.post("/api/events", json={"events": [event]})).json()["seq"] == 2
    assert (await today(coached.person)).json()["day"] == str(there.date())


async def test_a_worker_tells_the_person_of_the_changed_plan(wiring: Wiring) -> None:
    config = msgspec.structs.replace(runtime_config(wiring.settings, "plans"), wait_s=0.1, drain_s=0)
    async with served(wiring) as server, server.person() as person:
        coached = await Coached(person, wiring).begin()
        async with (
            server.connect(person) as socket,
            build_worker(wiring.settings, TASKS, config, handle_signals=False) as worker,
        ):
            main = asyncio.create_task(worker.main())
            await say(socket, type="subscribe", topic="me")
            await coached.send({"type": "pain.reported", "region": "knee", "score": 8})
            heard = [await hear(socket)]
            worker.stop()
            await main
        assert (heard[0]["event"], heard[0]["topic"]) == ("plan.adapted", "me")
        plan = await coached.current()
        assert (heard[0]["data"]["plan_id"], heard[0]["data"]["version"]) == (plan["id"], plan["version"])


async def test_the_plan_is_looked_at_once_a_day_that_the_person_comes_by(person: Person, wiring: Wiring) -> None:
    coached = await Coached(person, wiring).begin()
    await coached.send({"type": "weight.measured", "kg": 80})
    await coached.work()
    for path in ("/api/today", "/api/changes"):
        assert (await person.http.get(path)).status_code == 200
        assert await coached.jobs() == []  # it was looked at today
    async with wiring.uow() as uow:
        await uow.events.hold(coached.owner, None)
        yesterday = wiring.clock.now() - timedelta(days=1)
        await uow.events.adapted(coached.owner, 2, yesterday)
        await uow._connection.fetch("UPDATE jobs SET created_at = $1 WHERE user_id = $2", yesterday, coached.owner)  # type: ignore[attr-defined]
    for path in ("/api/today", "/api/changes", "/api/today"):
        assert (await person.http.get(path)).status_code == 200
        (job,) = await coached.jobs()
        assert job.kind.value == "plan.adapt"
    async with wiring.uow() as uow:
        await uow.jobs.request_cancel(coached.owner, job.id, wiring.clock.now())
    await person.http.get("/api/today")
    assert await coached.jobs() == []  # it was asked for today, whatever became of it
