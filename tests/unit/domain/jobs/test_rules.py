"""Worked examples and properties of the job rules."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Raw

from domain.errors import Conflict, InvalidInput, LeaseLost, NotFound, RateLimited, Unavailable
from domain.jobs.events import Cancelled, Failed, Retrying, Succeeded, event_of, topic
from domain.jobs.job import Job, JobKind, JobState
from domain.jobs.rules import Again, Backoff, End, Stop, after_error, after_stop, backoff_s, may_become

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
BACKOFF = Backoff(base_s=2.0, cap_s=60.0)

attempts = st.integers(1, 100)
chances = st.floats(0, 1, exclude_max=True)
errors = st.sampled_from(
    [InvalidInput("x"), NotFound("x"), Conflict("x"), Unavailable("x"), RateLimited("x", 7), ValueError("x"), OSError()]
)


def job(attempt: int = 1, max_attempts: int = 4) -> Job:
    return Job(
        id=UUID(int=7),
        user_id=UUID(int=1),
        kind=JobKind.PLAN_CREATE,
        queue="plans",
        state=JobState.RUNNING,
        args=Raw(b"{}"),
        attempt=attempt,
        max_attempts=max_attempts,
        lease_token=attempt,
        lease_until=NOW,
        not_before=None,
        cancel_requested=False,
        progress=None,
        result=None,
        error_code="",
        error="",
        created_at=NOW,
        started_at=NOW,
        ended_at=None,
    )


@pytest.mark.parametrize(
    ("attempt", "chance", "seconds"),
    [(1, 0.5, 1.0), (2, 0.5, 2.0), (3, 0.5, 4.0), (1, 0.0, 0.0), (6, 0.5, 30.0), (100, 0.5, 30.0)],
)
def test_backoff_doubles_up_to_its_cap(attempt: int, chance: float, seconds: float) -> None:
    assert backoff_s(attempt, chance, BACKOFF) == seconds


@given(attempts, chances)
def test_backoff_stays_between_zero_and_the_cap(attempt: int, chance: float) -> None:
    assert 0 <= backoff_s(attempt, chance, BACKOFF) < BACKOFF.cap_s


@pytest.mark.parametrize("state", list(JobState))
def test_nothing_follows_an_end_but_another_try_of_a_dead_letter(state: JobState) -> None:
    follows = {new for new in JobState if may_become(state, new)}
    assert follows == {JobState.QUEUED} if state is JobState.FAILED else bool(follows) is not state.ended


def test_a_queued_job_is_claimed_or_cancelled_and_nothing_else() -> None:
    assert {new for new in JobState if may_become(JobState.QUEUED, new)} == {JobState.RUNNING, JobState.CANCELLED}


@pytest.mark.parametrize("error", [InvalidInput("no age"), NotFound("gone"), Conflict("twice")])
def test_an_error_that_would_come_again_ends_the_job_at_once(error: InvalidInput) -> None:
    assert after_error(job(), error, NOW, 0.5, BACKOFF) == End(
        state=JobState.FAILED, code=error.code, message=error.message
    )


def test_a_service_that_does_not_answer_brings_a_charged_retry() -> None:
    assert after_error(job(2), Unavailable("no model"), NOW, 0.5, BACKOFF) == Again(
        not_before=NOW + timedelta(seconds=2), charge=True, code="unavailable", message="no model"
    )


def test_a_rate_limit_is_waited_out() -> None:
    decision = after_error(job(), RateLimited("slow down", 30), NOW, 0.5, BACKOFF)
    assert isinstance(decision, Again)
    assert decision.not_before == NOW + timedelta(seconds=30)


def test_a_foreign_exception_is_retried_and_its_text_kept_from_the_owner() -> None:
    decision = after_error(job(), KeyError("password=hunter2"), NOW, 0.5, BACKOFF)
    assert isinstance(decision, Again)
    assert (decision.code, decision.message) == ("unexpected", "unexpected KeyError")


def test_a_lost_lease_leaves_nothing_to_write() -> None:
    assert after_error(job(), LeaseLost("taken"), NOW, 0.5, BACKOFF) is None
    assert after_stop(job(), Stop.LEASE_LOST, NOW, 0.5, BACKOFF) is None


def test_messages_can_be_stored() -> None:
    decision = after_error(job(), InvalidInput("a\0b\ud800" + "x" * 5000), NOW, 0.5, BACKOFF)
    assert isinstance(decision, End)
    assert decision.message.startswith("ab?x")
    assert len(decision.message) == 1000


@given(errors, attempts, st.integers(1, 100), chances)
def test_a_job_out_of_attempts_never_comes_back_charged(
    error: Exception, attempt: int, most: int, chance: float
) -> None:
    decision = after_error(job(attempt, most), error, NOW, chance, BACKOFF)
    assert isinstance(decision, End) if attempt >= most else decision is not None
    assert isinstance(after_stop(job(attempt, most), Stop.TIMEOUT, NOW, chance, BACKOFF), End) is (attempt >= most)


@given(attempts, st.integers(1, 100), chances)
def test_a_drain_costs_nothing_even_in_the_last_attempt(attempt: int, most: int, chance: float) -> None:
    decision = after_stop(job(attempt, most), Stop.DRAIN, NOW, chance, BACKOFF)
    assert isinstance(decision, Again)
    assert (decision.charge, decision.not_before) == (False, NOW)


@given(st.sampled_from(list(Stop)), errors, attempts, chances)
def test_every_decision_is_an_allowed_transition(stop: Stop, error: Exception, attempt: int, chance: float) -> None:
    for decision in (after_stop(job(attempt), stop, NOW, chance, BACKOFF), after_error(job(), error, NOW, 0, BACKOFF)):
        if isinstance(decision, End):
            assert decision.state.ended
            assert may_become(JobState.RUNNING, decision.state)
        elif isinstance(decision, Again):
            assert may_become(JobState.RUNNING, JobState.QUEUED)


def test_cancelling_ends_the_job_as_cancelled() -> None:
    decision = after_stop(job(), Stop.CANCEL, NOW, 0.5, BACKOFF)
    assert isinstance(decision, End)
    assert decision.state is JobState.CANCELLED


def test_each_decision_has_its_event() -> None:
    again = Again(not_before=NOW, charge=False, code="drained", message="stopped")
    assert event_of(job(2), again) == Retrying(attempt=2, code="drained", message="stopped", not_before=NOW)
    assert event_of(job(), End(state=JobState.SUCCEEDED), Raw(b"[1]")) == Succeeded(result=Raw(b"[1]"))
    assert event_of(job(), End(state=JobState.SUCCEEDED)) == Succeeded(result=Raw(b"null"))
    assert event_of(job(), End(state=JobState.CANCELLED)) == Cancelled()
    failed = End(state=JobState.FAILED, code="unexpected", message="m")
    assert event_of(job(4), failed) == Failed(attempt=4, code="unexpected", message="m")


def test_the_topic_names_the_job() -> None:
    assert topic(UUID(int=7)) == "job:00000000-0000-0000-0000-000000000007"
