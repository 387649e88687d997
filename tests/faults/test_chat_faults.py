"""Kill the worker, Valkey and the API in the middle of an answer: a reader ends with the stored text, byte for byte.

Real PostgreSQL, Valkey, API and worker processes; the reader follows only what the socket tells (`talk.Reader`).
"""

import asyncio
import contextlib
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import httpx
import pytest
import websockets

from adapters.local.process import Child, spawn
from domain.chat.turn import Turn, TurnState
from tests.faults.conftest import ROOT, WORKER_ENV
from tests.integration.api.support import Person
from tests.integration.chat.talk import Reader, asked, stored

pytestmark = pytest.mark.timeout(120)


class Town:
    """An API on one port, any number of workers, and one person; it stands in for `Served`."""

    def __init__(self, services: Any, folder: Any) -> None:
        self.services = services
        self.folder = folder
        self.workers: list[Child] = []
        self.api: Child | None = None
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.person = Person(None, origin=self.url)

    def _spawn(self, *module: str) -> Child:
        services = {"DATABASE_URL": self.services.database_url, "REDIS_URL": self.services.redis_url}
        return spawn(
            [sys.executable, "-m", *module],
            log=self.folder / "chat.log",
            stop_signal=signal.SIGTERM,
            env={"PYTHONPATH": str(ROOT), **WORKER_ENV, **services},
        )

    async def start_api(self) -> None:
        self.api = self._spawn("tests.faults.api_process", str(self.port))
        async with asyncio.timeout(30):
            while True:
                with contextlib.suppress(httpx.TransportError):
                    await self.person.http.get("/health/live")
                    return
                await asyncio.sleep(0.05)  # the condition lies in another process

    def start_worker(self) -> Child:
        worker = self._spawn("tests.faults.chat_worker")
        self.workers.append(worker)
        return worker

    def connect(self, person: Person, **options: Any) -> websockets.connect:
        cookie = {"Cookie": f"fitai={person.http.cookies['fitai']}"}
        url = self.url.replace("http://", "ws://") + "/api/ws"
        return websockets.connect(url, additional_headers=cookie, proxy=None, open_timeout=10, **options)

    def reader(self, turn: dict[str, Any]) -> Reader:
        return Reader(self, self.person, turn)  # type: ignore[arg-type]  # it only connects


async def through(reader: Reader) -> Turn:
    """Read to the end, on as many sockets as it takes."""
    async with asyncio.timeout(60):
        while not reader.known.state.ended:
            with contextlib.suppress(OSError, websockets.WebSocketException, TimeoutError):
                await reader.read()
            await asyncio.sleep(0.05)
    return reader.known


@pytest.fixture
async def town(mortal_services: Any) -> AsyncIterator[Town]:
    town = Town(*mortal_services)
    await town.start_api()
    await town.person.register(f"{uuid4().hex}@example.org")
    try:
        yield town
    finally:
        for child in (*town.workers, town.api):
            if child is not None:
                child.kill()
        await town.person.http.aclose()


async def test_worker_killed_in_the_middle(town: Town) -> None:
    first = town.start_worker()
    turn = await asked(town.person)
    reader, late = town.reader(turn), town.reader(turn)
    await reader.read(messages=12)
    said = reader.known.text
    first.kill()
    second = town.start_worker()
    known = await through(reader)
    kept = await stored(town.person, turn)
    assert f"{first.pid}:1 " in said
    assert (known.state, known.text) == (TurnState.DONE, kept["text"])
    assert str(first.pid) not in known.text.replace(str(second.pid), "")
    assert (await through(late)).text == kept["text"]


async def test_worker_that_was_asleep_cannot_mix_its_words_in(town: Town) -> None:
    """SIGSTOP past its lease: another worker answers, then the first one wakes up and goes on talking."""
    first = town.start_worker()
    turn = await asked(town.person)
    reader = town.reader(turn)
    await reader.read(messages=8)
    os.kill(first.pid, signal.SIGSTOP)
    second = town.start_worker()
    while reader.known.at.attempt < 2:
        await reader.read(messages=1)
    os.kill(first.pid, signal.SIGCONT)
    known = await through(reader)
    kept = await stored(town.person, turn)
    assert known.text == kept["text"]
    assert f"{second.pid}:99" in known.text
    assert f"{first.pid}:" not in known.text


async def test_valkey_killed_in_the_middle(town: Town) -> None:
    town.start_worker()
    turn = await asked(town.person)
    reader = town.reader(turn)
    await reader.read(messages=8)
    following = asyncio.create_task(through(reader))
    valkey = town.services.valkey
    valkey.kill()
    await asyncio.sleep(0.5)  # some words are said meanwhile
    valkey.start(valkey.port)
    known = await following
    kept = await stored(town.person, turn)
    assert (known.state, known.text, kept["attempt"]) == (TurnState.DONE, kept["text"], 1)


async def test_valkey_away_until_the_end(town: Town) -> None:
    """The answer is made and stored without it; a reader gets it from the row."""
    town.start_worker()
    turn = await asked(town.person)
    reader = town.reader(turn)
    await reader.read(messages=8)
    following = asyncio.create_task(through(reader))
    valkey = town.services.valkey
    valkey.kill()
    known = await following
    kept = await stored(town.person, turn)
    valkey.start(valkey.port)
    assert (known.state, known.text, kept["attempt"]) == (TurnState.DONE, kept["text"], 1)


async def test_api_killed_in_the_middle(town: Town) -> None:
    town.start_worker()
    turn = await asked(town.person)
    reader = town.reader(turn)
    await reader.read(messages=8)
    following = asyncio.create_task(through(reader))
    assert town.api is not None
    town.api.kill()
    await town.start_api()
    known = await following
    assert (known.state, known.text) == (TurnState.DONE, (await stored(town.person, turn))["text"])
