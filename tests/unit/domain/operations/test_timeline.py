"""A job's life in stretches, by worked examples."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import replace

from domain.jobs.job import Job, JobKind, JobState, queued
from domain.operations.timeline import AttemptRecord, Outcome, Phase, timeline

T0 = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


class NoArgs(Struct):
    """A job without arguments."""


def at(seconds: float) -> datetime:
    return T0 + timedelta(seconds=seconds)


def job(**changes: Any) -> Job:
    made = queued(
        id=UUID(int=1),
        user_id=UUID(int=2),
        kind=JobKind.PLAN_CREATE,
        queue="plans",
        args=NoArgs(),
        max_attempts=3,
        at=T0,
    )
    return replace(made, **changes)


def attempt(token: int, start: float, end: float, **changes: Any) -> AttemptRecord:
    record = AttemptRecord(
        token=token,
        number=token,
        worker="w",
        started_at=at(start),
        ended_at=at(end),
        outcome=Outcome.RETRYING,
        not_before=None,
        code="",
        error="",
    )
    return replace(record, **changes)


def told(*args: Any) -> list[tuple[str, int, float, float | None]]:
    return [
        (
            each.phase.value,
            each.number,
            (each.start - T0).total_seconds(),
            None if each.end is None else (each.end - T0).total_seconds(),
        )
        for each in timeline(*args)
    ]


def test_a_new_job_waits_without_end() -> None:
    assert told(job(), "", ()) == [("waited", 1, 0, None)]


def test_a_job_that_may_not_run_yet_pauses_first() -> None:
    assert told(job(not_before=at(5)), "", ()) == [("backed_off", 1, 0, 5), ("waited", 1, 5, None)]


def test_a_running_job_has_an_open_end_and_its_worker() -> None:
    running = job(state=JobState.RUNNING, attempt=1, started_at=at(2))
    assert told(running, "w", ()) == [("waited", 1, 0, 2), ("ran", 1, 2, None)]
    assert timeline(running, "w", ())[-1].worker == "w"


def test_a_retry_shows_its_pause_and_the_wait_after_it() -> None:
    done = job(state=JobState.SUCCEEDED, attempt=2, started_at=at(10), ended_at=at(12))
    attempts = (
        attempt(1, 1, 4, not_before=at(9), code="unavailable"),
        attempt(2, 10, 12, outcome=Outcome.SUCCEEDED),
    )
    assert told(done, "w", attempts) == [
        ("waited", 1, 0, 1),
        ("ran", 1, 1, 4),
        ("backed_off", 2, 4, 9),
        ("waited", 2, 9, 10),
        ("ran", 2, 10, 12),
    ]


def test_a_drained_attempt_is_followed_by_one_of_the_same_number() -> None:
    attempts = (attempt(1, 1, 2, number=1, not_before=at(2), code="drained"),)
    assert told(job(attempt=0), "w", attempts) == [("waited", 1, 0, 1), ("ran", 1, 1, 2), ("waited", 1, 2, None)]


def test_a_job_cancelled_in_its_pause_ends_there() -> None:
    ended = job(state=JobState.CANCELLED, attempt=1, ended_at=at(6))
    attempts = (attempt(1, 1, 4, not_before=at(9)),)
    assert told(ended, "w", attempts)[-1] == ("backed_off", 2, 4, 6)


@given(st.lists(st.tuples(*(st.floats(0, 100),) * 3), max_size=6), st.booleans())
def test_stretches_follow_each_other_without_gap(lengths: list[tuple[float, float, float]], running: bool) -> None:
    now, attempts = 0.0, []
    for token, (wait, run, pause) in enumerate(lengths, 1):
        start = now + wait
        attempts.append(attempt(token, start, start + run, not_before=at(start + run + pause)))
        now = start + run + pause
    current = job(state=JobState.RUNNING, attempt=9, started_at=at(now + 1)) if running else job(attempt=len(lengths))
    found = timeline(current, "w", attempts)
    assert found[0].start == T0
    assert found[-1].end is None
    assert all(before.end == after.start for before, after in pairwise(found))
    assert sum(each.phase is Phase.RAN for each in found) == len(lengths) + running


@pytest.mark.parametrize("token_order", [(1, 2), (2, 1)])
def test_attempts_are_told_in_the_order_of_their_tokens(token_order: tuple[int, int]) -> None:
    kept = {1: attempt(1, 1, 2), 2: attempt(2, 3, 4)}
    found = timeline(job(), "w", [kept[token] for token in token_order])
    assert [each.number for each in found if each.phase is Phase.RAN] == [1, 2]
