"""What of a file is believed, and what readiness reads of what is kept."""

from datetime import UTC, datetime, timedelta

from msgspec.structs import replace

from domain.activity.importing import MOST_A_DAY, sift
from domain.activity.merging import MOST_WORKOUTS, days_of
from domain.activity.records import Measure
from domain.readiness.use_cases import days_of_records
from tests.unit.domain.activity.builders import DAY, NOON, reading, run, told


def test_what_is_doubted_is_counted_by_reason() -> None:
    records = [
        told(run()),
        told(reading(Measure.WEIGHT, 900)),
        told(run(datetime(1989, 12, 31, tzinfo=UTC))),
        told(run(NOON + timedelta(days=40))),
    ]
    sifted = sift(records, NOON)
    assert (sifted.believed, sifted.doubted) == ((records[0],), {"value": 1, "time": 2})


def test_a_day_has_room_for_so_much() -> None:
    records = [told(reading(Measure.STEPS, 9000), key=str(index)) for index in range(MOST_A_DAY + 5)]
    other = replace(records[0], day=DAY - timedelta(days=1))
    sifted = sift([*records, other], NOON)
    assert (len(sifted.believed), sifted.doubted) == (MOST_A_DAY + 1, {"too_many": 5})


def test_a_day_full_of_workouts_is_cut_and_read_quickly() -> None:
    start = NOON - timedelta(hours=11)
    records = [told(run(start + timedelta(seconds=9 * index), minutes=0.1), key=str(index)) for index in range(5000)]
    (day,) = days_of(records, DAY, DAY)
    assert len(day.workouts) == MOST_WORKOUTS


def test_a_prompt_gets_only_what_may_go_there() -> None:
    own, bridged = told(reading(Measure.STEPS, 9000), source="fit"), told(reading(Measure.STEPS, 7000), source="nobody")
    assert days_of_records([own, bridged], DAY) == days_of_records([own], DAY, prompt=True) != ()
    assert days_of_records([bridged], DAY, prompt=True) == ()
    assert days_of_records([], DAY) == ()
