"""A turn from question to stored answer, through the real database, Valkey, worker and socket."""

import asyncio
import random
import time
from typing import Any
from uuid import UUID

import pytest

from adapters.settings import Settings
from adapters.streams.redis_log import RedisStreamLog
from api.wiring import Wiring
from domain.chat.answer import Answer, Citation, Question, Teller
from domain.chat.turn import TurnState
from domain.errors import NotAllowed, Unavailable
from domain.ports import UnitOfWorkFactory
from tests.integration.api.support import Person, Served
from tests.integration.chat.talk import Reader, Speaker, answer_of, asked, enter_all, stored, working


async def test_a_turn_is_streamed_and_stored(server: Served, sam: Person, settings: Settings) -> None:
    async with working(settings, Speaker()):
        turn = await asked(sam)
        reader = Reader(server, sam, turn)
        known = await reader.read()
    kept = await stored(sam, turn)
    assert known.state is TurnState.DONE
    assert known.text == kept["text"] == "".join(Speaker().words).strip()
    assert (kept["state"], kept["answer"]["written"], kept["attempt"]) == ("done", "rules", 1)
    assert (known.at.attempt, known.at.seq) == (kept["attempt"], kept["n"])
    assert reader.heard < len(Speaker().words)  # tokens came together in frames
    assert (await sam.http.get(kept["links"]["job"])).json()["state"] == "succeeded"


async def test_a_reader_that_is_cut_off_100_times_ends_with_the_stored_text(
    server: Served, sam: Person, settings: Settings
) -> None:
    """Readers of several answers, each on a new socket after every few messages."""
    chance = random.Random(11)
    cuts = 0

    async def read_with_cuts(reader: Reader) -> None:
        nonlocal cuts
        while not reader.known.state.ended:
            await reader.read(messages=chance.randint(1, 3))
            cuts += 1

    async with working(settings, Speaker(every_s=0.02)):
        while cuts < 100:
            turns = [await asked(sam, f"question {number}") for number in range(3)]
            readers = [Reader(server, sam, turn) for turn in turns for _ in range(3)]
            await asyncio.gather(*(read_with_cuts(reader) for reader in readers))
            texts = {turn["links"]["socket_topic"]: (await stored(sam, turn))["text"] for turn in turns}
            assert [reader.known.text for reader in readers] == [texts[reader.topic] for reader in readers]


async def test_a_stop_ends_the_tokens_at_once_and_keeps_what_was_said(
    server: Served, sam: Person, settings: Settings, wiring: Wiring
) -> None:
    endless = Speaker(words=("more ",) * 5000, every_s=0.01)
    async with working(settings, endless):
        turn = await asked(sam)
        readers = [Reader(server, sam, turn) for _ in range(3)]
        for reader in readers:
            await reader.read(messages=6)
        following = [asyncio.create_task(reader.read()) for reader in readers]
        began = time.monotonic()
        reply = await sam.http.delete(turn["links"]["result"])
        known = await asyncio.gather(*following)
        took = time.monotonic() - began
        last = await RedisStreamLogOf(wiring).last(turn)
        job = await _ended_job(sam, turn)
        assert await RedisStreamLogOf(wiring).last(turn) == last  # the worker added nothing
    kept = await stored(sam, turn)
    assert (reply.status_code, reply.json()["state"], kept["state"]) == (200, "cancelled", "cancelled")
    assert {each.text for each in known} == {kept["text"]}
    assert "more more" in kept["text"]
    assert {each.state for each in known} == {TurnState.CANCELLED}
    assert took < 1.0
    assert job["state"] == "cancelled"
    assert (await sam.http.delete(turn["links"]["result"])).json()["text"] == kept["text"]


class RedisStreamLogOf:
    """Where a turn's stream stands."""

    def __init__(self, wiring: Wiring) -> None:
        assert isinstance(wiring.streams, RedisStreamLog)
        self.log = wiring.streams

    async def last(self, turn: dict[str, Any]) -> int:
        return await self.log.last(turn["links"]["socket_topic"])


async def _ended_job(person: Person, turn: dict[str, Any]) -> dict[str, Any]:
    while True:
        job: dict[str, Any] = (await person.http.get(turn["links"]["job"])).json()
        if job["ended_at"]:
            return job
        await asyncio.sleep(0.05)


async def test_stopping_a_queued_turn(server: Served, sam: Person) -> None:
    turn = await asked(sam)
    assert (await sam.http.delete(turn["links"]["result"])).json()["state"] == "cancelled"
    assert (await _ended_job(sam, turn))["state"] == "cancelled"
    assert (await Reader(server, sam, turn).read()).state is TurnState.CANCELLED


