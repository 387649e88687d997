"""The game, consents and the leaderboard over HTTP, on real services."""

from typing import Any
from uuid import uuid4
from xml.etree import ElementTree as ET

import pytest
from litestar import Litestar

from api.wiring import Wiring
from tests.integration.api.coach import Coached
from tests.integration.api.support import PROFILE, Person


@pytest.fixture
async def coached(person: Person, wiring: Wiring) -> Coached:
    return await Coached(person, wiring).begin()


async def get(person: Person, path: str, **query: str) -> Any:
    reply = await person.http.get(path, params=query)
    assert reply.status_code == 200, reply.text
    return reply.json()


async def agree(person: Person, purpose: str, *, granted: bool = True, version: int = 1) -> Any:
    body = {"purpose": purpose, "granted": granted, "version": version}
    return await person.http.put("/api/privacy/consents", json=body)


def day_of(coached: Coached, number: int = 0) -> tuple[dict[str, Any], int]:
    """A day of the plan, and the XP that the plan says it is worth."""
    document = coached.plan["document"]
    planned = document["plan"]["workout_plan"]["weekly_schedule"][number]
    return document["days"][number], sum(each["gamified_stats"]["xp_earned"] for each in planned["exercises"])


def session_of(coached: Coached, number: int = 0, share: float = 1.0) -> list[dict[str, Any]]:
    """Events of a day of the plan, done as planned."""
    day, _ = day_of(coached, number)
    session = str(uuid4())
    told: list[dict[str, Any]] = [
        {"type": "session.started", "session": session, "plan": coached.plan["id"], "weekday": day["weekday"]}
    ]
    for each in day["exercises"]:
        done = {"reps": each["reps_high"]} if each["reps_high"] else {}
        done |= {"seconds": each["seconds"]} if each["seconds"] else {}
        told += [
            {"type": "set.logged", "session": session, "exercise": each["exercise_id"], **done}
            for _ in range(round(each["sets"] * share))
        ]
    return [*told, {"type": "session.finished", "session": session, "rpe": 7, "minutes": 60}]


# --- the game ---


async def test_a_new_person_begins_at_level_one(person: Person) -> None:
    game = await get(person, "/api/game")
    assert (game["xp"], game["level"], game["into"], game["needed"]) == (0, 1, 0, 150)
    assert [each["score"] for each in game["attributes"]] == [0, 0, 0, 0]
    assert game["quests"] == game["held"] == game["records"] == []


async def test_a_planned_session_earns_what_the_plan_says(coached: Coached) -> None:
    await coached.send(*session_of(coached))
    game = await get(coached.person, "/api/game")
    _, xp = day_of(coached)
    kinds = {line["kind"]: line for line in game["today"]["entries"]}
    assert kinds["planned"]["xp"] == xp
    assert kinds["session"]["xp"] == 10
    assert game["xp"] == game["today"]["xp"] == sum(line["xp"] for line in game["today"]["entries"])
    assert game["streak"]["done"] == [day_of(coached)[0]["weekday"]]
    assert {quest["kind"] for quest in game["quests"]} >= {"checkins"}
    strength = next(each for each in game["attributes"] if each["name"] == "strength")
    assert strength["score"] == strength["gained"] > 0
    assert "sessions.bronze" in {each["id"] for each in game["latest"]}


async def test_sending_again_adds_nothing_and_deleting_takes_back(coached: Coached) -> None:
    events = session_of(coached)
    told = await coached.send(*events)
    earned = (await get(coached.person, "/api/game"))["xp"]
    for id_ in told["accepted"]:
        await coached.send({"type": "event.deleted", "event": id_})
    assert (await get(coached.person, "/api/game"))["xp"] == 0
    await coached.send(*events)
    assert (await get(coached.person, "/api/game"))["xp"] == earned


async def test_a_session_of_days_ago_is_history(coached: Coached) -> None:
    await coached.send(*session_of(coached), days_ago=4)
    game = await get(coached.person, "/api/game")
    assert game["xp"] == 0
    assert {line["kind"] for line in game["recent"] if line["lost"]} == {"late"}


async def test_doubtful_work_is_held_with_its_reason(person: Person, wiring: Wiring) -> None:
    session = str(uuid4())
    squats = {"type": "set.logged", "session": session, "exercise": "barbell-squat", "reps": 50, "load_kg": 20}
    own = Coached(person, wiring)
    await own.send(*[squats] * 10)
    game = await get(person, "/api/game", locale="fr")
    assert [(each["reason"], each["xp"]) for each in game["held"]] == [("speed", 20)]
    assert game["xp"] == 0
    await own.send({"type": "session.finished", "session": session, "minutes": 40})
    game = await get(person, "/api/game")
    assert (game["held"], game["xp"]) == ([], 20)


async def test_records_are_shown(person: Person, wiring: Wiring) -> None:
    own = Coached(person, wiring)
    for ago, load in ((2, 60), (1, 62.5), (0, 65)):
        told = {"type": "set.logged", "session": str(uuid4()), "exercise": "barbell-squat", "reps": 5, "rir": 1}
        await own.send(told | {"load_kg": load}, days_ago=ago)
    records = (await get(person, "/api/game"))["records"]
    assert {"load", "e1rm"} <= {each["kind"] for each in records}
    best = next(each for each in records if each["kind"] == "load")
    assert (best["name"], best["unit"], best["value"], best["before"]) == ("Barbell Back Squat", "kg", 65, 62.5)


