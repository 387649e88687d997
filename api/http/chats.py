"""Chats with the coach: open, ask, read, stop, decide on what it proposes."""

import asyncio
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Response, Router, delete, get, patch, post
from litestar.enums import RequestEncodingType
from litestar.openapi.datastructures import ResponseSpec
from litestar.openapi.spec import Example
from litestar.params import BodyKwarg, FromPath, QueryParameter

from api.http.cursors import PageCursor, PageLimit, position
from api.http.game import language
from api.http.idempotency import IdempotencyKey, Reply, once
from api.openapi import problems
from api.request import ApiRequest
from api.schemas.chats import (
    ChatList,
    ChatOpened,
    ChatPatch,
    ChatRequest,
    ChatView,
    DecisionRequest,
    SeenList,
    SeenView,
    TurnAccepted,
    TurnList,
    TurnRequest,
    TurnView,
    chat_cursor,
    chat_mark,
    chat_view,
    turn_links,
    turn_view,
)
from domain.catalogue.loader import load_catalogue
from domain.chat import use_cases
from domain.chat.answer import Proposal
from domain.chat.confirm import confirm
from domain.chat.facts import load_facts, seen
from domain.chat.ports import Chat
from domain.chat.use_cases import Asked
from domain.ports import KeyedReply, StoredReply
from domain.profile import Locale

_ASKED = (
    Example(id="how-to", value={"text": "How deep should I squat?"}),
    Example(id="swap", value={"text": "Mon genou tire, que faire à la place des squats ?", "locale": "fr"}),
)

ChatBody = Annotated[
    ChatRequest,
    BodyKwarg(
        media_type=RequestEncodingType.JSON,
        description="With `text`, the first question is asked at once.",
        examples=[Example(id="empty", value={}), *_ASKED],
    ),
]
TurnBody = Annotated[
    TurnRequest, BodyKwarg(media_type=RequestEncodingType.JSON, description="A question.", examples=list(_ASKED))
]
PatchBody = Annotated[
    ChatPatch,
    BodyKwarg(
        media_type=RequestEncodingType.JSON,
        description="Another title.",
        examples=[Example(id="title", value={"title": "Squats"})],
    ),
]

DecisionBody = Annotated[
    DecisionRequest,
    BodyKwarg(
        media_type=RequestEncodingType.JSON,
        description="A yes or a no.",
        examples=[Example(id="accept", value={"accept": True})],
    ),
]


class Order(StrEnum):
    """Which end of a chat a page begins at."""

    NEWEST = "newest"
    OLDEST = "oldest"


InOrder = Annotated[Order, QueryParameter(description="Newest turns first, or oldest first.")]


@post(
    "/",
    operation_id="openChat",
    summary="A new chat; with its first question, when one comes along",
    description="With a question: 202, and the turn is answered as in `askCoach`. Without: 201.",
    status_code=202,
    responses={
        201: ResponseSpec(ChatOpened, generate_examples=False, description="An empty chat"),
        202: ResponseSpec(ChatOpened, generate_examples=False, description="The chat, and the turn to be answered"),
        **problems(409, 413, 415),
    },
    opt={"zone": "chats"},
)
async def open_chat(request: ApiRequest, data: ChatBody, idempotency_key: IdempotencyKey = None) -> Response[bytes]:
    wiring, owner, now = request.wiring, request.user.user_id, request.wiring.clock.now()
    chat_id = wiring.ids.new()
    if data.text is None:
        chat = Chat(id=chat_id, user_id=owner, title="", created_at=now, last_at=now)
        opened = ChatOpened(chat=chat_view(chat), turn=None, links=None)

        async def store(keyed: KeyedReply | None) -> StoredReply | None:
            return await use_cases.open_chat(wiring.chat_desk, chat, keyed)

        return await once(request, idempotency_key, Reply(status=201, body=msgspec.json.encode(opened)), store)
    asked = await _asked(request, chat_id, data.text, data.locale, new_chat=True)
    turn = use_cases.queued_turn(owner, asked)
    title = use_cases.title_of(asked.text)
    chat = Chat(id=chat_id, user_id=owner, title=title, created_at=asked.at, last_at=asked.at)
    opened = ChatOpened(chat=chat_view(chat), turn=turn_view(turn), links=turn_links(turn))
    return await _ask(request, asked, msgspec.json.encode(opened), idempotency_key)


