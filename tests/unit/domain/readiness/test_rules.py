"""Each rule of readiness with worked examples around its limit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.activity.days import Origin
from domain.profile import Locale
from domain.readiness.assess import readiness_of
from domain.readiness.checkin import checkin_mean
from domain.readiness.load import morning_loads
from domain.readiness.rules import RULES
from domain.readiness.types import Action
from domain.training.state import CheckIn, Training
from tests.unit.domain.readiness.builders import TODAY, ago, checked, folded, series, shown, tracker_day

EMPTY = Training()
WATCH = Origin("garmin", "watch")


@pytest.mark.parametrize(
    ("answers", "action", "rules"),
    [
        ({"soreness": 5}, Action.REDUCE, ("RDY-soreness-5", "RDY-checkin-2")),
        ({"soreness": 4}, Action.HOLD, ("RDY-soreness-4", "RDY-checkin-2")),
        ({"soreness": 4, "energy": 4, "mood": 4}, Action.HOLD, ("RDY-soreness-4",)),
        ({"soreness": 3, "energy": 4}, Action.NONE, ()),
        ({"energy": 1, "mood": 5, "sleep_quality": 5}, Action.REDUCE, ("RDY-energy-1",)),
        ({"sleep_quality": 1, "energy": 5, "mood": 5}, Action.REDUCE, ("RDY-rest-1",)),
        ({"energy": 2, "sleep_quality": 2, "soreness": 1}, Action.NONE, ()),  # mean 3
        ({"energy": 2, "sleep_quality": 2, "mood": 2}, Action.HOLD, ("RDY-checkin-2",)),
        ({"mood": 1}, Action.HOLD, ("RDY-checkin-2",)),
        ({"energy": 3, "sleep_quality": 3, "soreness": 3, "mood": 3}, Action.NONE, ()),
    ],
)
def test_answers(answers: dict[str, float], action: Action, rules: tuple[str, ...]) -> None:
    readiness = readiness_of(checked(**answers), (), TODAY, Locale.EN)
    assert (readiness.action, readiness.rules) == (action, rules)


@pytest.mark.parametrize(("age", "action"), [(0, Action.REDUCE), (1, Action.REDUCE), (2, Action.NONE)])
def test_a_checkin_counts_on_its_day_and_the_day_after(age: int, action: Action) -> None:
    training = Training(day=ago(age), checkins=(CheckIn(day=ago(age), soreness=5),))
    readiness = readiness_of(training, (), TODAY, Locale.EN)
    assert readiness.action is action
    assert [each.age_days for each in readiness.inputs] == ([age, age] if age < 2 else [])


def test_an_answer_of_today_stands_above_that_of_yesterday_and_counts_more() -> None:
    checkins = (CheckIn(day=ago(1), soreness=5, energy=4), CheckIn(day=TODAY, soreness=1))
    readiness = readiness_of(Training(checkins=checkins), (), TODAY, Locale.EN)
    assert readiness.action is Action.NONE
    assert shown(readiness, "checkin.soreness").weight == 2 * shown(readiness, "checkin.energy").weight


def test_the_mean_of_a_checkin_turns_soreness_round() -> None:
    assert checkin_mean(CheckIn(day=TODAY, soreness=5, energy=3)) == 2.0
    assert checkin_mean(CheckIn(day=TODAY, sleep_h=8)) is None


@pytest.mark.parametrize(
    ("hours", "usual", "rules"),
    [
        (6.0, (), ("RDY-sleep-6",)),
        (6.1, (), ()),
        (6.5, (9.0,), ("RDY-sleep-usual",)),
        (5.5, (8.0,), ("RDY-sleep-6", "RDY-sleep-usual")),
        (5.8, (5.8, 6.0), ()),  # two weeks show that this is their sleep
        (4.0, (5.8, 6.0), ("RDY-sleep-6", "RDY-sleep-usual")),
    ],
)
def test_sleep(hours: float, usual: tuple[float, ...], rules: tuple[str, ...]) -> None:
    past = [tracker_day(ago(age), sleep_h=usual[age % len(usual)]) for age in range(20, 0, -1) if usual]
    readiness = readiness_of(EMPTY, [*past, tracker_day(TODAY, sleep_h=hours)], TODAY, Locale.EN)
    assert readiness.rules == rules
    assert readiness.action is (Action.HOLD if rules else Action.NONE)


def test_what_the_person_says_of_the_night_stands_above_the_device() -> None:
    night = tracker_day(TODAY, sleep_h=8)
    assert readiness_of(checked(sleep_h=5), [night], TODAY, Locale.EN).action is Action.HOLD
    assert readiness_of(checked(sleep_h=8), [tracker_day(TODAY, sleep_h=5)], TODAY, Locale.EN).action is Action.NONE


USUAL_HRV = (45.0, 50.0, 55.0, 52.0, 48.0)


@pytest.mark.parametrize(
    ("recent", "action"),
    [
        ([40, 42, 41, 44, 43, 40, 42], Action.HOLD),
        ([50, 51, 49, 50, 52, 48, 50], Action.NONE),
        ([50, 51, 49, 50, 25, 48, 24], Action.HOLD),  # the mean has left the range, also without the lowest day
        ([50, 51, 49, 50, 52, 48, 5], Action.NONE),  # one day alone, however bad
        ([54, 54, 54, 54, 54, 54, 40], Action.NONE),  # one bad day alone does not act
        ([70, 75, 80, 70, 75, 80, 78], Action.NONE),  # above the range asks for nothing more
    ],
)
def test_heart_rate_variability(recent: list[float], action: Action) -> None:
    readiness = readiness_of(EMPTY, series("hrv_rmssd", recent, USUAL_HRV), TODAY, Locale.EN)
    assert readiness.action is action
    assert readiness.rules == (("RDY-hrv-range",) if action is Action.HOLD else ())


@given(week=st.lists(st.floats(50, 90), min_size=3, max_size=6), bad=st.floats(1, 400), place=st.integers(0, 6))
def test_no_single_day_of_hrv_decides(week: list[float], bad: float, place: int) -> None:
    values = [*week[:place], bad, *week[place:]]
    assert readiness_of(EMPTY, series("hrv_rmssd", values, USUAL_HRV), TODAY, Locale.EN).action is Action.NONE


def test_two_days_of_a_week_are_too_few_for_hrv() -> None:
    days = series("hrv_rmssd", [20, 20], USUAL_HRV)
    week = [each for each in days if (TODAY - each.day).days < 2 or (TODAY - each.day).days >= 7]
    assert readiness_of(EMPTY, week, TODAY, Locale.EN).inputs == ()


def test_hrv_without_a_month_of_baseline_is_shown_and_asks_nothing() -> None:
    days = series("hrv_rmssd", [20] * 7, USUAL_HRV)[-27:]
    readiness = readiness_of(EMPTY, days, TODAY, Locale.EN)
    assert readiness.action is Action.NONE
    assert shown(readiness, "hrv").baseline is None
    assert readiness.confidence == 0


def test_a_new_device_begins_a_new_baseline() -> None:
    days = series("hrv_rmssd", [30.0] * 7, USUAL_HRV)
    changed = [
        tracker_day(each.day, origin=WATCH, hrv_rmssd=30.0) if (TODAY - each.day).days < 7 else each for each in days
    ]
    assert readiness_of(EMPTY, days, TODAY, Locale.EN).action is Action.HOLD
    assert readiness_of(EMPTY, changed, TODAY, Locale.EN).action is Action.NONE


def test_sdnn_is_compared_with_sdnn_and_counts_half() -> None:
    good = [50.0] * 7
    rmssd = readiness_of(EMPTY, series("hrv_rmssd", good, USUAL_HRV), TODAY, Locale.EN)
    sdnn = readiness_of(EMPTY, series("hrv_sdnn", good, USUAL_HRV), TODAY, Locale.EN)
    assert shown(rmssd, "hrv").weight == 2 * shown(sdnn, "hrv").weight > 0


@pytest.mark.parametrize(
    ("recent", "rules"),
    [
        ([50, 51, 50], ()),
        ([56, 56, 56], ("RDY-resting-5",)),
        ([55, 55, 55], ()),
        ([50, 50, 58], ("RDY-resting-7",)),
        ([50, 50, 57], ()),
        ([40, 40, 40], ()),
    ],
)
def test_resting_heart_rate(recent: list[float], rules: tuple[str, ...]) -> None:
    readiness = readiness_of(EMPTY, series("resting_hr", recent, (49.0, 50.0, 51.0)), TODAY, Locale.EN)
    assert readiness.rules == rules
    assert shown(readiness, "resting_hr").baseline == 50.0


EVEN = {age: 300.0 for age in range(1, 200) if age % 7 in (1, 3, 5)}


@pytest.mark.parametrize(
    ("last_week", "rules"),
    [
        ({}, ()),
        (dict.fromkeys(range(1, 8), 200.0), ("RDY-form-25",)),
        (dict.fromkeys(range(1, 8), 500.0), ("RDY-form-40",)),
    ],
)
def test_form(last_week: dict[int, float], rules: tuple[str, ...]) -> None:
    assert readiness_of(folded(EVEN | last_week), (), TODAY, Locale.EN).rules == rules


@pytest.mark.parametrize("days", [46, 50, 60, 75, 90, 120, 180])
def test_even_training_does_not_look_tired_while_the_record_is_young(days: int) -> None:
    training = folded({age: load for age, load in EVEN.items() if age < days}, history=days)
    form = shown(readiness_of(training, (), TODAY, Locale.EN), "load.form")
    assert abs(form.value) < 15
    assert form.says is Action.NONE


def test_no_even_week_asks_for_less() -> None:
    for weekdays in ((1, 3, 5), (1, 2, 4, 5), (1, 2, 3, 4, 5), (0, 1, 2, 3, 4, 5, 6), (2, 6)):
        loads = {age: 300.0 for age in range(1, 200) if age % 7 in weekdays}
        for shift in range(7):
            training = folded({age + shift: load for age, load in loads.items()}, history=230)
            assert readiness_of(training, (), TODAY, Locale.EN).action is Action.NONE


def test_a_beginner_is_not_tired_because_fitness_is_new() -> None:
    training = folded(dict.fromkeys(range(1, 30, 2), 400.0), history=30)
    assert readiness_of(training, (), TODAY, Locale.EN).inputs == ()


def test_the_morning_is_before_any_session_of_the_day() -> None:
    loads = {age: 200.0 + age for age in range(3, 150, 2)}
    state = folded(loads)
    before = folded({age: load for age, load in loads.items() if age > 20})
    assert morning_loads(state, ago(20)) == morning_loads(before, ago(20))
    idle = folded({age: load for age, load in loads.items() if age > 20}, history=200)
    known = 150  # days since the first load, 149 days ago
    means = (idle.fitness / (1 - (41 / 42) ** known), idle.fatigue / (1 - (6 / 7) ** known))
    assert morning_loads(idle, ago(-1)) == pytest.approx(means)
    assert morning_loads(Training(), TODAY) is None


def test_signs_of_two_kinds_together_reduce() -> None:
    days = series("resting_hr", [56, 56, 56], (50.0,))
    alone = readiness_of(EMPTY, days, TODAY, Locale.EN)
    both = readiness_of(checked(sleep_h=5.5), days, TODAY, Locale.EN)
    assert (alone.action, both.action) == (Action.HOLD, Action.REDUCE)
    assert both.rules == ("RDY-sleep-6", "RDY-resting-5", "RDY-agree")


def test_every_rule_only_holds_or_reduces_and_has_a_source() -> None:
    for id_, rule in RULES.items():
        assert rule.id == id_
        assert rule.asks in (Action.HOLD, Action.REDUCE)
        assert rule.source
