"""The engine: the model's choices where they are good, the planner's where not, and an honest account of both."""

import asyncio
import json
from itertools import pairwise

import pytest

from adapters.model.engine import EMBEDDED_LIMITS, EngineLimits, ModelEngine
from adapters.model.errors import ModelIncomplete, ModelOverloaded, ModelTimeout, ModelTruncated, ModelUnreachable
from domain.coaching.planning.planner import plan_outline, plan_week
from domain.coaching.planning.proposal import EMPTY, Split
from domain.errors import LeaseLost
from ml.prompts.menu import prompt_sha256
from ml.prompts.schemas import DAY_SCHEMA, OUTLINE_SCHEMA
from tests.contract.model.frames import SaysClient, Sink, frame, good_answer, is_outline, never, offered, shown_slots


async def propose(answer, *, days=3, seed=0, limits=None, sink=None, narrow=False, **changes):
    client = SaysClient(answer, narrow_schemas=narrow)
    engine = ModelEngine(client, limits or EngineLimits())
    proposal = await engine.propose(frame(days, **changes), seed=seed, progress=sink or Sink())
    return proposal, client


def chosen(proposal):
    return [who for choice in proposal.choices for who in choice.chosen_by]


def with_day(change):
    """Good answers, but `change(request, picks, nth day call)` edits each day's."""
    seen = 0

    def answer(request, _):
        nonlocal seen
        if is_outline(request):
            return good_answer(request)
        seen += 1
        return change(request, json.loads(good_answer(request)), seen - 1)

    return answer


async def test_a_good_model_chooses_everything():
    proposal, client = await propose(good_answer)
    assert set(chosen(proposal)) == {"model"}
    assert proposal.outline.name == "Strong Turns"
    assert proposal.outline.overview.endswith("session.")
    assert (proposal.regenerated_days, proposal.planner_days, proposal.notes) == (0, 0, ())
    assert (proposal.model, proposal.prompt_sha256) == ("says", prompt_sha256())
    assert len(client.requests) == 1 + 3
    for brief, choice in zip(proposal.briefs, proposal.choices, strict=True):
        assert len(choice.picks) == len(brief.slots) == len(choice.chosen_by)
        assert choice.scheme in brief.schemes
        assert all(pick in slot.candidates for pick, slot in zip(choice.picks, brief.slots, strict=True))


async def test_the_model_can_differ_from_the_planner():
    proposal, _ = await propose(lambda request, n: good_answer(request, n, place=1))
    week = plan_week(frame(3), proposal.outline, 0)
    assert [choice.picks for choice in proposal.choices] != [choice.picks for choice in week.choices]


async def test_schemas_are_the_same_for_everyone_unless_the_server_takes_narrow_ones():
    _, one = await propose(good_answer)
    _, other = await propose(good_answer, days=4, goals=frame().person.goals, age=50)
    assert [request.schema for request in one.requests] == [OUTLINE_SCHEMA] + [DAY_SCHEMA] * 3
    assert [request.schema for request in other.requests] == [OUTLINE_SCHEMA] + [DAY_SCHEMA] * 4

    _, narrow = await propose(good_answer, narrow=True)
    for request in narrow.requests[1:]:
        properties = request.schema["properties"]
        assert properties["scheme"]["enum"] == offered(request, "Allowed schemes")
        assert {key: value["enum"] for key, value in properties.items() if key != "scheme"} == shown_slots(request)


async def test_progress_starts_before_the_model_answers_and_tells_each_day():
    sink = Sink()
    await propose(good_answer, sink=sink)
    assert sink.events[0] == ("outline", {"state": "started"})
    assert sink.events[1] == ("outline", {"state": "done", "split": frame(3).splits[0].value})
    days = [data for stage, data in sink.events if stage == "day"]
    assert sorted(data["index"] for data in days) == [1, 2, 3]
    assert all(data["of"] == 3 and data["chosen_by"] == "model" for data in days)


