"""Records of many sources become one person's days."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.activity.days import Origin, TrackerDay
from domain.activity.merging import days_of, merged
from domain.activity.records import Gone, HeartRate, Measure, Reading, Sleep, Sport, TrackerRecord, Workout
from tests.unit.domain.activity.builders import DAY, NOON, night, reading, run, told

SOURCES = ["garmin", "oura", "apple_health", "strava", "something"]
moments = st.builds(lambda minutes: NOON + timedelta(minutes=minutes), st.integers(-3 * 24 * 60, 3 * 24 * 60))


@st.composite
def records(draw: st.DrawFn) -> TrackerRecord:
    start = draw(moments)
    end = start + timedelta(minutes=draw(st.integers(1, 600)))
    what = draw(
        st.one_of(
            st.builds(Reading, of=st.sampled_from(Measure), value=st.sampled_from([0.0, 40.0, 55.0, 1e9])),
            st.builds(Workout, start=st.just(start), end=st.just(end), distance_m=st.sampled_from([None, 0.0, 9000.0])),
            st.builds(Sleep, start=st.just(start), end=st.just(end), asleep_s=st.sampled_from([60.0, 1e6])),
            st.builds(HeartRate, mean=st.just(70.0), low=st.just(50.0), high=st.just(150.0), samples=st.integers(0, 9)),
            st.just(Gone()),
        )
    )
    return TrackerRecord(
        source=draw(st.sampled_from(SOURCES)),
        device=draw(st.sampled_from(["", "watch", "phone"])),
        key=draw(st.sampled_from("abcdefgh")),
        day=end.date(),
        updated_at=NOON + timedelta(hours=draw(st.integers(0, 3))),
        what=what,
    )


groups = st.lists(records(), max_size=12)


def days(found: list[TrackerRecord] | tuple[TrackerRecord, ...]) -> tuple[TrackerDay, ...]:
    return days_of(found, DAY - timedelta(days=5), DAY + timedelta(days=5))


@settings(max_examples=50)
@given(one=groups, two=groups, three=groups)
def test_putting_together_is_idempotent_commutative_and_associative(
    one: list[TrackerRecord], two: list[TrackerRecord], three: list[TrackerRecord]
) -> None:
    assert merged(one, one) == merged(one) == merged(merged(one))
    assert merged(one, two) == merged(two, one)
    assert merged(merged(one, two), three) == merged(one, merged(two, three)) == merged(three, two, one)


@settings(max_examples=50)
@given(found=groups, order=st.randoms(use_true_random=False))
def test_the_days_do_not_depend_on_order_or_repetition(found: list[TrackerRecord], order: object) -> None:
    shuffled = found * 2
    order.shuffle(shuffled)  # type: ignore[attr-defined]
    assert days(shuffled) == days(found)


@settings(max_examples=50)
@given(found=groups)
def test_no_two_workouts_of_a_day_overlap_by_half_and_nothing_forbidden_is_in(found: list[TrackerRecord]) -> None:
    for day in days(found):
        origins = [each.origin for each in day.workouts] + [each.origin for each in day.measured.values()]
        origins += [each.origin for each in (day.slept, day.heart) if each is not None]
        assert {origin.source for origin in origins} <= {"garmin", "oura", "apple_health"}
        for index, one in enumerate(day.workouts):
            for other in day.workouts[index + 1 :]:
                shared = min(one.workout.end, other.workout.end) - max(one.workout.start, other.workout.start)
                lengths = [each.workout.end - each.workout.start for each in (one, other)]
                assert one.origin == other.origin or shared < min(lengths) / 2


def one_day(*found: TrackerRecord) -> TrackerDay:
    return days_of(found, DAY, DAY)[0]


def test_a_late_correction_holds_whenever_it_comes() -> None:
    first = told(reading(Measure.WEIGHT, 80), key="w")
    corrected = told(reading(Measure.WEIGHT, 81), key="w", at=NOON + timedelta(days=3))
    assert one_day(corrected, first).measured[Measure.WEIGHT].value == 81


def test_what_was_taken_back_before_it_came_stays_away() -> None:
    gone = told(Gone(), key="w", at=NOON + timedelta(hours=1))
    assert days_of([gone, told(run(), key="w")], DAY, DAY) == ()


def test_the_same_run_of_watch_file_and_phone_is_one() -> None:
    watch = told(run(hr_mean=150))
    copy = told(run(NOON + timedelta(seconds=40), km=10.2), source="fit", device="edge")
    phone = told(run(NOON + timedelta(minutes=3), minutes=47, km=9.8), source="apple_health", device="Watch")
    (trained,) = one_day(phone, copy, watch).workouts
    assert trained.workout == watch.what
    assert trained.also == (Origin("apple_health", "Watch"), Origin("fit", "edge"))


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (run(NOON + timedelta(minutes=4), minutes=12, km=None), True),  # it lies within
        (run(NOON - timedelta(minutes=4), minutes=3, km=1), False),  # a warm-up before it
        (run(NOON + timedelta(minutes=40), minutes=60, km=3, sport=Sport.STRENGTH), False),  # the tail overlaps
        (run(NOON + timedelta(hours=1)), True),  # the clock was an hour off
        (run(NOON + timedelta(hours=-11)), True),
        (run(NOON + timedelta(hours=1), km=10.5), False),  # another run of the day
        (run(NOON + timedelta(hours=1, minutes=10)), False),
        (run(NOON + timedelta(hours=1), km=None), False),  # too little to tell
    ],
)
def test_when_two_sources_tell_of_one_workout(other: Workout, same: bool) -> None:
    found = [told(run()), told(other, source="apple_health")]
    assert sum(len(day.workouts) for day in days(found)) == (1 if same else 2)


def test_one_source_telling_of_two_intervals_means_two() -> None:
    found = [told(run(minutes=10, km=2)), told(run(NOON + timedelta(minutes=4), minutes=10, km=2))]
    assert len(one_day(*found).workouts) == 2


def test_a_file_imported_under_another_key_is_the_same_workout() -> None:
    found = [told(run(), key="one"), told(run(), key="two")]
    assert len(one_day(*found).workouts) == 1


def test_a_copy_whose_wrong_clock_falls_on_the_neighbour_day_is_seen() -> None:
    late = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
    found = [told(run(late)), told(run(late + timedelta(hours=1)), source="apple_health")]
    assert [len(day.workouts) for day in days(found)] == [1]
    assert days_of(found, DAY + timedelta(days=1), DAY + timedelta(days=1)) == ()


def test_the_believed_source_of_each_measure() -> None:
    day = one_day(
        told(reading(Measure.RESTING_HR, 52), source="garmin"),
        told(reading(Measure.RESTING_HR, 50), source="oura"),
        told(reading(Measure.WEIGHT, 80.0), source="apple_health"),
        told(reading(Measure.WEIGHT, 80.4), source="withings"),
        told(reading(Measure.STEPS, 8000), source="apple_health", device="phone"),
        told(reading(Measure.STEPS, 9500), source="apple_health", device="watch"),
        told(night(7.5), source="apple_health"),
        told(night(7.2), source="oura"),
    )
    assert {measure: each.value for measure, each in day.measured.items()} == {
        Measure.RESTING_HR: 50,
        Measure.WEIGHT: 80.4,
        Measure.STEPS: 9500,
    }
    assert day.slept is not None
    assert (day.slept.asleep_s, day.slept.origin.source) == (7.2 * 3600, "oura")


def test_a_nap_is_added_and_a_stretch_told_twice_is_not() -> None:
    nap = night(1, datetime(2026, 11, 20, 15, tzinfo=UTC))
    day = one_day(told(night(7), key="a"), told(night(6.9), key="b"), told(nap, key="c"))
    assert day.slept is not None
    assert (day.slept.asleep_s, day.slept.main.asleep_s) == (8 * 3600, 7 * 3600)


@pytest.mark.parametrize("source", ["strava", "terra/strava", "nobody knows"])
def test_what_may_not_be_combined_is_in_no_day(source: str) -> None:
    assert days_of([told(run(), source=source), told(reading(Measure.STEPS, 9000), source=source)], DAY, DAY) == ()


@pytest.mark.parametrize(
    "record",
    [
        told(reading(Measure.RESTING_HR, 300)),
        told(reading(Measure.HRV_RMSSD, float("nan"))),
        told(run(datetime(1989, 12, 31, tzinfo=UTC))),
        told(run(minutes=-5)),
        told(run(minutes=60 * 50)),
        told(run(hr_high=400)),
        told(Sleep(start=NOON - timedelta(hours=2), end=NOON, asleep_s=9 * 3600)),
        told(HeartRate(mean=70, low=50, high=150, samples=0)),
    ],
    ids=["rate", "nan", "clock", "backwards", "endless", "peak", "sleep", "empty"],
)
def test_what_cannot_be_true_is_left_out(record: TrackerRecord) -> None:
    assert days_of([record], date(1980, 1, 1), DAY) == ()


def test_tomorrow_is_possible_and_the_day_after_is_not() -> None:
    ahead = [told(run(NOON + timedelta(days=days_))) for days_ in (1, 2)]
    assert days_of(ahead, DAY, DAY + timedelta(days=3)) != ()
    assert days_of(ahead, DAY, DAY) == ()
