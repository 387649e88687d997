"""A model server on a real socket that speaks the Messages API as TGI 3.3, vLLM and llama.cpp do, and every fault.

It answers from a script, one entry a request (the last one again and again), and refuses what the real server refuses.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

Body = dict[str, Any]


@dataclass(frozen=True)
class Said:
    """One scripted answer. Text pieces are streamed in the dialect's framing unless `status` or `raw` says otherwise.

    `comments` keep-alive comments come first, then nothing until `wait` is set. `endless` repeats the last piece;
    `hang` stops after the pieces with the connection open; `cut` closes it there, in the middle of an event.
    """

    pieces: tuple[str, ...] = ()
    finish: str | None = "stop"
    status: int = 200
    body: str = ""
    content_type: str | None = None
    raw: bytes | None = None
    comments: int = 0
    wait: asyncio.Event | None = None
    endless: bool = False
    hang: bool = False
    cut: bool = False
    done: bool = True
    error: Body | None = None


Script = tuple[Said, ...] | Callable[[Body], Said]


@dataclass
class FakeModelServer:
    """What it was asked, and what became of the connections."""

    dialect: str
    script: Script
    api_key: str = ""
    model: str = "base-model"
    adapters: tuple[str, ...] = ()
    url: str = ""
    bodies: list[Body] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    connections: int = 0
    gone: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when a client closed its connection before the end of an answer."""
    writers: dict[asyncio.Task[None], asyncio.StreamWriter] = field(default_factory=dict)

    def answer(self, body: Body) -> Said:
        """The script's entry for the request just recorded."""
        if callable(self.script):
            return self.script(body)
        return self.script[min(len(self.bodies), len(self.script)) - 1]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, any number of requests."""
        self.connections += 1
        task = asyncio.current_task()
        self.writers[task] = writer
        try:
            while await self._request(reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError):
            self.gone.set()
        finally:
            writer.close()
            del self.writers[task]

    async def close(self) -> None:
        """Break every connection and wait for its task."""
        for writer in self.writers.values():
            writer.transport.abort()
        await asyncio.gather(*self.writers)

    async def _request(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = await reader.readuntil(b"\r\n\r\n")
        first, *lines = head.decode().split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines if line)}
        body = json.loads(await reader.readexactly(int(headers["content-length"])))
        self.headers.append(headers)
        self.bodies.append(body)
        refused = self._refusal(first, headers, body)
        said = refused or self.answer(body)
        if said.status != 200 or said.body:
            await self._plain(writer, said)
            return True
        return await self._stream(reader, writer, said)

    def _refusal(self, first: str, headers: dict[str, str], body: Body) -> Said | None:
        if not first.startswith("POST /v1/chat/completions "):
            return Said(status=404, body="not found", content_type="text/plain")
        if self.api_key and headers.get("authorization") != f"Bearer {self.api_key}":
            return Said(status=401, body="" if self.dialect == "tgi" else '{"error":"Unauthorized"}')
        if self.dialect == "tgi":
            return _tgi_refusal(body)
        if self.dialect == "vllm" and body["model"] not in {self.model, *self.adapters}:
            error = {"message": f"The model `{body['model']}` does not exist.", "type": "NotFoundError", "code": 404}
            return Said(status=404, body=json.dumps({"error": error}), content_type="application/json")
        return None

    async def _plain(self, writer: asyncio.StreamWriter, said: Said) -> None:
        kind = said.content_type or ("application/json" if said.body.startswith("{") else "text/plain; charset=utf-8")
        kind_line = f"content-type: {kind}\r\n" if said.body else ""
        data = said.body.encode()
        writer.write(f"HTTP/1.1 {said.status} X\r\n{kind_line}content-length: {len(data)}\r\n\r\n".encode() + data)
        await writer.drain()

    async def _stream(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, said: Said) -> bool:
        writer.write(
            b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncache-control: no-cache\r\n"
            b"transfer-encoding: chunked\r\n\r\n"
        )
        watch = asyncio.create_task(_closed(reader, self.gone))
        send = asyncio.create_task(self._events(writer, said))
        await asyncio.wait((watch, send), return_when=asyncio.FIRST_COMPLETED)
        for task in (watch, send):
            task.cancel()
        results = await asyncio.gather(watch, send, return_exceptions=True)
        return results[1] is True and not self.gone.is_set()

    async def _events(self, writer: asyncio.StreamWriter, said: Said) -> bool:
        async def put(data: bytes) -> None:
            writer.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
            await writer.drain()

        for _ in range(said.comments):
            await put(b":\n\n")
        if said.wait is not None:
            await said.wait.wait()
        if said.raw is not None:
            await put(said.raw)
        else:
            for event in events_of(self.dialect, self.model, said):
                await put(event)
            while said.endless:
                await put(_event(chunk_of(self.dialect, self.model, {"content": said.pieces[-1]}, None)))
                await asyncio.sleep(0)
        if said.hang:
            await asyncio.Event().wait()
        if said.cut:
            writer.transport.abort()
            return False
        writer.write(b"0\r\n\r\n")
        await writer.drain()
        return True


async def _closed(reader: asyncio.StreamReader, gone: asyncio.Event) -> None:
    """Ends when the client closes; a client sends nothing while it is being answered."""
    with suppress(ConnectionError):
        await reader.read(1)
    gone.set()


def _tgi_refusal(body: Body) -> Said | None:
    def plain(why: str) -> Said:
        text = f"Failed to deserialize the JSON body into the target type: {why} at line 1 column 168"
        return Said(status=422, body=text, content_type="text/plain; charset=utf-8")

    for name, value in body.items():
        if value is None:
            return plain(f"{name}: invalid type: null")
    if isinstance(body.get("stop", []), str):
        return plain("stop: invalid type: string, expected a sequence")
    if "response_format" in body and "value" not in body["response_format"]:
        return plain("response_format: missing field `value`")
    if not 0 < body.get("top_p", 0.5) < 1:
        error = {"error": "Input validation error: `top_p` must be > 0.0 and < 1.0", "error_type": "validation"}
        return Said(status=422, body=json.dumps(error))
    if "presence_penalty" in body:
        return plain("presence_penalty: it would become a repetition penalty")
    return None


def _event(data: Body) -> bytes:
    return b"data: " + json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode() + b"\n\n"


def chunk_of(dialect: str, model: str, delta: Body | None, finish: str | None, usage: Body | None = None) -> Body:
    """One event's object in the dialect's form; `delta` None makes the usage event with its empty choices."""
    choice: Body = {"index": 0, "delta": delta, "finish_reason": finish}
    chunk: Body = {"object": "chat.completion.chunk", "created": 1, "model": model, "choices": [choice]}
    if dialect == "tgi":
        choice["logprobs"] = None
        choice["delta"] = {"role": "assistant"} | (delta or {})
        chunk |= {"id": "", "system_fingerprint": "3.3.7-native", "usage": usage}
    else:
        chunk["id"] = "chatcmpl-1"
        if usage is not None:
            chunk["usage"] = usage
    if delta is None:
        chunk["choices"] = []
    if dialect in {"llamacpp", "embedded"} and usage is not None:
        chunk["timings"] = {"prompt_n": 3, "predicted_n": 2}
    return chunk


def events_of(dialect: str, model: str, said: Said) -> list[bytes]:
    """The whole stream of an answer, event by event; a cut one ends in the middle of an event."""

    def event(delta: Body | None, finish: str | None = None, usage: Body | None = None) -> bytes:
        return _event(chunk_of(dialect, model, delta, finish, usage))

    events: list[bytes] = []
    if dialect == "vllm":
        events.append(event({"role": "assistant", "content": ""}))
    elif dialect != "tgi":
        events.append(event({"role": "assistant", "content": None}))
    events += [event({"content": piece}) for piece in said.pieces]
    if said.error is not None:
        return [*events, _event({"error": said.error}), b"data: [DONE]\n\n"]
    if said.cut:
        return [*events, b'data: {"choices":[{"delta":{"con']
    if said.hang or said.endless:
        return events
    if said.finish is not None:
        events.append(event({"content": ""} if dialect == "tgi" else {}, said.finish))
    pieces = len(said.pieces)
    events.append(event(None, None, {"prompt_tokens": 7, "completion_tokens": pieces, "total_tokens": 7 + pieces}))
    return [*events, b"data: [DONE]\n\n"] if said.done else events


@asynccontextmanager
async def fake_server(dialect: str, script: Script, **more: Any) -> AsyncIterator[FakeModelServer]:
    """Run a `FakeModelServer` on a free loopback port; `url` is set."""
    fake = FakeModelServer(dialect, script, **more)
    server = await asyncio.start_server(fake.serve, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()[:2]
    fake.url = f"http://{host}:{port}"
    try:
        yield fake
    finally:
        server.close()
        await fake.close()
