from datetime import timedelta

import pytest
from msgspec.structs import replace

from domain.adaptation.day import TodayKind
from domain.adaptation.session import TodayExercise, TodaySession
from domain.adaptation.today import today_session
from domain.catalogue.loader import load_catalogue
from domain.catalogue.types import Joint
from domain.coaching.programming.timing import TOLERANCE
from domain.profile import Weekday
from domain.readiness.types import Action
from domain.text.messages import texts
from domain.training.state import Pain, Today
from tests.unit.domain.adaptation.lives import DAY, ago, did, good_weeks, lifter, lifting, outing

BENCH, SQUAT, DEADLIFT = "barbell-bench-press-medium-grip", "barbell-squat", "barbell-deadlift"
CATALOGUE = load_catalogue()


def one(session: TodaySession, exercise: str) -> TodayExercise:
    return next(each for each in session.exercises if exercise in (each.exercise, each.planned))


def rules(session: TodaySession) -> set[str]:
    return {each.rule for each in session.reasons}


def test_the_session_as_announced():
    session = today_session(lifting())
    squat = one(session, SQUAT)
    assert (session.kind, session.weekday, session.week, session.weeks) == (TodayKind.TRAIN, Weekday.MONDAY, 3, 6)
    assert (squat.sets, squat.reps_low, squat.reps_high, squat.rir) == (3, 6, 10, 2)
    assert squat.load_kg == 90  # 87.5 x 1.05, real plates
    assert squat.plates_per_side == (25.0, 10.0)
    assert [each.load_kg for each in squat.warmup] == [35, 52.5, 70]
    assert session.exercises[-1].seconds is not None
    assert all(each.text for exercise in session.exercises for each in exercise.reasons)


def test_every_reason_is_there_in_every_language():
    for locale in ("fr", "ar"):
        profile = replace(lifter()[0], locale=locale)
        session = today_session(lifting(profile=profile, action=Action.REDUCE, today=Today(minutes=30)))
        assert all(each.text in "".join(_all(locale)) or each.text for each in session.reasons)
        assert session.reasons[0].text != today_session(lifting(action=Action.REDUCE)).reasons[0].text


def _all(locale: str) -> list[str]:
    return [str(text) for text in texts(locale).values()]


def test_a_week_of_which_less_than_half_was_done_is_repeated():
    weeks = (*good_weeks(lifter()[1], 2)[:1], replace(good_weeks(lifter()[1], 1)[0], done=1))
    session = today_session(lifting(weeks=weeks))
    assert session.week == 2
    assert "ADP-repeat" in rules(session)


def test_the_last_week_is_a_deload():
    plan = lifting().training.plan
    assert plan is not None
    scene = lifting(
        plan=replace(plan, cycle_started=DAY - timedelta(weeks=5)),
        weeks=good_weeks(lifter()[1], 5),
        exercises=did(SQUAT, outing(ago(3), *[(100, 10, 2)] * 3)),
    )
    session = today_session(scene)
    squat = one(session, SQUAT)
    assert session.deload
    assert (squat.load_kg, squat.sets, squat.rir, squat.rises) == (70, 2, 5, False)


def test_hold_keeps_load_and_sets():
    scene = {"exercises": did(SQUAT, outing(ago(3), *[(90, 10, 3)] * 3))}
    plain, held = today_session(lifting(**scene)), today_session(lifting(**scene, action=Action.HOLD))
    assert one(plain, SQUAT).load_kg == 92.5
    assert one(held, SQUAT).load_kg == 90
    assert not one(held, SQUAT).rises
    assert "ADP-ready-hold" in rules(held)


def test_reduce_takes_a_tenth_and_a_set():
    scene = {"exercises": did(SQUAT, outing(ago(3), *[(90, 8, 3)] * 3))}
    squat = one(today_session(lifting(**scene, action=Action.REDUCE)), SQUAT)
    assert (squat.load_kg, squat.sets) == (80, 2)


def test_lighter_days_do_not_add_up():
    """Two REDUCE days in a row are both a tenth below the established load."""
    full, light = outing(ago(7), *[(90, 8, 3)] * 3), outing(ago(4), *[(80, 8, 4)] * 2)
    squat = one(today_session(lifting(exercises=did(SQUAT, full, light), action=Action.REDUCE)), SQUAT)
    assert squat.load_kg == 80


def test_pain_of_five_makes_the_work_lighter_or_another():
    scene = lifting(
        pains={Joint.SHOULDER: Pain(region=Joint.SHOULDER, score=5, day=DAY)},
        exercises=did(BENCH, outing(ago(3), *[(65, 10, 3)] * 3)),
    )
    session = today_session(scene)
    bench = one(session, BENCH)
    assert bench.planned == BENCH or bench.load_kg == 52.5
    assert any("pain" in each.rule for each in bench.reasons)
    assert not bench.rises


def test_pain_above_five_takes_the_regions_work_out():
    scene = lifting(pains={Joint.KNEE: Pain(region=Joint.KNEE, score=7, day=DAY)})
    session = today_session(scene)
    assert all(Joint.KNEE not in CATALOGUE.exercises[each.exercise].joints for each in session.exercises)
    assert session.referral


def test_pain_of_three_lets_training_go_on_without_a_rise_above_it():
    three = {Joint.KNEE: Pain(region=Joint.KNEE, score=3, day=DAY)}
    scene = lifting(pains=three, exercises=did(SQUAT, outing(ago(3), *[(90, 10, 3)] * 3)))
    assert one(today_session(scene), SQUAT).load_kg == 92.5
    worse = {Joint.KNEE: Pain(region=Joint.KNEE, score=3.5, day=DAY)}
    scene = lifting(pains=worse, exercises=did(SQUAT, outing(ago(3), *[(90, 10, 3)] * 3)))
    assert one(today_session(scene), SQUAT).load_kg == 90


def test_busy_equipment_is_stepped_around_and_the_load_carried():
    session = today_session(lifting(today=Today(busy=frozenset({"rack"}))))
    squat = one(session, SQUAT)
    other = CATALOGUE.exercises[squat.exercise]
    assert squat.planned == SQUAT
    assert "rack" not in other.needs
    assert (other.pattern, squat.rir) == ("squat", 2)
    assert squat.reasons[0].rule == "ADP-busy"


def test_what_the_person_swapped_or_skipped_today():
    scene = lifting(today=Today(swapped={BENCH: "dumbbell-bench-press"}, skipped=frozenset({SQUAT})))
    session = today_session(scene)
    assert one(session, BENCH).exercise == "dumbbell-bench-press"
    assert [each.exercise for each in session.left_out] == [SQUAT]


@pytest.mark.parametrize("minutes", [15, 25, 40, 60])
def test_the_session_fits_the_time_there_is(minutes):
    session = today_session(lifting(today=Today(minutes=minutes)))
    assert session.minutes <= minutes * TOLERANCE
    assert session.exercises
    if minutes < 60:
        assert "ADP-time" in rules(session)


def test_what_is_kept_in_a_short_session_is_what_the_plan_says():
    session = today_session(lifting(), minutes=30)
    plan = lifter()[1].plan
    assert plan is not None
    keep = plan.adaptive_recommendations.if_time_constrained.shortened_version.exercises_to_keep
    assert {each.name for each in session.exercises} <= set(keep)


def test_no_session_with_an_open_red_flag():
    session = today_session(lifting(open_symptoms=frozenset({"chest_pain"})))
    assert (session.kind, session.exercises) == (TodayKind.HALT, ())
    assert "emergency" in session.referral
