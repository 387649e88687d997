"""The socket: tickets, subscriptions, resume, snapshots, limits, drain. On a real server."""

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID

import msgspec
import pytest
import websockets

from adapters.queue.connection import connect
from adapters.streams.redis_log import RedisStreamLog
from api.schemas.socket import schemas
from api.wiring import Wiring
from api.ws.registry import SocketRules
from tests.integration.api.support import Person, Served, hear, say, served


@pytest.fixture(scope="module")
async def server(wiring: Wiring) -> AsyncIterator[Served]:
    async with served(wiring) as running:
        yield running


@pytest.fixture(scope="module")
async def log(redis_url: str) -> AsyncIterator[RedisStreamLog]:
    client = connect(redis_url)
    yield RedisStreamLog(client)
    await client.aclose(close_connection_pool=True)


@pytest.fixture
async def sam(server: Served) -> AsyncIterator[Person]:
    async with server.person() as person:
        yield person


async def test_ping_is_answered(server: Served, sam: Person) -> None:
    async with server.connect(sam) as socket:
        await say(socket, type="ping")
        assert await hear(socket) == {"type": "pong"}


async def test_events_are_followed_in_order(server: Served, sam: Person, log: RedisStreamLog) -> None:
    topic = f"job:{await sam.ask_for_plan()}"
    async with server.connect(sam) as socket:
        await say(socket, type="subscribe", topic=topic)
        for number in range(20):
            await log.append(topic, "progress", b'{"n": %d}' % number)
        heard = [await hear(socket) for _ in range(20)]
    assert [each["seq"] for each in heard] == list(range(1, 21))
    assert heard[4] == {"type": "event", "topic": topic, "seq": 5, "event": "progress", "data": {"n": 4}}


async def test_resume_has_no_gap_and_no_repeat(server: Served, sam: Person, log: RedisStreamLog) -> None:
    topic = f"job:{await sam.ask_for_plan()}"
    seen: list[int] = []
    for number in range(10):
        await log.append(topic, "progress", b"{}")
        async with server.connect(sam) as socket:
            await say(socket, type="subscribe", topic=topic, after=len(seen))
            seen.append((await hear(socket))["seq"])
        assert len(seen) == number + 1
    assert seen == list(range(1, 11))


async def test_ended_job_is_a_snapshot(server: Served, sam: Person) -> None:
    job_id = await sam.ask_for_plan()
    await sam.http.delete(f"/api/jobs/{job_id}")
    async with server.connect(sam) as socket:
        await say(socket, type="subscribe", topic=f"job:{job_id}", after=7)
        heard = await hear(socket)
    assert (heard["type"], heard["data"]["id"], heard["data"]["state"]) == ("snapshot", job_id, "cancelled")


async def test_cancelling_a_queued_job_is_told(server: Served, sam: Person) -> None:
    job_id = await sam.ask_for_plan()
    async with server.connect(sam) as socket:
        await say(socket, type="subscribe", topic=f"job:{job_id}")
        await say(socket, type="ping")
        await hear(socket)
        for _ in range(2):
            await sam.http.delete(f"/api/jobs/{job_id}")
        assert (await hear(socket))["event"] == "cancelled"
        await say(socket, type="ping")
        assert (await hear(socket))["type"] == "pong"


async def test_job_that_ends_without_its_stream_becomes_a_snapshot(wiring: Wiring) -> None:
    rules = SocketRules(watch_s=0.05)
    async with served(msgspec.structs.replace(wiring, socket_rules=rules)) as server, server.person() as sam:
        job_id = await sam.ask_for_plan()
        async with server.connect(sam) as socket:
            await say(socket, type="subscribe", topic=f"job:{job_id}")
            await say(socket, type="ping")
            assert (await hear(socket))["type"] == "pong"
            async with wiring.uow() as uow:
                await uow.jobs.request_cancel(UUID(sam.user_id), UUID(job_id), wiring.clock.now())
            assert (await hear(socket))["data"]["state"] == "cancelled"


async def test_own_topic(server: Served, sam: Person, log: RedisStreamLog) -> None:
    async with server.connect(sam) as socket:
        await say(socket, type="subscribe", topic="me")
        await log.append(f"user:{sam.user_id}", "plan.created", b"{}")
        assert (await hear(socket))["topic"] == "me"


