"""What a record must be like to be believed. What is not believed is left out and counted, never repaired."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Final

from domain.activity.records import Gone, HeartRate, Measure, Reading, Sleep, TrackerRecord, Workout

PLAUSIBLE: Final[Mapping[Measure, tuple[float, float]]] = {
    Measure.RESTING_HR: (25, 130),
    Measure.HRV_RMSSD: (1, 350),
    Measure.HRV_SDNN: (1, 400),
    Measure.STEPS: (0, 200_000),
    Measure.WEIGHT: (25, 350),
}
"""Lowest and highest value, both allowed. Resting heart rates of athletes go below 30; the record of steps in a day is
below 200,000; the weights are those that the profile takes."""

HEART_RATES: Final = (25, 250)
LONGEST_SLEEP: Final = timedelta(hours=24)
LONGEST_WORKOUT: Final = timedelta(hours=48)
FARTHEST_M: Final = 1_000_000
EARLIEST: Final = date(2000, 1, 1)
"""Clocks that were never set stand at 1970, 1980 or 1989-12-31 (the zero of FIT)."""


def disbelieved(record: TrackerRecord, today: date) -> str | None:
    """Why the record cannot be true (time, value), or None. A day may be one ahead of `today`: zones differ."""
    if not EARLIEST <= record.day <= today + timedelta(days=1):
        return "time"
    match record.what:
        case Reading(of=measure, value=value):
            believed = _within(value, PLAUSIBLE[measure])
        case HeartRate(mean=mean, low=low, high=high, samples=samples):
            believed = samples > 0 and HEART_RATES[0] <= low <= mean <= high <= HEART_RATES[1]
        case Sleep() as sleep:
            believed = _lasts(sleep.start, sleep.end, LONGEST_SLEEP) and sleep.asleep_s <= _seconds(sleep) + 60
        case Workout() as workout:
            rates = [rate for rate in (workout.hr_mean, workout.hr_high) if rate is not None]
            believed = (
                _lasts(workout.start, workout.end, LONGEST_WORKOUT)
                and (workout.distance_m or 0) <= FARTHEST_M
                and all(_within(rate, HEART_RATES) for rate in rates)
            )
        case Gone():
            believed = True
    return None if believed else "value"


def _within(value: float, limits: tuple[float, float]) -> bool:
    return limits[0] <= value <= limits[1]  # and so False of what is no number


def _lasts(start: datetime, end: datetime, longest: timedelta) -> bool:
    return timedelta(0) < end - start <= longest


def _seconds(sleep: Sleep) -> float:
    return (sleep.end - sleep.start).total_seconds()
