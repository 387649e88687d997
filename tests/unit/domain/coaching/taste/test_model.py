"""Taste: what a choice teaches, how fast, and what it may move."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.catalogue.loader import load_catalogue
from domain.catalogue.types import Exercise
from domain.coaching.taste.features import OWN, features
from domain.coaching.taste.model import LEAST_VARIANCE, Belief, Taste, bonuses, learned, prior, told

CATALOGUE = load_catalogue()
SQUAT = CATALOGUE.exercises["barbell-squat"]
GOBLET = CATALOGUE.exercises["dumbbell-goblet-squat"]
PRESS = CATALOGUE.exercises["standing-military-press"]
PUSHUPS = CATALOGUE.exercises["pushups"]
ANY = st.sampled_from([CATALOGUE.exercises[name] for name in sorted(CATALOGUE.exercises)[:60]])


def test_nothing_is_known_before_the_first_choice() -> None:
    assert Taste().of(SQUAT).mean == 0.0
    assert bonuses(Taste(), (SQUAT, GOBLET), most=1.0) == {SQUAT.id: 0.0, GOBLET.id: 0.0}


def test_the_first_choice_counts() -> None:
    taste = learned(Taste(), GOBLET, SQUAT)
    assert taste.choices == 1
    assert taste.of(GOBLET).mean > 0 > taste.of(SQUAT).mean


def test_a_choice_says_a_little_of_what_is_alike() -> None:
    taste = learned(Taste(), PUSHUPS, SQUAT)
    assert 0 > taste.of(PRESS).mean > taste.of(SQUAT).mean, "a barbell too, but not the one that was left"


def test_what_both_have_in_common_is_not_moved() -> None:
    taste = learned(Taste(), GOBLET, SQUAT)
    assert set(features(GOBLET)) & set(features(SQUAT))
    assert not taste.weights.keys() & (set(features(GOBLET)) & set(features(SQUAT)))


def test_one_exercise_against_itself_says_nothing() -> None:
    assert learned(Taste(), SQUAT, SQUAT) == Taste()


def test_a_worked_example_of_one_update() -> None:
    """One-sided choice: spread^2 = 1 + sum of prior variances; v(0) = sqrt(2/pi), w(0) = 2/pi."""
    count = len(features(SQUAT)) - 1
    spread_2 = 1 + prior(OWN).variance + count * prior("with:x").variance
    own = learned(Taste(), SQUAT, None).weights[f"{OWN}{SQUAT.id}"]
    assert own.mean == pytest.approx(prior(OWN).variance / spread_2**0.5 * 0.7978845608)
    assert own.variance == pytest.approx(prior(OWN).variance * (1 - prior(OWN).variance / spread_2 * 0.6366197724))


@given(st.lists(st.tuples(ANY, ANY), max_size=30))
def test_beliefs_stay_sound_whatever_is_chosen(choices: list[tuple[Exercise, Exercise]]) -> None:
    taste = Taste()
    for better, worse in choices:
        taste = learned(taste, better, worse)
    for name, belief in taste.weights.items():
        assert LEAST_VARIANCE <= belief.variance <= prior(name).variance
        assert abs(belief.mean) < 10
    assert all(abs(bonus) <= 0.6 for bonus in bonuses(taste, CATALOGUE.exercises.values(), most=0.6).values())


def test_choices_that_contradict_each_other_cancel() -> None:
    taste = Taste()
    for _ in range(20):
        taste = learned(learned(taste, GOBLET, SQUAT), SQUAT, GOBLET)
    steady = Taste()
    for _ in range(20):
        steady = learned(steady, GOBLET, SQUAT)
    assert abs(taste.of(GOBLET).mean) < steady.of(GOBLET).mean / 3


def test_what_is_sure_is_told_in_catalogue_words_and_no_more() -> None:
    assert told(Taste()) == ((), ())
    barbell = [each for each in CATALOGUE.exercises.values() if "barbell" in each.needs][:12]
    dumbbell = [each for each in CATALOGUE.exercises.values() if each.needs == {"dumbbell"}][:12]
    taste = Taste()
    for better, worse in zip(dumbbell, barbell, strict=True):
        taste = learned(taste, better, worse)
    liked, not_liked = told(taste)
    assert "dumbbell" in liked
    assert "barbell" in not_liked
    assert len(liked) <= 3


def test_a_word_that_says_nothing_alone_keeps_its_kind() -> None:
    taste = Taste(weights={"impact:low": Belief(1.0, 0.1), "level:beginner": Belief(-1.0, 0.1)})
    assert told(taste) == (("low impact",), ("beginner level",))
