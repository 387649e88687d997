"""Idempotency-Key: a request that is sent twice has one effect and one reply.

The reply is written by the statement that has the effect, so a crash leaves both or neither: the ids in it are ours to
make, so it is known before. What fails stores nothing, and the key stays free.
Facts: draft-ietf-httpapi-idempotency-key-header (409 in flight, 422 for another request); Stripe's documentation (kept
24 h, at most 255 characters).
"""

import hashlib
from collections.abc import Awaitable, Callable
from typing import Annotated

from litestar import Response
from litestar.openapi.spec import Example
from litestar.params import HeaderParameter
from msgspec import Struct

from api.errors import KeyInFlight, KeyReused
from api.request import ApiRequest
from domain.ports import KeyedReply, StoredReply

MAX_KEY = 255

IdempotencyKey = Annotated[
    str | None,
    HeaderParameter(
        name="Idempotency-Key",
        description="Same key and body within 24 h: the same reply again, marked with `Idempotent-Replay: true`.",
        max_length=MAX_KEY,
        min_length=1,
        pattern=r"^[\x21-\x7e]+$",
        examples=[Example(value="0b1f7c9e-plan-monday")],
    ),
]
"""Declare it as a parameter of the handler."""


class Reply(Struct, frozen=True, kw_only=True):
    """A reply that is known before its effect."""

    status: int
    body: bytes


Effect = Callable[[KeyedReply | None], Awaitable[StoredReply | None]]
"""Has the effect and stores the reply, or stores nothing and returns what holds the key (see `ports.Jobs.add`)."""


async def once(request: ApiRequest, key: str | None, reply: Reply, effect: Effect) -> Response[bytes]:
    """Have the effect and give `reply`, or the reply stored before.

    Raises `KeyReused` for another request under the key and `KeyInFlight` while the first one runs; no key: no memory.
    """
    if key is None:
        await effect(None)
        return _response(reply.status, reply.body, {})
    fingerprint = await _fingerprint(request)
    stored = StoredReply(fingerprint=fingerprint, status=reply.status, headers={}, body=reply.body)
    earlier = await effect(KeyedReply(key=key, reply=stored))
    if earlier is None:
        return _response(reply.status, reply.body, {})
    if earlier.status is None:
        raise KeyInFlight("The first request with this Idempotency-Key has not ended; try again soon.")
    if earlier.fingerprint != fingerprint:
        raise KeyReused("This Idempotency-Key was used with another request.")
    return _response(earlier.status, earlier.body, {**earlier.headers, "Idempotent-Replay": "true"})


def _response(status: int, body: bytes, headers: dict[str, str]) -> Response[bytes]:
    return Response(body, status_code=status, media_type="application/json", headers=headers)


async def _fingerprint(request: ApiRequest) -> bytes:
    head = f"{request.method} {request.scope['path']}\n".encode()
    return hashlib.sha256(head + await request.body()).digest()
