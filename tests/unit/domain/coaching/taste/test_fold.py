"""The taste fold: which events are choices, and what the menu makes of them."""

from datetime import timedelta

import msgspec
import pytest
from msgspec.structs import replace

from domain.catalogue.loader import load_catalogue
from domain.coaching.person import Person
from domain.coaching.person_of import person_of
from domain.coaching.planning.menu import build_menu
from domain.coaching.taste.fold import TasteFold
from domain.coaching.taste.model import Taste
from domain.events import kinds
from domain.events.kinds import SkipReason
from domain.events.projection import Projection, decode, encode
from domain.profile import Profile
from domain.safety.screening import screen
from tests.histories import START, at, recorded, uuid_of

CATALOGUE = load_catalogue()
FOLD = TasteFold(CATALOGUE)
SQUAT, GOBLET = "barbell-squat", "dumbbell-goblet-squat"
SESSION = uuid_of(1)


def after(*whats: kinds.Happened) -> Taste:
    """The taste after events of one day."""
    projection = Projection(FOLD)
    projection.add(recorded((at(START, 8, minute), START, what) for minute, what in enumerate(whats)))
    return projection.state(START + timedelta(days=30))


def swapped(reason: SkipReason, count: int = 1) -> tuple[kinds.Happened, ...]:
    return tuple(kinds.ExerciseSwapped(session=SESSION, exercise=SQUAT, to=GOBLET, reason=reason) for _ in range(count))


@pytest.mark.parametrize("reason", [SkipReason.DISLIKE, SkipReason.OTHER])
def test_a_swap_for_taste_teaches(reason: SkipReason) -> None:
    taste = after(*swapped(reason))
    assert taste.of(CATALOGUE.exercises[GOBLET]).mean > 0 > taste.of(CATALOGUE.exercises[SQUAT]).mean


@pytest.mark.parametrize("reason", [SkipReason.PAIN, SkipReason.EQUIPMENT, SkipReason.TIME, SkipReason.TIRED])
def test_a_swap_for_another_reason_says_nothing(reason: SkipReason) -> None:
    assert after(*swapped(reason)) == Taste()


def test_a_skip_for_dislike_and_a_low_rating_speak_against() -> None:
    squat = CATALOGUE.exercises[SQUAT]
    skipped = kinds.ExerciseSkipped(session=SESSION, exercise=SQUAT, reason=SkipReason.DISLIKE)
    assert after(skipped).of(squat).mean < 0
    assert after(kinds.ExerciseRated(exercise=SQUAT, enjoyment=2)).of(squat).mean < 0
    assert after(kinds.ExerciseRated(exercise=SQUAT, enjoyment=9)).of(squat).mean > 0
    assert after(kinds.ExerciseRated(exercise=SQUAT, enjoyment=5)) == Taste()


def test_an_exercise_that_the_catalogue_has_not_is_left_out() -> None:
    assert after(kinds.ExerciseRated(exercise="gone-from-here", enjoyment=9)) == Taste()


def test_it_is_stored_and_read_back_unchanged() -> None:
    taste = after(*swapped(SkipReason.DISLIKE, 3))
    assert decode(FOLD, encode(taste)) == taste


def person() -> Person:
    raw = {
        "personal_info": {"age": 30, "gender": "female", "height": 168, "weight": 64, "fitness_level": "intermediate"},
        "goals": ["muscle_gain"],
        "preferences": {"workout_duration": 60, "days_per_week": 3, "equipment_access": "full_gym"},
    }
    profile = msgspec.convert(raw, Profile)
    return person_of(profile, CATALOGUE, screen(profile))


def test_the_menu_puts_what_is_preferred_first_and_allows_nothing_more() -> None:
    before = build_menu(person(), CATALOGUE)
    fond = replace(person(), taste=after(*swapped(SkipReason.DISLIKE, 8)))
    menu = build_menu(fond, CATALOGUE)
    score = {entry.exercise.id: entry.score for entry in menu.entries}
    assert score[GOBLET] > score.get(SQUAT, 0.0)
    assert {entry.exercise.id: entry.score for entry in before.entries}[SQUAT] > score.get(SQUAT, 0.0)
    assert menu.removed == before.removed, "taste moves places, never what is allowed"
