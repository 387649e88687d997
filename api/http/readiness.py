"""How ready the person is: today with its inputs, and day by day."""

import asyncio
from datetime import date, timedelta
from typing import Annotated

from litestar import Response, Router, get
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import QueryParameter

from adapters.pictures.readiness import readiness_chart
from api.openapi import problems
from api.request import ApiRequest
from api.schemas.readiness import ReadinessSeries, ReadinessView, readiness_point, readiness_view
from domain.catalogue.loader import load_catalogue
from domain.errors import FieldProblem, InvalidInput
from domain.profile import Locale
from domain.profile_reader import read_profile
from domain.readiness.assess import readiness_of, readiness_series
from domain.readiness.types import Readiness
from domain.readiness.use_cases import days_of_records, records_before
from domain.training.fold import TrainingFold

SVG = "image/svg+xml"
MOST_DAYS = 90
FURTHEST_BACK = timedelta(days=60)
"""The training state holds the check-ins and sessions of so many days."""

OnDay = Annotated[
    date | None, QueryParameter(name="date", description="Today, by the device that reported last, when left out.")
]
InLocale = Annotated[
    Locale | None, QueryParameter(description="The language of the texts; that of the profile when left out.")
]
Days = Annotated[int, QueryParameter(ge=1, le=MOST_DAYS, description="How many days, up to today.")]


@get(
    "/",
    operation_id="getReadiness",
    summary="Readiness on a day, what it is made of, and what it changes",
    description="Readiness may hold or reduce a session and never raises it. What is not known lowers `confidence`.",
    responses=problems(),
)
async def get_readiness(request: ApiRequest, day: OnDay = None, locale: InLocale = None) -> ReadinessView:
    today = await request.wiring.day_of(request.user.user_id)
    on = day or today
    if not today - FURTHEST_BACK <= on <= today:
        allowed = f"{today - FURTHEST_BACK} to {today}"
        problem = FieldProblem(field="date", message=f"{on} is out of reach", allowed=allowed)
        raise InvalidInput("The request cannot be used.", (problem,))
    language = locale or await _locale(request)
    (readiness,) = await _readiness(request, on, 1, language)
    return readiness_view(readiness, language)


@get(
    "/series",
    operation_id="getReadinessSeries",
    summary="Readiness day by day, up to today",
    responses=problems(),
)
async def get_series(request: ApiRequest, days: Days = 30) -> ReadinessSeries:
    today = await request.wiring.day_of(request.user.user_id)
    found = await _readiness(request, today, days, Locale.EN)
    return ReadinessSeries(items=tuple(readiness_point(each) for each in found))


@get(
    "/chart.svg",
    operation_id="getReadinessChart",
    summary="The series as a picture",
    media_type=SVG,
    responses={
        200: ResponseSpec(str, generate_examples=False, description="The picture", media_type=SVG),
        **problems(),
    },
)
async def get_chart(request: ApiRequest, days: Days = 30, locale: InLocale = None) -> Response[str]:
    today = await request.wiring.day_of(request.user.user_id)
    language = locale or await _locale(request)
    found = await _readiness(request, today, days, language)
    return Response(await asyncio.to_thread(readiness_chart, found, language), media_type=SVG)


async def _readiness(request: ApiRequest, last: date, count: int, locale: Locale) -> tuple[Readiness, ...]:
    """Readiness of `count` days up to `last`."""
    wiring, owner = request.wiring, request.user.user_id
    training = await wiring.state_of(owner, TrainingFold(load_catalogue()), last)
    records = await records_before(wiring.direct, owner, last, span=count)
    dates = [last - timedelta(days=back) for back in range(count - 1, -1, -1)]

    def found() -> tuple[Readiness, ...]:
        days = days_of_records(records, last)
        if count == 1:
            return (readiness_of(training, days, last, locale),)
        return readiness_series(training, days, dates, locale)

    return await asyncio.to_thread(found)


async def _locale(request: ApiRequest) -> Locale:
    stored = await request.wiring.direct.profiles.latest(request.user.user_id)
    return Locale.EN if stored is None else read_profile(bytes(stored.raw)).profile.locale


router = Router("/api/readiness", route_handlers=[get_readiness, get_series, get_chart], tags=["training"])
