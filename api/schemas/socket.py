"""The messages of /api/ws: tagged structs, JSON text frames. `schemas()` exports them for the web client."""

from typing import Annotated, Any

import msgspec
from msgspec import Meta, Raw, Struct

from domain.chat.turn import TurnState

Topic = Annotated[str, Meta(min_length=1, max_length=100, examples=["job:0198f0c2-7d5a-7c3e-9a51-3f7a0f5f0c11", "me"])]


class Subscribe(Struct, frozen=True, kw_only=True, tag="subscribe", forbid_unknown_fields=True):
    """Follow a topic (`job:ID`, `turn:ID`, `me`, `admin.jobs`), from the event after `after` on. Again: anew."""

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
    """The whole stored state of the topic; none follows, unless it is a turn that has not ended."""

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


class TurnEvent(Struct, frozen=True, kw_only=True):
    """`data` of the events of `turn:ID`: `state` (with `state`), `token` (`text` to add), `text` (`state`, all of the
    text so far) and `ended` (`state`, all of the text as it is kept, `code` of a failure).

    A reader remembers the last `attempt` and `n` that it took, beginning with 0 and 0. What is not above them changes
    nothing; a higher `attempt` begins the answer anew, with no text; `state` generating empties the text too. A `token`
    or `state` whose `n` is not the next one of its attempt (from 1) is passed over: `text`, `ended` or a snapshot,
    which all follow anything, will bring what is missing. The data of a snapshot is a TurnView, with the same
    `attempt` and `n`. `seq` of the envelope is only for subscribing again with `after`.
    """

    attempt: int
    n: int
    state: TurnState | None = None
    text: str = ""
    code: str = ""


ClientMessage = Subscribe | Unsubscribe | Ping | UseTicket
ServerMessage = Event | Snapshot | Pong | Reconnect | Error


def schemas() -> dict[str, Any]:
    """JSON Schemas: `client` and `server` refer to the messages in `$defs`, where `TurnEvent` is too."""
    (client, server, _), definitions = msgspec.json.schema_components(
        (ClientMessage, ServerMessage, TurnEvent), ref_template="#/$defs/{name}"
    )
    return {"client": client, "server": server, "$defs": definitions}
