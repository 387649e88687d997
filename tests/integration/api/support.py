"""The real application over real PostgreSQL and Valkey, and a client that keeps a session as a browser does."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
import msgspec
import pytest
import websockets
from litestar import Litestar

from adapters.settings import Settings, load
from api.app import create_app
from api.auth.limits import ZONES, Zone
from api.server import listen, make_server, run_server
from api.wiring import Wiring, wiring_from
from api.ws.registry import Sockets

ORIGIN = "http://testserver"
PASSWORD = "three quiet rowing machines"
PROFILE = {
    "personal_info": {"age": 30, "gender": "male", "height": 180, "weight": 80, "fitness_level": "beginner"},
    "goals": ["muscle_gain"],
    "preferences": {"workout_duration": 60, "days_per_week": 3, "equipment_access": "full_gym"},
}
ROOMY = {name: Zone(limit=100_000, window_s=60) for name in ZONES}


def settings_for(postgres_url: str, redis_url: str, **environment: str) -> Settings:
    """Settings of a test process; `environment` overrides variables."""
    return load({"DATABASE_URL": postgres_url, "REDIS_URL": redis_url, **environment})


@asynccontextmanager
async def wired(settings: Settings, **changes: Any) -> AsyncIterator[Wiring]:
    """The real wiring with room in every rate-limit zone; `changes` replace its fields."""
    async with wiring_from(settings) as wiring:
        yield msgspec.structs.replace(wiring, **{"zones": ROOMY, **changes})


class Person:
    """One person's browser: an HTTP client with a cookie jar that sends the CSRF token as our page does."""

    def __init__(self, app: Litestar | None, *, address: str = "127.0.0.1", origin: str = ORIGIN) -> None:
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False, client=(address, 50000)) if app else None
        self.http = httpx.AsyncClient(transport=transport, base_url=origin)
        self.email = ""
        self.user_id = ""

    async def register(self, email: str) -> httpx.Response:
        """Make an account and stay logged in."""
        reply = await self.http.post("/api/auth/register", json={"email": email, "password": PASSWORD})
        assert reply.status_code == 201, reply.text
        self._entered(reply)
        return reply

    async def log_in(self, email: str) -> httpx.Response:
        """Log in to an account that exists."""
        reply = await self.http.post("/api/auth/login", json={"email": email, "password": PASSWORD})
        assert reply.status_code == 200, reply.text
        self._entered(reply)
        return reply

    def _entered(self, reply: httpx.Response) -> None:
        self.email, self.user_id = reply.json()["email"], reply.json()["id"]
        self.http.headers["X-CSRF-Token"] = reply.json()["csrf_token"]

    async def token(self) -> str:
        """A new access token."""
        reply = await self.http.post("/api/tokens", json={"name": "script"})
        assert reply.status_code == 201, reply.text
        return str(reply.json()["token"])

    async def ask_for_plan(self, **body: Any) -> str:
        """Ask for a plan; returns the job's id."""
        reply = await self.http.post("/api/plans", json={"profile": PROFILE, **body})
        assert reply.status_code == 202, reply.text
        return str(reply.json()["job_id"])


class Served:
    """The application behind a real server, for what needs sockets."""

    def __init__(self, wiring: Wiring, url: str) -> None:
        self.wiring = wiring
        self.url = url

    @property
    def socket_url(self) -> str:
        """Address of the socket."""
        return self.url.replace("http://", "ws://") + "/api/ws"

    @asynccontextmanager
    async def person(self) -> AsyncIterator[Person]:
        """A new person, logged in over HTTP."""
        person = Person(None, origin=self.url)
        async with person.http:
            await person.register(f"{uuid4().hex}@example.org")
            yield person

    def small_socket(self) -> socket.socket:
        """A connection whose receive buffer fills at once."""
        address = urlsplit(self.url)
        small = socket.socket()
        small.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        small.connect((address.hostname, address.port))
        small.setblocking(False)
        return small

    def connect(self, person: Person | None = None, query: str = "", **options: Any) -> websockets.connect:
        """A socket, with the person's cookie when one is given."""
        headers = dict(options.pop("headers", {}))
        if person is not None:
            headers["Cookie"] = f"fitai={person.http.cookies['fitai']}"
        return websockets.connect(
            self.socket_url + query, additional_headers=headers, proxy=None, open_timeout=10, **options
        )


@asynccontextmanager
async def served(wiring: Wiring) -> AsyncIterator[Served]:
    """Serve on a free port in this loop, with sockets of its own; stopped as SIGTERM would."""
    wiring = msgspec.structs.replace(wiring, sockets=Sockets())
    announced: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    server = make_server(wiring)
    with listen("127.0.0.1", 0) as listener:
        task = asyncio.create_task(run_server(server, listener, announced.set_result))
        try:
            yield Served(wiring, await announced)
        finally:
            server.should_exit = True
            await task


async def say(connection: websockets.ClientConnection, **message: Any) -> None:
    """Send one message."""
    await connection.send(msgspec.json.encode(message).decode())


async def hear(connection: websockets.ClientConnection) -> dict[str, Any]:
    """Wait for one message."""
    async with asyncio.timeout(10):
        message: dict[str, Any] = msgspec.json.decode(await connection.recv())
    return message


# --- fixtures, for the conftest of a folder ---


@pytest.fixture(scope="module")
async def wiring(postgres_url: str, redis_url: str) -> AsyncIterator[Wiring]:
    async with wired(settings_for(postgres_url, redis_url)) as opened:
        yield opened


@pytest.fixture(scope="module")
def app(wiring: Wiring) -> Litestar:
    return create_app(wiring)


@pytest.fixture
async def visitor(app: Litestar) -> AsyncIterator[Person]:
    person = Person(app)
    async with person.http:
        yield person


@pytest.fixture
async def person(app: Litestar) -> AsyncIterator[Person]:
    person = Person(app)
    async with person.http:
        await person.register(f"{uuid4().hex}@example.org")
        yield person
