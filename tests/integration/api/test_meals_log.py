"""Nutrition targets and the food log over HTTP."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from msgspec import Raw, json

from api.wiring import Wiring
from domain.activity.records import Measure, Reading, TrackerRecord
from domain.coaching.versions import PlanVersion
from tests.integration.api.support import PROFILE, Person

NOON = "2026-11-23T12:30:00+01:00"
DAY = "/api/nutrition/log?day=2026-11-23"


def _entry(**eaten: Any) -> dict[str, Any]:
    return {"id": str(uuid4()), "eaten_at": NOON, "eaten": eaten}


def _banana(grams: float = 120) -> dict[str, Any]:
    return _entry(kind="food", food_id="banana", grams=grams)


async def test_targets_are_split_over_training_and_rest_days(person: Person) -> None:
    assert (await person.http.get("/api/nutrition/targets")).status_code == 404
    await person.http.put("/api/profile", json=PROFILE)
    found = (await person.http.get("/api/nutrition/targets")).json()
    week = found["week"]
    assert [day["training"] for day in week] == [True, False, True, False, True, False, False]
    training, rest = (next(day["targets"] for day in week if day["training"] is trains) for trains in (True, False))
    assert training["kcal"] > rest["kcal"] >= found["targets"]["floor"]
    assert training["protein_g"] == rest["protein_g"]
    assert sum(day["targets"]["kcal"] for day in week) == pytest.approx(7 * found["targets"]["target"], rel=0.001)
    assert {reason["rule"] for reason in found["reasons"]} == set(found["targets"]["rules"])
    assert found["numbers_hidden"] is False


async def test_targets_count_the_sessions_of_the_stored_plan(person: Person, wiring: Wiring) -> None:
    await person.ask_for_plan()
    (job,) = (await person.http.get("/api/jobs")).json()["items"]
    without = (await person.http.get("/api/nutrition/targets")).json()
    session = {"weekday": "sunday", "warmup_min": 5, "work_min": 50, "cooldown_min": 5, "energy_kcal": 700}
    async with wiring.uow() as uow:
        await uow.plans.add(
            PlanVersion(
                id=wiring.ids.new(),
                user_id=UUID(person.user_id),
                job_id=UUID(job["id"]),
                version=1,
                profile_version=1,
                reason="initial",
                document=Raw(json.encode({"days": [session]})),
                created_at=wiring.clock.now(),
            )
        )
    found = (await person.http.get("/api/nutrition/targets")).json()
    assert [day["weekday"] for day in found["week"] if day["training"]] == ["sunday"]
    assert "NUT-training" in found["targets"]["rules"]
    assert "NUT-training" not in without["targets"]["rules"]


async def test_a_log_with_weighings_moves_the_expenditure(person: Person, wiring: Wiring) -> None:
    today = wiring.clock.now()
    days = [today - timedelta(days=ago) for ago in range(1, 15)]
    weights = [{"weight": 80, "date": day.date().isoformat()} for day in (days[0], days[-1])]
    await person.http.put("/api/profile", json=PROFILE | {"metrics": {"weight_history": weights}})
    without = (await person.http.get("/api/nutrition/targets")).json()
    assert (without["expenditure"]["source"], without["expenditure"]["why"]) == ("formula", "days")
    for day in days:
        entry = _entry(kind="quick", kcal=2200) | {"eaten_at": day.isoformat()}
        assert (await person.http.post("/api/nutrition/log", json=entry)).status_code == 201
    found = (await person.http.get("/api/nutrition/targets")).json()
    assert (found["expenditure"]["source"], found["expenditure"]["logged_days"]) == ("log", 14)
    assert found["expenditure"]["raw"] == pytest.approx(2200, abs=20)
    assert found["targets"]["tdee"] < without["targets"]["tdee"]
    assert "NUT-adaptive" in found["targets"]["rules"]


async def test_logged_and_tracked_weights_count_as_weighings(person: Person, wiring: Wiring) -> None:
    now = wiring.clock.now()
    await person.http.put("/api/profile", json=PROFILE)
    heavy = (await person.http.get("/api/nutrition/targets")).json()
    days = [now - timedelta(days=ago) for ago in range(1, 15)]
    for day in days:
        entry = _entry(kind="quick", kcal=2200) | {"eaten_at": day.isoformat()}
        assert (await person.http.post("/api/nutrition/log", json=entry)).status_code == 201
    first = TrackerRecord(
        source="fit", key="scales", day=days[-1].date(), updated_at=now, what=Reading(of=Measure.WEIGHT, value=74.0)
    )
    async with wiring.uow() as uow:
        await uow.tracker_records.put(UUID(person.user_id), [first], now)
    told = {"id": str(uuid4()), "at": now.isoformat(), "day": now.date().isoformat()}
    told["what"] = {"type": "weight.measured", "kg": 74.0}
    assert (await person.http.post("/api/events", json={"events": [told]})).status_code == 202
    found = (await person.http.get("/api/nutrition/targets")).json()
    assert (found["expenditure"]["source"], found["expenditure"]["weighings"]) == ("log", 2)
    assert found["expenditure"]["raw"] == pytest.approx(2200, abs=20)
    assert found["targets"]["bmr"] == heavy["targets"]["bmr"] - round(10 * (PROFILE["personal_info"]["weight"] - 74))


async def test_log_takes_foods_dishes_and_quick_adds_in_any_order(person: Person, wiring: Wiring) -> None:
    await person.http.put("/api/profile", json=PROFILE)
    dish = next(iter(wiring.larder.dishes))
    quick = _entry(kind="quick", name="soup at a friend's", kcal=250, protein_g=10)
    evening = _entry(kind="dish", dish_id=dish, portions=1.5) | {"eaten_at": "2026-11-23T23:30:00-05:00"}
    for entry in (evening, quick, _banana(), _banana() | {"eaten_at": "2026-11-22T10:00:00Z"}):
        assert (await person.http.post("/api/nutrition/log", json=entry)).status_code == 201
    day = (await person.http.get(DAY)).json()
    assert [entry["eaten"]["kind"] for entry in day["entries"]] == ["quick", "food", "dish"]
    kcal = [entry["nutrients"]["kcal"] for entry in day["entries"]]
    assert kcal[:2] == [250, 106.8]
    assert day["totals"]["kcal"] == pytest.approx(sum(kcal), abs=0.1)
    assert day["left"]["kcal"] == pytest.approx(day["targets"]["kcal"] - day["totals"]["kcal"], abs=0.1)
    assert day["training"] is True
    assert (await person.http.get("/api/nutrition/log?day=2026-11-24")).json()["entries"] == []


async def test_log_works_without_a_profile(person: Person) -> None:
    await person.http.post("/api/nutrition/log", json=_banana())
    day = (await person.http.get(DAY)).json()
    assert (len(day["entries"]), day["targets"], day["left"]) == (1, None, None)


async def test_entry_sent_again_is_there_once(person: Person) -> None:
    entry = _banana()
    replies = await asyncio.gather(*(person.http.post("/api/nutrition/log", json=entry) for _ in range(6)))
    assert sorted(reply.status_code for reply in replies) == [200] * 5 + [201]
    assert len({reply.content for reply in replies}) == 1
    assert len((await person.http.get(DAY)).json()["entries"]) == 1
    other = await person.http.post("/api/nutrition/log", json=entry | {"eaten": _banana(50)["eaten"]})
    assert (other.status_code, other.json()["code"]) == (409, "conflict")


async def test_a_deleted_entry_does_not_come_back(person: Person) -> None:
    entry = _banana()
    path = f"/api/nutrition/log/{entry['id']}"
    await person.http.post("/api/nutrition/log", json=entry)
    assert (await person.http.delete(path)).status_code == 204
    again = await person.http.post("/api/nutrition/log", json=entry)
    assert (again.status_code, again.json()["code"]) == (409, "conflict")
    assert (await person.http.get(DAY)).json()["entries"] == []
    assert (await person.http.post("/api/nutrition/log", json=entry | {"id": str(uuid4())})).status_code == 201


async def test_a_retry_that_meets_the_deletion_loses(person: Person) -> None:
    for _ in range(5):
        entry = _banana()
        await person.http.post("/api/nutrition/log", json=entry)
        await asyncio.gather(
            person.http.post("/api/nutrition/log", json=entry),
            person.http.delete(f"/api/nutrition/log/{entry['id']}"),
            person.http.post("/api/nutrition/log", json=entry),
        )
    assert (await person.http.get(DAY)).json()["entries"] == []


async def test_free_sugar_of_what_was_eaten_is_counted(person: Person) -> None:
    honey = _entry(kind="food", food_id="honey", grams=10)
    await person.http.post("/api/nutrition/log", json=honey)
    await person.http.post("/api/nutrition/log", json=_banana())
    totals = (await person.http.get(DAY)).json()["totals"]
    assert totals["free_sugar_g"] == 8.2
    assert totals["sugar_g"] == pytest.approx(8.2 + 14.7, abs=0.1)


async def test_entry_is_deleted_by_its_owner_alone(person: Person, visitor: Person) -> None:
    await visitor.register(f"{uuid4().hex}@example.org")
    entry = _banana()
    await person.http.post("/api/nutrition/log", json=entry)
    path = f"/api/nutrition/log/{entry['id']}"
    assert (await visitor.http.delete(path)).status_code == 404
    assert (await visitor.http.get(DAY)).json()["entries"] == []
    assert (await person.http.delete(path)).status_code == 204
    assert (await person.http.delete(path)).status_code == 404
    assert (await person.http.get(DAY)).json()["entries"] == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"eaten": {"kind": "food", "food_id": "banana", "grams": -5}}, "eaten.grams"),
        ({"eaten": {"kind": "food", "food_id": "banana", "grams": 50_000}}, "eaten.grams"),
        ({"eaten": {"kind": "food", "food_id": "banana", "grams": "a lot"}}, "eaten.grams"),
        ({"eaten": {"kind": "dish", "dish_id": "x", "portions": 0}}, "eaten.portions"),
        ({"eaten": {"kind": "quick", "kcal": 1e9}}, "eaten.kcal"),
        ({"eaten": {"kind": "quick", "kcal": 10, "fat_g": 100}}, "eaten.kcal"),
        ({"eaten": {"kind": "feast"}}, "eaten.kind"),
        ({"eaten": {"kind": "quick", "kcal": 10, "name": "x" * 101}}, "eaten.name"),
        ({"eaten_at": "2026-11-23T12:30:00"}, "eaten_at"),
        ({"eaten_at": "2999-01-01T00:00:00Z"}, "eaten_at"),
        ({"eaten_at": "1999-01-01T00:00:00Z"}, "eaten_at"),
        ({"id": "mine"}, "id"),
    ],
)
async def test_absurd_entries_are_refused_by_name(person: Person, changes: dict[str, Any], field: str) -> None:
    reply = await person.http.post("/api/nutrition/log", json=_banana() | changes)
    assert reply.status_code == 422
    assert [each["field"] for each in reply.json()["errors"]] == [field]
    assert reply.json()["errors"][0]["allowed"]
    assert (await person.http.get(DAY)).json()["entries"] == []


async def test_unknown_food_gets_the_closest_offered(person: Person) -> None:
    reply = await person.http.post("/api/nutrition/log", json=_entry(kind="food", food_id="bannana", grams=100))
    (problem,) = reply.json()["errors"]
    assert (reply.status_code, problem["field"]) == (422, "eaten.food_id")
    assert "banana" in problem["allowed"]


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/api/nutrition/targets"), ("GET", "/api/nutrition/log"), ("POST", "/api/nutrition/log"),
     ("DELETE", "/api/nutrition/log/00000000-0000-4000-8000-000000000000")],
)  # fmt: skip
async def test_strangers_are_turned_away(visitor: Person, method: str, path: str) -> None:
    assert (await visitor.http.request(method, path, json=_banana())).status_code == 401


async def test_a_page_without_the_csrf_token_logs_nothing(person: Person) -> None:
    del person.http.headers["X-CSRF-Token"]
    assert (await person.http.post("/api/nutrition/log", json=_banana())).status_code == 403
    assert (await person.http.get(DAY)).json()["entries"] == []


@pytest.mark.parametrize("day", ["yesterday", "2026-13-01", "2026-11-23T10:00"])
async def test_what_is_no_date_is_refused(person: Person, day: str) -> None:
    reply = await person.http.get("/api/nutrition/log", params={"day": day})
    assert reply.status_code == 422
