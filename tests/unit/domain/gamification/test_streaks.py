"""Streaks follow the person's own schedule, and a freeze never adds to them."""

from datetime import date

import pytest

from domain.catalogue.types import Joint
from domain.events.kinds import AwayGiven, AwayReason, PainReported, SymptomReported, TimeAvailable
from domain.gamification.state import Streak, Week
from domain.gamification.streaks import after_week
from domain.profile import Symptom, Weekday
from tests.unit.domain.gamification.diary import MONDAY, SQUAT, Diary, days, sets_of

MON, WED, FRI = Weekday.MONDAY, Weekday.WEDNESDAY, Weekday.FRIDAY


def week(planned: int, done: int) -> Week:
    return Week(monday=MONDAY, planned=planned, done=frozenset(tuple(Weekday)[:done]))


@pytest.mark.parametrize(
    ("before", "planned", "done", "deload", "after"),
    [
        (Streak(), 3, 3, False, Streak(weeks=1, best=1, full=1)),
        (Streak(weeks=3, best=5, full=3), 3, 3, False, Streak(weeks=4, best=5, full=4, freezes=1)),
        (Streak(weeks=7, best=7, full=7, freezes=2), 3, 3, False, Streak(weeks=8, best=8, full=8, freezes=2)),
        (Streak(weeks=4, best=4, full=4, freezes=1), 3, 2, False,
         Streak(weeks=4, best=4, full=4, freezes=0, used=((MONDAY, 1),))),
        (Streak(weeks=4, best=4, full=4, freezes=1), 3, 1, False, Streak(weeks=0, best=4, full=4, freezes=1)),
        (Streak(weeks=8, best=8, full=8, freezes=2), 3, 1, False,
         Streak(weeks=8, best=8, full=8, freezes=0, used=((MONDAY, 2),))),
        (Streak(weeks=4, best=4, full=4), 3, 0, False, Streak(weeks=0, best=4, full=4)),
        (Streak(weeks=4, best=4, full=4), 3, 0, True, Streak(weeks=4, best=4, full=4)),
        (Streak(weeks=4, best=4, full=4), 3, 3, True, Streak(weeks=5, best=5, full=5)),
        (Streak(weeks=4, best=4, full=4), 0, 0, False, Streak(weeks=4, best=4, full=4)),
        (Streak(freezes=1), 3, 2, False, Streak(freezes=1)),
    ],
)  # fmt: skip
def test_a_week_that_is_over(before: Streak, planned: int, done: int, deload: bool, after: Streak) -> None:
    assert after_week(before, week(planned, done), deload=deload) == after


def weeks_done(diary: Diary, first: int, count: int) -> None:
    for number in range(first, first + count):
        for offset, weekday in ((0, MON), (2, WED), (4, FRI)):
            diary.done(days(7 * number + offset), weekday)


@pytest.fixture
def diary() -> Diary:
    diary = Diary()
    diary.plan()
    return diary


def test_a_week_counts_once_it_is_over(diary: Diary) -> None:
    weeks_done(diary, 0, 1)
    assert diary.state(days(6)).streak.weeks == 0
    assert diary.state(days(7)).streak.weeks == 1
    assert diary.state(days(13)).streak.weeks == 1
    assert diary.state(days(14)).streak.weeks == 0


def test_days_may_be_moved_within_the_week(diary: Diary) -> None:
    for offset, weekday in ((1, MON), (5, FRI), (6, WED)):
        diary.done(days(offset), weekday)
    assert diary.state(days(7)).streak.weeks == 1


def test_a_freeze_is_used_by_itself_and_shown(diary: Diary) -> None:
    # The fourth week is the deload, so five weeks with every session; then one session is missed.
    weeks_done(diary, 0, 5)
    diary.done(days(35), MON)
    diary.done(days(37), WED)
    state = diary.state(days(42))
    assert (state.streak.weeks, state.streak.freezes, state.streak.used) == (5, 0, ((days(35), 1),))


def test_a_deload_that_was_missed_breaks_nothing(diary: Diary) -> None:
    weeks_done(diary, 0, 3)
    state = diary.state(days(28))
    assert state.streak.weeks == 3
    weeks_done(diary, 4, 1)
    assert diary.state(days(35)).streak.weeks == 4


@pytest.mark.parametrize("reason", list(AwayReason))
def test_an_absence_does_not_break_it(diary: Diary, reason: AwayReason) -> None:
    weeks_done(diary, 0, 2)
    diary.add(days(14), AwayGiven(reason=reason, until=days(27)))
    assert diary.state(days(28)).streak.weeks == 2
    assert diary.state(days(35)).streak.weeks == 0


def test_an_absence_of_some_days_excuses_only_those(diary: Diary) -> None:
    weeks_done(diary, 0, 1)
    diary.add(days(7), AwayGiven(reason=AwayReason.TRAVEL, until=days(9)))
    assert diary.state(days(14)).streak.weeks == 0
    diary.done(days(11), FRI)
    assert diary.state(days(14)).streak.weeks == 2


def test_severe_pain_and_red_flags_excuse(diary: Diary) -> None:
    weeks_done(diary, 0, 1)
    diary.done(days(7), MON)
    diary.add(days(9), PainReported(region=Joint.KNEE, score=6))
    diary.add(days(11), SymptomReported(symptom=Symptom.DIZZINESS))
    assert diary.state(days(14)).streak.weeks == 2


def test_a_plan_that_begins_in_mid_week_asks_for_its_remaining_days() -> None:
    diary = Diary()
    diary.plan(days(2))
    diary.done(days(4), FRI)
    assert diary.state(days(7)).streak.weeks == 1


def test_without_a_plan_there_is_no_streak() -> None:
    diary = Diary()
    diary.session(MONDAY, None, [])
    assert diary.state(date(2027, 1, 1)).streak == Streak()


@pytest.mark.parametrize(("minutes", "sets", "done"), [(None, 3, False), (60, 3, False), (30, 2, True), (30, 1, False),
                                                       (5, 1, False), (5, 2, True)])  # fmt: skip
def test_a_day_cut_short_asks_for_what_fits(diary: Diary, minutes: int | None, sets: int, done: bool) -> None:
    if minutes is not None:
        diary.add(MONDAY, TimeAvailable(minutes=minutes))
    diary.session(MONDAY, MON, sets_of(SQUAT, sets))  # of the day's seven sets
    week = diary.state().week
    assert week is not None
    assert (MON in week.done) is done
