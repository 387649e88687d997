"""Filters of arguments, the word that confirms an action, what operators see, and what the feed says."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Raw, json

from domain.errors import InvalidInput
from domain.jobs.job import JobKind, JobState
from domain.operations.feed import MOST, JobMoved, changes_of
from domain.operations.fleet import EngineFindings, ModelTotals
from domain.operations.redaction import HIDDEN, SHOWN, redacted
from domain.operations.selection import JobAction, JobFilter, argument, confirmation

BOSS, IDS = UUID(int=7), [UUID(int=1), UUID(int=2)]


@pytest.mark.parametrize(
    ("text", "documents"),
    [
        ("engine=tgi", ['{"engine":"tgi"}']),
        ("args.engine=tgi", ['{"engine":"tgi"}']),
        ("seed=7", ['{"seed":"7"}', '{"seed":7}']),
        ("seed=null", ['{"seed":"null"}', '{"seed":null}']),
        ("kind.seed=true", ['{"kind":{"seed":"true"}}', '{"kind":{"seed":true}}']),
        ("reason=", ['{"reason":""}']),
        ("reason=a=b", ['{"reason":"a=b"}']),
    ],
)
def test_a_condition_becomes_what_the_arguments_must_contain(text: str, documents: list[str]) -> None:
    assert argument(text).documents() == documents


@pytest.mark.parametrize("text", ["engine", "=x", "wishes=knee", "engine..x=1", "engine.a.b.c.d=1", ""])
def test_what_is_no_condition_or_would_tell_what_is_hidden_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        argument(text)
    assert refused.value.problems[0].field == "args"


def test_the_word_holds_for_one_action_person_filter_and_set_of_jobs() -> None:
    word = confirmation(JobAction.RETRY, BOSS, JobFilter(), IDS)
    assert word == confirmation(JobAction.RETRY, BOSS, JobFilter(), IDS[::-1])
    others = {
        confirmation(JobAction.CANCEL, BOSS, JobFilter(), IDS),
        confirmation(JobAction.RETRY, UUID(int=8), JobFilter(), IDS),
        confirmation(JobAction.RETRY, BOSS, JobFilter(kind=JobKind.PLAN_CREATE), IDS),
        confirmation(JobAction.RETRY, BOSS, JobFilter(), IDS[:1]),
        confirmation(JobAction.RETRY, BOSS, JobFilter(), [UUID(int=1), UUID(int=3)]),
    }
    assert len(others) == 5
    assert word not in others


def test_what_an_owner_cancelled_is_not_tried_again() -> None:
    assert JobAction.RETRY.applies_to == (JobState.FAILED,)
    assert JobState.SUCCEEDED not in JobAction.CANCEL.applies_to


def test_codes_and_numbers_are_shown_and_texts_are_not() -> None:
    document = Raw(
        b'{"engine": "tgi", "seed": 4, "reason": "my knee hurts", "wishes": {"text": "x"}, "days": [1, 2],'
        b' "kind": {"seed": 1, "name": "Sam"}, "token": "abc", "done": null}'
    )
    assert redacted(document) == {
        "engine": "tgi",
        "seed": 4,
        "reason": HIDDEN,
        "wishes": HIDDEN,
        "days": 2,
        "kind": {"seed": 1, "name": HIDDEN},
        "token": HIDDEN,
        "done": None,
    }
    assert redacted(None) == redacted(Raw(b"[1]")) == {}


@given(st.dictionaries(st.text(max_size=12), st.text(max_size=30)))
def test_nothing_is_shown_under_a_name_that_is_not_listed(document: dict[str, str]) -> None:
    seen = redacted(Raw(json.encode(document)))
    assert all(value == HIDDEN for name, value in seen.items() if name not in SHOWN)


def test_the_feed_names_some_and_counts_the_rest() -> None:
    moved = {UUID(int=n): JobMoved(id=UUID(int=n), what="queued") for n in range(MOST + 5)}
    told = changes_of(moved)
    assert (len(told.jobs), told.more) == (MOST, 5)


def test_totals_of_workers_add_up() -> None:
    one = ModelTotals(calls=2, answers=1, first_token_s=0.5, seconds=4.0, tokens_out=20)
    assert one.plus(one) == ModelTotals(calls=4, answers=2, first_token_s=1.0, seconds=8.0, tokens_out=40)


@pytest.mark.parametrize(("plans", "findings", "per_100"), [(0, 0, 0.0), (50, 20, 40.0), (3, 6, 200.0)])
def test_findings_are_told_of_a_hundred_plans(plans: int, findings: int, per_100: float) -> None:
    seen = EngineFindings(engine="local", plans=plans, findings=findings, repaired=0, rules={})
    assert seen.per_100 == per_100
