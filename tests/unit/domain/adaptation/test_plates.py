import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.adaptation.plates import (
    WarmupSet,
    lower_load,
    next_load,
    plates_per_side,
    reduced_load,
    warmup_sets,
)
from domain.catalogue.loader import load_catalogue
from domain.coaching.programming.loads import round_down

EXERCISES = load_catalogue().exercises
SQUAT = EXERCISES["barbell-squat"]
CURL = EXERCISES["dumbbell-bicep-curl"]
PRESS = EXERCISES["leg-press"]


@pytest.mark.parametrize(
    ("exercise", "kg", "above"),
    [(SQUAT, 80.0, 82.5), (CURL, 9.0, 10.0), (CURL, 10.0, 12.0), (PRESS, 100.0, 105.0)],
    ids=["bar", "light_dumbbell", "dumbbell", "stack"],
)
def test_the_next_load_is_the_smallest_real_one_above(exercise, kg, above):
    assert next_load(exercise, kg) == above


@pytest.mark.parametrize(
    ("exercise", "kg", "factor", "load"),
    [
        (SQUAT, 80.0, 0.9, 72.5),
        (CURL, 4.0, 0.9, 4.0),
        (CURL, 9.0, 0.9, 8.0),
        (PRESS, 15.0, 0.9, 15.0),
        (PRESS, 15.0, 0.7, 10.0),
        (SQUAT, 20.0, 0.7, 20.0),
    ],
    ids=["bar_between_plates", "stays", "nearest", "coarse_stays", "coarse_falls", "empty_bar"],
)
def test_a_reduction_goes_to_the_nearest_real_load(exercise, kg, factor, load):
    assert reduced_load(exercise, kg, factor) == load


@given(kg=st.floats(20, 300), factor=st.floats(0.3, 1.0))
def test_reductions_never_raise_and_give_real_loads(kg, factor):
    start = round_down(SQUAT, kg)
    assert start is not None
    for load in (reduced_load(SQUAT, start, factor), lower_load(SQUAT, start, factor)):
        assert load <= start
        assert round_down(SQUAT, load) == load


@pytest.mark.parametrize(
    ("kg", "plates"),
    [(20.0, ()), (60.0, (20.0,)), (82.5, (25.0, 5.0, 1.25)), (102.5, (25.0, 15.0, 1.25))],
    ids=["bar", "one", "three", "mixed"],
)
def test_plates_of_each_side(kg, plates):
    assert plates_per_side(SQUAT, kg) == plates


def test_no_plates_without_a_bar():
    assert plates_per_side(CURL, 10.0) == ()
    assert plates_per_side(SQUAT, None) == ()


def test_warmup_sets_lead_up_in_real_loads():
    assert warmup_sets(SQUAT, 100.0) == (
        WarmupSet(load_kg=40.0, reps=8),
        WarmupSet(load_kg=60.0, reps=5),
        WarmupSet(load_kg=80.0, reps=3),
    )


def test_a_light_bar_needs_fewer_warmup_sets():
    assert warmup_sets(SQUAT, 27.5) == (WarmupSet(load_kg=20.0, reps=3),)
    assert warmup_sets(SQUAT, None) == ()