@pytest.mark.parametrize(
    "text", ["", "no", "{", "[]", '{"scheme":"hypertrophy"}', '{"scheme":1}', '{"a":{"b":[]}}', "\ud800", "{}" * 999]
)
async def test_a_day_that_cannot_be_read_is_asked_for_again_and_then_planned(text):
    proposal, client = await propose(with_day(lambda request, picks, nth: text))
    assert (proposal.regenerated_days, proposal.planner_days) == (3, 3)
    assert set(chosen(proposal)) == {"planner"}
    assert len(client.requests) == 1 + 6
    seeds = {request.seed for request in client.requests[1:]}
    assert len(seeds) == 6, "another try has another seed"
    assert sum("model_bad_answer" in note for note in proposal.notes) == 6
    week = plan_week(frame(3), proposal.outline, 0)
    assert [choice.picks for choice in proposal.choices] == [choice.picks for choice in week.choices]


async def test_the_second_answer_of_a_day_counts():
    def change(request, picks, nth):
        first_try = request.seed % 1000 == 0
        return "broken" if first_try else json.dumps(picks)

    proposal, _ = await propose(with_day(change))
    assert (proposal.regenerated_days, proposal.planner_days) == (3, 0)
    assert set(chosen(proposal)) == {"model"}


@pytest.mark.parametrize("pick", ["E49", "E99", "bench press", "", "e01", "' OR 1=1"])
async def test_an_id_that_is_not_on_the_menu_spoils_the_day(pick):
    proposal, _ = await propose(with_day(lambda request, picks, nth: json.dumps(picks | {"s2": pick})))
    assert proposal.planner_days == 3
    assert any("s2 is" in note for note in proposal.notes)


async def test_a_pick_of_another_slot_is_replaced_alone():
    def change(request, picks, nth):
        return json.dumps(picks | {"s2": picks["s1"], "s3": "E00"})

    proposal, _ = await propose(with_day(change))
    for brief, choice in zip(proposal.briefs, proposal.choices, strict=True):
        assert choice.chosen_by[:3] == ("model", "planner", "planner")
        assert set(choice.chosen_by[3:]) == {"model"}
        assert EMPTY not in choice.picks
        assert len(set(choice.picks)) == len(choice.picks)
        assert all(pick in slot.candidates for pick, slot in zip(choice.picks, brief.slots, strict=True))
    assert (proposal.regenerated_days, proposal.planner_days) == (0, 0)


async def test_picks_for_slots_that_do_not_exist_are_dropped():
    proposal, _ = await propose(
        with_day(lambda request, picks, nth: json.dumps(picks | {f"s{n}": "E01" for n in (7, 8)})), minutes=30
    )
    for brief, choice in zip(proposal.briefs, proposal.choices, strict=True):
        assert len(choice.picks) == len(brief.slots) < 7


async def test_a_scheme_that_is_not_allowed_gives_way_alone():
    proposal, _ = await propose(with_day(lambda request, picks, nth: json.dumps(picks | {"scheme": "power"})))
    assert all(
        choice.scheme is brief.schemes[0] for brief, choice in zip(proposal.briefs, proposal.choices, strict=True)
    )
    assert set(chosen(proposal)) == {"model"}


async def test_a_scheme_that_does_not_exist_spoils_the_day():
    proposal, _ = await propose(with_day(lambda request, picks, nth: json.dumps(picks | {"scheme": "maximal"})))
    assert proposal.planner_days == 3


async def test_a_split_that_is_not_allowed_falls_to_the_planner_and_the_days_go_on():
    def answer(request, n):
        text = good_answer(request)
        return text.replace(frame(3).splits[0], "body_part") if is_outline(request) else text

    proposal, _ = await propose(answer)
    assert proposal.outline == plan_outline(frame(3), 0)
    assert proposal.outline.split is not Split.BODY_PART
    assert set(chosen(proposal)) == {"model"}
    assert proposal.notes[0].startswith("outline: model_bad_answer: split is 'body_part'")


