"""A small HTTP load generator: keep-alive connections on raw sockets, so that the client is not what is measured.

In headers `{key}` is new for each request and `{token}` the connection's own of `tokens`; in the body each `{id}` is a
new UUID. With `pause_s` a connection rests before it sends again.
"""

import asyncio
import json
import statistics
import sys
import time
from urllib.parse import urlsplit
from uuid import uuid4

import uvloop
from msgspec import Struct


class Load(Struct, kw_only=True):
    """What one run did; times in milliseconds."""

    requests: int
    wrong: int
    seconds: float
    p50: float
    p99: float

    @property
    def rate(self) -> float:
        """Requests a second."""
        return self.requests / self.seconds


def _filled(body: bytes) -> bytes:
    """The body with a new UUID for each `{id}` in it."""
    first, *rest = body.split(b"{id}")
    return first + b"".join(str(uuid4()).encode() + part for part in rest)


class _Connection(asyncio.Protocol):
    """Sends the next request once the reply to the last one is complete and its rest is over."""

    def __init__(self, head: str, body: bytes, until: float, name: str, pause_s: float) -> None:
        self._head, self._body, self._until, self._name = head, body, until, name
        self._pause_s = pause_s
        self._sent_at, self._count, self._buffer = 0.0, 0, b""
        self.latencies: list[float] = []
        self.wrong = 0
        self.done = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._send()

    def _send(self) -> None:
        self._sent_at = time.perf_counter()
        if self._sent_at > self._until:
            self._transport.close()
            return
        self._count += 1
        head = self._head.replace("{key}", f"{self._name}-{self._count}").encode()
        self._transport.write(head + _filled(self._body))

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head, found, rest = self._buffer.partition(b"\r\n\r\n")
        if not found:
            return
        at = head.lower().find(b"content-length: ")
        length = int(head[at + 16 :].split(b"\r\n", 1)[0])
        if len(rest) < length:
            return
        self._buffer = b""
        self.latencies.append((time.perf_counter() - self._sent_at) * 1000)
        self.wrong += not head.startswith((b"HTTP/1.1 202", b"HTTP/1.1 200"))
        if self._pause_s:
            asyncio.get_running_loop().call_later(self._pause_s, self._send)
        else:
            self._send()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self.done.set_result(None)


async def _run(
    url: str,
    headers: dict[str, str],
    body: bytes,
    connections: int,
    *,
    seconds: float,
    tokens: list[str],
    pause_s: float,
) -> Load:
    address = urlsplit(url)
    lines = [f"POST {address.path} HTTP/1.1", f"Host: {address.netloc}", "Content-Type: application/json"]
    lines += [f"Content-Length: {len(_filled(body))}", *(f"{name}: {value}" for name, value in headers.items())]
    head = "\r\n".join(lines) + "\r\n\r\n"
    started = time.perf_counter()
    run = f"{time.time_ns():x}"
    loop = asyncio.get_running_loop()
    protocols = []
    for index in range(connections):
        own = head.replace("{token}", tokens[index % len(tokens)])
        connection = _Connection(own, body, started + seconds, f"{run}-{index}", pause_s)
        await loop.create_connection(lambda made=connection: made, address.hostname, address.port)
        protocols.append(connection)
    await asyncio.gather(*(protocol.done for protocol in protocols))
    latencies = sorted(latency for protocol in protocols for latency in protocol.latencies)
    return Load(
        requests=len(latencies),
        wrong=sum(protocol.wrong for protocol in protocols),
        seconds=time.perf_counter() - started,
        p50=statistics.median(latencies),
        p99=latencies[int(len(latencies) * 0.99)],
    )


if __name__ == "__main__":
    job = json.load(sys.stdin)
    result = uvloop.run(
        _run(
            job["url"],
            job["headers"],
            job["body"].encode(),
            job["connections"],
            seconds=float(job["seconds"]),
            tokens=job.get("tokens", [""]),
            pause_s=float(job.get("pause_s", 0)),
        )
    )
    json.dump({name: getattr(result, name) for name in result.__struct_fields__}, sys.stdout)
