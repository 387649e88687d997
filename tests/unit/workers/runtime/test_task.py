"""What a task hands over, and what it says on the way."""

from datetime import UTC, datetime
from typing import Any

import pytest
from msgspec import Raw, Struct

from workers.runtime.task import Result, TaskContext, encode_result


class Made(Struct):
    plan_id: str


@pytest.mark.parametrize(
    ("result", "encoded"), [(Made(plan_id="p"), b'{"plan_id":"p"}'), (b'{"raw":1}', b'{"raw":1}'), (None, b"null")]
)
def test_results_become_json(result: Result, encoded: bytes) -> None:
    assert bytes(encode_result(result)) == encoded


async def test_progress_goes_to_the_stream_at_once_and_waits_for_the_row() -> None:
    said: list[tuple[str, bytes]] = []

    async def report(event_type: str, data: Raw) -> None:
        said.append((event_type, bytes(data)))

    unused: Any = None
    ctx = TaskContext(unused, uow=unused, clock=unused, ids=unused, report=report)
    await ctx.progress("day", day=2, at=datetime(2026, 11, 23, tzinfo=UTC))
    assert said == [("progress", b'{"stage":"day","day":2,"at":"2026-11-23T00:00:00Z"}')]
    assert ctx.unsaved_progress == Raw(said[0][1])


async def test_the_owner_is_told_on_a_stream_of_their_own() -> None:
    told: list[tuple[str, bytes]] = []

    async def tell(event_type: str, data: Raw) -> None:
        told.append((event_type, bytes(data)))

    async def report(_type: str, _data: Raw) -> None:
        raise AssertionError("the job's stream has nothing to do with it")

    unused: Any = None
    ctx = TaskContext(unused, uow=unused, clock=unused, ids=unused, report=report, tell_owner=tell)
    await ctx.tell_owner("plan.adapted", Made(plan_id="p"))
    assert told == [("plan.adapted", b'{"plan_id":"p"}')]
