"""Ask for a plan; read and compare the versions."""

from uuid import UUID

import msgspec
from litestar import Response, Router, get, post
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, JSONBody

from api.http.cursors import PageCursor, PageLimit, position
from api.http.idempotency import IdempotencyKey, Reply, once
from api.http.profile import read
from api.openapi import OptionalBody, problems
from api.request import ApiRequest
from api.schemas.coaching import (
    JobLinks,
    PlanAccepted,
    PlanList,
    PlanRequest,
    PlanView,
    plan_summary,
    plan_view,
)
from domain.coaching import use_cases
from domain.coaching.use_cases import PlanDifference, PlanOrder
from domain.jobs.events import topic
from domain.jobs.job import JobState
from domain.ports import KeyedReply, StoredReply


@post(
    "/",
    operation_id="requestPlan",
    summary="Ask for a plan; a job makes it",
    status_code=202,
    responses={
        202: ResponseSpec(PlanAccepted, generate_examples=False, description="The job that makes the plan"),
        **problems(409, 413, 415),
    },
    opt={"zone": "plans"},
    operation_class=OptionalBody,
)
async def request_plan(
    request: ApiRequest,
    data: JSONBody[PlanRequest | None] = None,
    idempotency_key: IdempotencyKey = None,
) -> Response[bytes]:
    wiring, owner, asked = request.wiring, request.user.user_id, data or PlanRequest()
    given = bytes(asked.profile) not in (b"", b"null")
    profile, understood = read(asked.profile, "profile.") if given else (None, None)
    order = PlanOrder(
        job_id=wiring.ids.new(), reason=asked.reason, profile=profile, seed=asked.seed, engine=asked.engine
    )
    accepted = PlanAccepted(
        job_id=order.job_id,
        state=JobState.QUEUED,
        links=JobLinks(job=f"/api/jobs/{order.job_id}", socket_topic=topic(order.job_id)),
        unknown_fields=understood.unknown if understood else (),
        notes=understood.notes if understood else (),
    )

    async def effect(keyed: KeyedReply | None) -> StoredReply | None:
        return await use_cases.request_plan(wiring.plan_desk, owner, order, keyed)

    return await once(request, idempotency_key, Reply(status=202, body=msgspec.json.encode(accepted)), effect)


@get("/", operation_id="listPlans", summary="Plan versions, newest first", responses=problems())
async def list_plans(request: ApiRequest, cursor: PageCursor = None, limit: PageLimit = 20) -> PlanList:
    plans = await use_cases.list_plans(
        request.wiring.direct, request.user.user_id, before=position(cursor, int), limit=limit + 1
    )
    items = tuple(plan_summary(plan) for plan in plans[:limit])
    return PlanList(items=items, next=str(items[-1].version) if len(plans) > limit else None)


@get("/current", operation_id="getCurrentPlan", summary="The newest plan version", responses=problems(404))
async def get_current_plan(request: ApiRequest) -> PlanView:
    return plan_view(await use_cases.current_plan(request.wiring.direct, request.user.user_id))


@get("/{plan_id:uuid}", operation_id="getPlan", summary="One plan version", responses=problems(404))
async def get_plan(request: ApiRequest, plan_id: FromPath[UUID]) -> PlanView:
    return plan_view(await use_cases.get_plan(request.wiring.direct, request.user.user_id, plan_id))


@get(
    "/{plan_id:uuid}/diff/{other_id:uuid}",
    operation_id="comparePlans",
    summary="What the other version changes",
    responses=problems(404),
)
async def compare_plans(request: ApiRequest, plan_id: FromPath[UUID], other_id: FromPath[UUID]) -> PlanDifference:
    return await use_cases.compare_plans(request.wiring.direct, request.user.user_id, plan_id, other_id)


router = Router(
    "/api/plans",
    route_handlers=[request_plan, list_plans, get_current_plan, get_plan, compare_plans],
    tags=["plans"],
)