async def test_texts_are_in_the_profiles_language(person: Person, wiring: Wiring) -> None:
    coached = await Coached(person, wiring).begin(PROFILE | {"locale": "ar"})
    await coached.send({"type": "checkin.given", "sleep_h": 8})
    arabic = await get(person, "/api/game")
    french = await get(person, "/api/game", locale="fr")
    assert [arabic["title"], arabic["today"]["entries"][0]["text"]] == ["قادم جديد", "التقييم اليومي"]
    assert french["title"] == "Nouveau venu"
    assert (await person.http.get("/api/game?locale=xx")).status_code == 422


async def test_all_achievements_are_listed(coached: Coached) -> None:
    found = await get(coached.person, "/api/game/achievements")
    assert len(found["items"]) >= 40
    assert found["earned"] == sum(1 for each in found["items"] if each["earned"])


async def test_the_card_is_a_picture(coached: Coached) -> None:
    for locale in ("en", "fr", "ar"):
        reply = await coached.person.http.get("/api/game/card.svg", params={"locale": locale})
        assert (reply.status_code, reply.headers["content-type"]) == (200, "image/svg+xml")
        assert "private" in reply.headers["cache-control"]
        ET.fromstring(reply.text)


@pytest.mark.parametrize("path", ["/api/game", "/api/game/leaderboard", "/api/game/card.svg", "/api/privacy/consents"])
async def test_strangers_are_turned_away(visitor: Person, path: str) -> None:
    assert (await visitor.http.get(path)).status_code == 401


# --- consents ---


async def test_everything_is_off_by_default(person: Person) -> None:
    found = await get(person, "/api/privacy/consents")
    assert {each["purpose"]: each["granted"] for each in found["items"]} == {
        "leaderboard": False, "improve_models": False, "research": False,
    }  # fmt: skip
    assert all(each["title"] and each["text"] for each in found["items"])


async def test_a_yes_and_a_no_are_kept(coached: Coached) -> None:
    person = coached.person
    assert (await agree(person, "research")).status_code == 200
    reply = (await agree(person, "research", granted=False)).json()
    research = next(each for each in reply["items"] if each["purpose"] == "research")
    assert (research["granted"], [word["granted"] for word in research["history"]]) == (False, [True, False])


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"purpose": "research", "granted": True, "version": 2}, 422),
        ({"purpose": "everything", "granted": True, "version": 1}, 422),
        ({"purpose": "research", "granted": "yes", "version": 1}, 422),
        ({"purpose": "research"}, 422),
    ],
)
async def test_what_is_no_consent_is_refused(coached: Coached, body: dict[str, Any], status: int) -> None:
    assert (await coached.person.http.put("/api/privacy/consents", json=body)).status_code == status


async def test_who_is_too_young_or_unknown_cannot_consent(person: Person) -> None:
    reply = await agree(person, "leaderboard")
    assert (reply.status_code, reply.json()["code"]) == (409, "no_profile")
    young = PROFILE | {"personal_info": PROFILE["personal_info"] | {"age": 14}}
    assert (await person.http.put("/api/profile", json=young)).status_code == 200
    assert (await agree(person, "leaderboard")).status_code == 403


# --- the leaderboard ---


async def test_only_those_who_joined_see_and_are_seen(coached: Coached, app: Litestar, wiring: Wiring) -> None:
    person = coached.person
    await coached.send(*session_of(coached))
    board = await get(person, "/api/game/leaderboard")
    assert (board["joined"], board["own"], board["top"]) == (False, None, [])
    assert "join" in board["text"]
    assert (await agree(person, "leaderboard")).status_code == 200
    board = await get(person, "/api/game/leaderboard")
    xp = (await get(person, "/api/game"))["xp"]
    assert (board["joined"], board["own"]["xp"], board["own"]["own"]) == (True, xp, True)
    other = Person(app)
    async with other.http:
        await other.register(f"{uuid4().hex}@example.org")
        assert (await get(other, "/api/game/leaderboard"))["top"] == []
        await Coached(other, wiring).begin()
        await agree(other, "leaderboard")
        seen = await get(other, "/api/game/leaderboard")
        rows = {row["alias"]: row for row in seen["top"]}
        assert rows[board["own"]["alias"]]["xp"] == xp
        assert rows[board["own"]["alias"]]["own"] is False
        assert person.email.partition("@")[0] not in str(seen)
        assert person.user_id not in str(seen)
        await agree(person, "leaderboard", granted=False)
        assert board["own"]["alias"] not in str(await get(other, "/api/game/leaderboard"))
    assert (await get(person, "/api/game/leaderboard"))["joined"] is False


async def test_the_adaptation_keeps_the_standing_right(coached: Coached) -> None:
    await agree(coached.person, "leaderboard")
    assert (await get(coached.person, "/api/game/leaderboard"))["own"]["xp"] == 0
    await coached.send(*session_of(coached))
    await coached.work()
    own = (await get(coached.person, "/api/game/leaderboard"))["own"]
    assert own["xp"] == (await get(coached.person, "/api/game"))["xp"] > 0


async def test_erasing_the_account_leaves_no_row(coached: Coached, wiring: Wiring) -> None:
    await agree(coached.person, "leaderboard")
    async with wiring.uow() as uow:
        await uow.users.delete(coached.owner)
    assert await wiring.direct.consents.history(coached.owner) == []
