"""A plan is made whatever the model server does: the engine over the real client, against every fault."""

import asyncio
import json

import pytest

from adapters.model.client import HttpModelClient, ModelServer, new_http
from adapters.model.engine import EngineLimits, ModelEngine
from domain.coaching.planning.planner import plan_week
from domain.coaching.planning.proposal import EMPTY
from domain.ports import Message, ModelRequest
from tests.contract.model.fake_server import Said, fake_server
from tests.contract.model.frames import Sink, frame, good_answer

LIMITS = EngineLimits(total_s=5.0)
DIALECTS = ("tgi", "vllm", "llamacpp")


def request_of(body: dict) -> ModelRequest:
    """The request behind a body on the wire, as far as an answer needs it."""
    schema = body["response_format"].get("value", body["response_format"].get("json_schema"))["schema"]
    messages = tuple(Message(**turn) for turn in body["messages"])
    return ModelRequest(messages=messages, max_tokens=body["max_tokens"], schema=schema)


def good(body: dict) -> Said:
    text = good_answer(request_of(body))
    return Said(pieces=tuple(text[start : start + 3] for start in range(0, len(text), 3)))


def days_say(change):
    """A good outline, then `change(good day)` for every day."""

    def answer(body: dict) -> Said:
        said = good(body)
        return said if "Allowed splits" in body["messages"][-1]["content"] else change(body, said)

    return answer


def text_of(said: Said) -> str:
    return "".join(said.pieces)


async def plan(dialect, script, *, first_token_s=1.0, total_s=2.0, **fake):
    someone = frame(3)
    async with fake_server(dialect, script, **fake) as server, new_http() as http:
        place = ModelServer(
            url=server.url,
            dialect=dialect,
            model="tgi" if dialect == "tgi" else "base-model",
            first_token_s=first_token_s,
            total_s=total_s,
        )
        client = HttpModelClient(http, place, jitter=lambda: -0.49)
        sink = Sink()
        async with asyncio.timeout(20):
            proposal = await ModelEngine(client, LIMITS).propose(someone, seed=0, progress=sink)
    assert_whole(someone, proposal, sink)
    return proposal, server


def assert_whole(someone, proposal, sink):
    """A plan that may go on to the compiler: every slot filled from its candidates, no day twice, every day told."""
    for brief, choice in zip(proposal.briefs, proposal.choices, strict=True):
        assert len(choice.picks) == len(brief.slots) == len(choice.chosen_by)
        assert choice.scheme in brief.schemes
        picks = [pick for pick in choice.picks if pick != EMPTY]
        assert len(picks) == len(set(picks))
        assert all(
            pick in slot.candidates for slot, pick in zip(brief.slots, choice.picks, strict=True) if pick != EMPTY
        )
    assert len(proposal.choices) == someone.person.days
    assert [stage for stage, _ in sink.events].count("day") == someone.person.days


def all_planned(proposal) -> bool:
    week = plan_week(frame(3), proposal.outline, 0)
    return proposal.planner_days == 3 and proposal.choices == week.choices


@pytest.mark.parametrize("dialect", DIALECTS)
async def test_a_good_server_makes_the_whole_plan(dialect):
    proposal, _ = await plan(dialect, good)
    assert proposal.planner_days == 0
    assert proposal.notes == ()
    assert {who for choice in proposal.choices for who in choice.chosen_by} == {"model"}


USELESS = {
    "429": Said(status=429, body='{"error":"Model is overloaded","error_type":"overloaded"}'),
    "424": Said(status=424, body='{"error":"Request failed during generation","error_type":"generation"}'),
    "500": Said(status=500, body='{"error":"Incomplete generation","error_type":"incomplete_generation"}'),
    "503": Said(status=503, body='{"error":{"message":"Loading model","code":503}}'),
    "422 in plain text": Said(status=422, body="Failed to deserialize the JSON body"),
    "401 and no body": Said(status=401),
    "an error inside a 200": Said(error={"message": "Model is overloaded", "http_status_code": 422}),
    "a refusal inside a 200": Said(error={"message": "Input validation error: x", "http_status_code": 422}),
    "a page": Said(body="<html>gateway</html>", content_type="text/html"),
    "not JSON": Said(raw=b"data: {oops\n\n"),
    "no first token": Said(comments=2, wait=asyncio.Event()),
    "an endless stream": Said(pieces=("x",), endless=True),
    "huge output": Said(pieces=("E01" * 9000,)),
    "a strange end": Said(pieces=("{}",), finish="content_filter"),
}


