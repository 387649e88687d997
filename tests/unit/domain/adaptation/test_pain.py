from datetime import timedelta

import pytest

from domain.adaptation.pain import Sparing, hurts, sore_regions, sore_scores, sparing
from domain.catalogue.loader import load_catalogue
from domain.catalogue.types import Joint
from domain.training.state import Pain, Training
from tests.unit.domain.adaptation.lives import DAY, lifting

CATALOGUE = load_catalogue()
PERSON = lifting().person
DEADLIFT = CATALOGUE.exercises["barbell-deadlift"]
CURL = CATALOGUE.exercises["dumbbell-bicep-curl"]
BACK = Joint.LOWER_BACK


@pytest.mark.parametrize(
    ("exercise", "score", "felt_in", "how"),
    [
        (DEADLIFT, 3, False, Sparing.FREE),
        (DEADLIFT, 4, False, Sparing.OUT),
        (DEADLIFT, 7, False, Sparing.OUT),
        (CURL, 7, False, Sparing.FREE),
        (CURL, 4, True, Sparing.LIGHTER),
        (CURL, 7, True, Sparing.OUT),
    ],
    ids=["three", "four", "seven", "elsewhere", "felt_in_it", "felt_badly_in_it"],
)
def test_what_pain_in_the_back_asks_of_an_exercise(exercise, score, felt_in, how):
    assert sparing(exercise, BACK, score, PERSON, CATALOGUE, felt_in=felt_in) is how


@pytest.mark.parametrize("joint", list(Joint), ids=str)
def test_more_pain_never_allows_more(joint):
    for exercise in CATALOGUE.exercises.values():
        levels = [sparing(exercise, joint, score, PERSON, CATALOGUE) for score in (3, 4, 5, 6, 10)]
        assert levels == sorted(levels)


def test_reports_count_for_two_weeks_and_from_four():
    def state(score: float, days: int) -> Training:
        return Training(day=DAY, pains={BACK: Pain(region=BACK, score=score, day=DAY - timedelta(days=days))})

    assert sore_regions(state(4, 14), DAY) == {BACK}
    assert sore_regions(state(4, 15), DAY) == frozenset()
    assert sore_regions(state(3, 0), DAY) == frozenset()
    assert sore_scores(state(3, 0), DAY) == {BACK: 3}
    assert sore_scores(state(1, 0), DAY) == {}
    assert hurts(DEADLIFT, {BACK: 3.5}, 3)
    assert not hurts(DEADLIFT, {BACK: 3}, 3)
