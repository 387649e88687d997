"""Daily targets, and the log of what was eaten."""

from datetime import date
from typing import Annotated
from uuid import UUID

from litestar import Response, Router, delete, get, post
from litestar.enums import RequestEncodingType
from litestar.openapi.datastructures import ResponseSpec
from litestar.openapi.spec import Example
from litestar.params import BodyKwarg, FromPath, QueryParameter

from api.openapi import problems
from api.request import ApiRequest
from api.schemas.nutrition import (
    LogDayView,
    LoggedView,
    LogRequest,
    TargetsView,
    left,
    logged_view,
    targets_view,
)
from domain.errors import NotFound
from domain.meals import diary, use_cases
from domain.meals.diary import ToLog

_EATEN = (
    Example(
        id="dish",
        value={
            "id": "0198f0c2-7d5a-7c3e-9a51-3f7a0f5f0c11",
            "eaten_at": "2026-11-23T12:30:00+01:00",
            "eaten": {"kind": "dish", "dish_id": "lentil-soup", "portions": 1.5},
        },
    ),
    Example(
        id="food",
        value={
            "id": "0198f0c2-7d5a-7c3e-9a51-3f7a0f5f0c12",
            "eaten_at": "2026-11-23T16:00:00+01:00",
            "eaten": {"kind": "food", "food_id": "banana", "grams": 120},
        },
    ),
    Example(
        id="quick",
        value={
            "id": "0198f0c2-7d5a-7c3e-9a51-3f7a0f5f0c13",
            "eaten_at": "2026-11-23T20:10:00+01:00",
            "eaten": {"kind": "quick", "name": "wedding dinner", "kcal": 900},
        },
    ),
)

LogBody = Annotated[
    LogRequest,
    BodyKwarg(
        media_type=RequestEncodingType.JSON,
        description="A dish of ours, a weighed food, or figures off a label.",
        examples=list(_EATEN),
    ),
]

Day = Annotated[date | None, QueryParameter(description="A date; today (UTC) when it is left out.")]


ShowNumbers = Annotated[
    bool,
    QueryParameter(
        description="Show figures to a person with a history of an eating disorder: only when they ask for them."
    ),
]


@get(
    "/targets",
    operation_id="getNutritionTargets",
    summary="Daily energy, macros, fibre and water, on training and on rest days, with the reasons",
    responses=problems(404),
)
async def get_targets(request: ApiRequest, *, show_numbers: ShowNumbers = False) -> TargetsView:
    needs = await use_cases.needs_if_any(request.wiring.meal_desk, request.user.user_id)
    if needs is None:
        raise NotFound("There is no profile yet.")
    return targets_view(needs, hide=needs.hide_numbers and not show_numbers)


@post(
    "/log",
    operation_id="logFood",
    summary="Log something eaten; the same id again changes nothing",
    responses={
        200: ResponseSpec(LoggedView, generate_examples=False, description="It was there already"),
        201: ResponseSpec(LoggedView, generate_examples=False, description="Logged"),
        **problems(409, 413, 415),
    },
)
async def log_food(request: ApiRequest, data: LogBody) -> Response[LoggedView]:
    told = ToLog(client_id=data.id, eaten_at=data.eaten_at, eaten=data.eaten)
    stored, new = await diary.log_food(request.wiring.log_desk, request.user.user_id, told)
    needs = await use_cases.needs_if_any(request.wiring.meal_desk, request.user.user_id)
    hide = needs is not None and needs.hide_numbers
    return Response(logged_view(stored, hide=hide), status_code=201 if new else 200)


@get("/log", operation_id="getFoodLog", summary="A day of the log, against its targets", responses=problems())
async def get_log(request: ApiRequest, day: Day = None, *, show_numbers: ShowNumbers = False) -> LogDayView:
    wiring, owner = request.wiring, request.user.user_id
    on = day or wiring.clock.now().date()
    entries = await diary.log_of(wiring.direct, owner, on, on)
    needs = await use_cases.needs_if_any(wiring.meal_desk, owner)
    hide = needs is not None and needs.hide_numbers and not show_numbers
    totals = None if hide else diary.sums(entries)
    targets = None if hide or needs is None else needs.on(on)
    return LogDayView(
        day=on,
        entries=tuple(logged_view(entry, hide=hide) for entry in entries),
        totals=totals,
        targets=targets,
        left=left(targets, totals) if targets and totals else None,
        training=needs is not None and needs.trains(on),
        numbers_hidden=hide,
    )


@delete(
    "/log/{entry_id:uuid}",
    operation_id="deleteLoggedFood",
    summary="Delete an entry of the log",
    status_code=204,
    responses=problems(404),
)
async def delete_logged(request: ApiRequest, entry_id: FromPath[UUID]) -> None:
    await diary.unlog(request.wiring.direct, request.user.user_id, entry_id)


router = Router("/api/nutrition", route_handlers=[get_targets, log_food, get_log, delete_logged], tags=["nutrition"])
