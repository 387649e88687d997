"""Personal access tokens, for scripts.

Making one takes no Idempotency-Key: its reply holds the secret, and a reply kept for replay would keep the secret.
"""

from uuid import UUID

from litestar import Router, delete, get, post
from litestar.params import FromPath, JSONBody

from api.openapi import problems
from api.request import ApiRequest
from api.schemas.accounts import NewToken, TokenList, TokenMade, token_view
from domain.errors import NotAllowed
from domain.identity import use_cases


@get("/", operation_id="listTokens", summary="The account's access tokens", responses=problems())
async def list_tokens(request: ApiRequest) -> TokenList:
    tokens = await use_cases.list_tokens(request.wiring.identity, request.user.user_id)
    return TokenList(items=tuple(token_view(token) for token in tokens))


@post("/", operation_id="createToken", summary="Make an access token; it is shown this once", responses=problems())
async def create_token(request: ApiRequest, data: JSONBody[NewToken]) -> TokenMade:
    if request.user.via != "session":
        # A token that leaked could otherwise make itself others that outlive it.
        raise NotAllowed("Access tokens are made in a session, not with another token.")
    token, secret = await use_cases.create_token(
        request.wiring.identity, request.user.user_id, name=data.name, expires_at=data.expires_at
    )
    return TokenMade(token=secret, info=token_view(token))


@delete(
    "/{token_id:uuid}",
    operation_id="deleteToken",
    summary="End an access token",
    status_code=204,
    responses=problems(404),
)
async def delete_token(request: ApiRequest, token_id: FromPath[UUID]) -> None:
    await use_cases.delete_token(request.wiring.identity, request.user.user_id, token_id)


router = Router("/api/tokens", route_handlers=[list_tokens, create_token, delete_token], tags=["account"])
