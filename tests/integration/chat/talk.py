"""A worker of the queue `chat` in this process, with an answerer that the test writes, and a reader as our page is."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import websockets
from msgspec import json

from adapters.settings import Settings
from domain.chat.answer import Answer, Question, Teller, Written
from domain.chat.ports import Answerer
from domain.chat.turn import Turn, TurnState, catch, unwire
from domain.jobs.job import JobKind
from domain.jobs.rules import Backoff
from domain.ports import UnitOfWorkFactory
from tests.integration.api.support import Person, Served, hear, say
from workers.chat.teller import Pace
from workers.runtime.build import build_worker
from workers.runtime.config import RuntimeConfig
from workers.tasks.chat import ChatTask

WORDS = (*(f"w{number} " for number in range(40)), "تمام ", "é", "\n", "🏋️")
CONFIG = RuntimeConfig(
    queue="chat",
    slots=16,
    lease_s=2.0,
    timeout_s=20.0,
    drain_s=0.0,
    beat_s=0.3,
    wait_s=0.1,
    relay_s=0.2,
    backoff=Backoff(base_s=0.05, cap_s=0.1),
)


def answer_of(question: Question, text: str, **more: Any) -> Answer:
    return Answer(text=text, locale=question.locale, written=Written.RULES, **more)


async def enter_all(teller: Teller) -> None:
    for state in (TurnState.TRIAGED, TurnState.RETRIEVING, TurnState.GENERATING):
        await teller.enter(state)


class Speaker:
    """Says `words`, one each `every_s`; the answer is what was said, trimmed."""

    def __init__(self, words: tuple[str, ...] = WORDS, every_s: float = 0.004) -> None:
        self.words = words
        self.every_s = every_s
        self.questions: list[Question] = []

    async def __call__(self, uow: UnitOfWorkFactory, owner: UUID, question: Question, teller: Teller) -> Answer:
        self.questions.append(question)
        await enter_all(teller)
        for word in self.words:
            await teller.say(word)
            await asyncio.sleep(self.every_s)
        await teller.enter(TurnState.CHECKING)
        return answer_of(question, "".join(self.words).strip())


@contextlib.asynccontextmanager
async def working(
    settings: Settings, answerer: Answerer, pace: Pace | None = None, config: RuntimeConfig = CONFIG
) -> AsyncIterator[None]:
    task = ChatTask(answerer, pace or Pace(frame_s=0.01))
    async with build_worker(settings, {JobKind.CHAT_TURN: task}, config, handle_signals=False) as worker:
        serving = asyncio.create_task(worker.main())
        try:
            yield
        finally:
            worker.stop()
            await serving


async def asked(person: Person, text: str = "How deep should I squat?", chat: str = "") -> dict[str, Any]:
    """Ask; the turn as it was accepted."""
    path = f"/api/chats/{chat}/turns" if chat else "/api/chats"
    reply = await person.http.post(path, json={"text": text})
    assert reply.status_code == 202, reply.text
    turn: dict[str, Any] = reply.json()["turn"]
    return turn


async def stored(person: Person, turn: dict[str, Any]) -> dict[str, Any]:
    reply = await person.http.get(turn["links"]["result"])
    assert reply.status_code == 200, reply.text
    found: dict[str, Any] = reply.json()
    return found


class Reader:
    """Follows a turn over any number of sockets, by the rules of `api.schemas.socket.TurnEvent`."""

    def __init__(self, server: Served, person: Person, turn: dict[str, Any]) -> None:
        self.server = server
        self.person = person
        self.topic = turn["links"]["socket_topic"]
        self.known = Turn()
        self.after = 0
        self.heard = 0

    def take(self, message: dict[str, Any]) -> None:
        """One message of the socket."""
        self.heard += 1
        if message["type"] == "snapshot":
            data = message["data"]
            told = {"attempt": data["attempt"], "n": data["n"], "state": data["state"], "text": data["text"]}
            ended = TurnState(data["state"]).ended
            event = unwire("ended" if ended else "text", json.encode({**told, "code": data["code"]}))
        else:
            assert message["type"] == "event", message
            self.after = message["seq"]
            event = unwire(message["event"], json.encode(message["data"]))
        assert event is not None
        self.known = catch(self.known, event)

    async def read(self, messages: int = 10**9) -> Turn:
        """Follow on a new socket until the turn has ended, or for so many messages."""
        connection: websockets.ClientConnection
        async with self.server.connect(self.person) as connection:
            await say(connection, type="subscribe", topic=self.topic, after=self.after)
            while not self.known.state.ended and messages > 0:
                self.take(await hear(connection))
                messages -= 1
        return self.known