@pytest.mark.parametrize("said", USELESS.values(), ids=USELESS.keys())
async def test_a_server_that_is_no_use_costs_one_call_and_the_planner_makes_the_plan(said):
    proposal, server = await plan("tgi", (said,), first_token_s=0.3, total_s=0.6)
    assert all_planned(proposal)
    assert len(proposal.notes) == 1
    assert len(server.bodies) <= 3, "only the outline was asked for, with its retries"


async def test_a_server_that_is_down():
    someone = frame(3)
    sink = Sink()
    async with new_http() as http:
        client = HttpModelClient(http, ModelServer(url="http://127.0.0.1:1", dialect="tgi"), jitter=lambda: -0.49)
        proposal = await ModelEngine(client, LIMITS).propose(someone, seed=0, progress=sink)
    assert_whole(someone, proposal, sink)
    assert all_planned(proposal)
    assert "model_unreachable" in proposal.notes[0]


BAD_DAYS = {
    "wrong JSON": lambda body, said: Said(pieces=("{'scheme':",)),
    "another JSON": lambda body, said: Said(pieces=('{"plan":"bench press"}',)),
    "prose": lambda body, said: Said(pieces=("Sure! Here is your day:",)),
    "an id off the menu": lambda body, said: Said(pieces=(text_of(said).replace('"s1": "E', '"s1": "X'),)),
    "cut in the middle of a token": lambda body, said: Said(pieces=said.pieces[:4], cut=True),
    "no end": lambda body, said: Said(pieces=said.pieces, finish=None, done=False),
    "out of tokens": lambda body, said: Said(pieces=said.pieces[:-1], finish="length"),
}


@pytest.mark.parametrize("change", BAD_DAYS.values(), ids=BAD_DAYS.keys())
@pytest.mark.parametrize("dialect", DIALECTS)
async def test_bad_days_are_asked_for_again_and_then_planned(dialect, change):
    proposal, server = await plan(dialect, days_say(change))
    assert all_planned(proposal)
    assert proposal.regenerated_days == 3
    assert len(server.bodies) == 1 + 6
    assert proposal.outline.name == "Strong Turns", "what was good stays"


async def test_ids_of_other_slots_and_doubles_are_replaced_one_by_one():
    def change(body, said):
        day = json.loads(text_of(said))
        return Said(pieces=(json.dumps(day | {"s2": day["s1"], "s3": day["s4"]}),))

    proposal, _ = await plan("tgi", days_say(change))
    assert proposal.planner_days == 0
    chosen = [who for choice in proposal.choices for who in choice.chosen_by]
    assert set(chosen) == {"model", "planner"}


async def test_slow_tokens_end_at_the_plans_deadline():
    proposal, _ = await plan("tgi", days_say(lambda body, said: Said(pieces=said.pieces[:2], hang=True)), total_s=0.4)
    assert all_planned(proposal)
    assert any("model_timeout" in note for note in proposal.notes)


async def test_a_server_that_recovers_is_used_again():
    asked = 0

    def answer(body):
        nonlocal asked
        asked += 1
        return Said(status=429, body='{"error":"Model is overloaded"}') if asked % 2 else good(body)

    proposal, _ = await plan("tgi", answer)
    assert proposal.planner_days == 0


async def test_one_bad_day_of_three_is_the_only_one_planned():
    spoiled: list[str] = []

    def change(body, said):
        prompt = body["messages"][-1]["content"]
        if not spoiled:
            spoiled.append(prompt)
        return Said(pieces=("nonsense",)) if prompt == spoiled[0] else said

    proposal, _ = await plan("vllm", days_say(change))
    assert (proposal.planner_days, proposal.regenerated_days) == (1, 1)
    assert sum(set(choice.chosen_by) == {"planner"} for choice in proposal.choices) == 1


async def test_cancelling_a_plan_closes_its_connections():
    asked: list[str] = []
    all_asked = asyncio.Event()

    def change(body, said):
        asked.append(body["messages"][-1]["content"])
        if len(asked) == 3:
            all_asked.set()
        return Said(pieces=said.pieces[:2], hang=True)

    async with fake_server("tgi", days_say(change)) as server, new_http() as http:
        client = HttpModelClient(http, ModelServer(url=server.url, dialect="tgi"))
        task = asyncio.create_task(ModelEngine(client, LIMITS).propose(frame(3), seed=0, progress=Sink()))
        await all_asked.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await server.gone.wait()
