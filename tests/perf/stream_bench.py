"""Thousands of answers at a time, from a model server through the worker's side and Valkey to the readers of an API.

Run it: `.venv/bin/python -m tests.perf.stream_bench [--streams 2000] [--tokens 20] [--every 0.5]`. Four programs: the
fake model server of the contract tests, which says a token of each stream every `--every` s and stamps it with the
clock; the worker's side (`HttpModelClient` and `StreamTeller`); Valkey; and the API's side (`RedisStreamHub`, one
follower for each stream). Neither the sockets behind the API nor PostgreSQL (a few statements a turn) are in it. All of
it shares the machine's cores, the model server too.

- direct: the worker's side takes the tokens and tells nobody; how long a token takes from the model server to there.
- Litestar: each token is published with `RedisChannelsStreamBackend`, as its documentation shows; one reader task reads
  `stream_events` for all channels. The named baseline, with the same model server and client.
- ours: tokens gathered into frames of 40 ms, fenced and numbered.

Frame delay is the time from the moment the model server wrote the *newest* token of a frame until the reader has the
frame; token delay the same of every token, so it has the gathering in it. First token: delay of each stream's first
token, minus the median of direct. Throughput: tokens a second from the first to the last at the reader, as a share of
direct. CPU: process time of worker's and reader's side for each token, milliseconds.
"""

import argparse
import asyncio
import contextlib
import json
import os
import resource
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import UUID

import uvloop
from litestar.channels.backends.redis import RedisChannelsStreamBackend
from msgspec import Struct
from msgspec import json as fast

from adapters.local.services import local_services
from adapters.model.client import HttpModelClient, ModelServer, new_http
from adapters.queue.connection import connect
from adapters.streams.redis_hub import RedisStreamHub
from adapters.streams.redis_log import RedisStreamLog
from domain.chat.turn import Ended, Token, Turn, TurnState, begin, end, unwire
from domain.chat.use_cases import tell_end, topic
from domain.ports import Message, ModelRequest
from tests.contract.model.fake_server import FakeModelServer, Said, events_of
from tests.perf.machine import machine, resident_mb
from workers.chat.teller import Pace, StreamTeller

WAYS = ("direct", "litestar", "ours")
_NO_SAVING = Pace(save_s=1e9, save_lost_s=1e9)
_DONE = b"done"
_CONNECT_S = 0.005
"""Between two connections to the model server, which says nothing before all of them are there."""


class Figures(Struct):
    """What one side saw: monotonic seconds."""

    first: list[float] = []
    delays: list[float] = []
    frames: list[float] = []
    began: float = 0.0
    ended: float = 0.0
    cpu_s: float = 0.0
    mb: float = 0.0
    mb_before: float = 0.0


# --- the model server ---


class PacedServer(FakeModelServer):
    """Says a token every `every` s, each stamped with the monotonic clock when it is written."""

    every = 0.5
    tokens = 20
    streams = 1
    begins_at = 0.0

    async def _events(self, writer: asyncio.StreamWriter, said: Said) -> bool:
        async def put(data: bytes) -> None:
            writer.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
            await writer.drain()

        loop = asyncio.get_running_loop()
        head, *rest = events_of(self.dialect, self.model, said)
        await put(head)
        while not self.begins_at:  # until all are connected
            if len(self.bodies) == self.streams:
                self.begins_at = loop.time() + 3
            await put(b":\n\n")  # as TGI does, so that nobody takes the silence for a fault
            await asyncio.sleep(1 + id(writer) % 997 / 997)
        # Streams begin spread over one interval, as people do.
        at = self.begins_at + self.every * (id(writer) % 997) / 997
        for _ in range(self.tokens):
            await asyncio.sleep(at - loop.time())
            stamp = f"{time.monotonic():.6f} "
            await put(events_of(self.dialect, self.model, Said(pieces=(stamp,)))[1])
            at += self.every
        for event in rest[1:]:
            await put(event)
        writer.write(b"0\r\n\r\n")
        await writer.drain()
        return True


async def serve_model(streams: int, tokens: int, every: float) -> None:
    """Print the port and serve."""
    fake = PacedServer("vllm", lambda _: Said(pieces=("x",)))
    fake.streams, fake.tokens, fake.every = streams, tokens, every
    server = await asyncio.start_server(fake.serve, "127.0.0.1", 0, backlog=4096)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.Event().wait()


# --- the worker's side ---


