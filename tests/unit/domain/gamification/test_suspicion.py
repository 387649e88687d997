"""What does not add up earns nothing until it does."""

from uuid import UUID

import pytest

from domain.events.kinds import EventCorrected, EventDeleted, SessionFinished, SetLogged
from domain.gamification.state import HELD_DAYS
from domain.profile import Weekday
from tests.unit.domain.gamification.diary import (
    BENCH,
    MONDAY,
    RUN,
    SQUAT,
    Diary,
    days,
    entries,
    sets_of,
    timed,
    work_xp,
)

MON, WED, FRI = Weekday.MONDAY, Weekday.WEDNESDAY, Weekday.FRIDAY


@pytest.fixture
def diary() -> Diary:
    """Two outings of squats in free training, before the plan begins on a Monday."""
    diary = Diary()
    for day in (-5, -3):
        diary.session(days(day), None, sets_of(SQUAT, 1, load_kg=100, reps=5, rir=0))
    diary.plan()
    return diary


@pytest.mark.parametrize(("load", "held"), [(100, False), (114.9, False), (115.1, True), (300, True)])
def test_a_jump_of_the_estimate_is_held(diary: Diary, load: float, held: bool) -> None:
    diary.session(MONDAY, MON, sets_of(SQUAT, 4, load_kg=load, reps=5, rir=0))
    state = diary.state()
    assert [(each.reason, each.exercise, each.xp) for each in state.held] == ([("jump", SQUAT, 24)] if held else [])
    assert (not entries(state, "planned")) is held
    assert state.lifts[SQUAT].best < 160


def test_a_jump_is_released_by_an_outing_that_confirms_it(diary: Diary) -> None:
    diary.session(MONDAY, MON, sets_of(SQUAT, 4, load_kg=130, reps=5, rir=0))
    held = diary.state()
    diary.session(days(7), MON, sets_of(SQUAT, 4, load_kg=125, reps=5, rir=0))
    state = diary.state()
    assert not state.held
    assert [(entry.day, entry.xp) for entry in entries(state, "released")] == [(MONDAY, 24)]
    assert [entry.xp for entry in entries(state, "planned") if entry.day == days(7)] == [24]
    assert dict(state.week_xp)[MONDAY] >= dict(held.week_xp).get(MONDAY, 0) + 24


def test_a_jump_that_nothing_confirms_lapses(diary: Diary) -> None:
    diary.session(MONDAY, MON, sets_of(SQUAT, 4, load_kg=300, reps=5, rir=0))
    diary.session(days(2), MON, sets_of(SQUAT, 1, load_kg=102, reps=5, rir=0))
    assert len(diary.state(days(HELD_DAYS)).held) == 1
    assert diary.state(days(HELD_DAYS + 1)).held == ()


def test_a_corrected_set_is_released_at_once(diary: Diary) -> None:
    diary.session(MONDAY, MON, sets_of(SQUAT, 1, load_kg=1000 / 3, reps=5, rir=0))
    wrong = next(event for event in diary.events if isinstance(event.what, SetLogged) and event.day == MONDAY)
    assert isinstance(wrong.what, SetLogged)
    now = sets_of(SQUAT, 1, load_kg=101, reps=5, rir=0)[0]
    diary.add(days(1), EventCorrected(event=wrong.id, now=SetLogged(session=wrong.what.session, exercise=now.exercise,
                                                                    load_kg=now.load_kg, reps=5, rir=0.0)))  # fmt: skip
    state = diary.state()
    assert state.held == ()
    assert work_xp(state) >= 6


def test_finding_the_load_in_the_first_outings_is_no_jump() -> None:
    diary = Diary()
    diary.plan()
    diary.session(MONDAY, MON, sets_of(SQUAT, 2, load_kg=40))
    diary.session(days(1), MON, sets_of(SQUAT, 2, load_kg=80))
    assert diary.state().held == ()


def test_more_than_sixty_sets_a_day_are_held() -> None:
    diary = Diary()
    diary.plan()
    diary.session(MONDAY, MON, sets_of(SQUAT, 60), minutes=150)
    assert work_xp(diary.state()) == 24
    diary.session(MONDAY, None, sets_of(BENCH, 1), number=1)
    state = diary.state()
    assert state.xp == 0
    assert [(each.reason, each.xp) for each in state.held] == [("sets", 24), ("sets", 2)]
    diary.add(MONDAY, EventDeleted(event=diary.events[-2].id))
    assert work_xp(diary.state()) == 24


def test_overlapping_sessions_are_held_but_the_first() -> None:
    diary = Diary()
    diary.plan()
    diary.session(MONDAY, MON, sets_of(SQUAT, 20), minute=0)
    diary.session(MONDAY, WED, sets_of(BENCH, 4), minute=10, number=1)
    state = diary.state()
    assert work_xp(state) == 24
    assert [(each.reason, each.subject, each.xp) for each in state.held] == [("overlap", "wednesday", 24)]


def test_sets_faster_than_possible_are_held_until_the_minutes_are_told() -> None:
    diary = Diary()
    diary.plan()
    session = UUID(int=77)
    for each in sets_of(SQUAT, 30, reps=10):
        values = {name: getattr(each, name) for name in each.__struct_fields__} | {"session": session}
        diary.add(MONDAY, SetLogged(**values), minute=5)
    state = diary.state()
    assert [each.reason for each in state.held] == ["speed"]
    diary.add(MONDAY, SessionFinished(session=session, minutes=50), minute=5)
    assert diary.state().held == ()


def test_one_long_piece_is_never_too_fast() -> None:
    diary = Diary()
    diary.plan()
    diary.session(days(4), FRI, timed(RUN, 1, 1800), minutes=1, minute=0)
    assert diary.state().held == ()


def test_held_work_never_lifts_a_day_over_its_cap() -> None:
    diary = Diary()
    diary.plan()
    diary.session(MONDAY, MON, sets_of(SQUAT, 61), minutes=150)
    diary.session(MONDAY, None, timed(RUN, 1, 6 * 3600), minutes=400, number=1)
    state = diary.state()
    assert sum(each.xp for each in state.held) <= 150
    assert work_xp(state) == 0
