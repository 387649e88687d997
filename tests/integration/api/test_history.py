"""The history over HTTP: what was logged comes back, as pages, series, pictures and files; and files come in."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID
from xml.etree import ElementTree as ET

import httpx
import pytest

from api.wiring import Wiring
from domain.events.event import NewEvent
from domain.events.kinds import ChangeDecided, PlanActivated
from domain.events.use_cases import record_events
from tests.histories import history_of
from tests.integration.api.support import PROFILE, Person

DAYS = 80
START = datetime.now(UTC).date() - timedelta(days=DAYS)
SVG = "{http://www.w3.org/2000/svg}"

STRONG = """Date,Workout Name,Duration,Exercise Name,Set Order,Weight,Reps,Distance,Seconds,Notes,Workout Notes,RPE
2025-11-20 18:00:00,Push,1h,Bench Press (Barbell),1,80.0,8,0,0,,,8.5
2025-11-20 18:00:00,Push,1h,Bench Press (Barbell),2,80.0,x,0,0,,,
2025-11-20 18:00:00,Push,1h,Zercher Yoke Walk,1,60,8,0,0,,,
"""


async def trained(person: Person, wiring: Wiring, seed: int = 1) -> list[NewEvent]:
    """The person's own part of a made-up history that ended yesterday, recorded."""
    events = [
        NewEvent(id=each.id, at=each.at, day=each.day, what=each.what)
        for each in history_of(seed, DAYS, START)
        if not isinstance(each.what, PlanActivated | ChangeDecided)
    ]
    await record_events(wiring.event_desk, UUID(person.user_id), events)
    return events


async def take_in(person: Person, text: str, **query: Any) -> httpx.Response:
    return await person.http.post(
        "/api/history/import", content=text.encode(), params=query, headers={"Content-Type": "text/csv"}
    )


async def test_nothing_yet(person: Person) -> None:
    told = (await person.http.get("/api/history")).json()
    assert (told["sessions"], told["next"]) == ([], None)
    assert (told["summary"]["first"], told["summary"]["days_off"], told["summary"]["exercises"]) == (None, None, [])
    series = (await person.http.get("/api/history/series/strength")).json()
    assert series["lines"] == series["records"] == []
    picture = await person.http.get("/api/history/charts/strength.svg", params={"locale": "fr"})
    assert "Rien à montrer" in picture.text


async def test_pages_hold_every_session_once_newest_first(person: Person, wiring: Wiring) -> None:
    events = await trained(person, wiring)
    first = (await person.http.get("/api/history", params={"limit": 7})).json()
    pages, page = [first], first
    while page["next"]:
        page = (await person.http.get("/api/history", params={"limit": 7, "cursor": page["next"]})).json()
        assert page["summary"] is None
        pages.append(page)
    shown = [session for page in pages for session in page["sessions"]]
    started = {str(each.what.session) for each in events if type(each.what).__name__ == "SessionStarted"}
    assert len(shown) == len(started) > 20
    assert {session["session"] for session in shown} == started
    days = [session["day"] for session in shown]
    assert days == sorted(days, reverse=True)
    squats = shown[0]["exercises"][0]
    assert (squats["exercise"], squats["name"]) == ("barbell-squat", "Barbell Back Squat")
    assert {"id", "kind", "load_kg", "reps"} <= squats["sets"][0].keys()


async def test_the_summary_says_where_the_person_stands(person: Person, wiring: Wiring) -> None:
    await trained(person, wiring)
    summary = (await person.http.get("/api/history")).json()["summary"]
    assert summary["first"] == START.isoformat()
    assert summary["fitness"] > 0
    known = {each["exercise"]: each for each in summary["exercises"]}
    assert known["barbell-squat"]["e1rm_kg"] > known["barbell-squat"]["best_load_kg"]
    assert known["pullups"]["reps_to_failure"] > 4
    assert known["pullups"]["e1rm_kg"] is None