@contextlib.asynccontextmanager
async def saying(client: HttpModelClient, tokens: int) -> AsyncIterator[AsyncIterator[str]]:
    request = ModelRequest(messages=(Message(role="user", content="hello"),), max_tokens=tokens, total_s=600)
    async with client.stream(request) as answer:
        yield answer.__aiter__()


async def relay(way: str, redis_url: str, model_url: str, streams: int, tokens: int) -> Figures:
    redis, figures = connect(redis_url), Figures()
    log = RedisStreamLog(redis)
    backend = RedisChannelsStreamBackend(history=4096, redis=redis)
    server = ModelServer(url=model_url, dialect="vllm", model="base-model", first_token_s=600, total_s=600)

    async def one(number: int, client: HttpModelClient) -> None:
        name = UUID(int=number)
        turn = begin(Turn(), 1)
        teller = StreamTeller(log, None, name, turn, _NO_SAVING)  # type: ignore[arg-type]  # saves nothing
        async with contextlib.AsyncExitStack() as stack:
            if way == "ours":
                await stack.enter_async_context(teller)
                for state in (TurnState.TRIAGED, TurnState.RETRIEVING, TurnState.GENERATING):
                    await teller.enter(state)
            pieces = await stack.enter_async_context(saying(client, tokens))
            first = True
            async for piece in pieces:
                if way == "ours":
                    await teller.say(piece)
                elif way == "litestar":
                    await backend.publish(fast.encode({"text": piece}), [str(name)])
                else:
                    note(figures, [piece], first=first)
                first = False
        if way == "ours":
            await teller.enter(TurnState.CHECKING)
            await tell_end(log, name, end(teller.turn, TurnState.DONE)[1])
        elif way == "litestar":
            await backend.publish(_DONE, [str(name)])

    async with new_http(streams) as http:
        client = HttpModelClient(http, server)
        figures.mb_before = resident_mb(os.getpid())
        running = []
        for number in range(1, streams + 1):
            running.append(asyncio.create_task(one(number, client)))
            await asyncio.sleep(_CONNECT_S)
        await asyncio.gather(*running)
    await redis.aclose(close_connection_pool=True)
    return figures


# --- the API's side ---


async def read(way: str, redis_url: str, streams: int) -> Figures:
    redis, figures = connect(redis_url), Figures()
    figures.mb_before = resident_mb(os.getpid())
    if way == "ours":
        await read_ours(redis, figures, streams)
    else:
        await read_litestar(redis, figures, streams)
    await redis.aclose(close_connection_pool=True)
    return figures


async def read_ours(redis: Any, figures: Figures, streams: int) -> None:
    log = RedisStreamLog(redis)
    async with RedisStreamHub(redis, log) as hub:

        async def one(number: int) -> None:
            first = True
            async with hub.follow(topic(UUID(int=number)), 0) as events:
                async for entry in events:
                    event = unwire(entry.type, bytes(entry.data))
                    if isinstance(event, Ended):
                        return
                    if isinstance(event, Token):
                        note(figures, event.text.split(), first=first)
                        first = False

        readers = [asyncio.create_task(one(number)) for number in range(1, streams + 1)]
        while len(hub.topics) < streams:  # noqa: ASYNC110 - nothing to await
            await asyncio.sleep(0.05)
        print("ready", flush=True)
        await asyncio.gather(*readers)


async def read_litestar(redis: Any, figures: Figures, streams: int) -> None:
    backend = RedisChannelsStreamBackend(history=4096, redis=redis)
    await backend.subscribe([str(UUID(int=number)) for number in range(1, streams + 1)])
    print("ready", flush=True)
    seen: set[str] = set()
    open_ = streams
    async for channel, data in backend.stream_events():
        if data == _DONE:
            open_ -= 1
            if not open_:
                return
            continue
        note(figures, [fast.decode(data)["text"]], first=channel not in seen)
        seen.add(channel)


def note(figures: Figures, stamps: list[str], *, first: bool) -> None:
    """A frame of stamped tokens is here."""
    now = time.monotonic()
    figures.began = figures.began or now
    figures.ended = now
    said = [float(stamp) for stamp in stamps]
    figures.delays += [now - at for at in said]
    figures.frames.append(now - said[-1])
    if first:
        figures.first.append(now - said[0])


# --- all together ---


def part(args: argparse.Namespace) -> None:
    """One of the programs; prints its figures as JSON."""
    if args.part == "model":
        uvloop.run(serve_model(args.streams, args.tokens, args.every))
        return
    work = (
        relay(args.way, args.redis, args.model, args.streams, args.tokens)
        if args.part == "relay"
        else read(args.way, args.redis, args.streams)
    )
    figures = uvloop.run(work)
    usage = resource.getrusage(resource.RUSAGE_SELF)
    figures.cpu_s, figures.mb = usage.ru_utime + usage.ru_stime, resident_mb(os.getpid())
    Path(args.out).write_bytes(fast.encode(figures))


