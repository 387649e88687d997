"""Counting jumps of loads and of sets from what was ordered and done."""

from datetime import date, timedelta

import pytest

from domain.catalogue.loader import load_catalogue
from domain.coaching.planning.proposal import Role
from domain.profile import Weekday
from ml.evals.replay.diary import SessionEntry
from ml.evals.replay.lifts import next_load
from ml.evals.replay.orders import Order, Orders, SetDone
from ml.evals.replay.steps import load_steps, most_sets_rise, too_large
from ml.evals.replay.trainee import Outcome

CATALOGUE = load_catalogue()
BENCH = CATALOGUE.exercises["barbell-bench-press-medium-grip"]
CURL = CATALOGUE.exercises["dumbbell-bicep-curl"]
DAY = date(2026, 1, 5)


def entry(
    number: int, ordered: float | None, lifted: float, *, exercise: object = BENCH, deload: bool = False
) -> SessionEntry:
    order = Order(exercise=exercise, role=Role.MAIN, sets=1, rest_s=90, reps=(6, 8), load_kg=ordered)  # type: ignore[arg-type]
    outcome = Outcome(order=order, sets=(SetDone(load_kg=lifted, reps=8, rir=2),))
    orders = Orders(
        weekday=Weekday.MONDAY, kind="strength", orders=(order,), planned_minutes=20, frame_minutes=5, deload=deload
    )
    return SessionEntry(day=DAY + timedelta(days=number), orders=orders, outcomes=(outcome,), limit=60)


def test_a_step_is_against_the_heaviest_of_four_weeks() -> None:
    steps = load_steps([entry(0, 50, 50), entry(3, 40, 40), entry(6, 40, 40), entry(9, 52.5, 52.5), entry(12, 60, 60)])
    assert [(step.before_kg, step.load_kg) for step in steps] == [(50, 52.5), (52.5, 60)]
    assert steps[0].share == pytest.approx(0.05)
    assert [too_large(step) for step in steps] == [False, True]


def test_the_way_back_after_a_deload_is_no_step() -> None:
    assert load_steps([entry(0, 50, 50), entry(7, 35, 35, deload=True), entry(14, 50, 50)]) == []


def test_after_a_long_pause_the_last_outings_count() -> None:
    steps = load_steps([entry(0, 60, 60), entry(3, 50, 50), entry(6, 50, 50), entry(60, 55, 55)])
    assert [(step.before_kg, step.load_kg) for step in steps] == [(50, 55)]


def test_what_the_person_lifts_beyond_the_order_is_their_own() -> None:
    steps = load_steps([entry(0, 50, 70), entry(3, 60, 60), entry(6, None, 90)])
    assert steps == []


def test_the_next_load_there_is_is_never_too_large() -> None:
    steps = load_steps([entry(0, 4, 4, exercise=CURL), entry(3, 5, 5, exercise=CURL), entry(6, 8, 8, exercise=CURL)])
    assert [(step.forced, too_large(step)) for step in steps] == [(True, False), (False, True)]


@pytest.mark.parametrize(("exercise", "kg", "above"), [(BENCH, 60, 62.5), (CURL, 8, 9), (CURL, 12, 14)])
def test_next_load(exercise: object, kg: float, above: float) -> None:
    assert next_load(exercise, kg) == above  # type: ignore[arg-type]


def test_sets_rise_within_a_plan_only() -> None:
    weeks = [(0, {"chest": 10.0, "back": 10.0}), (0, {"chest": 12.0, "back": 10.0}), (1, {"chest": 20.0, "back": 20.0})]
    assert most_sets_rise(weeks) == pytest.approx(0.10)
    assert most_sets_rise(weeks[:1]) is None
