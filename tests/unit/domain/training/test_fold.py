"""The training fold by worked examples: each number of the state from events that one can count by hand."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.catalogue.loader import load_catalogue
from domain.catalogue.types import Joint
from domain.events import kinds
from domain.events.projection import Projection, encode
from domain.profile import Symptom, Weekday
from domain.training.fold import TrainingFold
from domain.training.state import (
    CHECKINS,
    LOADS,
    RECENT,
    RECORDS,
    SESSION_DAYS,
    TREND,
    WEEKS,
    WEIGHTS,
    Decision,
    ExerciseState,
    RecordKind,
    SessionDone,
    Training,
)
from tests.histories import START, at, history_of, plan_event, recorded, uuid_of

FOLD = TrainingFold(load_catalogue())
SQUAT, BENCH, CURL = "barbell-squat", "barbell-bench-press-medium-grip", "dumbbell-bicep-curl"


def day(number: int) -> date:
    """Day 0 is a Monday."""
    return START + timedelta(days=number)


def after(*happened: tuple[int, kinds.Happened], on: int | None = None) -> Training:
    """The state after events of days, each an hour after the one before, at the end of day `on`."""
    count: dict[int, int] = {}
    whats = []
    for number, what in happened:
        count[number] = minutes = count.get(number, -1) + 1
        whats.append((at(day(number), 8 + minutes // 60, minutes % 60), day(number), what))
    projection = Projection(FOLD)
    projection.add(recorded(whats))
    return projection.state(None if on is None else day(on))


def done(session: int, exercise: str = SQUAT, **changes: Any) -> kinds.SetLogged:
    """A working set: 100 kg x 5 with 2 in reserve unless told otherwise."""
    fields: dict[str, Any] = {"load_kg": 100.0, "reps": 5, "rir": 2.0, **changes}
    return kinds.SetLogged(session=uuid_of(session), exercise=exercise, **fields)


def started(session: int, weekday: Weekday | None = None) -> kinds.SessionStarted:
    return kinds.SessionStarted(session=uuid_of(session), weekday=weekday)


def ended(session: int, **fields: Any) -> kinds.SessionFinished:
    return kinds.SessionFinished(session=uuid_of(session), **fields)


def only(state: Training) -> SessionDone:
    [session] = state.sessions
    return session


# --- sessions ---


def test_a_session_adds_up() -> None:
    state = after(
        (0, started(1)),
        (0, done(1, kind=kinds.SetKind.WARMUP, load_kg=60.0)),
        (0, done(1)),
        (0, done(1, reps=4, rir=None, rpe=9.0)),
        (0, done(1, kind=kinds.SetKind.DROP, load_kg=70.0, reps=8)),
        (0, ended(1, rpe=8.0, minutes=50.0, enjoyment=7.0)),
    )
    session = only(state)
    assert (session.sets, session.done, session.tonnage_kg) == (2, {SQUAT: 2}, 500 + 400 + 560)
    assert (session.load, session.load_from, session.share) == (400.0, "rpe", 1.0)
    assert (session.effort, session.finished, session.enjoyment) == ((17.0, 2), True, 7.0)
    [week] = state.weeks
    assert (week.done, week.tonnage_kg, week.load) == (1, 1460.0, 400.0)
    assert week.sets["quads"] == 2.5  # two sets and half of a drop set
    assert week.sets["glutes"] in (1.25, 2.5)


def test_load_without_a_session_rpe_comes_from_the_sets_and_is_never_invented() -> None:
    from_sets = only(after((0, done(1)), (0, done(1, rir=4.0)), (0, ended(1, minutes=40.0))))
    assert (from_sets.load, from_sets.load_from) == (7.0 * 40, "sets")
    nothing = only(after((0, done(1, rir=None)), (0, ended(1, minutes=40.0))))
    assert (nothing.load, nothing.load_from) == (0.0, "")
    untimed = only(after((0, done(1)), (0, ended(1, rpe=8.0))))
    assert (untimed.load, untimed.minutes) == (0.0, 0.0)


def test_minutes_follow_from_the_times_unless_the_end_was_forgotten() -> None:
    assert only(after((0, started(1)), (0, done(1)), (0, ended(1, rpe=8.0)))).minutes == 2.0
    projection = Projection(FOLD)
    late = [(at(day(0), 8), day(0), started(1)), (at(day(0), 16), day(0), done(1))]
    projection.add(recorded(late))
    assert only(projection.state()).minutes == 0.0


def test_a_session_past_midnight_is_one_session() -> None:
    state = after((0, started(1)), (0, done(1)), (1, done(1)), (1, ended(1, rpe=5.0, minutes=60.0)))
    assert (only(state).sets, only(state).day, only(state).load) == (2, day(0), 300.0)
    assert state.weeks[-1].done == 1
    assert sum(each.load for each in state.loads) == 300.0
    untold = after((0, started(1)), (0, done(1)), (1, done(1)))
    assert only(untold).minutes == 0.0  # a day between two sets is no session of a day


def test_a_start_alone_is_no_session_yet() -> None:
    state = after((0, started(1, Weekday.MONDAY)))
    assert (state.sessions, state.begun is not None, state.last_session) == ((), True, None)
    gone_on = after((0, plan_event()), (0, started(1, Weekday.MONDAY)), (1, done(1)))
    assert (gone_on.begun, only(gone_on).weekday) == (None, Weekday.MONDAY)


def test_share_counts_planned_sets_once_each_and_swaps_for_what_they_replace() -> None:
    # The plan's day: four lifts and pull-ups of 3 sets, a plank of 2: 17 sets.
    squats = [(0, done(1)) for _ in range(5)]
    state = after((0, plan_event()), (0, started(1, Weekday.MONDAY)), *squats)
    assert only(state).share == pytest.approx(3 / 17)
    swap = kinds.ExerciseSwapped(session=uuid_of(1), exercise="pullups", to="lat-pulldown")
    state = after((0, plan_event()), (0, started(1, Weekday.MONDAY)), (0, swap), (0, done(1, "lat-pulldown")), *squats)
    assert only(state).share == pytest.approx(4 / 17)
    assert state.today.swapped == {"pullups": "lat-pulldown"}


def test_half_the_sets_are_all_of_them_in_a_deload_week() -> None:
    weeks = [(7 * week, done(week + 10)) for week in range(3)]
    state = after((0, plan_event()), *weeks, (21, started(1, Weekday.MONDAY)), *((21, done(1)) for _ in range(2)))
    assert [week.deload for week in state.weeks] == [False, False, False, False]  # one session of three: weeks repeat
    trained = [(7 * week + offset, done(100 + 7 * week + offset)) for week in range(3) for offset in (0, 2)]
    state = after((0, plan_event()), *trained, (21, started(1, Weekday.MONDAY)), *((21, done(1)) for _ in range(2)))
    assert [week.deload for week in state.weeks] == [False, False, False, True]
    # 17 sets shrink to 2 + 2 + 2 + 2 + 2 + 1.
    assert state.sessions[-1].share == pytest.approx(2 / 11)


# --- volume ---


def test_mobility_and_cardio_are_no_hard_sets() -> None:
    state = after((0, done(1, "easy-run", load_kg=None, reps=None, rir=None, seconds=1200.0)))
    assert state.weeks[-1].sets == {}
    assert only(state).sets == 1


def test_a_failed_attempt_is_no_hard_set() -> None:
    assert after((0, done(1, reps=0))).weeks[-1].sets == {}


# --- exercises ---


def outings(*sets: dict[str, Any], gap: int = 3, exercise: str = SQUAT) -> ExerciseState:
    """The exercise after an outing of one set every `gap` days."""
    happened = [(gap * index, done(index + 1, exercise, **fields)) for index, fields in enumerate(sets)]
    return after(*happened).exercises[exercise]


def test_an_outing_leaves_estimate_trend_and_records() -> None:
    known = outings({}, {"load_kg": 105.0})
    assert (known.outings, known.best_load_kg, known.best_reps) == (2, 105.0, 5)
    assert known.best_volume_kg == 525.0
    assert known.estimate is not None
    assert known.recent[0].e1rm == pytest.approx(123.1, abs=0.1)
    assert known.recent[0].e1rm < known.estimate.kg < known.recent[1].e1rm  # type: ignore[operator]
    assert [point.day for point in known.trend] == [day(3)]  # one point a week
    assert known.best_e1rm == known.recent[1].e1rm


@pytest.mark.parametrize(
    ("sets", "stalled"),
    [
        (({}, {}), 1),
        (({}, {}, {}, {}), 3),
        (({}, {}, {"reps": 6}), 0),
        (({}, {}, {"load_kg": 102.5, "reps": 5}), 0),
        (({}, {}, {"rir": 3.0}), 0),  # the same set with more in reserve
        (({}, {"load_kg": 80.0, "rir": 5.0}), 0),  # a light day
        (({}, {}, {"load_kg": 80.0, "rir": 5.0}, {}), 2),  # which does not hide a stall either
        (({}, {"reps": 3, "rir": 4.0}), 0),  # easier on purpose
        (({}, {"reps": 4}, {"reps": 5}), 2),  # back to where it was is no gain
        (({"rir": 1.0}, {"load_kg": 96.0, "rir": 3.0}, {"load_kg": 97.5, "rir": 2.0}), 0),  # a new round of the cycle
    ],
    ids=["once", "thrice", "reps", "load", "reserve", "light", "light between", "easier", "back again", "next round"],
)
def test_stalls(sets: Sequence[dict[str, Any]], stalled: int) -> None:
    assert outings(*sets).stalled == stalled


def test_an_old_best_does_not_hold_against_a_return() -> None:
    assert outings({}, {"load_kg": 90.0}, gap=40).stalled == 0


def test_bodyweight_work_gains_by_repetitions() -> None:
    bare = {"load_kg": None}
    known = outings({**bare, "reps": 8}, {**bare, "reps": 8}, {**bare, "reps": 9}, exercise="pullups")
    assert (known.stalled, known.best_reps, known.estimate) == (0, 9, None)
    assert known.capacity is not None
    assert 9 < known.capacity.reps < 11.5
    assert known.trend[-1].value == known.capacity.reps


def test_timed_work_has_its_own_record() -> None:
    held = {"load_kg": None, "reps": None, "rir": None}
    known = outings({**held, "seconds": 30.0}, {**held, "seconds": 45.0}, exercise="plank")
    assert (known.best_seconds, known.stalled, known.best_reps) == (45.0, 0, None)


@pytest.mark.parametrize(("reps", "missed"), [((6,), 0), ((5,), 1), ((5, 5), 2), ((5, 6), 0), ((12, 5), 1)])
def test_misses_are_sets_below_the_planned_range(reps: tuple[int, ...], missed: int) -> None:
    # The plan asks for 6-10.
    happened = [(index * 2, done(index + 1, reps=count)) for index, count in enumerate(reps)]
    assert after((0, plan_event()), *happened).exercises[SQUAT].missed == missed


def test_an_outing_keeps_the_range_that_its_own_plan_had_it_for() -> None:
    monday = ((0, started(1, Weekday.MONDAY)), (0, done(1, reps=8)))
    row = next(row for row in plan_event().days[0].exercises if row.id == SQUAT)
    assert after((-1, plan_event()), *monday).exercises[SQUAT].recent[0].asked == (row.reps_low, row.reps_high)
    other = msgspec.structs.replace(row, reps_low=20, reps_high=25)
    evening = msgspec.structs.replace(
        plan_event(2, 2), days=(msgspec.structs.replace(plan_event().days[0], exercises=(other,)),)
    )
    changed = after((-1, plan_event()), *monday, (0, evening)).exercises[SQUAT]
    assert (changed.recent[0].asked, changed.missed) == ((row.reps_low, row.reps_high), 0)


def test_what_stood_in_for_another_exercise_has_no_range_of_another_day() -> None:
    plan = plan_event()
    friday = next(each for each in plan.days if each.weekday is Weekday.FRIDAY)
    without = msgspec.structs.replace(friday, exercises=tuple(row for row in friday.exercises if row.id != SQUAT))
    plan = msgspec.structs.replace(
        plan, days=tuple(without if each.weekday is Weekday.FRIDAY else each for each in plan.days)
    )
    state = after((-1, plan), (4, started(1, Weekday.FRIDAY)), (4, done(1, reps=1)))
    squat = state.exercises[SQUAT]
    assert (squat.recent[0].asked, squat.missed) == (None, 0)


def test_without_a_plan_there_is_nothing_to_miss() -> None:
    assert after((0, done(1, reps=1))).exercises[SQUAT].missed == 0


def test_records_need_a_best_to_beat() -> None:
    state = after((0, done(1)), (3, done(2, load_kg=105.0, reps=3)), (6, done(3, load_kg=105.0, reps=4)))
    kinds_of = [(record.day, record.kind) for record in state.records]
    assert (day(0), RecordKind.LOAD) not in kinds_of
    assert (day(3), RecordKind.LOAD) in kinds_of
    assert (day(3), RecordKind.REPS) not in kinds_of  # a new load begins anew
    assert (day(6), RecordKind.REPS) in kinds_of
    [reps] = [record for record in state.records if record.kind is RecordKind.REPS]
    assert (reps.before, reps.value) == (3.0, 4.0)


def test_ratings_and_dislikes_are_counted_in_a_row() -> None:
    def rated(**fields: float) -> kinds.ExerciseRated:
        return kinds.ExerciseRated(exercise=SQUAT, **fields)

    skip = kinds.ExerciseSkipped(session=uuid_of(1), exercise=SQUAT, reason=kinds.SkipReason.DISLIKE)
    known = after((0, rated(difficulty=9, enjoyment=2)), (1, rated(difficulty=8)), (2, skip), (3, skip)).exercises[
        SQUAT
    ]
    assert (known.hard, known.easy, known.disliked, known.skipped_disliked) == (2, 0, 1, 2)
    assert (known.difficulty, known.enjoyment, known.outings) == (8.0, 2.0, 0)
    known = after((0, skip), (1, rated(difficulty=2, enjoyment=9)), (2, done(1))).exercises[SQUAT]
    assert (known.easy, known.disliked, known.skipped_disliked) == (1, 0, 0)


# --- load over days ---


def test_fitness_and_fatigue_follow_the_load() -> None:
    state = after((0, done(1)), (0, ended(1, rpe=7.0, minutes=60.0)))
    assert (state.fitness, state.fatigue, state.form) == (420 / 42, 420 / 7, 0.0)
    later = after((0, done(1)), (0, ended(1, rpe=7.0, minutes=60.0)), on=2)
    assert later.fitness == pytest.approx(10 * (41 / 42) ** 2)
    assert later.fatigue == pytest.approx(60 * (6 / 7) ** 2)
    assert later.form == pytest.approx(10 * 41 / 42 - 60 * 6 / 7)  # of yesterday's end
    assert later.days_off == 2


def test_a_steady_load_ends_as_both() -> None:
    happened = [
        (number, what) for number in range(300) for what in (done(number), ended(number, rpe=5.0, minutes=20.0))
    ]
    state = after(*happened)
    assert state.fitness == pytest.approx(100.0, rel=0.01)
    assert state.fatigue == pytest.approx(100.0, rel=0.001)


# --- adherence ---


def test_planned_days_fall_due_one_by_one() -> None:
    # Monday, Wednesday, Friday; activated on Sunday.
    sunday = (-1, plan_event())
    assert [after(sunday, on=number).weeks[-1].planned for number in range(7)] == [1, 1, 2, 2, 3, 3, 3]
    state = after(sunday, (0, done(1)), on=9)
    assert [(week.planned, week.done) for week in state.weeks[1:]] == [(3, 1), (2, 0)]


def test_the_day_of_activation_counts_when_it_was_trained() -> None:
    assert after((0, plan_event())).weeks[-1].planned == 0
    state = after((0, plan_event()), (0, started(1, Weekday.MONDAY)), (0, done(1)))
    assert (state.weeks[-1].planned, state.weeks[-1].done) == (1, 1)


def test_days_away_and_with_a_red_flag_are_not_due() -> None:
    away = kinds.AwayGiven(reason=kinds.AwayReason.TRAVEL, until=day(2))
    assert after((-1, plan_event()), (0, away), on=6).weeks[-1].planned == 1
    assert after((-1, plan_event()), (0, done(1)), (0, away), on=6).weeks[-1].planned == 2
    flag = kinds.SymptomReported(symptom=Symptom.CHEST_PAIN)
    gone = kinds.SymptomReported(symptom=Symptom.CHEST_PAIN, gone=True)
    state = after((-1, plan_event()), (1, flag), on=6)
    assert (state.weeks[-1].planned, state.open_symptoms) == (1, {"chest_pain"})
    assert after((-1, plan_event()), (1, flag), (3, gone), on=6).weeks[-1].planned == 2


def test_weekdays_that_stay_keep_their_day_through_versions() -> None:
    state = after((0, plan_event()), (9, plan_event(2, 2)))
    assert state.plan is not None
    assert (state.plan.since, state.plan.days_since, state.plan.version) == (day(9), day(0), 2)


def test_deload_weeks_come_round_in_a_cycle_older_than_the_weeks_that_are_kept() -> None:
    trained = [(7 * week + offset, done(1000 + 7 * week + offset)) for week in range(90) for offset in (0, 2, 4)]
    state = after((0, plan_event()), *trained)
    assert state.plan is not None
    assert day(0) < state.plan.cycle_started <= state.weeks[4].monday
    assert [week.deload for week in state.weeks] == [(week.monday - day(0)).days // 7 % 4 == 3 for week in state.weeks]


def test_a_deload_does_not_pull_the_estimate_down() -> None:
    hard = [(7 * week + offset, done(1000 + 7 * week + offset)) for week in range(3) for offset in (0, 2, 4)]
    before = after((0, plan_event()), *hard).exercises[SQUAT].estimate
    light = (21, done(1, load_kg=62.5, reps=4, rir=8.0))
    state = after((0, plan_event()), *hard, (21, started(1, Weekday.MONDAY)), light)
    assert state.weeks[-1].deload
    assert state.exercises[SQUAT].estimate == before
    free = after((0, plan_event()), *hard, (20, done(1, load_kg=62.5, reps=4, rir=8.0))).exercises[SQUAT].estimate
    assert before is not None
    assert free is not None
    assert 0.97 * before.kg < free.kg < before.kg


# --- the person ---


def test_pain_is_followed_by_region() -> None:
    def pain(score: float) -> kinds.PainReported:
        return kinds.PainReported(region=Joint.KNEE, score=score)

    state = after((0, pain(4)), (1, pain(6)))
    knee = state.pains[Joint.KNEE]
    assert (knee.score, knee.worse, knee.raised, knee.calm_since) == (6.0, True, 2, None)
    assert state.weeks[-1].pains == 6.0
    knee = after((0, pain(4)), (1, pain(1)), (5, pain(0))).pains[Joint.KNEE]
    assert (knee.score, knee.worse, knee.raised, knee.calm_since) == (0.0, False, 0, day(1))


def test_check_ins_of_a_day_are_one_and_weights_the_last() -> None:
    state = after(
        (0, kinds.CheckedIn(sleep_h=7.0, soreness=2)),
        (0, kinds.CheckedIn(soreness=4)),
        (0, kinds.WeightMeasured(kg=80.0)),
        (0, kinds.WeightMeasured(kg=79.5)),
        (1, kinds.WeightMeasured(kg=79.8)),
    )
    [checkin] = state.checkins
    assert (checkin.sleep_h, checkin.soreness, checkin.mood) == (7.0, 4, None)
    assert state.weights == ((day(0), 79.5), (day(1), 79.8))


def test_what_holds_today_is_forgotten_tomorrow() -> None:
    happened: tuple[tuple[int, kinds.Happened], ...] = (
        (0, kinds.TimeAvailable(minutes=20)),
        (0, kinds.EquipmentBusy(equipment="rack")),
        (0, kinds.ExerciseSkipped(session=uuid_of(1), exercise=CURL)),
    )
    state = after((0, plan_event()), *happened)
    assert (state.today.minutes, state.today.busy, state.today.skipped) == (20, {"rack"}, {CURL})
    assert state.cuts == ((day(0), 20),)
    later = after((0, plan_event()), *happened, on=1)
    assert (later.today.minutes, later.today.busy, later.cuts) == (None, frozenset(), ((day(0), 20),))
    assert after((0, plan_event()), *happened, on=SESSION_DAYS).cuts == ()


def test_more_time_than_planned_is_no_cut() -> None:
    assert after((0, plan_event()), (0, kinds.TimeAvailable(minutes=90))).cuts == ()


def test_decisions_are_kept_with_their_severity() -> None:
    decided = kinds.ChangeDecided(
        change=uuid_of(5), kind="deload", rule="ADP-deload", decision="declined", plan=uuid_of(6), severity=0.4
    )
    assert after((3, decided)).decisions == (Decision("deload", "ADP-deload:", "declined", day(3), 0.4),)


def test_before_any_event_nothing_passes() -> None:
    assert FOLD.advance(FOLD.empty(), day(5)) == FOLD.empty()


def test_old_sessions_are_forgotten_and_weeks_go_on() -> None:
    state = after((0, done(1)), on=SESSION_DAYS)
    assert (state.sessions, len(state.weeks), state.first) == ((), 9, day(0))
    assert state.exercises[SQUAT].outings == 1


# --- of any history ---


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 60), days=st.integers(30, SESSION_DAYS - 1))
def test_sums_agree_and_shares_are_shares(seed: int, days: int) -> None:
    projection = Projection(FOLD)
    projection.add(history_of(seed, days))
    state = projection.state()
    assert sum(week.done for week in state.weeks) == len(state.sessions)
    assert sum(week.tonnage_kg for week in state.weeks) == pytest.approx(
        sum(session.tonnage_kg for session in state.sessions)
    )
    assert sum(week.load for week in state.weeks) == pytest.approx(sum(each.load for each in state.loads))
    assert all(0 <= session.share <= 1 for session in state.sessions)
    assert all(record.value > record.before > 0 for record in state.records)
    assert all(0 <= week.planned <= 3 for week in state.weeks)
    estimates = [each.estimate for each in state.exercises.values() if each.estimate]
    assert all(0 < each.sd_kg < 0.2 * each.kg for each in estimates)
    assert state.fitness >= 0
    assert state.fatigue >= 0


def test_a_long_life_stays_bounded() -> None:
    projection = Projection(FOLD)
    projection.add(history_of(5, 1200))
    state = projection.state()
    assert len(state.weeks) == WEEKS
    assert len(state.checkins) == CHECKINS
    assert len(state.weights) <= WEIGHTS
    assert len(state.records) <= RECORDS
    assert len(state.loads) == LOADS
    assert max(len(each.trend) for each in state.exercises.values()) == TREND
    assert max(len(each.recent) for each in state.exercises.values()) == RECENT
    assert len(encode(state)) < 150_000
