"""The messages of /api/ws: tagged structs, JSON text frames. `schemas()` exports them for the web client."""

from typing import Annotated, Any

import msgspec
from msgspec import Meta, Raw, Struct

Topic = Annotated[str, Meta(min_length=1, max_length=100, examples=["job:0198f0c2-7d5a-7c3e-9a51-3f7a0f5f0c11", "me"])]


class Subscribe(Struct, frozen=True, kw_only=True, tag="subscribe", forbid_unknown_fields=True):
    """Follow a topic (`job:ID`, `me`, `admin.jobs`), from the event after `after` on. Again: begins anew from there."""

    topic: Topic
    after: Annotated[int, Meta(ge=0)] = 0


class Unsubscribe(Struct, frozen=True, kw_only=True, tag="unsubscribe", forbid_unknown_fields=True):
    topic: Topic


class Ping(Struct, frozen=True, kw_only=True, tag="ping", forbid_unknown_fields=True):
    """Answered by `pong`."""


class UseTicket(Struct, frozen=True, kw_only=True, tag="ticket", forbid_unknown_fields=True):
    """The first message, of a client that came with neither cookie nor ticket in the address."""

    ticket: Annotated[str, Meta(max_length=100)]


class Event(Struct, frozen=True, kw_only=True, tag="event"):
    """One event of a topic; `seq` rises by one from event to event."""

    topic: str
    seq: int
    event: str
    data: Raw


class Snapshot(Struct, frozen=True, kw_only=True, tag="snapshot"):
    """The whole stored state of the topic; it stands for every event, and none follows."""

    topic: str
    data: Raw


class Pong(Struct, frozen=True, kw_only=True, tag="pong"):
    pass


class Reconnect(Struct, frozen=True, kw_only=True, tag="reconnect"):
    """This server stops: open a new socket after `after_ms` and resume after the last `seq`."""

    after_ms: int


class Error(Struct, frozen=True, kw_only=True, tag="error"):
    """`code` is one of the problem documents' codes; `topic` when it is about one."""

    code: str
    message: str
    topic: str | None = None


ClientMessage = Subscribe | Unsubscribe | Ping | UseTicket
ServerMessage = Event | Snapshot | Pong | Reconnect | Error


def schemas() -> dict[str, Any]:
    """JSON Schemas: `client` and `server` refer to the messages in `$defs`."""
    (client, server), definitions = msgspec.json.schema_components(
        (ClientMessage, ServerMessage), ref_template="#/$defs/{name}"
    )
    return {"client": client, "server": server, "$defs": definitions}
