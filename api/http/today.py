"""Today's session: the plan as it is to be done on the day, for the person as they are."""

from datetime import date
from typing import Annotated

from litestar import Router, get
from litestar.params import QueryParameter

from api.openapi import problems
from api.request import ApiRequest
from domain.adaptation.session import TodaySession
from domain.adaptation.use_cases import session_on
from domain.events.use_cases import look_again
from domain.profile import Weekday

OnDay = Annotated[date | None, QueryParameter(description="Today, by the device that reported last, when left out.")]
OfWeekday = Annotated[Weekday | None, QueryParameter(description="Do this day of the plan instead.")]
Minutes = Annotated[int | None, QueryParameter(ge=5, le=600, description="Time there is, in place of what was told.")]


@get(
    "/",
    operation_id="getToday",
    summary="The day's session: exercises, sets, loads, and the reason for each number",
    description="Current to the last recorded event. `kind` says what day it is; only `train` has exercises.",
    responses=problems(404, 409),
)
async def get_today(
    request: ApiRequest, date: OnDay = None, weekday: OfWeekday = None, minutes: Minutes = None
) -> TodaySession:
    wiring, owner = request.wiring, request.user.user_id
    await look_again(wiring.event_desk, owner, await wiring.direct.events.head(owner))
    return await session_on(wiring.coach_desk, owner, date, weekday=weekday, minutes=minutes)


router = Router("/api/today", route_handlers=[get_today], tags=["training"])
