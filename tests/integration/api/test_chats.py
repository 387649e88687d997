"""Chats over HTTP: opening, asking, listing, renaming, deciding, deleting."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

import pytest

from api.wiring import Wiring
from domain.chat.answer import Answer, NewPlan, Proposal, Written
from domain.chat.turn import TurnState, begin, end, enter
from domain.chat.use_cases import MOST_OPEN
from domain.profile import Locale
from tests.integration.api.support import Person

QUESTION = "How deep should I squat? My knees are fine."


async def opened(person: Person, text: str | None = QUESTION, **more: Any) -> dict[str, Any]:
    reply = await person.http.post("/api/chats", json={"text": text, **more} if text else more)
    assert reply.status_code == (202 if text else 201), reply.text
    found: dict[str, Any] = reply.json()
    return found


async def answered(wiring: Wiring, person: Person, turn: dict[str, Any], answer: Answer) -> None:
    """Store the answer as the worker does."""
    async with wiring.uow() as uow:
        stored = await uow.chats.begin(UUID(turn["id"]), 1)
        assert stored is not None
        working, _ = enter(begin(stored.turn.__class__(), 1), TurnState.TRIAGED)
        done, _ = end(working, TurnState.DONE, answer.text)
        assert await uow.chats.finish(stored.id, done, answer, wiring.clock.now())


def plain(text: str = "Answer.", *proposals: Proposal) -> Answer:
    return Answer(text=text, locale=Locale.EN, written=Written.RULES, proposals=proposals)


async def test_a_chat_opens_with_its_first_question(person: Person) -> None:
    chat = await opened(person)
    assert chat["chat"]["title"] == "How deep should I squat?"
    assert (chat["turn"]["state"], chat["turn"]["question"]) == ("queued", QUESTION)
    assert chat["links"]["socket_topic"] == f"turn:{chat['turn']['id']}"
    assert (await person.http.get(chat["links"]["result"])).json() == chat["turn"]
    assert (await person.http.get(chat["links"]["job"])).json()["kind"] == "chat.turn"


async def test_an_empty_chat_takes_its_title_from_the_first_question(person: Person) -> None:
    chat = (await opened(person, None))["chat"]
    assert chat["title"] == ""
    path = f"/api/chats/{chat['id']}"
    assert (await person.http.post(f"{path}/turns", json={"text": "  ما هو الاحماء؟  "})).status_code == 202
    assert (await person.http.get(path)).json()["title"] == "ما هو الاحماء؟"
    assert (await person.http.patch(path, json={"title": " Warm-up "})).json()["title"] == "Warm-up"


async def test_the_same_key_asks_once(person: Person) -> None:
    headers = {"Idempotency-Key": uuid4().hex}
    replies = [await person.http.post("/api/chats", json={"text": QUESTION}, headers=headers) for _ in range(2)]
    assert replies[0].json() == replies[1].json()
    path = f"/api/chats/{replies[0].json()['chat']['id']}/turns"
    assert len((await person.http.get(path)).json()["items"]) == 1
    other = await person.http.post("/api/chats", json={"text": "Other"}, headers=headers)
    assert other.status_code == 422
    empty = {"Idempotency-Key": uuid4().hex}
    twice = [await person.http.post("/api/chats", json={}, headers=empty) for _ in range(2)]
    assert twice[0].json() == twice[1].json()
    assert len((await person.http.get("/api/chats")).json()["items"]) == 2


async def test_one_question_of_a_chat_at_a_time_and_few_of_a_person(person: Person) -> None:
    chats = [(await opened(person))["chat"]["id"] for _ in range(MOST_OPEN)]
    headers = {"Idempotency-Key": uuid4().hex}
    again = await person.http.post(f"/api/chats/{chats[0]}/turns", json={"text": "More?"}, headers=headers)
    assert (again.status_code, again.json()["code"]) == (409, "turn_running")
    many = await person.http.post("/api/chats", json={"text": "More?"})
    assert (many.status_code, many.json()["code"]) == (409, "too_many_turns")
    assert len((await person.http.get("/api/chats")).json()["items"]) == MOST_OPEN  # nothing was stored
    turn = (await person.http.get(f"/api/chats/{chats[0]}/turns")).json()["items"][0]
    await person.http.delete(turn["links"]["result"])
    assert (
        await person.http.post(f"/api/chats/{chats[0]}/turns", json={"text": "More?"}, headers=headers)
    ).status_code == 202


async def test_questions_asked_at_once_make_one_turn(person: Person) -> None:
    chat = (await opened(person, None))["chat"]["id"]
    replies = await asyncio.gather(
        *(person.http.post(f"/api/chats/{chat}/turns", json={"text": f"{number}?"}) for number in range(5))
    )
    assert sorted(reply.status_code for reply in replies) == [202, 409, 409, 409, 409]


@pytest.mark.parametrize(
    "text", ["", "   ", "x" * 4001, "a\0b", 7, None], ids=["none", "blank", "long", "nul", "7", "-"]
)
async def test_text_that_cannot_be_asked(person: Person, text: object) -> None:
    chat = (await opened(person, None))["chat"]["id"]
    reply = await person.http.post(f"/api/chats/{chat}/turns", json={"text": text})
    assert reply.status_code == 422


async def test_pages_of_chats_and_of_turns(person: Person, wiring: Wiring) -> None:
    chats = []
    for number in range(3):
        chat = await opened(person, f"Question {number}")
        await answered(wiring, person, chat["turn"], plain())
        chats.append(chat["chat"]["id"])
    turn = (await person.http.post(f"/api/chats/{chats[0]}/turns", json={"text": "Again"})).json()["turn"]
    await answered(wiring, person, turn, plain())
    pages = [await person.http.get("/api/chats", params={"limit": 2})]
    pages.append(await person.http.get("/api/chats", params={"limit": 2, "cursor": pages[0].json()["next"]}))
    assert [each["id"] for page in pages for each in page.json()["items"]] == [chats[0], chats[2], chats[1]]
    assert pages[1].json()["next"] is None
    path = f"/api/chats/{chats[0]}/turns"
    newest = (await person.http.get(path, params={"limit": 1})).json()
    oldest = (await person.http.get(path, params={"limit": 1, "order": "oldest"})).json()
    assert (newest["items"][0]["question"], oldest["items"][0]["question"]) == ("Again", "Question 0")
    following = await person.http.get(path, params={"order": "oldest", "cursor": oldest["next"]})
    assert [each["question"] for each in following.json()["items"]] == ["Again"]
    assert (await person.http.get("/api/chats", params={"cursor": "x"})).status_code == 422


async def test_a_turn_belongs_to_its_chat(person: Person) -> None:
    first, second = await opened(person), await opened(person)
    path = f"/api/chats/{first['chat']['id']}/turns/{second['turn']['id']}"
    assert (await person.http.get(path)).status_code == 404
    assert (await person.http.delete(path)).status_code == 404


async def test_declining_a_proposal(person: Person, wiring: Wiring) -> None:
    chat = await opened(person)
    proposal = Proposal(number=1, title="A new plan", action=NewPlan(reason="different"))
    await answered(wiring, person, chat["turn"], plain("Shall I?", proposal))
    path = f"{chat['links']['result']}/proposals/1"
    for _ in range(2):
        reply = await person.http.post(path, json={"accept": False})
        assert (reply.status_code, reply.json()["decision"]) == (200, "declined")
    other = await person.http.post(path, json={"accept": True})
    assert (other.status_code, other.json()["code"]) == (409, "proposal_decided")
    kept = (await person.http.get(chat["links"]["result"])).json()
    assert kept["answer"]["proposals"][0]["decision"] == "declined"
    assert (await person.http.post(f"{chat['links']['result']}/proposals/2", json={"accept": True})).status_code == 404


async def test_a_note_opens_in_a_language(person: Person) -> None:
    from domain.knowledge.notes import load_notes

    note = next(iter(load_notes().values()))
    english = (await person.http.get(f"/api/notes/{note.id}")).json()
    arabic = (await person.http.get(f"/api/notes/{note.id}", params={"locale": "ar"})).json()
    assert (english["title"], english["locale"], english["body"]) == (note.title, "en", note.body)
    assert (arabic["title"], arabic["locale"]) == (note.words[Locale.AR].title, "ar")
    assert english["sources"][0]["year"] == note.sources[0].year
    assert (await person.http.get("/api/notes/none-such")).status_code == 404


async def test_everything_said_is_in_the_record(person: Person, wiring: Wiring) -> None:
    chat = await opened(person)
    await answered(wiring, person, chat["turn"], plain())
    records = await wiring.direct.chats.all_of(UUID(person.user_id))
    assert [(each.chat.title, [turn.question for turn in each.turns]) for each in records] == [
        ("How deep should I squat?", [QUESTION])
    ]
