"""What work earns: planned sets as the plan says, other sets less, nothing through pain, nothing twice."""

from datetime import timedelta
from uuid import UUID

import pytest
from msgspec.structs import replace

from domain.catalogue.types import Joint
from domain.coaching.telling.worth import DAY_CAP_XP
from domain.events.kinds import (
    AwayGiven,
    AwayReason,
    EventDeleted,
    ExerciseSkipped,
    ExerciseSwapped,
    PainReported,
    PlannedDay,
    SetKind,
    SkipReason,
    SymptomReported,
    WeightMeasured,
)
from domain.profile import Symptom, Weekday
from tests.unit.domain.gamification.diary import (
    BENCH,
    CURL,
    DEADLIFT,
    MONDAY,
    PLAN,
    RUN,
    SQUAT,
    STRETCH,
    Diary,
    days,
    entries,
    lift,
    sets_of,
    timed,
    work_xp,
)

MON, WED, FRI = Weekday.MONDAY, Weekday.WEDNESDAY, Weekday.FRIDAY


@pytest.fixture
def diary() -> Diary:
    diary = Diary()
    diary.plan()
    return diary


def test_a_session_as_planned_earns_what_the_plan_says(diary: Diary) -> None:
    diary.done(MONDAY, MON)
    state = diary.state()
    (line,) = entries(state, "planned")
    assert (line.xp, line.subject) == (24 + 12, "monday")
    assert line.gains.strength == pytest.approx(0.4 + 0.3)
    assert [entry.xp for entry in entries(state, "session")] == [10]
    assert state.xp == 36 + 10
    assert state.week_xp == ((MONDAY, 46),)


@pytest.mark.parametrize(("done", "xp"), [(0, 0), (1, 6), (2, 12), (3, 18), (4, 24), (5, 24), (9, 24)])
def test_xp_is_prorated_by_sets_and_capped_at_the_plans(diary: Diary, done: int, xp: int) -> None:
    diary.session(MONDAY, MON, sets_of(SQUAT, done))
    assert work_xp(diary.state()) == xp


def test_warmups_and_drop_sets_earn_nothing(diary: Diary) -> None:
    diary.session(MONDAY, MON, [*sets_of(SQUAT, 3, kind=SetKind.WARMUP), *sets_of(SQUAT, 3, kind=SetKind.DROP)])
    assert work_xp(diary.state()) == 0


def test_a_try_is_no_set_and_stopping_a_little_early_costs_nothing(diary: Diary) -> None:
    diary.session(MONDAY, MON, [*sets_of(SQUAT, 2, reps=5), *sets_of(SQUAT, 2, reps=3)])
    assert work_xp(diary.state()) == 12


def test_timed_work_counts_by_its_seconds(diary: Diary) -> None:
    diary.session(days(4), FRI, timed(RUN, 1, 900))
    assert work_xp(diary.state()) == 30


def test_a_swapped_exercise_earns_what_the_planned_one_would(diary: Diary) -> None:
    session = diary.session(MONDAY, MON, sets_of("front-barbell-squat", 4))
    assert work_xp(diary.state()) < 24
    diary.add(MONDAY, ExerciseSwapped(session=session, exercise=SQUAT, to="front-barbell-squat"))
    assert work_xp(diary.state()) == 24


def test_a_plan_day_earns_once_a_week_however_often_it_is_done(diary: Diary) -> None:
    for number in range(3):
        diary.session(days(number), MON, sets_of(SQUAT, 4))
    assert work_xp(diary.state()) == 24
    diary.session(days(7), MON, sets_of(SQUAT, 4))
    assert [entry.xp for entry in entries(diary.state(), "planned") if entry.day == days(7)] == [24]


def test_a_session_may_run_past_midnight(diary: Diary) -> None:
    session = diary.session(MONDAY, MON, sets_of(SQUAT, 2))
    for each in sets_of(SQUAT, 3):
        diary.add(days(1), replace(each, session=session))
    assert work_xp(diary.state()) == 24


