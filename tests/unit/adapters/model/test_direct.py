"""Direct mode: a plan or a typed error, and the raw text either way."""

import asyncio
from contextlib import asynccontextmanager

import msgspec
import pytest

from adapters.model.direct import read_plan, write_plan
from adapters.model.errors import ModelTruncated
from adapters.model.picks import BadAnswer
from domain.profile import Profile

PROFILE = msgspec.convert(
    {
        "personal_info": {"age": 30, "gender": "male", "height": 180, "weight": 80, "fitness_level": "beginner"},
        "goals": ["general_fitness"],
        "preferences": {"workout_duration": 60, "days_per_week": 2, "equipment_access": "home_gym"},
    },
    Profile,
)
PLAN = (
    '{"workout_plan":{"name":"n","overview":"o","adaptations":{},"weekly_schedule":[],"progression_plan":'
    '{"intensity_increase":0.05,"exercise_progressions":{}}},"nutrition_suggestions":{"calorie_target":2000,"macros":'
    '{"protein":30,"carbs":40,"fat":30},"meal_timing":{"pre_workout":"a","post_workout":"b"}},'
    '"adaptive_recommendations":{"if_too_difficult":{"reduce_weight":0.1,"modify_exercises":{}},"if_too_easy":'
    '{"increase_weight":0.1,"add_exercises":[]},"if_time_constrained":{"shortened_version":{"exercises_to_keep":[],'
    '"circuit_format":true}}}}'
)


class Writes:
    """A client that streams `text` in two pieces, then raises `error` when there is one."""

    model = "writes"
    adapter = ""

    def __init__(self, text, error=None, *, narrow_schemas=True):
        self.text, self.error, self.narrow_schemas = text, error, narrow_schemas
        self.request = None

    @asynccontextmanager
    async def stream(self, request):
        self.request = request
        yield self

    reply = None

    async def __aiter__(self):
        half = len(self.text) // 2
        yield self.text[:half]
        yield self.text[half:]
        if self.error is not None:
            raise self.error


async def test_a_plan_is_read():
    client = Writes(PLAN)
    result = await write_plan(client, PROFILE)
    assert result.plan == read_plan(PLAN)
    assert (result.error, result.raw) == (None, PLAN)
    schedule = client.request.schema["properties"]["workout_plan"]["properties"]["weekly_schedule"]
    assert schedule["maxItems"] == 2


async def test_a_server_that_cannot_hold_a_long_grammar_gets_none():
    client = Writes(PLAN, narrow_schemas=False)
    await write_plan(client, PROFILE)
    assert client.request.schema is None


@pytest.mark.parametrize("text", ["", "Here is your plan: {}", "{}", PLAN[:-1], PLAN.replace("2000", '"2000"')])
async def test_what_is_no_plan_is_a_typed_error_with_its_text(text):
    result = await write_plan(Writes(text), PROFILE)
    assert isinstance(result.error, BadAnswer)
    assert (result.plan, result.raw) == (None, text)


async def test_a_failed_call_keeps_what_came():
    result = await write_plan(Writes(PLAN[:40], ModelTruncated("long")), PROFILE)
    assert isinstance(result.error, ModelTruncated)
    assert result.raw == PLAN[:40]


async def test_cancelling_goes_up():
    with pytest.raises(asyncio.CancelledError):
        await write_plan(Writes("{", asyncio.CancelledError()), PROFILE)
