"""Who gets a socket, and how long he keeps it."""

from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import msgspec
import pytest
import websockets
from redis.asyncio import Redis

from adapters.queue.connection import connect
from adapters.streams.tickets import RedisTickets
from api.auth.limits import Zone
from api.wiring import Wiring
from api.ws.registry import SocketRules
from domain.identity.account import Role
from tests.integration.api.support import ROOMY, Person, Served, hear, say, served


@pytest.fixture(scope="module")
async def server(wiring: Wiring) -> AsyncIterator[Served]:
    async with served(wiring) as running:
        yield running


@pytest.fixture
async def sam(server: Served) -> AsyncIterator[Person]:
    async with server.person() as person:
        yield person


async def _refusal(server: Served, person: Person | None = None, query: str = "", **options: object) -> tuple[int, str]:
    with pytest.raises(websockets.InvalidStatus) as refused:
        await server.connect(person, query, **options)
    response = refused.value.response
    assert response.headers["content-type"] == "application/problem+json"
    return response.status_code, msgspec.json.decode(response.body or b"{}")["code"]


async def _ticket(person: Person) -> str:
    reply = await person.http.post("/api/ws/ticket")
    assert reply.json()["expires_in_s"] == 30
    return str(reply.json()["ticket"])


async def _closed(socket: websockets.ClientConnection) -> tuple[str, int | None]:
    """The last error's code and the close code."""
    code = ""
    try:
        while True:
            message = await hear(socket)
            code = message.get("code", code)
    except websockets.ConnectionClosed as closed:
        return code, closed.rcvd.code if closed.rcvd else None


# --- Origin ---


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1"])
async def test_foreign_origin_is_refused_even_with_a_good_cookie(server: Served, sam: Person, origin: str) -> None:
    assert await _refusal(server, sam, origin=origin) == (403, "origin_refused")


async def test_own_origin_is_accepted(server: Served, sam: Person) -> None:
    async with server.connect(sam, origin=server.url) as socket:
        await say(socket, type="ping")
        assert (await hear(socket))["type"] == "pong"


# --- tickets ---


async def test_ticket_opens_one_socket(server: Served, sam: Person) -> None:
    ticket = await _ticket(sam)
    async with server.connect(query=f"?ticket={ticket}") as socket:
        await say(socket, type="ping")
        assert (await hear(socket))["type"] == "pong"
    assert await _refusal(server, query=f"?ticket={ticket}") == (401, "not_authenticated")


@pytest.mark.parametrize("ticket", ["", "x", "%00", "a" * 3000])
async def test_unknown_ticket_is_refused(server: Served, ticket: str) -> None:
    assert await _refusal(server, query=f"?ticket={ticket}") == (401, "not_authenticated")


async def test_ticket_lives_thirty_seconds(sam: Person, redis_url: str) -> None:
    await _ticket(sam)
    client: Redis = connect(redis_url)
    lives = [await client.ttl(key) for key in await client.keys("fitai:ticket:*")]
    await client.aclose(close_connection_pool=True)
    assert lives
    assert all(0 < life <= 30 for life in lives)


async def test_ticket_as_first_message(server: Served, sam: Person) -> None:
    ticket = await _ticket(sam)
    async with server.connect() as socket:
        await say(socket, type="ticket", ticket=ticket)
        await say(socket, type="ping")
        assert (await hear(socket))["type"] == "pong"


@pytest.mark.parametrize("first", ['{"type":"ping"}', '{"type":"ticket","ticket":"x"}', "", "[" * 2000])
async def test_nothing_else_is_taken_as_a_first_message(server: Served, first: str) -> None:
    socket = await server.connect()
    await socket.send(first)
    assert await _closed(socket) == ("not_authenticated", 4401)


async def test_silence_is_not_waited_for(wiring: Wiring) -> None:
    async with served(msgspec.structs.replace(wiring, socket_rules=SocketRules(ticket_s=0.05))) as server:
        assert await _closed(await server.connect()) == ("not_authenticated", 4401)


