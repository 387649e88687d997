"""The parts of the story that need no server."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from cli.story.play import START, grouped
from cli.story.plot import DECLINED, HAPPENINGS, PROFILE, UNDONE, WEEKS, Miss, Pain
from cli.story.session import sets_done
from cli.story.stack import StoryClock
from cli.story.strength import found_load, maximum, reserve
from domain.adaptation.changes import MoveDay, Shorten
from domain.catalogue.loader import load_catalogue
from domain.catalogue.types import Joint
from domain.coaching.person_of import person_of
from domain.profile import Profile
from domain.safety.screening import screen

CATALOGUE = load_catalogue()
PERSON = person_of(msgspec.convert(PROFILE, Profile), CATALOGUE, screen(msgspec.convert(PROFILE, Profile)))
SQUAT = CATALOGUE.exercises["barbell-squat"]
PUSH_UP = CATALOGUE.exercises["pushups"]


def test_the_clock_runs_on_and_never_goes_back() -> None:
    start = datetime(2026, 1, 5, tzinfo=UTC)
    clock = StoryClock(start)
    assert start <= clock.now() < start + timedelta(minutes=1)
    clock.move_to(start + timedelta(days=3))
    clock.move_to(start + timedelta(days=1))
    assert clock.now() >= start + timedelta(days=3)


def test_the_plot_is_about_days_that_exist() -> None:
    assert START.weekday() == 0
    assert all(1 <= week <= WEEKS and 0 <= weekday <= 6 for week, weekday in HAPPENINGS)
    pains = [each for day in HAPPENINGS.values() for each in day if isinstance(each, Pain)]
    assert {each.region for each in pains} <= set(Joint)
    assert max(each.score for each in pains) > 5
    assert any(isinstance(each, Miss) for day in HAPPENINGS.values() for each in day)
    assert Shorten.__struct_config__.tag == DECLINED
    assert MoveDay.__struct_config__.tag == UNDONE


def test_the_person_grows_stronger_and_tells_what_is_left() -> None:
    assert maximum(SQUAT, PERSON, 12) > maximum(SQUAT, PERSON, 0) > 80
    heavy, light = (reserve(SQUAT, PERSON, kg, 8, weeks=0, before=0) for kg in (75.0, 40.0))
    assert heavy < light
    assert reserve(SQUAT, PERSON, 60.0, 8, weeks=0, before=4) < reserve(SQUAT, PERSON, 60.0, 8, weeks=0, before=0)
    assert reserve(PUSH_UP, PERSON, None, 10, weeks=0, before=0) == 4


def test_a_load_is_found_where_there_is_one() -> None:
    assert found_load(PUSH_UP, PERSON, 10, 2) is None
    kg = found_load(SQUAT, PERSON, 10, 2)
    assert kg is not None
    assert 40 < kg < maximum(SQUAT, PERSON, 0)


@pytest.mark.parametrize(
    ("today", "sets"),
    [
        (
            {"exercise": "side-bridge", "sets": 2, "seconds": 30, "load_kg": None, "reps": None, "rir": None},
            [{"exercise": "side-bridge", "seconds": 30}] * 2,
        ),
        (
            {"exercise": "pushups", "sets": 2, "seconds": None, "load_kg": None, "reps": 10, "rir": 2},
            [{"exercise": "pushups", "reps": 10, "rir": 4.0}, {"exercise": "pushups", "reps": 10, "rir": 4.0}],
        ),
    ],
    ids=["timed", "bodyweight"],
)
def test_sets_are_done_as_told(today: dict, sets: list[dict]) -> None:
    assert sets_done(today, PERSON, 0) == sets


def test_equal_notes_are_told_once() -> None:
    assert grouped(["a", "b", "a"]) == ("a (2 times)", "b")