async def test_cancelling_the_job_ends_its_turn(server: Served, sam: Person) -> None:
    turn = await asked(sam)
    await sam.http.delete(turn["links"]["job"])
    assert (await stored(sam, turn))["state"] == "cancelled"


@pytest.mark.parametrize(
    ("error", "code", "tries"),
    [(NotAllowed("no"), "not_allowed", 1), (Unavailable("away"), "unavailable", 3), (RuntimeError(), "unexpected", 3)],
    ids=["ours", "outage", "fault"],
)
async def test_a_failed_turn_says_why_in_the_persons_language(
    server: Served, sam: Person, settings: Settings, *, error: Exception, code: str, tries: int
) -> None:
    attempts = 0

    async def failing(_: UnitOfWorkFactory, owner: UUID, question: Question, teller: Teller) -> Answer:
        nonlocal attempts
        attempts += 1
        await enter_all(teller)
        await teller.say(f"try {attempts}")
        raise error

    async with working(settings, failing):
        reply = await sam.http.post("/api/chats", json={"text": "Pourquoi ?", "locale": "fr"})
        turn = reply.json()["turn"]
        known = await Reader(server, sam, turn).read()
    kept = await stored(sam, turn)
    assert (known.state, known.code, kept["code"], attempts) == (TurnState.FAILED, code, code, tries)
    assert known.text == kept["text"] == f"try {tries}"
    assert "posez-la à nouveau" in kept["message"]


async def test_a_retry_begins_the_text_anew(server: Served, sam: Person, settings: Settings) -> None:
    attempts = 0

    async def second_time(_: UnitOfWorkFactory, owner: UUID, question: Question, teller: Teller) -> Answer:
        nonlocal attempts
        attempts += 1
        await enter_all(teller)
        await teller.say("first words ")
        await asyncio.sleep(0.05)
        if attempts == 1:
            raise Unavailable("the model went away")
        await teller.say("and the last.")
        return answer_of(question, "first words and the last.")

    async with working(settings, second_time):
        turn = await asked(sam)
        known = await Reader(server, sam, turn).read()
    assert (known.text, known.at.attempt) == ("first words and the last.", 2)
    assert (await stored(sam, turn))["text"] == known.text


async def test_the_coach_is_told_of_earlier_turns(server: Served, sam: Person, settings: Settings) -> None:
    speaker = Speaker(words=("Deep.",))
    async with working(settings, speaker):
        first = await asked(sam, "How deep?")
        await Reader(server, sam, first).read()
        second = await asked(sam, "And why?", chat=first["chat_id"])
        await Reader(server, sam, second).read()
    assert [(each.question, each.answer) for each in speaker.questions[1].earlier] == [("How deep?", "Deep.")]


async def test_a_stream_that_was_lost_is_told_again(
    server: Served, sam: Person, settings: Settings, wiring: Wiring
) -> None:
    """Valkey emptied in the middle: a reader that was there and one that comes later end with the stored text."""
    assert isinstance(wiring.streams, RedisStreamLog)
    async with working(settings, Speaker(every_s=0.02)):
        turn = await asked(sam)
        early, late = Reader(server, sam, turn), Reader(server, sam, turn)
        await early.read(messages=8)
        following = asyncio.create_task(early.read())
        await wiring.streams._redis.delete("fitai:stream:" + early.topic)
        await late.read()
        await following
    kept = await stored(sam, turn)
    assert early.known.text == late.known.text == kept["text"]


async def test_a_gone_stream_is_a_snapshot(server: Served, sam: Person, settings: Settings, wiring: Wiring) -> None:
    async def cited(_: UnitOfWorkFactory, owner: UUID, question: Question, teller: Teller) -> Answer:
        await teller.enter(TurnState.TRIAGED)
        return answer_of(question, "See [1].", citations=(Citation(number=1, id="squat-depth", title="Depth"),))

    async with working(settings, cited):
        turn = await asked(sam)
        await Reader(server, sam, turn).read()
    assert isinstance(wiring.streams, RedisStreamLog)
    await wiring.streams._redis.delete("fitai:stream:" + turn["links"]["socket_topic"])
    later = Reader(server, sam, turn)
    assert (await later.read()).text == "See [1]."
    assert later.heard == 1
    assert (await stored(sam, turn))["answer"]["citations"][0]["id"] == "squat-depth"


async def test_deleting_a_chat_stops_its_answer(server: Served, sam: Person, settings: Settings) -> None:
    async with working(settings, Speaker(words=("more ",) * 5000)):
        turn = await asked(sam)
        reader = Reader(server, sam, turn)
        await reader.read(messages=4)
        following = asyncio.create_task(reader.read())
        assert (await sam.http.delete(f"/api/chats/{turn['chat_id']}")).status_code == 204
        assert (await following).state is TurnState.CANCELLED
    assert (await sam.http.get(turn["links"]["result"])).status_code == 404
