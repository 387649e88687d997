"""Readiness and handed-in files over HTTP."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from random import Random
from uuid import UUID, uuid4

import pytest
from litestar import Litestar
from msgspec import json
from msgspec.structs import replace

from api.wiring import Wiring
from domain.activity.days import TrackerDay
from domain.activity.generator import Character, tracker_life
from domain.activity.importing import MOST_UPLOADS, ImportArgs
from domain.activity.merging import days_of
from domain.text.messages import say
from tests.integration.api.support import PROFILE, Person, served
from tests.recordings import documents, fit

NOON = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0)
TODAY = NOON.date()


async def check_in(person: Person, **answers: float) -> None:
    at = datetime.now(UTC)
    event = {
        "id": str(uuid4()),
        "at": at.isoformat(),
        "day": at.date().isoformat(),
        "what": {"type": "checkin.given", **answers},
    }
    reply = await person.http.post("/api/events", json={"events": [event]})
    assert reply.status_code == 202, reply.text


async def test_nothing_known_asks_for_nothing(person: Person) -> None:
    found = (await person.http.get("/api/readiness")).json()
    assert (found["score"], found["confidence"], found["action"], found["inputs"]) == (100, 0, "none", [])
    assert found["changes"] == {"may_rise": True, "load_factor": 1.0, "sets_less": 0}


async def test_a_check_in_holds_or_reduces_at_once(person: Person) -> None:
    await check_in(person, soreness=4)
    found = (await person.http.get("/api/readiness")).json()
    assert (found["action"], found["changes"]["may_rise"]) == ("hold", False)
    await check_in(person, energy=1)
    found = (await person.http.get("/api/readiness", params={"locale": "fr"})).json()
    assert (found["action"], found["changes"]["load_factor"]) == ("reduce", 0.9)
    assert "RDY-energy-1" in found["rules"]
    assert "aucune énergie" in found["text"]
    assert {each["name"]: each["title"] for each in found["inputs"]}["checkin.energy"] == "Énergie"


async def test_the_language_is_the_profiles(person: Person) -> None:
    await person.http.put("/api/profile", json={**PROFILE, "locale": "ar"})
    assert "الجاهزية" not in (found := (await person.http.get("/api/readiness")).json())["text"]
    assert "خط" in found["text"]


async def test_what_trackers_told_counts_and_strava_does_not(wiring: Wiring, person: Person) -> None:
    life = list(tracker_life(Random(5), Character(ill=range(94, 101)), TODAY - timedelta(days=99), 100))
    owner = UUID(person.user_id)
    strava = [replace(each, source="strava") for each in life]
    await wiring.direct.tracker_records.put(owner, strava, NOON)
    assert (await person.http.get("/api/readiness")).json()["inputs"] == []
    await wiring.direct.tracker_records.put(owner, life, NOON)
    found = (await person.http.get("/api/readiness")).json()
    assert {"hrv", "resting_hr"} & {each["name"] for each in found["inputs"]}
    assert found["action"] in ("hold", "reduce")
    series = (await person.http.get("/api/readiness/series", params={"days": 60})).json()["items"]
    days = [TODAY - timedelta(days=back) for back in range(59, -1, -1)]
    assert [each["day"] for each in series] == [day.isoformat() for day in days]
    assert series[-1].items() <= found.items()


@pytest.mark.parametrize("days", [0, 91])
async def test_a_series_has_an_end(person: Person, days: int) -> None:
    assert (await person.http.get("/api/readiness/series", params={"days": days})).status_code == 422


@pytest.mark.parametrize("ahead", [-100, 2])
async def test_a_day_out_of_reach_is_refused(person: Person, ahead: int) -> None:
    day = date.fromordinal(TODAY.toordinal() + ahead).isoformat()
    reply = await person.http.get("/api/readiness", params={"date": day})
    assert (reply.status_code, reply.json()["errors"][0]["field"]) == (422, "date")


async def test_the_days_of_all_trackers_are_shown_with_their_origins(wiring: Wiring, person: Person) -> None:
    life = list(tracker_life(Random(5), Character(), TODAY - timedelta(days=9), 10))
    strava = [replace(each, source="strava") for each in life]
    await wiring.direct.tracker_records.put(UUID(person.user_id), [*life, *strava], NOON)
    asked = {"from": (TODAY - timedelta(days=9)).isoformat(), "to": TODAY.isoformat()}
    reply = await person.http.get("/api/trackers/days", params=asked)
    days = json.decode(json.encode(reply.json()["items"]), type=tuple[TrackerDay, ...])
    assert days == days_of(life, TODAY - timedelta(days=9), TODAY)
    assert "strava" not in reply.text
    assert (await person.http.get("/api/trackers/days", params=asked | {"to": "2020-01-01"})).status_code == 422


# --- handing in files ---


async def kept(wiring: Wiring, person: Person, job_id: str) -> tuple[ImportArgs, bytes]:
    owner = UUID(person.user_id)
    job = await wiring.direct.jobs.get(owner, UUID(job_id))
    assert job is not None
    args = json.decode(job.args, type=ImportArgs)
    async with wiring.uow() as uow:
        pieces = [piece async for piece in uow.tracker_uploads.pieces(owner, args.upload)]
    return args, b"".join(pieces)


async def test_a_file_waits_whole_for_its_job(wiring: Wiring, person: Person) -> None:
    content = fit.ride(NOON, 100) + b"x" * 2_500_000
    reply = await person.http.post("/api/trackers/files", params={"zone": "Africa/Cairo"}, content=content)
    assert reply.status_code == 202, reply.text
    accepted = reply.json()
    assert (accepted["kind"], accepted["state"]) == ("fit", "queued")
    args, held = await kept(wiring, person, accepted["job_id"])
    assert (args.kind, args.zone, held == content) == ("fit", "Africa/Cairo", True)
    job = (await person.http.get(accepted["links"]["job"])).json()
    assert job["kind"] == "trackers.import"


@pytest.mark.parametrize(("content", "says"), [(b"", "empty"), (b"GIF89a and so on", "allowed: a FIT")])
async def test_what_is_no_trackers_file_is_refused_at_the_door(person: Person, content: bytes, says: str) -> None:
    reply = await person.http.post("/api/trackers/files", content=content)
    assert (reply.status_code, reply.json()["code"]) == (422, "file_refused")
    assert says in reply.json()["detail"]


async def test_an_unknown_zone_is_refused(person: Person) -> None:
    reply = await person.http.post("/api/trackers/files", params={"zone": "../etc/passwd"}, content=b"x")
    assert (reply.status_code, reply.json()["errors"][0]["field"]) == (422, "zone")


async def test_a_few_files_may_wait_and_a_refused_one_leaves_nothing(wiring: Wiring, person: Person) -> None:
    content = documents.gpx(NOON, 5).encode()
    replies = [await person.http.post("/api/trackers/files", content=content) for _ in range(MOST_UPLOADS + 1)]
    assert [reply.status_code for reply in replies] == [202] * MOST_UPLOADS + [409]
    assert replies[-1].json()["code"] == "too_many_uploads"


async def test_an_upload_that_breaks_off_leaves_nothing(wiring: Wiring) -> None:
    async def breaking() -> AsyncIterator[bytes]:
        yield documents.gpx(NOON, 5).encode() * 20
        raise ConnectionResetError

    async with served(wiring) as server, server.person() as person:
        for _ in range(MOST_UPLOADS + 1):
            with pytest.raises(ConnectionResetError):
                await person.http.post("/api/trackers/files", content=breaking())
        await none_left(wiring, person)
        assert (await person.http.post("/api/trackers/files", content=documents.gpx(NOON, 5))).status_code == 202
        assert await uploads(wiring, person) == 1


async def none_left(wiring: Wiring, person: Person) -> None:
    """Wait for the server to have noticed."""
    while True:
        if await uploads(wiring, person) == 0:
            return
        await asyncio.sleep(0.01)


async def uploads(wiring: Wiring, person: Person) -> int:
    async with wiring.uow() as uow:
        owner = UUID(person.user_id)
        rows = await uow._connection.fetch("SELECT 1 FROM tracker_uploads WHERE user_id = $1", owner)  # type: ignore[attr-defined]
    return len(rows)


async def test_a_stranger_hands_in_nothing(app: Litestar) -> None:
    visitor = Person(app)
    async with visitor.http:
        assert (await visitor.http.post("/api/trackers/files", content=b"x")).status_code == 401
        assert (await visitor.http.get("/api/readiness")).status_code == 401


async def test_the_chart_is_a_picture_in_the_persons_language(person: Person) -> None:
    empty = await person.http.get("/api/readiness/chart.svg")
    assert (empty.status_code, empty.headers["content-type"].partition(";")[0]) == (200, "image/svg+xml")
    await check_in(person, soreness=4)
    drawn = await person.http.get("/api/readiness/chart.svg", params={"locale": "fr", "days": 7})
    assert say("fr", "readiness.chart.hold") in drawn.text
