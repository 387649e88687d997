"""Series by worked examples, and that every one keeps to its window."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.catalogue.loader import load_catalogue
from domain.coaching.programming.volume import Band
from domain.events.projection import Projection
from domain.training.fold import TrainingFold
from domain.training.series import (
    SHOWN_EXERCISES,
    Line,
    Series,
    SeriesName,
    Unit,
    Window,
    series_of,
)
from domain.training.state import DayLoad, Training, WeekDone
from tests.histories import START, history_of

FOLD = TrainingFold(load_catalogue())
EVER = Window(start=date(2000, 1, 1), end=date(2100, 1, 1))
BANDS = {"chest": Band(8, 12, 15), "back": Band(8, 14, 17), "neck": Band(0, 10, 14)}


def trained(seed: int = 1, days: int = 90) -> Training:
    projection = Projection(FOLD)
    projection.add(history_of(seed, days))
    return projection.state(START + timedelta(days=days))


def lines(series: Series) -> dict[str, Line]:
    return {line.key: line for line in series.lines}


def test_strength_is_the_estimate_with_its_doubt() -> None:
    state = trained()
    series = series_of(SeriesName.STRENGTH, state, EVER)
    assert len(series.lines) == SHOWN_EXERCISES
    estimate = state.exercises["barbell-squat"].estimate
    last = lines(series)["barbell-squat"].points[-1]
    assert estimate is not None
    assert last.high is not None
    assert (last.value, last.high - last.value) == (
        pytest.approx(estimate.kg, abs=0.01),
        pytest.approx(estimate.sd_kg, abs=0.02),
    )


def test_one_exercise_may_be_asked_for_and_bodyweight_counts_in_repetitions() -> None:
    window = Window(start=EVER.start, end=EVER.end, exercise="pullups")
    [line] = series_of(SeriesName.STRENGTH, trained(), window).lines
    assert (line.key, line.unit) == ("pullups", Unit.REPS)
    nobody = Window(start=EVER.start, end=EVER.end, exercise="leg-press")
    assert series_of(SeriesName.STRENGTH, trained(), nobody).empty


def test_weeks_come_as_they_were() -> None:
    week = WeekDone(monday=START, planned=3, done=2, sets={"chest": 9.0, "calves": 2.0}, tonnage_kg=1234.56, load=800.0)
    state = Training(day=START, weeks=(week,))
    assert lines(series_of(SeriesName.TONNAGE, state, EVER))["tonnage"].points[0].value == 1234.6
    adherence = lines(series_of(SeriesName.ADHERENCE, state, EVER))
    assert (adherence["planned"].points[0].value, adherence["done"].points[0].value) == (3.0, 2.0)
    sets = series_of(SeriesName.SETS, state, EVER, BANDS)
    assert [(line.key, line.band) for line in sets.lines] == [("chest", BANDS["chest"]), ("calves", None)]


def test_a_week_belongs_to_a_window_that_begins_inside_it() -> None:
    week = WeekDone(monday=START, planned=3, done=2, sets={}, tonnage_kg=10.0, load=0.0)
    state = Training(day=START, weeks=(week,))
    thursday = Window(start=START + timedelta(days=3), end=START + timedelta(days=9))
    assert not series_of(SeriesName.TONNAGE, state, thursday).empty
    assert series_of(SeriesName.TONNAGE, state, Window(start=START + timedelta(days=7), end=EVER.end)).empty


def test_fitness_fatigue_and_form_of_every_day_are_those_of_the_fold() -> None:
    state = trained()
    series = lines(series_of(SeriesName.LOAD, state, EVER))
    assert state.day is not None
    for key, value in (("fitness", state.fitness), ("fatigue", state.fatigue), ("form", state.form)):
        last = series[key].points[-1]
        assert (last.day, last.value) == (state.day, pytest.approx(value, abs=0.06))
    days = [point.day for point in series["fitness"].points]
    assert days == [days[0] + timedelta(days=number) for number in range(len(days))]
    assert {point.day for point in series["load"].points} == {each.day for each in state.loads}


def test_days_between_loads_decay() -> None:
    loads = (DayLoad(START, 420.0, 10.0, 60.0), DayLoad(START + timedelta(days=2), 420.0, 19.5, 104.0))
    state = Training(day=START + timedelta(days=3), loads=loads)
    series = lines(series_of(SeriesName.LOAD, state, EVER))
    assert [point.value for point in series["fatigue"].points] == [60.0, 51.4, 104.0, 89.1]
    assert [point.value for point in series["form"].points] == [0.0, -50.0, -41.7, -84.5]


def test_the_trend_of_weight_follows_slowly() -> None:
    weights = ((START, 80.0), (START + timedelta(days=1), 82.0), (START + timedelta(days=8), 82.0))
    series = lines(series_of(SeriesName.WEIGHT, Training(day=START, weights=weights), EVER))
    assert [point.value for point in series["measured"].points] == [80.0, 82.0, 82.0]
    # A tenth of the way on the next day; after a week of silence 1 - 0.9^7 = 52 % of the rest.
    assert [point.value for point in series["trend"].points] == [80.0, 80.2, 81.14]


def test_records_come_newest_first_and_by_exercise() -> None:
    state = trained()
    records = series_of(SeriesName.RECORDS, state, EVER).records
    assert [each.day for each in records] == sorted((each.day for each in records), reverse=True)
    squats = series_of(SeriesName.RECORDS, state, Window(start=EVER.start, end=EVER.end, exercise="barbell-squat"))
    assert {each.exercise for each in squats.records} == {"barbell-squat"}


@settings(max_examples=25, deadline=None)
@given(
    name=st.sampled_from(list(SeriesName)),
    seed=st.integers(0, 3),
    start=st.integers(-10, 60),
    length=st.integers(0, 60),
)
def test_nothing_lies_outside_the_window(name: SeriesName, seed: int, start: int, length: int) -> None:
    window = Window(start=START + timedelta(days=start), end=START + timedelta(days=start + length))
    series = series_of(name, trained(seed, 50), window, BANDS)
    earliest = window.start - timedelta(days=6 if series.weekly else 0)
    days = [point.day for line in series.lines for point in line.points] + [each.day for each in series.records]
    assert all(earliest <= each <= window.end for each in days)


@pytest.mark.parametrize("name", list(SeriesName))
def test_before_any_event_every_series_is_empty(name: SeriesName) -> None:
    assert series_of(name, Training(), EVER, BANDS).empty