async def test_a_correction_and_a_deletion_show_at_once(person: Person, wiring: Wiring) -> None:
    await trained(person, wiring, seed=4)
    [*_, last] = (await person.http.get("/api/history", params={"limit": 1})).json()["sessions"][0]["exercises"]
    undone = {
        "id": "00000000-0000-4000-8000-00000000abcd",
        "at": datetime.now(UTC).isoformat(),
        "day": datetime.now(UTC).date().isoformat(),
        "what": {"type": "event.deleted", "event": last["sets"][0]["id"]},
    }
    assert (await person.http.post("/api/events", json={"events": [undone]})).status_code == 202
    exercises = (await person.http.get("/api/history", params={"limit": 1})).json()["sessions"][0]["exercises"]
    assert last["exercise"] not in {each["exercise"] for each in exercises}


@pytest.mark.parametrize("name", ["strength", "tonnage", "sets", "load", "weight", "adherence", "records"])
async def test_every_series_holds_days_of_the_window_only(person: Person, wiring: Wiring, name: str) -> None:
    await person.http.put("/api/profile", json=PROFILE)
    await trained(person, wiring)
    start = START + timedelta(days=30)
    asked = {"from": start.isoformat(), "to": (start + timedelta(days=20)).isoformat()}
    told = (await person.http.get(f"/api/history/series/{name}", params=asked)).json()
    days = [point["day"] for line in told["lines"] for point in line["points"]]
    days += [record["day"] for record in told["records"]]
    earliest = start - timedelta(days=start.weekday() if told["weekly"] else 0)
    assert all(earliest <= date.fromisoformat(day) <= start + timedelta(days=20) for day in days)
    if name in ("strength", "tonnage", "sets", "load"):
        assert days
    if name == "sets":
        assert {line["key"]: line["band"] for line in told["lines"]}["chest"] == {
            "low": 8.0,
            "high": 12.0,
            "most": 15.0,
        }


async def test_lines_are_named_in_the_language_asked_for(person: Person, wiring: Wiring) -> None:
    await trained(person, wiring)
    names = {}
    for name in ("sets", "load", "tonnage", "strength", "records"):
        told = (await person.http.get(f"/api/history/series/{name}", params={"locale": "fr"})).json()
        names[name] = {line["key"]: line["name"] for line in told["lines"]} | {"": told["title"]}
    assert names["sets"]["chest"] == "Pectoraux"
    assert names["load"]["form"] == "fraîcheur"
    assert names["tonnage"]["tonnage"] == "Poids soulevé chaque semaine"
    assert names["strength"]["barbell-squat"] == "Barbell Back Squat"
    assert names["records"][""] == "Records personnels"


async def test_one_exercise_comes_with_its_band(person: Person, wiring: Wiring) -> None:
    await trained(person, wiring)
    [line] = (await person.http.get("/api/history/series/strength", params={"exercise": "pullups"})).json()["lines"]
    assert line["unit"] == "reps"
    assert all(point["low"] < point["value"] < point["high"] for point in line["points"])


@pytest.mark.parametrize(
    "asked",
    [{"exercise": "squaaat"}, {"from": "2026-02-02", "to": "2026-01-01"}, {"from": "1990-01-01"}, {"to": "soon"}],
    ids=["exercise", "order", "span", "date"],
)
async def test_a_window_that_cannot_be_is_refused(person: Person, asked: dict[str, str]) -> None:
    reply = await person.http.get("/api/history/series/strength", params=asked)
    assert reply.status_code == 422, reply.text
    assert reply.json()["errors"]


@pytest.mark.parametrize("path", ["series/gold", "charts/gold.svg", "charts/strength.png"])
async def test_what_is_not_there_is_refused(person: Person, path: str) -> None:
    assert (await person.http.get(f"/api/history/{path}")).status_code in (404, 422)


