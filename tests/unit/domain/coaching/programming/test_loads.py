"""Maxima, the chart, starts and real plates."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.catalogue.types import Catalogue
from domain.coaching.person import Person
from domain.coaching.programming.loads import (
    START_SHARE,
    bar_too_heavy,
    brzycki,
    epley,
    estimated_max,
    one_rep_max,
    percent_of_max,
    related_max,
    reps_to_failure,
    round_down,
    start_load,
)
from domain.profile import FitnessLevel, Gender

MakePerson = Callable[..., Person]


def test_formulas_give_the_worked_figures() -> None:
    assert epley(100, 5) == pytest.approx(116.67, abs=0.01)
    assert brzycki(100, 5) == pytest.approx(112.5)
    assert epley(100, 10) == pytest.approx(brzycki(100, 10))
    assert epley(100, 1) == 100


@pytest.mark.parametrize(
    ("to_failure", "percent"),
    [(1, 100), (2, 95.5), (3, 92.2), (4, 89.2), (5, 86.3), (6, 83.7), (7, 81.1), (8, 78.6), (10, 73.9), (12, 69.6)],
)
def test_chart_agrees_with_the_published_one(to_failure: int, percent: float) -> None:
    assert percent_of_max(to_failure) == pytest.approx(percent, abs=1.7)


def test_a_set_in_reserve_counts_as_repetitions_to_failure() -> None:
    assert one_rep_max(80, 8, rir=2) == pytest.approx(one_rep_max(80, 10))
    assert one_rep_max(100, 1) == 100


@given(st.floats(min_value=1, max_value=25))
def test_chart_and_its_inverse_undo_each_other(to_failure: float) -> None:
    assert reps_to_failure(percent_of_max(to_failure)) == pytest.approx(to_failure, abs=1e-6)


@given(st.floats(min_value=1, max_value=30), st.floats(min_value=1, max_value=30))
def test_more_repetitions_never_mean_more_load(one: float, other: float) -> None:
    assert (percent_of_max(min(one, other))) >= percent_of_max(max(one, other))


def test_a_known_maximum_sets_the_load(make_person: MakePerson, catalogue: Catalogue) -> None:
    squat = catalogue.exercises["barbell-squat"]
    person = make_person(one_rep_max={"barbell-squat": 140.0})
    assert start_load(person, squat, 80) == (110.0, "LOAD-e1rm")  # 112 kg, down to a load that exists


def test_an_estimate_starts_at_its_share_and_never_higher(make_person: MakePerson, catalogue: Catalogue) -> None:
    squat = catalogue.exercises["barbell-squat"]
    person = make_person()
    estimate = estimated_max(person, squat)
    assert estimate == pytest.approx(1.2 * 80)
    load, rule = start_load(person, squat, 90)
    assert rule == "LOAD-start"
    assert load is not None
    assert load <= START_SHARE[person.level] * estimate


def test_a_known_lift_speaks_for_its_pattern(make_person: MakePerson, catalogue: Catalogue) -> None:
    incline = catalogue.exercises["dumbbell-bench-press"]
    plain, strong = make_person(), make_person(one_rep_max={"barbell-bench-press-medium-grip": 130.0})
    assert (estimated_max(strong, incline) or 0) > 1.5 * (estimated_max(plain, incline) or 0)


@pytest.mark.parametrize(
    ("known", "exercise", "kg"),
    [
        ({"barbell-bench-press-medium-grip": 100.0}, "standing-military-press", 60),
        ({"barbell-bench-press-medium-grip": 100.0}, "bent-over-barbell-row", 85),
        ({"barbell-squat": 140.0}, "barbell-deadlift", 154),
        ({"barbell-squat": 140.0}, "front-barbell-squat", 105),
        ({"barbell-squat": 140.0, "barbell-deadlift": 160.0}, "romanian-deadlift", 105),  # the lower of 105 and 112
    ],
)
def test_a_known_maximum_speaks_cautiously_for_related_lifts(
    make_person: MakePerson, catalogue: Catalogue, known: dict[str, float], exercise: str, kg: float
) -> None:
    person, lift = make_person(one_rep_max=known), catalogue.exercises[exercise]
    assert related_max(person, lift) == pytest.approx(kg)
    load, rule = start_load(person, lift, 90)
    assert rule == "LOAD-related"
    assert load is not None
    assert load <= START_SHARE[person.level] * kg


def test_a_leg_press_is_found_whatever_is_known_and_a_mistyped_maximum_does_not_spread(
    make_person: MakePerson, catalogue: Catalogue
) -> None:
    squats, deadlift = make_person(one_rep_max={"barbell-squat": 1400.0}), catalogue.exercises["barbell-deadlift"]
    assert start_load(squats, catalogue.exercises["leg-press"], 70) == (None, "LOAD-find")
    assert related_max(squats, deadlift) == pytest.approx(2.5 * (estimated_max(make_person(), deadlift) or 0))
    assert related_max(make_person(), deadlift) is None


@pytest.mark.parametrize(
    "facts",
    [
        {"gender": Gender.FEMALE},
        {"level": FitnessLevel.BEGINNER},
        {"age": 15},
        {"age": 75},
        {"weight_kg": 55},
    ],
)
def test_estimates_are_lower_where_strength_is(
    make_person: MakePerson, catalogue: Catalogue, facts: dict[str, object]
) -> None:
    bench = catalogue.exercises["barbell-bench-press-medium-grip"]
    assert (estimated_max(make_person(**facts), bench) or 0) < (estimated_max(make_person(), bench) or 0)


def test_surplus_weight_does_not_raise_an_estimate(make_person: MakePerson, catalogue: Catalogue) -> None:
    squat = catalogue.exercises["barbell-squat"]
    assert estimated_max(make_person(weight_kg=180), squat) == estimated_max(make_person(weight_kg=120), squat)


def test_machines_are_found_in_the_first_session_and_bodyweight_has_no_load(
    make_person: MakePerson, catalogue: Catalogue
) -> None:
    assert start_load(make_person(), catalogue.exercises["leg-press"], 70) == (None, "LOAD-find")
    assert start_load(make_person(), catalogue.exercises["pushups"], 70) == (None, "")


@pytest.mark.parametrize(
    ("exercise", "kg", "rounded"),
    [
        ("barbell-squat", 63.9, 62.5),
        ("barbell-squat", 19.0, None),
        ("dumbbell-bench-press", 9.9, 9.0),
        ("dumbbell-bench-press", 15.9, 14.0),
        ("kettlebell-goblet-squat", 15.0, 12.0),
        ("leg-press", 47.0, 45.0),
    ],
)
def test_loads_are_those_a_gym_has(catalogue: Catalogue, exercise: str, kg: float, rounded: float | None) -> None:
    found = catalogue.exercises.get(exercise) or next(
        entry for entry in catalogue.exercises.values() if "kettlebell" in entry.needs
    )
    assert round_down(found, kg) == rounded


def test_an_empty_bar_can_be_too_heavy(make_person: MakePerson, catalogue: Catalogue) -> None:
    bench = catalogue.exercises["barbell-bench-press-medium-grip"]
    small = make_person(gender=Gender.FEMALE, weight_kg=48, height_cm=160, level=FitnessLevel.BEGINNER)
    assert bar_too_heavy(small, bench)
    assert not bar_too_heavy(make_person(), bench)