@get("/", operation_id="listChats", summary="Chats, the newest talk first", responses=problems())
async def list_chats(request: ApiRequest, cursor: PageCursor = None, limit: PageLimit = 20) -> ChatList:
    before = position(cursor, chat_mark)
    chats = await use_cases.list_chats(request.wiring.direct, request.user.user_id, before, limit + 1)
    items = tuple(chat_view(chat) for chat in chats[:limit])
    return ChatList(items=items, next=chat_cursor(items[-1]) if len(chats) > limit else None)


@get("/{chat_id:uuid}", operation_id="getChat", summary="One chat", responses=problems(404))
async def get_chat(request: ApiRequest, chat_id: FromPath[UUID]) -> ChatView:
    return chat_view(await use_cases.get_chat(request.wiring.direct, request.user.user_id, chat_id))


@patch("/{chat_id:uuid}", operation_id="renameChat", summary="Another title", responses=problems(404, 413, 415))
async def rename_chat(request: ApiRequest, chat_id: FromPath[UUID], data: PatchBody) -> ChatView:
    direct, owner = request.wiring.direct, request.user.user_id
    return chat_view(await use_cases.rename_chat(direct, owner, chat_id, data.title.strip()))


@delete(
    "/{chat_id:uuid}",
    operation_id="deleteChat",
    summary="Delete a chat with all that was said; an answer on its way is stopped",
    status_code=204,
    responses=problems(404),
)
async def delete_chat(request: ApiRequest, chat_id: FromPath[UUID]) -> None:
    await use_cases.delete_chat(request.wiring.chat_desk, request.user.user_id, chat_id)


@post(
    "/{chat_id:uuid}/turns",
    operation_id="askCoach",
    summary="Ask the coach; a job answers, on the socket topic of the turn",
    description="One question of a chat is answered at a time (409 `turn_running`), three of a person.",
    status_code=202,
    responses={
        202: ResponseSpec(TurnAccepted, generate_examples=False, description="The turn to be answered"),
        **problems(404, 409, 413, 415),
    },
    opt={"zone": "chats"},
)
async def ask(
    request: ApiRequest, chat_id: FromPath[UUID], data: TurnBody, idempotency_key: IdempotencyKey = None
) -> Response[bytes]:
    asked = await _asked(request, chat_id, data.text, data.locale)
    turn = use_cases.queued_turn(request.user.user_id, asked)
    accepted = TurnAccepted(turn=turn_view(turn), job_id=asked.job_id, links=turn_links(turn))
    return await _ask(request, asked, msgspec.json.encode(accepted), idempotency_key)


async def _asked(
    request: ApiRequest, chat_id: UUID, text: str, locale: Locale | None, *, new_chat: bool = False
) -> Asked:
    wiring = request.wiring
    return Asked(
        chat_id=chat_id,
        turn_id=wiring.ids.new(),
        job_id=wiring.ids.new(),
        text=text.strip(),
        locale=locale or await language(request),
        at=wiring.clock.now(),
        new_chat=new_chat,
    )


async def _ask(request: ApiRequest, asked: Asked, body: bytes, key: str | None) -> Response[bytes]:
    async def effect(keyed: KeyedReply | None) -> StoredReply | None:
        return await use_cases.ask(request.wiring.chat_desk, request.user.user_id, asked, keyed)

    return await once(request, key, Reply(status=202, body=body), effect)


