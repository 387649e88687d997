"""The training history: summary and sessions, series and charts, import and export."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import partial
from typing import Annotated, Final

import msgspec
from litestar import Response, Router, get, post
from litestar.openapi.datastructures import ResponseSpec
from litestar.openapi.spec import OpenAPIMediaType, Operation, RequestBody, Schema
from litestar.openapi.spec.enums import OpenAPIType
from litestar.params import FromPath, HeaderParameter, QueryParameter
from litestar.response import Stream

from adapters.pictures.charts import chart
from api.errors import UnsupportedMediaType
from api.http.cursors import PageCursor, PageLimit, position
from api.openapi import problems
from api.request import ApiRequest
from api.schemas.history import (
    HistoryView,
    ImportView,
    SeriesView,
    import_view,
    series_view,
    session_view,
    summary_view,
)
from domain.catalogue.loader import load_catalogue
from domain.errors import FieldProblem, InvalidInput
from domain.events.use_cases import record_events
from domain.profile import Locale, Profile, Units
from domain.profile_reader import read_profile
from domain.training.exchange.exporting import csv_of
from domain.training.exchange.importing import Clock, read_import
from domain.training.exchange.table import MOST_BYTES
from domain.training.fold import TrainingFold
from domain.training.series import SeriesName, Window, series_of
from domain.training.state import Training
from domain.training.use_cases import all_sessions, json_export, session_page, useful_sets

SVG = "image/svg+xml"


class ChartFile(StrEnum):
    """The pictures, by the series that they show."""

    STRENGTH = "strength.svg"
    TONNAGE = "tonnage.svg"
    SETS = "sets.svg"
    ADHERENCE = "adherence.svg"
    LOAD = "load.svg"
    WEIGHT = "weight.svg"
    RECORDS = "records.svg"

    @property
    def series(self) -> SeriesName:
        """The series behind the picture."""
        return SeriesName(self.value.removesuffix(".svg"))


DEFAULT_SPAN: Final = timedelta(days=182)
LONGEST_SPAN: Final = timedelta(days=366 * 5)

_CSV_TYPES: Final = frozenset({"text/csv", "text/plain", "application/csv", "application/vnd.ms-excel"})

Exercise = Annotated[str, QueryParameter(max_length=80, description="A catalogue id, for strength and records.")]
From = Annotated[date | None, QueryParameter(name="from", description="First day; half a year before the last.")]
To = Annotated[date | None, QueryParameter(name="to", description="Last day, included; today.")]
InLocale = Annotated[Locale | None, QueryParameter(description="The language; the profile's by default.")]
IfNoneMatch = Annotated[str | None, HeaderParameter(name="If-None-Match", description="An earlier ETag.")]
DryRun = Annotated[bool, QueryParameter(description="Only say what would be recorded.")]
InUnits = Annotated[Units, QueryParameter(description="Units of columns that say none (Strong's weight and distance).")]


@get(
    "/",
    operation_id="getHistory",
    summary="Where the person stands, and the latest sessions set by set",
    responses=problems(),
)
async def get_history(request: ApiRequest, limit: PageLimit = 20, cursor: PageCursor = None) -> HistoryView:
    wiring, owner = request.wiring, request.user.user_id
    before = position(cursor, date.fromisoformat)
    day = await wiring.day_of(owner)
    catalogue = load_catalogue()
    training = await wiring.state_of(owner, TrainingFold(catalogue), day)
    last = max(day, training.day or day)  # a session logged just past midnight is tomorrow's already
    page = await session_page(
        wiring.direct.events, owner, before or last + timedelta(days=1), training.first, limit, asyncio.to_thread
    )
    return HistoryView(
        summary=summary_view(training, day, catalogue) if before is None else None,
        sessions=tuple(session_view(each, catalogue) for each in page.sessions),
        next=page.before.isoformat() if page.before else None,
    )


@get(
    "/series/{name:str}",
    operation_id="getHistorySeries",
    summary="A series over time: strength, tonnage, hard sets, adherence, load, weight, records",
    responses=problems(),
)
async def get_series(
    request: ApiRequest,
    name: FromPath[SeriesName],
    exercise: Exercise = "",
    start: From = None,
    end: To = None,
    locale: InLocale = None,
) -> SeriesView:
    profile, catalogue = await _profile(request), load_catalogue()
    training, window = await _asked(request, exercise, start, end)
    found = series_of(name, training, window, useful_sets(profile, catalogue))
    return series_view(found, catalogue, locale or _language(profile))


@get(
    "/charts/{picture:str}",
    operation_id="getHistoryChart",
    summary="A series as a picture",
    description="With an earlier ETag in If-None-Match the answer is 304 while the picture is the same.",
    media_type=SVG,
    responses={
        200: ResponseSpec(str, generate_examples=False, description="The picture", media_type=SVG),
        **problems(),
    },
)
async def get_chart(
    request: ApiRequest,
    picture: FromPath[ChartFile],
    exercise: Exercise = "",
    start: From = None,
    end: To = None,
    locale: InLocale = None,
    if_none_match: IfNoneMatch = None,
) -> Response[str]:
    profile = await _profile(request)
    training, window = await _asked(request, exercise, start, end)
    catalogue = load_catalogue()
    names = {id_: catalogue.exercises[id_].name for id_ in training.exercises if id_ in catalogue.exercises}
    language = locale or _language(profile)

    def drawn() -> str:
        return chart(series_of(picture.series, training, window, useful_sets(profile, catalogue)), language, names)

    svg = await asyncio.to_thread(drawn)
    tag = f'"{hashlib.sha256(svg.encode()).hexdigest()[:32]}"'
    headers = {"etag": tag, "cache-control": "private, no-cache"}
    if if_none_match is not None and tag in if_none_match:
        return Response("", status_code=304, headers=headers, media_type=SVG)
    return Response(svg, headers=headers, media_type=SVG)


async def _profile(request: ApiRequest) -> Profile | None:
    stored = await request.wiring.direct.profiles.latest(request.user.user_id)
    return None if stored is None else read_profile(bytes(stored.raw)).profile


def _language(profile: Profile | None) -> Locale:
    return profile.locale if profile else Locale.EN


async def _asked(request: ApiRequest, exercise: str, start: date | None, end: date | None) -> tuple[Training, Window]:
    """The person's state, and the window asked for. Raises `InvalidInput` for one that cannot be."""
    wiring, owner, catalogue = request.wiring, request.user.user_id, load_catalogue()
    day = await wiring.day_of(owner)
    last = end or day
    first = start or last - DEFAULT_SPAN
    found = []
    if not first <= last <= first + LONGEST_SPAN:
        found.append(FieldProblem(field="from", message=first.isoformat(), allowed=f"up to 5 years before {last}"))
    if exercise and exercise not in catalogue.exercises:
        found.append(FieldProblem(field="exercise", message=repr(exercise), allowed="a catalogue id"))
    if found:
        raise InvalidInput("The request cannot be used.", tuple(found))
    training = await wiring.state_of(owner, TrainingFold(catalogue), day)
    return training, Window(start=first, end=last, exercise=exercise)


