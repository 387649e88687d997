"""Exercises are found by the names people use."""

import pytest

from domain.catalogue.names import ALIASES, closest_exercises, exercises_like, find_exercise
from domain.catalogue.types import Catalogue


@pytest.mark.parametrize(
    ("text", "id_"),
    [
        ("Bench Press", "barbell-bench-press-medium-grip"),
        ("bench-press", "barbell-bench-press-medium-grip"),
        ("benchpress", "barbell-bench-press-medium-grip"),
        ("squat", "barbell-squat"),
        ("SQUATS", "barbell-squat"),
        ("OHP", "standing-military-press"),
        ("pull ups", "pullups"),
        ("Pull-Ups", "pullups"),
        ("Push ups", "pushups"),
        ("deadlift", "barbell-deadlift"),
        ("Développé couché", "barbell-bench-press-medium-grip"),
        ("developpe couche", "barbell-bench-press-medium-grip"),
        ("Soulevé de terre", "barbell-deadlift"),
        ("سكوات", "barbell-squat"),
        ("farmers walk", "farmer-s-walk"),
        ("barbell-squat", "barbell-squat"),
        ("Lat Pulldowns", "lat-pulldown"),
        ("moonwalk", None),
        ("", None),
    ],
)
def test_names_are_found(catalogue: Catalogue, text: str, id_: str | None) -> None:
    assert find_exercise(catalogue, text) == id_


def test_every_exercise_is_found_by_its_name_and_id(catalogue: Catalogue) -> None:
    for exercise in catalogue.exercises.values():
        assert find_exercise(catalogue, exercise.name) == exercise.id
        assert find_exercise(catalogue, exercise.id) == exercise.id


def test_every_alias_names_an_exercise_and_is_used_once(catalogue: Catalogue) -> None:
    assert set(ALIASES) <= set(catalogue.exercises)
    for id_, aliases in ALIASES.items():
        for alias in aliases:
            assert find_exercise(catalogue, alias) == id_, alias


def test_a_misspelt_name_gets_suggestions(catalogue: Catalogue) -> None:
    assert find_exercise(catalogue, "benchh pres") is None
    assert "Barbell Bench Press" in closest_exercises(catalogue, "benchh pres")
    assert closest_exercises(catalogue, "qqqqqqqq") == ()


def test_a_kind_of_exercise_means_all_of_it(catalogue: Catalogue) -> None:
    lunges = exercises_like(catalogue, "lunges")
    assert {"barbell-lunge", "bodyweight-walking-lunge", "lateral-lunge"} <= lunges
    assert "running-outdoor" not in lunges
    assert exercises_like(catalogue, "burpees") >= {"burpee"}
    assert exercises_like(catalogue, "") == frozenset()