@pytest.mark.parametrize("text", ["Cures your back pain fast", "See www evil com", "<b>Plan</b>", "x" * 400, "", "5x5"])
async def test_a_text_that_may_not_be_shown_is_left_to_the_code(text):
    def answer(request, n):
        said = json.loads(good_answer(request))
        return json.dumps(said | {"name": text, "overview": text} if is_outline(request) else said)

    proposal, _ = await propose(answer)
    assert (proposal.outline.name, proposal.outline.overview) == ("", "")
    assert sum("was not used" in note for note in proposal.notes) == 2
    assert set(chosen(proposal)) == {"model"}


@pytest.mark.parametrize(
    "error", [ModelUnreachable("down"), ModelTimeout("late"), ModelOverloaded("busy")], ids=lambda error: error.code
)
async def test_a_server_that_is_no_use_is_asked_once(error):
    def answer(request, n):
        raise error

    sink = Sink()
    proposal, client = await propose(answer, sink=sink)
    assert len(client.requests) == 1
    assert proposal.planner_days == 3
    assert set(chosen(proposal)) == {"planner"}
    assert proposal.notes == (f"outline: {error.code}: {error.message}",)
    assert [stage for stage, _ in sink.events] == ["outline", "outline", "day", "day", "day"]


@pytest.mark.parametrize("error", [ModelTruncated("long"), ModelIncomplete("cut")])
async def test_a_bad_outline_does_not_cost_the_days(error):
    def answer(request, n):
        if is_outline(request):
            raise error
        return good_answer(request)

    proposal, _ = await propose(answer)
    assert set(chosen(proposal)) == {"model"}
    assert proposal.outline == plan_outline(frame(3), 0)


async def test_a_server_that_dies_between_days_leaves_the_rest_to_the_planner():
    def change(request, picks, nth):
        if nth == 1:
            raise ModelUnreachable("gone")
        return json.dumps(picks)

    proposal, client = await propose(with_day(change), days=4, limits=EngineLimits(parallel=1))
    assert len(client.requests) == 1 + 2
    assert proposal.planner_days == 3
    assert {choice.chosen_by[0] for choice in proposal.choices} == {"model", "planner"}


async def test_the_time_for_a_plan_shrinks_with_each_call():
    _, client = await propose(good_answer, limits=EngineLimits(total_s=20))
    times = [request.total_s for request in client.requests]
    assert all(0 < after <= before <= 20 for before, after in pairwise(times))


async def test_cancelling_goes_up_at_once():
    started = asyncio.Event()

    def answer(request, n):
        if is_outline(request):
            return good_answer(request)
        started.set()
        return never()

    task = asyncio.create_task(propose(answer))
    await started.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


@pytest.mark.parametrize("stage", ["outline", "day"])
async def test_what_the_sink_raises_goes_up_as_it_is(stage):
    with pytest.raises(LeaseLost, match="taken over"):
        await propose(good_answer, sink=Sink(fail=(stage, LeaseLost("taken over"))))


async def test_days_run_in_parallel_and_no_more_than_allowed():
    running = most = 0

    async def slow(request):
        nonlocal running, most
        running += 1
        most = max(most, running)
        for _ in range(5):
            await asyncio.sleep(0)
        running -= 1
        return good_answer(request)

    await propose(lambda request, n: slow(request), days=5, limits=EngineLimits(parallel=2))
    assert most == 2


async def test_the_embedded_model_is_asked_for_days_only_and_shown_little():
    proposal, client = await propose(good_answer, limits=EMBEDDED_LIMITS, narrow=True, days=4)
    assert proposal.outline == plan_outline(frame(4), 0)
    assert len(client.requests) == 4
    assert not any(is_outline(request) for request in client.requests)
    assert all(len(ids) <= 3 for request in client.requests for ids in shown_slots(request).values())


async def test_what_other_days_use_and_what_is_disliked_is_shown_last():
    someone = frame(3)
    disliked = someone.menu.entries[0].exercise.id
    _, client = await propose(good_answer, disliked=frozenset({disliked}))
    entries = frame(3, disliked=frozenset({disliked})).menu.by_id()
    for request in client.requests[1:]:
        for ids in shown_slots(request).values():
            names = [entries[pick].exercise.id for pick in ids]
            assert disliked not in names[:-1]
