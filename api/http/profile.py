"""The caller's profile: in the dissertation's shape and its extensions."""

from functools import cache
from typing import Annotated

import msgspec
from litestar import Router, get, put
from litestar.enums import RequestEncodingType
from litestar.openapi.spec import Example
from litestar.params import BodyKwarg, QueryParameter
from msgspec import Raw

from api.openapi import OPEN, problems
from api.request import ApiRequest
from api.schemas.coaching import ProfileView, profile_view
from domain.coaching import use_cases
from domain.errors import InvalidInput
from domain.profile import Locale
from domain.profile_reader import ReadProfile, profile_schema, read_profile

EXAMPLE = {
    "personal_info": {"age": 34, "gender": "female", "height": 168, "weight": 63, "fitness_level": "beginner"},
    "goals": ["general_fitness"],
    "preferences": {"workout_duration": 45, "days_per_week": 3, "equipment_access": "home_gym"},
    "constraints": {"injuries": ["left knee"]},
}

ProfileBody = Annotated[
    Raw,
    BodyKwarg(
        media_type=RequestEncodingType.JSON,
        description="JSON Schema: GET /api/profile/schema. Other spellings, units and languages are read too.",
        examples=[Example(value=EXAMPLE)],
    ),
]


SchemaLocale = Annotated[Locale, QueryParameter(description="The language of the descriptions.")]


def read(raw: Raw, where: str = "") -> tuple[Raw, ReadProfile]:
    """A profile as it will be stored, and what was understood of it.

    Raises `InvalidInput` naming every problem, with fields that begin with `where`.

    It is stored as given, written anew: what JSON allows twice, or in numbers no database holds, is gone by then.
    """
    try:
        understood = read_profile(bytes(raw))
    except InvalidInput as error:
        problems_there = (msgspec.structs.replace(each, field=where + each.field) for each in error.problems)
        raise InvalidInput(error.message, tuple(problems_there)) from error
    return Raw(msgspec.json.encode(msgspec.json.decode(raw))), understood


@get("/", operation_id="getProfile", summary="The latest profile", responses=problems(404))
async def get_profile(request: ApiRequest) -> ProfileView:
    return profile_view(await use_cases.get_profile(request.wiring.direct, request.user.user_id))


@put("/", operation_id="putProfile", summary="Store a new version of the profile", responses=problems(413, 415))
async def put_profile(request: ApiRequest, data: ProfileBody) -> ProfileView:
    raw, understood = read(data)
    stored = await use_cases.put_profile(request.wiring.uow, request.user.user_id, raw, request.wiring.clock)
    return profile_view(stored, understood.unknown, understood.notes)


@get("/schema", operation_id="getProfileSchema", summary="JSON Schema of the profile", responses=problems(), **OPEN)
async def get_schema(locale: SchemaLocale = Locale.EN) -> Raw:
    return _schema(locale)


@cache
def _schema(locale: Locale) -> Raw:
    return Raw(msgspec.json.encode(profile_schema(locale)))


router = Router("/api/profile", route_handlers=[get_profile, put_profile, get_schema], tags=["profile"])
