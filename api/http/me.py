"""The caller's own account."""

import asyncio
from contextlib import suppress

from litestar import Response, Router, delete, get
from litestar.params import JSONBody

from api.openapi import problems
from api.request import ApiRequest
from api.schemas.accounts import Me, PasswordAgain, me
from domain.identity import use_cases
from domain.trackers.use_cases import revoke

_GOODBYE_S = 5
"""Longest wait for the providers that are told of an erased account's end."""


@get("/", operation_id="getMe", summary="The account, and the session's CSRF token", responses=problems())
async def get_me(request: ApiRequest) -> Me:
    return me(await use_cases.get_user(request.wiring.identity, request.user.user_id), request.auth)


@delete(
    "/",
    operation_id="deleteMe",
    summary="Erase the account and everything that belongs to it",
    status_code=204,
    responses=problems(),
    opt={"zone": "password"},
)
async def delete_me(request: ApiRequest, data: JSONBody[PasswordAgain]) -> Response[None]:
    wiring, owner = request.wiring, request.user.user_id
    connections = await wiring.direct.connections.of_user(owner)
    await use_cases.delete_account(wiring.identity, owner, data.password)
    with suppress(TimeoutError):  # the account is gone whether or not a provider hears of it
        async with asyncio.timeout(_GOODBYE_S):
            await asyncio.gather(*(revoke(wiring.tracker_desk, connection) for connection in connections))
    return Response(None, status_code=204, cookies=[request.wiring.cookie.cleared()])


router = Router("/api/me", route_handlers=[get_me, delete_me], tags=["account"])