def test_free_training_earns_less_and_is_capped() -> None:
    diary = Diary()
    diary.session(MONDAY, None, sets_of(SQUAT, 4))
    assert [(entry.xp, entry.kind) for entry in diary.state().entries] == [(8, "free")]
    diary.session(days(1), None, timed(RUN, 1, 3 * 3600), minutes=200)
    assert [(entry.xp, entry.lost) for entry in entries(diary.state(), "free")] == [(8, 0), (40, 140)]


def test_free_training_on_a_rest_day_of_the_plan_earns_nothing_and_breaks_it(diary: Diary) -> None:
    diary.done(MONDAY, MON)
    diary.session(days(1), None, sets_of(DEADLIFT, 5))
    state = diary.state(days(3))
    assert [
        (entry.xp, entry.lost, entry.subject) for entry in entries(state, "rest_broken") if entry.day == days(1)
    ] == [(0, 10, DEADLIFT)]
    assert state.counts.get("rests", 0) == 0


def test_easy_movement_keeps_a_rest_day(diary: Diary) -> None:
    diary.done(MONDAY, MON)
    diary.session(days(1), None, [*timed(STRETCH, 2, 60), *timed("easy-walk", 1, 1800)])
    state = diary.state(days(2))
    assert state.counts["rests"] == 1
    assert not entries(state, "rest_broken")
    assert [entry.xp for entry in entries(state, "free")] == [0]


def test_a_rest_day_earns_only_after_training(diary: Diary) -> None:
    assert diary.state(days(30)).xp == 0
    diary.done(MONDAY, MON)
    state = diary.state(days(30))
    assert state.counts["rests"] == 4  # Tuesday, Thursday, Saturday, Sunday: all within a week of the session
    assert state.xp == 46 + 4 * 10 + 20  # and the quest of two rest days


def test_the_day_is_capped(diary: Diary) -> None:
    long = PlannedDay(weekday=MON, kind="strength", focus="x", minutes=60, exercises=(lift(SQUAT, 4, 200),))
    diary.plan(days=(long,), plan=UUID(int=2))
    diary.session(MONDAY, MON, sets_of(SQUAT, 4), plan=UUID(int=2))
    state = diary.state()
    assert work_xp(state) == DAY_CAP_XP
    assert [entry.lost for entry in entries(state, "cap")] == [50]


@pytest.mark.parametrize("region", [Joint.KNEE, Joint.HIP, Joint.LOWER_BACK])
def test_no_xp_for_work_through_severe_pain_in_the_region(diary: Diary, region: Joint) -> None:
    diary.done(MONDAY, MON)
    diary.add(MONDAY, PainReported(region=region, score=5.5))
    state = diary.state()
    assert [(entry.subject, entry.lost) for entry in entries(state, "pain")] == [(SQUAT, 24)]
    assert work_xp(state) == 12  # the curl is not of that region
    assert not entries(state, "session")


def test_pain_up_to_five_and_pain_elsewhere_block_nothing(diary: Diary) -> None:
    diary.done(MONDAY, MON)
    diary.add(MONDAY, PainReported(region=Joint.KNEE, score=5))
    diary.add(MONDAY, PainReported(region=Joint.ANKLE, score=9))
    assert work_xp(diary.state()) == 36


def test_pain_during_an_exercise_blocks_it_whatever_its_joints(diary: Diary) -> None:
    diary.done(MONDAY, MON)
    diary.add(MONDAY, PainReported(region=Joint.ANKLE, score=7, exercise=CURL))
    assert CURL in {entry.subject for entry in entries(diary.state(), "pain")}


def test_no_xp_while_a_red_flag_is_open(diary: Diary) -> None:
    diary.add(MONDAY, SymptomReported(symptom=Symptom.CHEST_PAIN))
    diary.done(days(2), WED)
    state = diary.state()
    assert work_xp(state) == 0
    assert {entry.subject for entry in entries(state, "symptom")} == {BENCH, STRETCH}
    diary.add(days(3), SymptomReported(symptom=Symptom.CHEST_PAIN, gone=True))
    diary.done(days(4), FRI)
    assert work_xp(diary.state()) == 60


