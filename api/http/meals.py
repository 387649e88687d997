"""Meal plans: ask for one, read it, swap a meal, ideas for a meal, the shopping list, the picture for the fridge."""

import asyncio
from datetime import date
from functools import partial
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Response, Router, get, post
from litestar.enums import RequestEncodingType
from litestar.openapi.datastructures import ResponseSpec
from litestar.openapi.spec import Example
from litestar.params import BodyKwarg, FromPath, QueryParameter

from adapters.pictures.week import week_picture
from api.http.idempotency import IdempotencyKey, Reply, once
from api.http.nutrition import Day, ShowNumbers
from api.openapi import problems
from api.request import ApiRequest
from api.schemas.coaching import JobLinks
from api.schemas.meals import (
    MealKind,
    MealsAccepted,
    MealsRequest,
    MealsView,
    SuggestionView,
    SwapRequest,
    meals_view,
    suggestion_view,
)
from domain.errors import FieldProblem, InvalidInput
from domain.jobs.events import topic
from domain.jobs.job import JobState
from domain.meals import use_cases
from domain.meals.ideas import MealIdea, Place, suggest_meal, swap_meal
from domain.meals.shopping import ShoppingList
from domain.meals.types import MealSlot
from domain.meals.use_cases import MealOrder
from domain.meals.versions import MealPlanVersion, MealReason
from domain.meals.view import WeekView, week_view
from domain.ports import KeyedReply, StoredReply
from domain.profile import Locale

SVG = "image/svg+xml"

_REQUESTS = (
    Example(id="week", value={"kind": "week", "starts_on": "2026-11-23", "wishes": {"max_minutes": 30}}),
    Example(id="day", value={"kind": "day", "starts_on": "2026-11-23", "wishes": {"budget": "low"}}),
    Example(
        id="meal",
        value={"kind": "meal", "slot": "dinner", "available_ingredients": ["chickpeas", "courgettes", "طماطم"]},
    ),
)
_SWAP = Example(id="dinner", value={"day": "2026-11-25", "slot": "dinner"})

MealsBody = Annotated[
    MealsRequest,
    BodyKwarg(
        media_type=RequestEncodingType.JSON,
        description="Seven days, one day, or ideas for one meal of what is in the kitchen.",
        examples=list(_REQUESTS),
    ),
]
SwapBody = Annotated[
    SwapRequest,
    BodyKwarg(media_type=RequestEncodingType.JSON, description="The meal to replace.", examples=[_SWAP]),
]
InLocale = Annotated[Locale | None, QueryParameter(description="The language of names; the plan's own by default.")]
From = Annotated[date, QueryParameter(name="from", description="First day.")]
To = Annotated[date, QueryParameter(name="to", description="Last day, included.")]


@post(
    "/",
    operation_id="requestMeals",
    summary="Plan a week or a day (a job makes it), or get ideas for one meal at once",
    status_code=202,
    responses={
        200: ResponseSpec(SuggestionView, generate_examples=False, description="Ideas for the meal, of kind `meal`"),
        202: ResponseSpec(MealsAccepted, generate_examples=False, description="The job that makes the meal plan"),
        **problems(409, 413, 415),
    },
    opt={"zone": "meals"},
)
async def request_meals(
    request: ApiRequest, data: MealsBody, idempotency_key: IdempotencyKey = None
) -> Response[bytes]:
    day = data.starts_on or request.wiring.clock.now().date()
    if data.kind is MealKind.MEAL:
        idea = await _ideas(request, data, day)
        return Response(msgspec.json.encode(idea), status_code=200, media_type="application/json")
    if data.slot is not None:
        problem = FieldProblem(
            field="slot", message=f"given for kind {data.kind.value!r}", allowed="only for kind meal"
        )
        raise InvalidInput("The request cannot be used.", (problem,))
    wiring, owner = request.wiring, request.user.user_id
    order = MealOrder(
        job_id=wiring.ids.new(),
        reason=MealReason(data.kind.value),
        starts_on=day,
        wishes=data.wishes,
        available=data.available_ingredients,
        seed=data.seed,
    )
    accepted = MealsAccepted(
        job_id=order.job_id,
        state=JobState.QUEUED,
        links=JobLinks(job=f"/api/jobs/{order.job_id}", socket_topic=topic(order.job_id)),
    )

    async def effect(keyed: KeyedReply | None) -> StoredReply | None:
        return await use_cases.request_meals(wiring.meal_desk, owner, order, keyed)

    return await once(request, idempotency_key, Reply(status=202, body=msgspec.json.encode(accepted)), effect)


