"""Recording over HTTP: every event has its own answer, and nothing a device sends can get it stuck."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from api.wiring import Wiring
from domain.events.event import Event
from domain.jobs.job import JobKind
from tests.integration.api.support import PASSWORD, Person


def event(**what: Any) -> dict[str, Any]:
    """An event of today, a body weight unless told otherwise."""
    now = datetime.now(UTC)
    return {
        "id": str(uuid4()),
        "at": now.isoformat(),
        "day": now.date().isoformat(),
        "what": what or {"type": "weight.measured", "kg": 80.5},
    }


async def send(person: Person, *events: Any) -> Any:
    return await person.http.post("/api/events", json={"events": list(events)})


async def stored(wiring: Wiring, person: Person) -> list[Event]:
    return [each async for chunk in wiring.direct.events.since(UUID(person.user_id), 0) for each in chunk]


async def test_a_batch_is_recorded_and_its_job_named(person: Person, wiring: Wiring) -> None:
    session = str(uuid4())
    batch = [
        event(type="session.started", session=session),
        event(type="set.logged", session=session, exercise="barbell-squat", load_kg=80, reps=8, rir=2),
        event(type="session.finished", session=session, rpe=7, minutes=50),
    ]
    reply = await send(person, *batch)
    assert reply.status_code == 202
    told = reply.json()
    assert told["accepted"] == [each["id"] for each in batch]
    assert (told["duplicates"], told["rejected"], told["seq"]) == ([], [], 3)
    jobs = (await person.http.get("/api/jobs")).json()["items"]
    assert [(job["id"], job["kind"], job["state"]) for job in jobs] == [(told["job"], "plan.adapt", "queued")]
    assert [str(each.id) for each in await stored(wiring, person)] == told["accepted"]


async def test_a_batch_sent_again_changes_nothing(person: Person, wiring: Wiring) -> None:
    first, second = event(), event()
    once = (await send(person, first)).json()
    again = (await send(person, first, second, first)).json()
    assert (again["accepted"], again["duplicates"]) == ([second["id"]], [first["id"]])
    assert again["job"] == once["job"]
    assert len(await stored(wiring, person)) == 2


async def test_a_bad_event_is_refused_alone(person: Person, wiring: Wiring) -> None:
    good, bad = event(), event(type="weight.measured", kg=2)
    unknown = event(type="set.logged", session=str(uuid4()), exercise="barbel-squat", reps=5)
    reply = await send(person, bad, good, {"id": "x"}, unknown, "nothing")
    assert reply.status_code == 202
    told = reply.json()
    assert told["accepted"] == [good["id"]]
    assert [(each["index"], each["id"]) for each in told["rejected"]] == [
        (0, bad["id"]), (2, None), (3, unknown["id"]), (4, None),
    ]  # fmt: skip
    assert told["rejected"][0]["problems"][0]["field"] == "what.kg"
    assert "barbell-squat" in told["rejected"][2]["problems"][0]["allowed"]
    assert len(await stored(wiring, person)) == 1


@pytest.mark.parametrize("body", ["[]", "{}", '{"events": []}', "{", '{"events": 3}'])
async def test_what_is_no_batch_is_refused(person: Person, body: str) -> None:
    reply = await person.http.post("/api/events", content=body, headers={"Content-Type": "application/json"})
    assert (reply.status_code, reply.json()["code"]) == (400, "malformed_batch")
    assert reply.json()["errors"][0]["allowed"]


async def test_a_batch_without_a_usable_event_names_every_problem(person: Person, wiring: Wiring) -> None:
    reply = await send(person, event(type="weight.measured", kg=2), event(type="nap.taken"))
    assert (reply.status_code, reply.json()["code"]) == (400, "malformed_batch")
    assert [each["field"] for each in reply.json()["errors"]] == ["events[0].what.kg", "events[1].what.type"]
    assert await stored(wiring, person) == []


async def test_another_kind_of_body_is_refused(person: Person) -> None:
    reply = await person.http.post("/api/events", content="events", headers={"Content-Type": "text/csv"})
    assert reply.status_code == 415


async def test_the_servers_own_events_cannot_be_sent(person: Person) -> None:
    forged = event(
        type="change.decided", change=str(uuid4()), kind="swap", rule="r", decision="accepted", plan=str(uuid4())
    )
    assert (await send(person, forged)).status_code == 400


@pytest.mark.parametrize(
    "urgent",
    [
        {"type": "pain.reported", "region": "knee", "score": 4},
        {"type": "symptom.reported", "symptom": "chest_pain"},
    ],
    ids=["pain", "red flag"],
)
async def test_what_is_urgent_does_not_wait(person: Person, wiring: Wiring, urgent: dict[str, Any]) -> None:
    calm = (await send(person, event(), event(type="pain.reported", region="knee", score=3))).json()
    async with wiring.uow() as uow:
        job = await uow.jobs.get(UUID(person.user_id), UUID(calm["job"]))
    assert job is not None
    assert job.not_before is not None
    assert timedelta(seconds=1) < job.not_before - job.created_at <= timedelta(seconds=2)
    assert (await send(person, event(**urgent))).json()["job"] == calm["job"]
    async with wiring.uow() as uow:
        job = await uow.jobs.get(UUID(person.user_id), UUID(calm["job"]))
    assert job is not None
    assert job.kind is JobKind.PLAN_ADAPT
    assert job.not_before is not None
    assert job.not_before <= wiring.clock.now()


async def test_another_persons_event_of_the_same_id_is_another_event(person: Person, visitor: Person) -> None:
    await visitor.register(f"{uuid4().hex}@example.org")
    same = event()
    for each in (person, visitor):
        told = (await send(each, same)).json()
        assert (told["accepted"], told["seq"]) == ([same["id"]], 1)


async def test_events_go_with_the_account(person: Person, wiring: Wiring) -> None:
    await send(person, event())
    assert (await person.http.request("DELETE", "/api/me", json={"password": PASSWORD})).status_code == 204
    assert await stored(wiring, person) == []
    assert (await wiring.direct.events.head(UUID(person.user_id))).seq == 0


async def test_the_schema_of_a_batch_is_open(visitor: Person) -> None:
    schema = (await visitor.http.get("/api/events/schema")).json()
    assert "SetLogged" in schema["$defs"]
    assert schema["$defs"]["NewEvent"]["required"] == ["id", "at", "day", "what"]
