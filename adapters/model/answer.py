"""One answer on its way: reads the event stream of an open response under its deadlines."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from time import monotonic
from typing import Self

import httpx
import msgspec
from msgspec import Struct

from adapters.model.dialects import Dialect, error_message
from adapters.model.errors import (
    ModelError,
    ModelIncomplete,
    ModelMalformed,
    ModelTimeout,
    ModelTruncated,
    ModelUnreachable,
    from_status,
    from_stream,
)
from adapters.model.sse import data_lines
from domain.ports import ModelReply, ModelRequest

_FINISH = {"stop": "stop", "stop_sequence": "stop", "eos_token": "stop", "length": "length"}
_ERROR_BYTES = 1 << 16
_AFTER_FINISH_S = 1.0
"""How long to wait for the usage event and the end of the body once the finish reason is there."""


class _Delta(Struct):
    content: str | None = None


class _Choice(Struct):
    delta: _Delta = msgspec.field(default_factory=_Delta)
    finish_reason: str | None = None


class _Usage(Struct):
    prompt_tokens: int = 0
    completion_tokens: int = 0


class _Event(Struct):
    choices: list[_Choice] = []
    usage: _Usage | None = None
    error: object = None
    model: str = ""


_decode_event = msgspec.json.Decoder(_Event).decode


class Deadlines(Struct, frozen=True, kw_only=True):
    """Monotonic times: the start of the call, and until when the first token and the whole answer must be there."""

    start: float
    first_token_at: float
    total_at: float

    @classmethod
    def from_now(cls, first_token_s: float, total_s: float) -> Self:
        """Deadlines counted from this moment."""
        now = monotonic()
        return cls(start=now, first_token_at=now + min(first_token_s, total_s), total_at=now + total_s)


@contextlib.asynccontextmanager
async def within(until: float, waiting_for: str, start: float) -> AsyncIterator[None]:
    """Run the body until the monotonic time `until`.

    Raises `ModelTimeout` for the deadline and for httpx's own, `ModelUnreachable` when only connecting took too long.
    """
    try:
        async with asyncio.timeout(until - monotonic()):
            yield
    except TimeoutError as error:
        raise ModelTimeout(f"{waiting_for} did not come within {until - start:.1f} s") from error
    except httpx.ConnectTimeout as error:
        raise ModelUnreachable("connecting to the model server took too long") from error
    except httpx.TimeoutException as error:
        raise ModelTimeout(f"the connection was silent while waiting for {waiting_for}") from error


class Answer:
    """`ModelStream` over one response: iterate the text pieces, then read `reply`.

    Iterating raises `ModelError`: the server's own error in the stream, a deadline, a cut, or what is no answer.
    """

    def __init__(
        self, response: httpx.Response, request: ModelRequest, dialect: Dialect, adapter: str, deadlines: Deadlines
    ) -> None:
        self.reply: ModelReply | None = None
        self.attempts = 1
        self._response = response
        self._lines = data_lines(response.aiter_bytes())
        self._request = request
        self._dialect = dialect
        self._adapter = adapter
        self._deadlines = deadlines
        self._until = deadlines.first_token_at
        self._pieces: list[str] = []
        self._unread: str | None = None
        self._room = 4096 + 32 * request.max_tokens
        self._first_token_s = 0.0
        self._finish: str | None = None
        self._usage = _Usage()
        self._model = ""

    async def begin(self) -> None:
        """Check the status and read up to the first piece of text (or the end). Raises `ModelError`."""
        if self._response.status_code != 200:
            message, _ = error_message(await self._error_body())
            raise from_status(self._response.status_code, message)
        kind = self._response.headers.get("content-type", "")
        if not kind.startswith("text/event-stream"):
            message, _ = error_message(await self._error_body())
            raise ModelMalformed(f"the model server answered {kind or 'no content type'}, not a stream: {message}")
        self._unread = await self._read()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> str:
        piece, self._unread = self._unread, None
        if piece is None and self.reply is None:
            piece = await self._read()
        if piece is None:
            raise StopAsyncIteration
        return piece

    async def aclose(self) -> None:
        """Close the response; before its end that closes the connection, and the server stops generating."""
        await self._lines.aclose()
        await self._response.aclose()

    async def _error_body(self) -> bytes:
        body = bytearray()
        async with within(self._deadlines.first_token_at, "the error message", self._deadlines.start):
            async for chunk in self._response.aiter_bytes():
                body += chunk
                if len(body) > _ERROR_BYTES:
                    break
        return bytes(body[:_ERROR_BYTES])

    async def _read(self) -> str | None:
        """The next non-empty piece; None at the end, and then `reply` is set."""
        while True:
            line = await self._line()
            if line is None:
                self._end()
                return None
            piece = self._take(line)
            if piece:
                return piece

    async def _line(self) -> bytes | None:
        waiting_for = "the whole answer" if self._pieces else "the first token"
        try:
            async with within(self._until, waiting_for, self._deadlines.start):
                return await anext(self._lines, None)
        except ModelTimeout:
            if self._finish is None:
                raise
            return None
        except httpx.TransportError as error:
            if self._finish is None:
                raise ModelIncomplete(f"the connection broke in the middle of the answer: {error!r}") from error
            return None

    def _take(self, line: bytes) -> str:
        if line == b"[DONE]":
            if self._finish is None:
                raise ModelIncomplete("the stream ended without a finish reason")
            return ""
        try:
            event = _decode_event(line)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise ModelMalformed(f"an event of the stream is not as agreed: {error}: {line[:200]!r}") from error
        if event.error is not None:
            raise from_stream(*error_message(line))
        self._model = event.model or self._model
        self._usage = event.usage or self._usage
        if not event.choices or self._finish is not None:
            return ""
        if event.choices[0].finish_reason:
            self._finished(event.choices[0].finish_reason)
        return self._text(event.choices[0].delta.content or "")

    def _finished(self, reason: str) -> None:
        if reason not in _FINISH:
            raise ModelMalformed(f"finish_reason is {reason!r}; allowed: {', '.join(_FINISH)}")
        self._finish = reason
        self._until = min(self._deadlines.total_at, monotonic() + _AFTER_FINISH_S)

    def _text(self, piece: str) -> str:
        if not piece:
            return ""
        if not self._pieces:
            self._first_token_s = monotonic() - self._deadlines.start
            if self._finish is None:
                self._until = self._deadlines.total_at
        self._room -= len(piece)
        if self._room < 0:
            raise ModelMalformed(f"more text came than {self._request.max_tokens} tokens can be")
        self._pieces.append(piece)
        return piece

    def _end(self) -> None:
        if self._finish is None:
            raise ModelIncomplete("the stream ended without a finish reason")
        finish = _FINISH[self._finish]
        if finish == "length" and self._request.schema is not None:
            raise ModelTruncated(f"the answer did not end within max_tokens = {self._request.max_tokens}")
        text = "".join(self._pieces)
        if self._dialect.stop_in_text and self._finish == "stop_sequence":
            text = next((text.removesuffix(stop) for stop in self._request.stop if text.endswith(stop)), text)
        self.reply = ModelReply(
            text=text,
            finish=finish,
            model=self._model,
            adapter=self._adapter,
            prompt_tokens=self._usage.prompt_tokens,
            completion_tokens=self._usage.completion_tokens,
            first_token_s=self._first_token_s,
            total_s=monotonic() - self._deadlines.start,
            attempts=self.attempts,
        )


def outcome_of(error: BaseException) -> str:
    """The metrics' label of a call that ended by `error`."""
    if isinstance(error, ModelError):
        return error.code.removeprefix("model_")
    return "cancelled" if isinstance(error, asyncio.CancelledError) else "left"