async def _ideas(request: ApiRequest, data: MealsRequest, day: date) -> SuggestionView:
    desk = request.wiring.meal_desk
    use_cases.check_start(day, desk.clock.now().date())
    available = use_cases.foods_at_hand(data.available_ingredients, desk.larder)
    who = await use_cases.eating(desk, request.user.user_id)
    asked = MealIdea(
        day=day,
        slot=data.slot or MealSlot.LUNCH,
        wishes=data.wishes,
        available=available,
        seed=data.seed or 0,
    )
    async with request.wiring.solving:
        ideas = await asyncio.to_thread(suggest_meal, who.profile, who.needs, asked, desk.larder, request.wiring.solver)
    return suggestion_view(ideas, asked, who.needs, desk.larder, hide=who.needs.hide_numbers)


async def _shown(
    request: ApiRequest, plan: MealPlanVersion, locale: Locale | None, *, show_numbers: bool
) -> tuple[WeekView, int | None]:
    """The plan as its owner may see it now, and the number of the newest profile: what that says of numbers counts."""
    wiring, document = request.wiring, use_cases.document_of(plan)
    who = await use_cases.eating_if_any(wiring.meal_desk, request.user.user_id)
    hide = not show_numbers and (document.hide_numbers or (who is not None and who.needs.hide_numbers))
    return week_view(document, wiring.larder, locale, hide=hide), who.version if who else None


@get("/", operation_id="getMeals", summary="The meal plan of a date: its newest version", responses=problems(404))
async def get_current(
    request: ApiRequest, day: Day = None, locale: InLocale = None, *, show_numbers: ShowNumbers = False
) -> MealsView:
    on = day or request.wiring.clock.now().date()
    plan = await use_cases.meals_on(request.wiring.direct, request.user.user_id, on)
    return meals_view(plan, *await _shown(request, plan, locale, show_numbers=show_numbers))


@get("/{plan_id:uuid}", operation_id="getMealPlan", summary="One version of a meal plan", responses=problems(404))
async def get_one(
    request: ApiRequest, plan_id: FromPath[UUID], locale: InLocale = None, *, show_numbers: ShowNumbers = False
) -> MealsView:
    plan = await use_cases.get_meals(request.wiring.direct, request.user.user_id, plan_id)
    return meals_view(plan, *await _shown(request, plan, locale, show_numbers=show_numbers))


@post(
    "/{plan_id:uuid}/swap",
    operation_id="swapMeal",
    summary="Another meal in one slot; the rest of the day stays, and its targets still hold",
    status_code=201,
    responses={
        201: ResponseSpec(MealsView, generate_examples=False, description="The new version"),
        **problems(404, 409, 413, 415),
    },
    opt={"zone": "meals"},
)
async def swap(
    request: ApiRequest, plan_id: FromPath[UUID], data: SwapBody, idempotency_key: IdempotencyKey = None
) -> Response[bytes]:
    wiring, desk, owner = request.wiring, request.wiring.meal_desk, request.user.user_id
    plan = await use_cases.get_meals(wiring.direct, owner, plan_id)
    who = await use_cases.eating(desk, owner)
    place = Place(day=data.day, slot=data.slot, meal=data.meal)
    change = partial(swap_meal, place=place, seed=data.seed)
    async with wiring.solving:
        document = await asyncio.to_thread(
            change, who.profile, who.needs, use_cases.document_of(plan), desk.larder, wiring.solver
        )
    made = await use_cases.swapped(desk, who, owner, plan, document)
    hide = document.hide_numbers or who.needs.hide_numbers
    body = msgspec.json.encode(meals_view(made.plan, week_view(document, desk.larder, hide=hide), who.version))

    async def effect(keyed: KeyedReply | None) -> StoredReply | None:
        return await use_cases.store_swap(desk, made, keyed)

    return await once(request, idempotency_key, Reply(status=201, body=body), effect)


@get(
    "/shopping-list",
    operation_id="getShoppingList",
    summary="What to buy for some days, by aisle",
    responses=problems(),
)
async def get_shopping(request: ApiRequest, start: From, end: To, locale: InLocale = None) -> ShoppingList:
    return await use_cases.shopping(request.wiring.meal_desk, request.user.user_id, start, end, locale)


@get(
    "/{plan_id:uuid}/picture.svg",
    operation_id="getMealsPicture",
    summary="The meal plan as a picture for the fridge",
    media_type=SVG,
    responses={
        200: ResponseSpec(str, generate_examples=False, description="The picture", media_type=SVG),
        **problems(404),
    },
)
async def get_picture(
    request: ApiRequest, plan_id: FromPath[UUID], locale: InLocale = None, *, show_numbers: ShowNumbers = False
) -> Response[str]:
    plan = await use_cases.get_meals(request.wiring.direct, request.user.user_id, plan_id)
    shown, _ = await _shown(request, plan, locale, show_numbers=show_numbers)
    return Response(await asyncio.to_thread(week_picture, shown), media_type=SVG)


router = Router(
    "/api/meals",
    route_handlers=[request_meals, get_current, get_shopping, get_one, swap, get_picture],
    tags=["meals"],
)