@get("/{chat_id:uuid}/turns", operation_id="listTurns", summary="Turns of a chat", responses=problems(404))
async def list_turns(
    request: ApiRequest,
    chat_id: FromPath[UUID],
    cursor: PageCursor = None,
    limit: PageLimit = 20,
    order: InOrder = Order.NEWEST,
) -> TurnList:
    direct, owner, where = request.wiring.direct, request.user.user_id, position(cursor, UUID)
    await use_cases.get_chat(direct, owner, chat_id)
    if order is Order.NEWEST:
        turns = await direct.chats.turns(owner, chat_id, before=where, limit=limit + 1)
    else:
        turns = await direct.chats.turns_after(owner, chat_id, after=where, limit=limit + 1)
    items = tuple(turn_view(turn) for turn in turns[:limit])
    return TurnList(items=items, next=str(items[-1].id) if len(turns) > limit else None)


@get(
    "/{chat_id:uuid}/turns/{turn_id:uuid}",
    operation_id="getTurn",
    summary="One turn, as far as it is answered",
    responses=problems(404),
)
async def get_turn(request: ApiRequest, chat_id: FromPath[UUID], turn_id: FromPath[UUID]) -> TurnView:
    return turn_view(await use_cases.get_turn(request.wiring.direct, request.user.user_id, chat_id, turn_id))


@delete(
    "/{chat_id:uuid}/turns/{turn_id:uuid}",
    operation_id="stopTurn",
    summary="Stop an answer; what was said so far is kept",
    description="Of a turn that has ended it changes nothing.",
    status_code=200,
    responses=problems(404),
)
async def stop_turn(request: ApiRequest, chat_id: FromPath[UUID], turn_id: FromPath[UUID]) -> TurnView:
    desk, owner = request.wiring.chat_desk, request.user.user_id
    return turn_view(await use_cases.stop_turn(desk, owner, chat_id, turn_id))


@get(
    "/{chat_id:uuid}/turns/{turn_id:uuid}/seen",
    operation_id="getTurnSeen",
    summary="What the coach sees of the caller: the parts that an answer was made from",
    description="Values as they are now. Of a turn without an answer: everything that the coach would see.",
    responses=problems(404),
)
async def get_seen(request: ApiRequest, chat_id: FromPath[UUID], turn_id: FromPath[UUID]) -> SeenList:
    wiring, owner = request.wiring, request.user.user_id
    turn = await use_cases.get_turn(wiring.direct, owner, chat_id, turn_id)
    locale = turn.answer.locale if turn.answer else turn.locale
    async with wiring.uow() as work:
        facts = await load_facts(
            work, owner, locale, catalogue=load_catalogue(), clock=wiring.clock, aside=asyncio.to_thread
        )
    names = turn.answer.seen if turn.answer else None
    return SeenList(
        items=tuple(
            SeenView(name=each.name, label=each.label, value=each.value)
            for each in seen(facts)
            if names is None or each.name in names
        )
    )


@post(
    "/{chat_id:uuid}/turns/{turn_id:uuid}/proposals/{number:int}",
    operation_id="decideProposal",
    summary="Accept or decline what the coach proposes",
    description=(
        "Accepting does it, through the same rules as the app's own routes, and tells what it made in `result`: "
        "`plan_id`, `job_id` or `events`. The same word again gives the same reply; the other word is 409 "
        "`proposal_decided`. What cannot be done is a 409 that says why, and the proposal stays open."
    ),
    status_code=200,
    responses=problems(404, 409, 413, 415),
)
async def decide_proposal(
    request: ApiRequest, chat_id: FromPath[UUID], turn_id: FromPath[UUID], number: FromPath[int], data: DecisionBody
) -> Proposal:
    wiring, owner = request.wiring, request.user.user_id
    turn = await use_cases.get_turn(wiring.direct, owner, chat_id, turn_id)

    async def execute(proposal: Proposal) -> Mapping[str, object]:
        return await confirm(wiring.coach_desk, wiring.event_desk, wiring.plan_desk, owner, turn_id, proposal)

    return await use_cases.decide(wiring.chat_desk, owner, turn, number, accept=data.accept, execute=execute)


router = Router(
    "/api/chats",
    route_handlers=[
        open_chat, list_chats, get_chat, rename_chat, delete_chat, ask, list_turns, get_turn, stop_turn,
        get_seen, decide_proposal,
    ],
    tags=["chats"],
)  # fmt: skip
