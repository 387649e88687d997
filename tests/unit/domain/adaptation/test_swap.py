import pytest

from domain.adaptation.swap import alternatives_for_swap
from domain.catalogue.loader import load_catalogue
from domain.catalogue.types import Joint
from domain.errors import NotFound
from domain.profile import Weekday
from domain.training.state import Pain, Today
from tests.unit.domain.adaptation.lives import DAY, lifter, lifting

CATALOGUE = load_catalogue()
SQUAT, BENCH = "barbell-squat", "barbell-bench-press-medium-grip"


def test_the_same_movement_comes_first_and_loads_are_carried():
    found = alternatives_for_swap(lifting(), BENCH)
    assert found
    first = CATALOGUE.exercises[found[0].exercise]
    assert first.pattern == "horizontal_push"
    assert found[0].load_kg is not None
    assert found[0].reason


def test_nothing_that_the_day_has_already():
    monday = {each.exercise_id for each in lifter()[1].days[0].exercises}
    assert not monday & {each.exercise for each in alternatives_for_swap(lifting(), SQUAT, Weekday.MONDAY)}


def test_nothing_on_equipment_that_is_taken_or_for_a_region_that_hurts():
    scene = lifting(
        today=Today(busy=frozenset({"dumbbell"})), pains={Joint.SHOULDER: Pain(region=Joint.SHOULDER, score=7, day=DAY)}
    )
    for each in alternatives_for_swap(scene, BENCH):
        exercise = CATALOGUE.exercises[each.exercise]
        assert "dumbbell" not in exercise.needs
        assert Joint.SHOULDER not in exercise.joints


def test_an_exercise_that_the_plan_does_not_have():
    with pytest.raises(NotFound, match="exercise"):
        alternatives_for_swap(lifting(), "plank")
    with pytest.raises(NotFound, match="friday"):
        alternatives_for_swap(lifting(), BENCH, Weekday.FRIDAY)