async def test_unsubscribe_stops_the_events(server: Served, sam: Person, log: RedisStreamLog) -> None:
    topic = f"job:{await sam.ask_for_plan()}"
    async with server.connect(sam) as socket:
        await say(socket, type="subscribe", topic=topic)
        await log.append(topic, "progress", b"{}")
        await hear(socket)
        await say(socket, type="unsubscribe", topic=topic)
        await say(socket, type="ping")
        assert (await hear(socket))["type"] == "pong"
        await log.append(topic, "progress", b"{}")
        await say(socket, type="ping")
        assert (await hear(socket))["type"] == "pong"


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ({"type": "subscribe", "topic": "admin.jobs"}, "not_allowed"),
        ({"type": "subscribe", "topic": "job:00000000-0000-0000-0000-000000000000"}, "not_found"),
        ({"type": "subscribe", "topic": "job:x"}, "not_found"),
        ({"type": "subscribe", "topic": "weather"}, "invalid_input"),
        ({"type": "subscribe", "topic": "me", "after": -1}, "invalid_input"),
        ({"type": "subscribe"}, "invalid_input"),
        ({"type": "shout"}, "invalid_input"),
        ({"type": "ticket", "ticket": "x"}, "conflict"),
        ([], "invalid_input"),
    ],
)
async def test_bad_messages_are_answered(server: Served, sam: Person, message: object, code: str) -> None:
    async with server.connect(sam) as socket:
        await socket.send(msgspec.json.encode(message).decode())
        heard = await hear(socket)
        assert (heard["type"], heard["code"]) == ("error", code)
        await say(socket, type="ping")
        assert await hear(socket) == {"type": "pong"}


@pytest.mark.parametrize("frame", ["[" * 3000, "\x00", '{"type": NaN}', b"\xff\xfe"])
async def test_hostile_frames_are_answered(server: Served, sam: Person, frame: str | bytes) -> None:
    async with server.connect(sam) as socket:
        await socket.send(frame)
        assert (await hear(socket))["code"] == "invalid_input"


async def test_oversized_message_closes(server: Served, sam: Person) -> None:
    async with server.connect(sam) as socket:
        await socket.send("x" * 5000)
        with pytest.raises(websockets.ConnectionClosed) as closed:
            await hear(socket)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1009


async def socket_texts(socket: websockets.ClientConnection) -> AsyncIterator[str | bytes]:
    """Every message until the server closes."""
    try:
        while True:
            yield await socket.recv()
    except websockets.ConnectionClosed:
        return


async def test_flood_closes(server: Served, sam: Person) -> None:
    async with server.connect(sam) as socket:
        for _ in range(60):
            await say(socket, type="ping")
        heard = [msgspec.json.decode(text) async for text in socket_texts(socket)]
    assert heard[-1]["code"] == "rate_limited"
    assert socket.close_code == 1008


async def test_topics_are_bounded(server: Served, sam: Person) -> None:
    jobs = [await sam.ask_for_plan() for _ in range(33)]
    async with server.connect(sam) as socket:
        for job in jobs:
            await say(socket, type="subscribe", topic=f"job:{job}")
        heard = await hear(socket)
    assert (heard["code"], heard["topic"]) == ("conflict", f"job:{jobs[-1]}")


async def test_drain_says_reconnect_then_closes(wiring: Wiring) -> None:
    async with served(wiring) as server:
        async with server.person() as sam:
            socket = await server.connect(sam)
        await say(socket, type="ping")
        await hear(socket)
    assert (await hear(socket))["type"] == "reconnect"
    with pytest.raises(websockets.ConnectionClosed) as closed:
        await hear(socket)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1012
    assert (server.wiring.sockets.draining, len(server.wiring.sockets)) == (True, 0)


async def test_client_that_does_not_read_is_cut_alone(wiring: Wiring, log: RedisStreamLog) -> None:
    rules = SocketRules(send_s=0.3)
    async with served(msgspec.structs.replace(wiring, socket_rules=rules)) as server, server.person() as sam:
        topic = f"job:{await sam.ask_for_plan()}"
        async with server.connect(sam) as reading:
            idle = await server.connect(sam, max_queue=1, sock=server.small_socket())
            for socket in (reading, idle):
                await say(socket, type="subscribe", topic=topic)
            data = msgspec.json.encode("x" * 60_000)
            number = 0
            async with asyncio.timeout(20):
                while len(server.wiring.sockets) == 2:
                    number += 1
                    await log.append(topic, "progress", data)
                    assert (await hear(reading))["seq"] == number
            await log.append(topic, "progress", b"{}")
            assert (await hear(reading))["seq"] == number + 1
        idle.transport.abort()


def test_schemas_name_every_message() -> None:
    exported = schemas()
    tags = {
        definition["properties"]["type"]["enum"][0]
        for definition in exported["$defs"].values()
        if "type" in definition.get("properties", {})
    }
    client = {"subscribe", "unsubscribe", "ping", "ticket"}
    assert tags == client | {"event", "snapshot", "pong", "reconnect", "error"}
    assert set(exported["client"]["discriminator"]["mapping"]) == client
