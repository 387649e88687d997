"""Workouts that only a tracker saw count as load, and those that were logged too count once."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from msgspec.structs import replace

from domain.activity.days import Measured, Origin, TrackerDay, Trained
from domain.activity.records import Measure, Sport, Workout
from domain.profile import Locale
from domain.readiness.assess import readiness_of
from domain.readiness.types import Action
from domain.readiness.workload import EFFORT, tracked_loads
from domain.training.state import SessionDone, Training
from tests.unit.domain.readiness.builders import TODAY, ago, shown

WATCH = Origin("garmin", "watch")


def run(age: int, minutes: float = 60, *, sport: Sport = Sport.RUNNING, **heart: float) -> TrackerDay:
    day = ago(age)
    start = datetime(day.year, day.month, day.day, 18, tzinfo=UTC)
    workout = Workout(start=start, end=start + timedelta(minutes=minutes), sport=sport, **heart)
    resting = Measured(value=50.0, origin=WATCH)
    return TrackerDay(
        day=day, measured={Measure.RESTING_HR: resting}, workouts=(Trained(workout=workout, origin=WATCH),)
    )


def lifted(age: int, *, hour: int = 18, minutes: float = 50) -> SessionDone:
    day = ago(age)
    return SessionDone(
        session=UUID(int=age), day=day, plan=None, weekday=None, share=1, sets=10, tonnage_kg=0, load=300,
        minutes=minutes, started_at=datetime(day.year, day.month, day.day, hour, tzinfo=UTC),
    )  # fmt: skip


def test_effort_is_by_sport_where_the_heart_says_nothing() -> None:
    days = [run(3, 30), run(1, 60, sport=Sport.WALKING)]
    assert tracked_loads(Training(), days, TODAY) == {ago(3): 180.0, ago(1): 120.0}
    assert set(EFFORT) == set(Sport)


def test_effort_follows_the_share_of_the_heart_rate_reserve() -> None:
    hard = [run(age, 10, hr_mean=120.0, hr_high=190.0) for age in (9, 8, 7, 6, 5)]
    loads = tracked_loads(Training(), [*hard, run(2, 10, hr_mean=50.0, hr_high=100.0)], TODAY)
    assert loads[ago(9)] == pytest.approx(10 * 10 * (120 - 50) / (190 - 50))
    assert loads[ago(2)] == pytest.approx(10 * 1.0)  # at rest: the least
    few = tracked_loads(Training(), hard[:4], TODAY)
    assert few[ago(9)] == 10 * EFFORT[Sport.RUNNING]


def test_what_was_logged_counts_once() -> None:
    training = Training(sessions=(lifted(3), lifted(2, hour=7), lifted(1, hour=7)))
    days = [run(3), run(2), run(1, sport=Sport.STRENGTH)]
    assert tracked_loads(training, days, TODAY) == {ago(2): 360.0}  # a run eleven hours after lifting is another one


def test_today_does_not_count_this_morning() -> None:
    assert tracked_loads(Training(), [run(0)], TODAY) == {}


def test_a_runner_with_only_a_watch_has_a_form() -> None:
    even = [run(age) for age in range(66, 0, -1) if age % 2]
    calm = readiness_of(Training(), even, TODAY, Locale.EN)
    assert abs(shown(calm, "load.form").value) < 15
    assert calm.action is Action.NONE
    week = [replace(each, workouts=run(1, 240).workouts) if (TODAY - each.day).days <= 7 else each for each in even]
    tired = readiness_of(Training(), week, TODAY, Locale.EN)
    assert tired.action in (Action.HOLD, Action.REDUCE)
    assert any(rule.startswith("RDY-form") for rule in tired.rules)
