"""What exercises demand: effort, load, holding still, a risk of falling."""

from collections.abc import Callable

import pytest

from domain.catalogue import demands
from domain.catalogue.types import Catalogue, Exercise


@pytest.mark.parametrize(
    ("test", "yes", "no"),
    [
        (
            demands.vigorous,
            "easy-run kettlebell-swing freehand-jump-squat bodyweight-hiit-circuit stairmaster",
            "brisk-walking barbell-deadlift easy-cycling power-clean low-impact-hiit-circuit",
        ),
        (demands.maximal, "competition-deadlift snatch", "barbell-deadlift kettlebell-swing"),
        (
            demands.static_hold,
            "plank wall-sit side-bridge warrior-ii",
            "brisk-walking child-s-pose farmer-s-walk tree-pose pushups",
        ),
        (
            demands.fall_risk,
            "front-box-jump bicycling pistol-squat trail-running-walking heavy-bag-boxing",
            "bicycling-stationary barbell-squat brisk-walking jumping-jack",
        ),
        (
            demands.spinal_load,
            "barbell-deadlift barbell-squat farmer-s-walk",
            "bodyweight-squat leg-press superman dumbbell-bench-press",
        ),
        (
            demands.gentle,
            "breathing-practice easy-walk cat-camel sit-to-stand wall-push-up",
            "brisk-walking barbell-squat band-pull-apart jumping-jack pistol-squat",
        ),
    ],
)
def test_demands(catalogue: Catalogue, test: Callable[[Exercise], bool], yes: str, no: str) -> None:
    assert [id_ for id_ in yes.split() if not test(catalogue.exercises[id_])] == []
    assert [id_ for id_ in no.split() if test(catalogue.exercises[id_])] == []


def test_intensities_name_the_rows_that_mean_an_exercise(catalogue: Catalogue) -> None:
    assert demands.intensities(catalogue.exercises["easy-run"]) == {"all", "vigorous"}
    assert demands.intensities(catalogue.exercises["plank"]) == {"all", "static_hold"}
    assert demands.intensities(catalogue.exercises["snatch"]) == {"all", "heavy_load"}
    assert demands.intensities(catalogue.exercises["glute-bridge"]) == {"all"}


@pytest.mark.parametrize(
    ("id_", "held"),
    [("plank", True), ("wall-sit", True), ("pilates-mat-session", False), ("mountain-climbers", False)],
)
def test_whole_sessions_and_movements_are_no_holds(id_: str, held: bool, catalogue: Catalogue) -> None:
    assert demands.static_hold(catalogue.exercises[id_]) is held