def test_no_xp_after_training_was_halted(diary: Diary) -> None:
    diary.plan(days(1), (), plan=UUID(int=2), reason="adapted")
    diary.done(days(2), WED)
    state = diary.state(days(20))
    assert state.xp == 0
    diary.session(days(21), None, sets_of(SQUAT, 3))
    assert [entry.kind for entry in diary.state().entries] == ["halted"]


@pytest.mark.parametrize(("reason", "xp"), [("ill", 0), ("injured", 0), ("travel", 36), ("busy", 36)])
def test_training_while_ill_earns_nothing(diary: Diary, reason: str, xp: int) -> None:
    diary.add(MONDAY, AwayGiven(reason=AwayReason(reason), until=days(3)), minute=-300)
    diary.done(MONDAY, MON)
    assert work_xp(diary.state()) == xp


@pytest.mark.parametrize(("late_h", "xp"), [(0, 46), (48, 46), (49, 46), (50, 0), (24 * 7, 0)])
def test_work_recorded_over_48_hours_after_its_day_is_history(diary: Diary, late_h: int, xp: int) -> None:
    # recorded at 23:00 plus `late_h`: the day ends an hour later
    diary.done(MONDAY, MON, late=timedelta(hours=late_h))
    state = diary.state()
    assert state.xp == xp
    assert state.week is not None
    assert state.week.done == {MON}
    if not xp:
        assert [(entry.kind, entry.lost) for entry in state.entries if entry.lost] == [("late", 36)]
        assert state.attributes.strength.value == pytest.approx(0.7)


def test_losing_weight_moves_nothing(diary: Diary) -> None:
    diary.add(MONDAY, WeightMeasured(kg=100), minute=-300)
    diary.done(MONDAY, MON)
    before = diary.state(days(5))
    diary.add(days(1), WeightMeasured(kg=70))
    assert diary.state(days(5)) == before


def test_an_exercise_left_out_for_pain_is_not_missing(diary: Diary) -> None:
    session = diary.session(MONDAY, MON, sets_of(CURL, 3))
    assert not entries(diary.state(), "session")
    diary.add(MONDAY, ExerciseSkipped(session=session, exercise=SQUAT, reason=SkipReason.PAIN))
    state = diary.state()
    assert [entry.xp for entry in entries(state, "session")] == [10]
    assert work_xp(state) == 12


def test_deleting_a_set_takes_its_xp_back(diary: Diary) -> None:
    diary.session(MONDAY, MON, sets_of(SQUAT, 4))
    before = diary.state().xp
    diary.add(days(1), EventDeleted(event=diary.events[-3].id))
    assert diary.state().xp == before - 6


def test_a_deload_done_as_planned_earns_the_whole(diary: Diary) -> None:
    for week in range(3):
        for offset, weekday in ((0, MON), (2, WED), (4, FRI)):
            diary.done(days(7 * week + offset), weekday)
    diary.session(days(21), MON, [*sets_of(SQUAT, 2), *sets_of(CURL, 2)])
    state = diary.state()
    assert [entry.xp for entry in entries(state, "planned") if entry.day == days(21)] == [36]
    assert [entry.xp for entry in entries(state, "session") if entry.day == days(21)] == [10]


def test_the_plan_that_the_device_had_is_the_one_that_counts(diary: Diary) -> None:
    other = PlannedDay(weekday=MON, kind="strength", focus="x", minutes=60, exercises=(lift(DEADLIFT, 3, 18),))
    diary.plan(MONDAY, (other,), plan=UUID(int=2), reason="adapted")
    diary.session(MONDAY, MON, sets_of(SQUAT, 4), plan=PLAN)
    assert work_xp(diary.state()) == 24