async def test_a_chart_is_a_picture_that_is_not_sent_twice(person: Person, wiring: Wiring) -> None:
    await trained(person, wiring)
    first = await person.http.get("/api/history/charts/tonnage.svg", params={"locale": "ar"})
    assert first.headers["content-type"].startswith("image/svg+xml")
    assert first.headers["cache-control"] == "private, no-cache"
    assert ET.fromstring(first.text).tag == f"{SVG}svg"
    assert "الوزن المرفوع" in first.text
    tag = first.headers["etag"]
    again = await person.http.get(
        "/api/history/charts/tonnage.svg", params={"locale": "ar"}, headers={"If-None-Match": tag}
    )
    assert (again.status_code, again.content) == (304, b"")
    other = await person.http.get("/api/history/charts/tonnage.svg", headers={"If-None-Match": tag})
    assert other.status_code == 200


async def test_an_import_says_what_it_would_do_does_it_and_does_it_once(person: Person) -> None:
    dry = (await take_in(person, STRONG, dry_run="true")).json()
    assert (dry["dry_run"], dry["source"], dry["sessions"], dry["sets"], dry["recorded"]) == (True, "strong", 1, 1, 0)
    assert [(each["line"], each["column"]) for each in dry["problems"]] == [(3, "reps")]
    assert [each["name"] for each in dry["unmapped"]] == ["Zercher Yoke Walk"]
    assert (await person.http.get("/api/history")).json()["sessions"] == []
    done = (await take_in(person, STRONG)).json()
    assert (done["recorded"], done["known"]) == (3, 0)
    again = (await take_in(person, STRONG)).json()
    assert (again["recorded"], again["known"]) == (0, 3)
    [session] = (await person.http.get("/api/history")).json()["sessions"]
    assert (session["day"], session["minutes"]) == ("2025-11-20", 60.0)
    assert session["exercises"][0]["sets"][0]["rir"] == 1.5


async def test_a_file_that_is_no_export_is_refused(person: Person) -> None:
    reply = await take_in(person, "a,b\n1,2\n")
    assert (reply.status_code, reply.json()["errors"][0]["field"]) == (422, "header")
    plain = await person.http.post("/api/history/import", json={"a": 1})
    assert plain.status_code == 415
    assert (await take_in(person, "x" * 5_000_001)).status_code == 413


async def test_an_export_taken_in_again_changes_nothing_and_fills_another_account(
    person: Person, visitor: Person, wiring: Wiring
) -> None:
    await trained(person, wiring)
    before = (await person.http.get("/api/history")).json()
    file = await person.http.get("/api/history/export.csv")
    assert file.headers["content-disposition"] == 'attachment; filename="fitai-history.csv"'
    again = (await take_in(person, file.text)).json()
    assert (again["recorded"], again["left_out"]) == (0, 0)
    assert (await person.http.get("/api/history")).json() == before
    await visitor.register("somebody@example.org")
    moved = (await take_in(visitor, file.text)).json()
    assert moved["recorded"] > 0
    theirs = (await visitor.http.get("/api/history", params={"limit": 100})).json()["sessions"]
    mine = (await person.http.get("/api/history", params={"limit": 100})).json()["sessions"]
    assert [each["exercises"] for each in theirs] == [each["exercises"] for each in mine]


async def test_the_json_export_can_be_recorded_elsewhere(person: Person, visitor: Person, wiring: Wiring) -> None:
    sent = await trained(person, wiring)
    tree = (await person.http.get("/api/history/export.json")).json()
    assert [each["id"] for each in tree["events"]] == [str(each.id) for each in sent]
    await visitor.register("other@example.org")
    reply = await visitor.http.post("/api/events", json={"events": tree["events"][:200]})
    assert (reply.status_code, len(reply.json()["accepted"])) == (202, 200)


async def test_everybody_sees_their_own_only(person: Person, visitor: Person, wiring: Wiring) -> None:
    await trained(person, wiring)
    await visitor.register("nobody@example.org")
    assert (await visitor.http.get("/api/history")).json()["sessions"] == []
    assert (await visitor.http.get("/api/history/export.json")).json() == {"events": []}
    assert (await visitor.http.get("/api/history/export.csv")).text.count("\n") == 1
