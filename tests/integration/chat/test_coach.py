"""The coach as a worker has it (no model): asked over HTTP, followed on the socket, its proposal confirmed."""

from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest

from adapters.clock import SystemClock
from adapters.settings import Settings
from domain.chat.ports import Answerer
from domain.chat.turn import TurnState
from tests.integration.api.support import PROFILE, Person, Served
from tests.integration.chat.talk import Reader, asked, stored, working
from workers.chat.build import coach_from


@pytest.fixture
async def coach(settings: Settings, tmp_path: Path) -> AsyncIterator[Answerer]:
    async with coach_from(msgspec.structs.replace(settings, data_dir=tmp_path), SystemClock()) as answerer:
        yield answerer


async def test_questions_are_answered_and_a_proposal_is_done_once(
    server: Served, sam: Person, settings: Settings, coach: Answerer
) -> None:
    assert (await sam.http.put("/api/profile", json=PROFILE)).status_code == 200
    async with working(settings, coach):
        flag = await asked(sam, "I have chest pain when I lift")
        assert (await Reader(server, sam, flag).read()).state is TurnState.DONE
        how = await asked(sam, "How deep should I squat?", chat=flag["chat_id"])
        known = await Reader(server, sam, how).read()
        wish = await asked(sam, "I want a completely new plan please", chat=flag["chat_id"])
        await Reader(server, sam, wish).read()
    first, second, third = [await stored(sam, turn) for turn in (flag, how, wish)]
    assert (first["answer"]["written"], first["answer"]["rule"][:3]) == ("triage", "SCR")
    assert (second["state"], second["text"]) == ("done", known.text)
    note = second["answer"]["citations"][0]["id"]
    assert (await sam.http.get(f"/api/notes/{note}", params={"locale": "fr"})).json()["locale"] == "fr"
    seen = (await sam.http.get(f"{second['links']['result']}/seen")).json()["items"]
    assert {each["name"] for each in seen} <= set(second["answer"]["seen"])
    proposal = next(each for each in third["answer"]["proposals"] if each["action"]["type"] == "new_plan")
    path = f"{third['links']['result']}/proposals/{proposal['number']}"
    replies = [(await sam.http.post(path, json={"accept": True})).json() for _ in range(2)]
    assert replies[0] == replies[1]
    job = (await sam.http.get(f"/api/jobs/{replies[0]['result']['job_id']}")).json()
    assert job["kind"] == "plan.create"
    jobs = (await sam.http.get("/api/jobs")).json()["items"]
    assert sum(each["kind"] == "plan.create" for each in jobs) == 1
