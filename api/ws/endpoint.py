"""The way in to /api/ws: Origin, rate limit, ticket or cookie or token; then a `Conversation`."""

import asyncio
from contextlib import suppress
from typing import Any

import msgspec
from litestar import websocket

from api.auth.limits import address_of
from api.errors import OriginRefused
from api.problems import detail_of, problem, request_id_of, status_of
from api.schemas.problem import MEDIA_TYPE
from api.schemas.socket import Error, UseTicket
from api.wiring import Wiring
from api.ws.conversation import UNAUTHENTICATED, Conversation, Socket, text_of
from domain.errors import FitaiError, NotAuthenticated, Unavailable
from domain.identity.account import Credential, Presented

_CLOSE_S = 2.0


@websocket("/api/ws")
async def socket_endpoint(socket: Socket) -> None:
    """Serve one socket from handshake to close."""
    wiring: Wiring = socket.app.state["wiring"]
    try:
        await _check_door(socket, wiring)
        presented = await _presented_at_door(socket, wiring)
        credential = await wiring.authenticator.admit(presented) if presented else None
    except FitaiError as error:
        await _refuse_at_door(socket, error)
        return
    await socket.accept()
    code: int | None
    try:
        if presented is None or credential is None:
            presented, credential = await _first_message(socket, wiring)
        code = await Conversation(socket, wiring, presented, credential).run()
    except FitaiError as error:
        message = msgspec.json.encode(Error(code=error.code, message=detail_of(error))).decode()
        await socket.send({"type": "websocket.send", "text": message, "bytes": None})
        code = UNAUTHENTICATED
    if code is not None:
        with suppress(OSError, RuntimeError, TimeoutError):
            async with asyncio.timeout(_CLOSE_S):
                await socket.close(code)


async def _check_door(socket: Socket, wiring: Wiring) -> None:
    origin = socket.headers.get("origin")
    # Browsers always send it, so only programs come without; those hold no cookie that a page could borrow.
    if origin is not None and not wiring.origins.accepts(origin, socket.headers.get("host", "")):
        raise OriginRefused("Sockets from pages of this origin are not accepted.")
    if wiring.sockets.draining:
        raise Unavailable("This server is stopping; connect again.")
    await wiring.limiter.hit("socket", address_of(socket.scope.get("client")))


async def _presented_at_door(socket: Socket, wiring: Wiring) -> Presented | None:
    ticket = socket.query_params.get("ticket")
    if ticket is not None:
        return await wiring.tickets.redeem(ticket)
    return wiring.authenticator.presented(socket)


async def _first_message(socket: Socket, wiring: Wiring) -> tuple[Presented, Credential]:
    """The credential behind a ticket that is sent as the first message. Raises `NotAuthenticated`, `Unavailable`."""
    try:
        async with asyncio.timeout(wiring.socket_rules.ticket_s):
            received = await socket.receive()
        message = msgspec.json.decode(text_of(received), type=UseTicket)
    except (TimeoutError, msgspec.DecodeError) as error:
        raise NotAuthenticated("Come with a ticket: in the address, or as the first message.") from error
    presented = await wiring.tickets.redeem(message.ticket)
    return presented, await wiring.authenticator.admit(presented)


async def _refuse_at_door(socket: Socket, error: FitaiError) -> None:
    """Answer the handshake with a problem document where the server can, else with its plain 403."""
    if "websocket.http.response" not in (socket.scope.get("extensions") or {}):
        await socket.close()
        return
    status = status_of(error)
    document = problem(status, error.code, detail_of(error), request_id_of(socket))
    send: Any = socket.send  # Litestar's types do not know this extension of ASGI
    headers = [(b"content-type", MEDIA_TYPE.encode())]
    await send({"type": "websocket.http.response.start", "status": status, "headers": headers})
    await send({"type": "websocket.http.response.body", "body": msgspec.json.encode(document)})
