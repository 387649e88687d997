"""Changes of the plan: what is proposed, accept or decline it; undo the last one; swap an exercise."""

from collections.abc import Awaitable, Callable
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Response, Router, get, post
from litestar.enums import RequestEncodingType
from litestar.openapi.datastructures import ResponseSpec
from litestar.openapi.spec import Example
from litestar.params import BodyKwarg, FromPath, QueryParameter

from api.http.cursors import PageCursor, PageLimit, position
from api.http.idempotency import IdempotencyKey, Reply, once
from api.openapi import problems
from api.request import ApiRequest
from api.schemas.changes import (
    ChangeList,
    ChangeOutcome,
    ChangeView,
    ExerciseSwap,
    SwapAlternatives,
    change_outcome,
    change_view,
)
from api.schemas.coaching import PlanView, plan_view
from domain.adaptation import use_cases
from domain.adaptation.changes import ChangeState, SwapExercise
from domain.adaptation.standing import Edit, PlanMoved
from domain.errors import Conflict
from domain.events.use_cases import look_again
from domain.ports import KeyedReply, StoredReply

InState = Annotated[
    ChangeState | None, QueryParameter(name="state", description="Only changes in this state; `proposed` wait.")
]
SwapBody = Annotated[
    ExerciseSwap,
    BodyKwarg(
        media_type=RequestEncodingType.JSON,
        description="Without `to`: what may take the exercise's place.",
        examples=[Example(id="swap", value={"exercise": "barbell-squat", "to": "belt-squat"})],
    ),
]


@get("/", operation_id="listChanges", summary="Changes of the plan, newest first", responses=problems())
async def list_changes(
    request: ApiRequest, cursor: PageCursor = None, limit: PageLimit = 20, in_state: InState = None
) -> ChangeList:
    wiring, owner = request.wiring, request.user.user_id
    await look_again(wiring.event_desk, owner, await wiring.direct.events.head(owner))
    changes = await wiring.direct.changes.page(
        owner, position(cursor, UUID), limit + 1, [] if in_state is None else [in_state]
    )
    items = tuple(change_view(change) for change in changes[:limit])
    return ChangeList(items=items, next=str(items[-1].id) if len(changes) > limit else None)


@get("/{change_id:uuid}", operation_id="getChange", summary="One change", responses=problems(404))
async def get_change(request: ApiRequest, change_id: FromPath[UUID]) -> ChangeView:
    return change_view(await use_cases.get_change(request.wiring.direct, request.user.user_id, change_id))


@post(
    "/{change_id:uuid}/accept",
    operation_id="acceptChange",
    summary="Make a proposed change",
    description=(
        "The change is worked out anew on the plan as it is now, and makes its next version. Accepting it again gives "
        "the same answer. A change that can no longer be made is withdrawn: 409 `stale_change`."
    ),
    status_code=200,
    responses=problems(404, 409),
)
async def accept(request: ApiRequest, change_id: FromPath[UUID]) -> ChangeOutcome:
    return change_outcome(await use_cases.accept_change(request.wiring.coach_desk, request.user.user_id, change_id))


@post(
    "/{change_id:uuid}/decline",
    operation_id="declineChange",
    summary="Turn a proposed change down",
    description="It is not proposed again for two weeks, unless its reason grows. Declining again changes nothing.",
    status_code=200,
    responses=problems(404, 409),
)
async def decline(request: ApiRequest, change_id: FromPath[UUID]) -> ChangeView:
    return change_view(await use_cases.decline_change(request.wiring.coach_desk, request.user.user_id, change_id))


@post(
    "/{plan_id:uuid}/undo",
    operation_id="undoPlan",
    summary="Put the version before the one in force in force again, as a new version",
    description="Only of the version in force, and only within one profile version. Undoing an undo brings it back.",
    status_code=201,
    responses={
        201: ResponseSpec(PlanView, generate_examples=False, description="The new version"),
        **problems(404, 409),
    },
)
async def undo(request: ApiRequest, plan_id: FromPath[UUID], idempotency_key: IdempotencyKey = None) -> Response[bytes]:
    desk, owner = request.wiring.coach_desk, request.user.user_id
    return await _edited(request, idempotency_key, lambda: use_cases.undoing(desk, owner, plan_id))


@post(
    "/{plan_id:uuid}/swap",
    operation_id="swapExercise",
    summary="Swap one exercise of the plan in force for another; its load is carried over",
    status_code=201,
    responses={
        200: ResponseSpec(SwapAlternatives, generate_examples=False, description="What may take its place (no `to`)"),
        201: ResponseSpec(PlanView, generate_examples=False, description="The new version"),
        **problems(404, 409, 413, 415),
    },
)
async def swap(
    request: ApiRequest, plan_id: FromPath[UUID], data: SwapBody, idempotency_key: IdempotencyKey = None
) -> Response[bytes]:
    desk, owner, to = request.wiring.coach_desk, request.user.user_id, data.to
    if to is None:
        found = await use_cases.swap_alternatives(desk, owner, plan_id, data.exercise, data.weekday)
        told = SwapAlternatives(exercise=data.exercise, alternatives=found)
        return Response(msgspec.json.encode(told), status_code=200, media_type="application/json")
    change = SwapExercise(exercise=data.exercise, to=to, weekday=data.weekday)
    return await _edited(request, idempotency_key, lambda: use_cases.swapping(desk, owner, plan_id, change))


async def _edited(request: ApiRequest, key: str | None, work_out: Callable[[], Awaitable[Edit]]) -> Response[bytes]:
    """Store the edit and reply with the version it made, or as the first time."""
    for _ in range(use_cases.TRIES - 1):
        try:
            return await _edited_once(request, key, work_out)
        except PlanMoved:
            continue
    return await _edited_once(request, key, work_out)


async def _edited_once(
    request: ApiRequest, key: str | None, work_out: Callable[[], Awaitable[Edit]]
) -> Response[bytes]:
    try:
        edit = await work_out()
    except Conflict as failure:
        if key is None:
            raise
        return await once(request, key, Reply(status=409, body=b""), _replay(request, failure))

    async def effect(keyed: KeyedReply | None) -> StoredReply | None:
        return await use_cases.store_keyed(request.wiring.coach_desk, edit, keyed)

    return await once(request, key, Reply(status=201, body=msgspec.json.encode(plan_view(edit.plans[-1]))), effect)


def _replay(request: ApiRequest, failure: Conflict) -> Callable[[KeyedReply | None], Awaitable[StoredReply | None]]:
    """After an edit that cannot be made: give the reply of its first time, or raise `failure`."""

    async def effect(keyed: KeyedReply | None) -> StoredReply | None:
        if keyed is None:
            raise failure
        return await use_cases.replayed(request.wiring.coach_desk, request.user.user_id, keyed, failure)

    return effect


router = Router("/api/changes", route_handlers=[list_changes, get_change, accept, decline], tags=["changes"])
plan_router = Router("/api/plans", route_handlers=[undo, swap], tags=["plans"])