def start(part_: str, args: argparse.Namespace, **more: object) -> subprocess.Popen[str]:
    options = {"streams": args.streams, "tokens": args.tokens, "every": args.every, **more}
    command = [sys.executable, "-m", "tests.perf.stream_bench", "--part", part_]
    for name, value in options.items():
        command += [f"--{name}", str(value)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def run(way: str, redis_url: str, args: argparse.Namespace) -> tuple[Figures, Figures]:
    """(worker's side, reader's side); of `direct` both are the worker's."""
    model = start("model", args)
    try:
        assert model.stdout is not None
        url = f"http://127.0.0.1:{model.stdout.readline().strip()}"
        reader = None
        with tempfile.TemporaryDirectory() as out:
            if way != "direct":
                reader = start("read", args, way=way, redis=redis_url, out=f"{out}/read")
                assert reader.stdout is not None
                assert reader.stdout.readline().strip() == "ready"
            worker = start("relay", args, way=way, redis=redis_url, model=url, out=f"{out}/relay")
            for name, child in (("worker", worker), ("reader", reader)):
                if child is not None and child.wait():
                    raise SystemExit(f"the {name}'s side of {way} ended with status {child.returncode}")
            said = fast.decode(Path(f"{out}/relay").read_bytes(), type=Figures)
            heard = fast.decode(Path(f"{out}/read").read_bytes(), type=Figures) if reader else said
    finally:
        model.send_signal(signal.SIGKILL)
        model.wait()
    return said, heard


def ms(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")


def report(way: str, said: Figures, heard: Figures, direct: Figures) -> dict[str, float]:
    base = 1000 * statistics.median(direct.first)
    rate = len(heard.delays) / (heard.ended - heard.began)
    direct_rate = len(direct.delays) / (direct.ended - direct.began)
    cpu = said.cpu_s + (heard.cpu_s if heard is not said else 0)
    row = {
        "first_p50": ms(heard.first, 0.5) - base,
        "first_p95": ms(heard.first, 0.95) - base,
        "frame_p50": ms(heard.frames, 0.5),
        "frame_p99": ms(heard.frames, 0.99),
        "token_p99": ms(heard.delays, 0.99),
        "throughput": rate / direct_rate,
        "cpu": 1000 * cpu / max(1, len(heard.delays)),
    }
    print(
        f"{way:9} first token +{row['first_p50']:6.1f} / +{row['first_p95']:6.1f} ms (p50/p95)  "
        f"frame {row['frame_p50']:6.1f} / {row['frame_p99']:7.1f} ms (p50/p99)  token p99 {row['token_p99']:7.1f} ms  "
        f"throughput {row['throughput']:.3f}  tokens {len(heard.delays)}  frames {len(heard.frames)}  "
        f"CPU {row['cpu']:.3f} ms a token  memory worker {said.mb_before:.0f} -> {said.mb:.0f}, "
        f"reader {heard.mb_before:.0f} -> {heard.mb:.0f} MB",
        flush=True,
    )
    return row


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--streams", type=int, default=2000)
    parser.add_argument("--tokens", type=int, default=20)
    parser.add_argument("--every", type=float, default=0.5)
    for hidden in ("part", "way", "redis", "model", "out"):
        parser.add_argument(f"--{hidden}", default="", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.part:
        part(args)
        return
    print(machine())
    print(f"{args.streams} streams, {args.tokens} tokens each, one every {args.every} s")
    folder = tempfile.mkdtemp(prefix="fitai-bench-")
    Path(folder).chmod(0o755)
    with local_services(Path(folder)) as services:
        found: dict[str, dict[str, float]] = {}
        direct: Figures | None = None
        for way in WAYS:
            said, heard = run(way, services.redis_url, args)
            direct = direct or heard
            found[way] = report(way, said, heard, direct)
    ours = found["ours"]
    print(
        f"targets: first token p95 <= +20 ms: {ours['first_p95'] <= 20}; throughput >= 0.95: "
        f"{ours['throughput'] >= 0.95}; frame p99 < 100 ms: {ours['frame_p99'] < 100}"
    )
    print(
        json.dumps({"bench": "stream", **{way: {k: round(v, 3) for k, v in row.items()} for way, row in found.items()}})
    )


if __name__ == "__main__":
    main()
