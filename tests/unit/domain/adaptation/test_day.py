from datetime import timedelta

from domain.adaptation.day import TodayKind, choose_day, next_day
from domain.adaptation.scene import Scene
from domain.profile import Weekday
from tests.unit.domain.adaptation.lives import DAY, active, lifter, lifting, trained

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, SUNDAY = (DAY + timedelta(days=number) for number in (0, 1, 2, 3, 6))


def on(day, **facts) -> Scene:
    facts.setdefault("plan", active(lifter()[1], since=DAY - timedelta(weeks=2)))
    return lifting(day=day, **facts)


def test_the_days_own_session():
    choice = choose_day(on(MONDAY))
    assert choice.session is not None
    assert (choice.kind, choice.session.weekday, choice.missed) == (TodayKind.TRAIN, Weekday.MONDAY, False)


def test_a_rest_day_and_the_next_session():
    scene = on(TUESDAY, sessions=(trained(MONDAY, Weekday.MONDAY),))
    assert choose_day(scene).kind is TodayKind.REST
    assert next_day(scene) == WEDNESDAY


def test_a_missed_session_is_not_squeezed_in_before_the_next_hard_day():
    """Monday's squats on Tuesday, with Wednesday's deadlifts to come, would leave no 48 hours."""
    assert choose_day(on(TUESDAY)).kind is TodayKind.REST


def test_a_missed_session_is_made_up_where_there_is_room():
    scene = on(SUNDAY, sessions=(trained(MONDAY, Weekday.MONDAY), trained(WEDNESDAY, Weekday.WEDNESDAY)))
    choice = choose_day(scene)
    # Friday's session on Sunday: the next Monday is in the way
    assert choice.kind is TodayKind.REST
    later = on(
        SUNDAY - timedelta(days=1), sessions=(trained(MONDAY, Weekday.MONDAY), trained(THURSDAY, Weekday.WEDNESDAY))
    )
    made_up = choose_day(later)
    assert made_up.session is not None
    assert (made_up.kind, made_up.session.weekday, made_up.missed) == (TodayKind.TRAIN, Weekday.FRIDAY, True)


def test_the_oldest_missed_session_comes_first():
    choice = choose_day(on(SUNDAY - timedelta(days=1)))
    assert choice.session is not None
    assert choice.session.weekday is Weekday.MONDAY


def test_a_day_that_was_trained_on_is_trained():
    choice = choose_day(on(MONDAY, sessions=(trained(MONDAY, Weekday.MONDAY),)))
    assert choice.kind is TodayKind.DONE


def test_days_before_the_plan_were_not_missed():
    scene = on(SUNDAY - timedelta(days=1), plan=active(lifter()[1], since=SUNDAY - timedelta(days=1)))
    assert choose_day(scene).kind is TodayKind.REST


def test_away_means_rest_unless_the_person_asks():
    scene = on(MONDAY, away_until=WEDNESDAY)
    assert choose_day(scene).kind is TodayKind.AWAY
    assert choose_day(scene, Weekday.WEDNESDAY).kind is TodayKind.TRAIN


def test_an_open_red_flag_stops_training_whatever_is_asked():
    scene = on(MONDAY, open_symptoms=frozenset({"chest_pain"}))
    assert choose_day(scene).kind is TodayKind.HALT
    assert choose_day(scene, Weekday.MONDAY).kind is TodayKind.HALT