async def test_ticket_of_an_ended_session_is_worth_nothing(server: Served, sam: Person) -> None:
    ticket = await _ticket(sam)
    await sam.http.post("/api/auth/logout")
    assert await _refusal(server, query=f"?ticket={ticket}") == (401, "not_authenticated")


async def test_tickets_are_refused_clearly_when_redis_is_down(wiring: Wiring) -> None:
    nowhere = connect("redis://127.0.0.1:1/0")
    async with served(msgspec.structs.replace(wiring, tickets=RedisTickets(nowhere, wiring.secrets))) as server:
        async with server.person() as sam:
            reply = await sam.http.post("/api/ws/ticket")
        assert (reply.status_code, reply.json()["code"]) == (503, "unavailable")
        assert await _refusal(server, query="?ticket=x") == (503, "unavailable")
    await nowhere.aclose(close_connection_pool=True)


# --- cookies and bearers ---


@pytest.mark.parametrize("headers", [{"Cookie": "fitai=x"}, {"Authorization": "Bearer fitai_pat_x"}])
async def test_wrong_credentials_are_refused(server: Served, headers: dict[str, str]) -> None:
    assert await _refusal(server, headers=headers) == (401, "not_authenticated")


async def test_access_token_opens_a_socket(server: Served, sam: Person) -> None:
    async with server.connect(headers={"Authorization": f"Bearer {await sam.token()}"}) as socket:
        await say(socket, type="ping")
        assert (await hear(socket))["type"] == "pong"


@pytest.mark.parametrize("how", ["logout", "account", "token"])
async def test_revocation_closes_the_open_socket(wiring: Wiring, how: str) -> None:
    rules = SocketRules(watch_s=0.05)
    async with served(msgspec.structs.replace(wiring, socket_rules=rules)) as server, server.person() as sam:
        if how == "token":
            socket = await server.connect(headers={"Authorization": f"Bearer {await sam.token()}"})
            token_id = (await sam.http.get("/api/tokens")).json()["items"][0]["id"]
            await sam.http.delete(f"/api/tokens/{token_id}")
        elif how == "account":
            socket = await server.connect(sam)
            await sam.http.request("DELETE", "/api/me", json={"password": "three quiet rowing machines"})
        else:
            socket = await server.connect(sam)
            await sam.http.post("/api/auth/logout")
        assert await _closed(socket) == ("not_authenticated", 4401)


def test_a_revoked_credential_is_noticed_within_thirty_seconds() -> None:
    assert SocketRules().watch_s <= 30


# --- limits and ownership ---


async def test_sockets_are_limited_by_address(wiring: Wiring, redis_url: str) -> None:
    zones = ROOMY | {"socket": Zone(limit=3, window_s=60)}
    client = connect(redis_url)
    await client.flushall()
    await client.aclose(close_connection_pool=True)
    async with served(msgspec.structs.replace(wiring, zones=zones)) as server, server.person() as sam:
        for _ in range(3):
            async with server.connect(sam):
                pass
        assert await _refusal(server, sam) == (429, "rate_limited")


async def test_other_peoples_jobs_look_absent(server: Served, sam: Person) -> None:
    async with server.person() as other:
        job_id = await other.ask_for_plan()
    async with server.connect(sam) as socket:
        for topic in (f"job:{job_id}", f"job:{uuid4()}"):
            await say(socket, type="subscribe", topic=topic)
            heard = await hear(socket)
            assert (heard["code"], heard["message"]) == ("not_found", "There is no such job.")


async def test_admin_topic_is_for_administrators(server: Served, sam: Person) -> None:
    async with server.wiring.uow() as uow:
        await uow.users.set_role(UUID(sam.user_id), Role.ADMIN)
    async with server.connect(sam) as socket:
        await say(socket, type="subscribe", topic="admin.jobs")
        await say(socket, type="ping")
        assert (await hear(socket))["type"] == "pong"
