"""Warm-up of a server: one token under each static schema."""

from adapters.model.errors import ModelTruncated, ModelUnreachable
from adapters.model.warm import warm_up
from ml.prompts.schemas import DAY_SCHEMA, OUTLINE_SCHEMA
from tests.contract.model.frames import SaysClient


async def test_each_static_schema_is_asked_for_one_token():
    def answer(request, n):
        raise ModelTruncated("of course")

    client = SaysClient(answer)
    assert await warm_up(client) is None
    assert [(request.schema, request.max_tokens) for request in client.requests] == [
        (OUTLINE_SCHEMA, 1),
        (DAY_SCHEMA, 1),
    ]


async def test_a_server_that_is_down_is_reported_once():
    down = ModelUnreachable("down")

    def answer(request, n):
        raise down

    client = SaysClient(answer)
    assert await warm_up(client) is down
    assert len(client.requests) == 1
