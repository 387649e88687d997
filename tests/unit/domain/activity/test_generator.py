"""Generated people are believable, the same for the same seed, and untidy in the ways that the merge must bear."""

from datetime import date, timedelta
from random import Random
from statistics import fmean

from domain.activity.generator import Character, tracker_life
from domain.activity.limits import disbelieved
from domain.activity.merging import days_of
from domain.activity.records import Measure, Sport
from domain.profile import Locale
from domain.readiness.assess import readiness_series
from domain.readiness.types import Action
from domain.training.state import Training

START = date(2026, 6, 1)
DAYS = 170
END = START + timedelta(days=DAYS - 1)


def life(seed: int = 7, **character: object) -> list:
    return list(tracker_life(Random(seed), Character(**character), START, DAYS))


def actions(records: list, first: int, last: int) -> list[Action]:
    days = days_of(records, START, END)
    dates = [START + timedelta(days=index) for index in range(first, last)]
    return [each.action for each in readiness_series(Training(), days, dates, Locale.EN)]


def test_the_same_seed_gives_the_same_life() -> None:
    assert life() == life()
    assert life() != life(8)


def test_nothing_is_beyond_belief() -> None:
    assert [record for record in life() if disbelieved(record, END)] == []


def test_a_phones_copies_do_not_double_the_workouts_even_with_a_wrong_clock() -> None:
    running = ((1, Sport.RUNNING), (5, Sport.CYCLING))
    once = days_of([record for record in life(training=running) if record.source == "garmin"], START, END)
    both = days_of(life(training=running, skewed=range(20, 60)), START, END)
    assert sum(len(day.workouts) for day in both) == sum(len(day.workouts) for day in once) > 30


def test_days_not_worn_are_missing() -> None:
    days = days_of(life(not_worn=0.5), START, END)
    nights = sum(day.slept is not None for day in days)
    assert 0.3 * DAYS < nights < 0.7 * DAYS


def test_an_illness_is_noticed_and_ordinary_weeks_seldom_are() -> None:
    noticed = []
    for seed in range(8):
        records = life(seed, ill=range(120, 127))
        assert Action.NONE not in actions(records, 123, 127)
        noticed += actions(records, 80, 120)
    assert fmean(action is Action.NONE for action in noticed) > 0.6


def test_a_new_device_alone_says_nothing_of_the_person() -> None:
    records = life(new_device_on=120)
    shown = [
        each
        for readiness in readiness_series(
            Training(), days_of(records, START, END), [START + timedelta(days=123)], Locale.EN
        )
        for each in readiness.inputs
    ]
    assert {each.name: each.baseline for each in shown if each.name in ("hrv", "resting_hr")} == {
        "hrv": None,
        "resting_hr": None,
    }
    assert any(Measure.HRV_RMSSD in day.measured for day in days_of(records, START, END))
