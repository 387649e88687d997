"""No rule's load is more than one step above what was lifted of late for such repetitions."""

import pytest

from domain.adaptation.progress import dose_today
from domain.adaptation.step import highest_step
from domain.catalogue.loader import load_catalogue
from tests.unit.domain.adaptation.lives import ago, did, lifting, outing

BENCH = load_catalogue().exercises["barbell-bench-press-medium-grip"]
CURL = load_catalogue().exercises["dumbbell-bicep-curl"]


def most(exercise, low: int, *outings) -> float | None:
    return highest_step(lifting(exercises=did(exercise.id, *outings)), exercise, low)


@pytest.mark.parametrize(
    ("kg", "highest"),
    [(100, 110), (60, 65), (20, 22.5)],  # a tenth in real plates, or the next plate
)
def test_a_tenth_or_the_next_load(kg: float, highest: float) -> None:
    assert most(BENCH, 6, outing(ago(4), *[(kg, 8, 2)] * 3, asked=(6, 10))) == highest


def test_the_next_dumbbell_may_be_further_away() -> None:
    assert most(CURL, 8, outing(ago(4), *[(8, 12, 2)] * 2, asked=(8, 12))) == 9


def test_what_was_lifted_for_fewer_repetitions_does_not_count() -> None:
    heavy = outing(ago(4), *[(100, 3, 2)] * 3, asked=(3, 5))
    light = outing(ago(6), *[(60, 8, 2)] * 3, asked=(6, 10))
    assert most(BENCH, 6, light, heavy) == 65
    assert most(BENCH, 3, light, heavy) == 110
    assert most(BENCH, 6, heavy) is None


def test_the_heaviest_of_four_weeks_counts_and_older_ones_only_when_nothing_is_newer() -> None:
    old, lately = outing(ago(40), *[(100, 8, 2)] * 3), outing(ago(20), *[(80, 8, 2)] * 3)
    assert most(BENCH, 6, old, lately, outing(ago(3), *[(50, 8, 2)] * 3)) == 87.5
    assert most(BENCH, 6, old) == 110
    assert most(BENCH, 6) is None


def test_a_larger_rise_comes_in_steps() -> None:
    """The own range was long ago and light; the chart would have it go by the heavy sets at once."""
    scene = lifting(
        exercises=did(BENCH.id, outing(ago(50), *[(40, 8, 2)] * 3, asked=(6, 10)),
                      outing(ago(4), *[(80, 3, 2)] * 3, asked=(3, 5)))
    )  # fmt: skip
    item = next(each for day in scene.program.sessions for each in day.items if each.exercise.id == BENCH.id)
    found = dose_today(scene, item)
    assert (found.load_kg, found.rule) == (42.5, "ADP-step")
