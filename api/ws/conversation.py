"""One open socket: a reader, a writer, a watch, and a follower for each topic."""

import asyncio
from typing import Any

import msgspec
import structlog
from litestar.connection import WebSocket
from msgspec import Struct

from api.auth.authenticator import principal_of
from api.problems import detail_of
from api.schemas.socket import (
    ClientMessage,
    Error,
    Event,
    Ping,
    Pong,
    Reconnect,
    ServerMessage,
    Snapshot,
    Subscribe,
    Unsubscribe,
)
from api.wiring import Wiring
from api.ws.topics import Stream, stream_of
from domain.errors import Conflict, FitaiError, NotAuthenticated, NotFound, Unavailable
from domain.identity.account import Credential, Presented

_log = structlog.get_logger(__name__)

Socket = WebSocket[Any, Any, Any]

POLICY, TOO_BIG, INTERNAL, RESTART, AGAIN = 1008, 1009, 1011, 1012, 1013
UNAUTHENTICATED = 4401
_RETRY_S = 1.0
_decoder: msgspec.json.Decoder[ClientMessage] = msgspec.json.Decoder(ClientMessage)


class Ended(Exception):
    """The conversation is over; `code` is the close code, None when the client has closed."""

    def __init__(self, code: int | None) -> None:
        super().__init__(code)
        self.code = code


class _Close(Struct, frozen=True):
    code: int


class _Followed(Struct):
    stream: Stream
    task: "asyncio.Task[None]"
    moved_at: float
    mark: tuple[int, int] = (0, 0)