# --- import and export ---


@dataclass
class CsvOperation(Operation):
    """`operation_class` of a route whose body is a CSV file."""

    def __post_init__(self) -> None:
        """Say what the body is."""
        self.request_body = RequestBody(
            description="An export of Strong, Hevy or FitAI, up to 5 MB and 50,000 rows.",
            required=True,
            content={"text/csv": OpenAPIMediaType(schema=Schema(type=OpenAPIType.STRING))},
        )


@post(
    "/import",
    operation_id="importHistory",
    summary="Take in an export of Strong, Hevy or FitAI; the same file again changes nothing",
    description=(
        "Ids come from the place of each set, so an import can be repeated, and a later export of the same app adds"
        " only what is new; no Idempotency-Key is needed. Exercises are known by their usual names and never guessed:"
        " unknown ones are left out and listed with the nearest names. Times are those of the person's own clock."
    ),
    status_code=200,
    responses={
        200: ResponseSpec(
            ImportView, generate_examples=False, description="What the file holds, and what was recorded"
        ),
        **problems(413, 415),
    },
    opt={"zone": "uploads"},
    request_max_body_size=MOST_BYTES,
    operation_class=CsvOperation,
)
async def import_history(
    request: ApiRequest, *, dry_run: DryRun = False, units: InUnits = Units.METRIC
) -> Response[bytes]:
    declared, _ = request.content_type
    if declared not in _CSV_TYPES:
        raise UnsupportedMediaType(f"The body is {declared or 'not declared'!r}; allowed: text/csv.")
    wiring, owner = request.wiring, request.user.user_id
    head = await wiring.direct.events.head(owner)
    clock = Clock(now=wiring.clock.now(), offset_min=head.offset_min)
    found = await asyncio.to_thread(partial(read_import, await request.body(), load_catalogue(), clock, units))
    done = None if dry_run else await record_events(wiring.event_desk, owner, found.events)
    return Response(msgspec.json.encode(import_view(found, done)), status_code=200, media_type="application/json")


@get(
    "/export.csv",
    operation_id="exportHistoryCsv",
    summary="Every set as a CSV file with Strong's columns, which other apps read",
    media_type="text/csv",
    responses={
        200: ResponseSpec(str, generate_examples=False, description="The file", media_type="text/csv"),
        **problems(),
    },
    opt={"zone": "uploads"},
)
async def export_csv(request: ApiRequest) -> Stream:
    sessions = await all_sessions(request.wiring.direct.events, request.user.user_id, asyncio.to_thread)
    return Stream(csv_of(sessions, load_catalogue()), media_type="text/csv; charset=utf-8", headers=_attached("csv"))


@get(
    "/export.json",
    operation_id="exportHistoryJson",
    summary="Every event as it was recorded",
    description="Events that the person's devices sent can be recorded again as they are (POST /api/events).",
    media_type="application/json",
    responses={200: ResponseSpec(str, generate_examples=False, description="The file"), **problems()},
    opt={"zone": "uploads"},
)
async def export_json(request: ApiRequest) -> Stream:
    chunks = request.wiring.direct.events.since(request.user.user_id, 0)
    file: AsyncIterator[bytes] = json_export(chunks, msgspec.json.encode)
    return Stream(file, media_type="application/json", headers=_attached("json"))


def _attached(ending: str) -> dict[str, str]:
    return {"content-disposition": f'attachment; filename="fitai-history.{ending}"'}


router = Router(
    "/api/history",
    route_handlers=[get_history, get_series, get_chart, import_history, export_csv, export_json],
    tags=["training"],
)