class Conversation:
    """Runs until the client leaves, breaks a rule, loses its credential, or the server drains.

    Events wait for room in the outbox, so a slow client slows only its own followers; what it then misses in the hub's
    buffer is read again from the stream. A client that takes nothing for `send_s` is cut.
    """

    def __init__(self, socket: Socket, wiring: Wiring, presented: Presented, credential: Credential) -> None:
        self._socket = socket
        self._wiring = wiring
        self._rules = wiring.socket_rules
        self._presented = presented
        self._principal = principal_of(credential)
        self._outbox: asyncio.Queue[ServerMessage | _Close] = asyncio.Queue()
        self._room = asyncio.Semaphore(self._rules.buffer)
        self._followed: dict[str, _Followed] = {}
        self._allowance, self._counted_at = float(self._rules.burst), asyncio.get_running_loop().time()

    async def run(self) -> int | None:
        """Serve the socket; returns the code to close it with, None when it is closed."""
        code: int | None = None
        self._wiring.sockets.add(self)
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._write())
                group.create_task(self._watch())
                await self._read(group)
        except* Ended as ended:
            code = next(each.code for each in ended.exceptions if isinstance(each, Ended))
        except* Exception as failed:  # noqa: BLE001 -- one socket's fault must not reach the server
            _log.error("socket_failed", exc_info=failed)
            code = INTERNAL
        finally:
            self._wiring.sockets.discard(self)
        return code

    @staticmethod
    def _now() -> float:
        return asyncio.get_running_loop().time()

    def drain(self) -> None:
        """Tell the client to come again, then close."""
        self._say(Reconnect(after_ms=500))
        self._outbox.put_nowait(_Close(RESTART))

    def _say(self, message: ServerMessage) -> None:
        """Queue what is not an event; the pace of the client's own messages bounds how much there can be."""
        self._outbox.put_nowait(message)

    def _refuse(self, error: FitaiError, topic: str | None = None) -> None:
        self._say(Error(code=error.code, message=detail_of(error), topic=topic))

    # --- from the client ---

    async def _read(self, group: asyncio.TaskGroup) -> None:
        while True:
            received = await self._socket.receive()
            if received["type"] == "websocket.disconnect":
                raise Ended(None)
            text = text_of(received)
            if len(text) > self._rules.max_bytes:
                raise Ended(TOO_BIG)
            if not self._within_pace():
                self._say(Error(code="rate_limited", message="Too many messages."))
                self._outbox.put_nowait(_Close(POLICY))
                return
            try:
                message = _decoder.decode(text)
            except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
                self._say(Error(code="invalid_input", message=str(error)))
                continue
            await self._obey(message, group)

    def _within_pace(self) -> bool:
        now = asyncio.get_running_loop().time()
        earned = (now - self._counted_at) * self._rules.per_s
        self._allowance, self._counted_at = min(self._rules.burst, self._allowance + earned) - 1, now
        return self._allowance >= 0

    async def _obey(self, message: ClientMessage, group: asyncio.TaskGroup) -> None:
        match message:
            case Ping():
                self._say(Pong())
            case Subscribe(topic=topic, after=after):
                try:
                    await self._subscribe(topic, after, group)
                except FitaiError as error:
                    self._refuse(error, topic)
            case Unsubscribe(topic=topic):
                self._unfollow(topic)
            case _:
                self._say(Error(code="conflict", message="This socket is authenticated already."))

    async def _subscribe(self, topic: str, after: int, group: asyncio.TaskGroup) -> None:
        stream = stream_of(topic, self._principal)
        self._unfollow(topic)
        if len(self._followed) >= self._rules.topics:
            raise Conflict(f"A socket may follow {self._rules.topics} topics.")
        if stream.stored is not None:
            stored = await stream.stored(self._wiring.direct)
            if stored.ended:
                await self._room.acquire()
                self._say(Snapshot(topic=topic, data=stored.data))
                return
        task = group.create_task(self._follow(topic, stream, after))
        self._followed[topic] = _Followed(stream, task, self._now())

    def _unfollow(self, topic: str) -> None:
        if followed := self._followed.pop(topic, None):
            followed.task.cancel()

    # --- to the client ---

    async def _follow(self, topic: str, stream: Stream, after: int) -> None:
        while True:
            try:
                async with self._wiring.hub.follow(stream.key, after) as events:
                    async for event in events:
                        after = event.seq
                        await self._room.acquire()
                        self._say(Event(topic=topic, seq=event.seq, event=event.type, data=event.data))
                        if topic in self._followed:
                            self._followed[topic].moved_at = self._now()
            except Conflict:
                continue  # this client fell behind: go on from what it was given
            except Unavailable as error:
                _log.info("stream_unavailable", topic=topic, error=error.message)
                await asyncio.sleep(_RETRY_S)

    async def _write(self) -> None:
        while True:
            message = await self._outbox.get()
            if isinstance(message, _Close):
                raise Ended(message.code)
            try:
                async with asyncio.timeout(self._rules.send_s):
                    await self._socket.send({"type": "websocket.send", "text": _text(message), "bytes": None})
            except TimeoutError:
                raise Ended(AGAIN) from None
            except (OSError, RuntimeError) as error:  # the connection went away while sending
                raise Ended(None) from error
            if isinstance(message, Event | Snapshot):
                self._room.release()

    async def _watch(self) -> None:
        """Look the credential up again, and send the stored state of what has been silent."""
        looked_at = self._now()
        while True:
            await asyncio.sleep(min(self._rules.watch_s, self._rules.lively_s))
            try:
                if self._now() - looked_at >= self._rules.watch_s:
                    looked_at = self._now()
                    await self._wiring.authenticator.look_up(self._presented)
                await self._snapshot_lost()
            except NotAuthenticated as error:
                self._refuse(error)
                self._outbox.put_nowait(_Close(UNAUTHENTICATED))
                return
            except Unavailable as error:
                _log.warning("socket_watch_unavailable", error=error.message)

    async def _snapshot_lost(self) -> None:
        for topic, followed in tuple(self._followed.items()):
            stream, rules = followed.stream, self._rules
            silent_s = self._now() - followed.moved_at
            if stream.stored is None or silent_s < (rules.lively_s if stream.lively else rules.watch_s):
                continue
            followed.moved_at = self._now()
            try:
                stored = await stream.stored(self._wiring.direct)
            except NotFound as error:  # deleted meanwhile
                self._unfollow(topic)
                self._refuse(error, topic)
                continue
            if stored.ended:
                self._unfollow(topic)
            elif stored.mark <= followed.mark:
                continue
            followed.mark = stored.mark
            await self._room.acquire()
            self._say(Snapshot(topic=topic, data=stored.data))


def _text(message: ServerMessage) -> str:
    return msgspec.json.encode(message).decode()


def text_of(received: object) -> str:
    """The text of an ASGI receive message; a binary frame is no message of ours and gives an empty one."""
    text = received.get("text") if isinstance(received, dict) else None
    return text if isinstance(text, str) else ""
