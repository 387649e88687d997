"""Which source is believed when several tell of the same thing.

Judgement: for the night, what is worn at night and made for it; for a workout, the recorder itself before those it
passes the workout on to; for weight, a scale. A name that is not listed comes last.
"""

from collections.abc import Sequence
from typing import Final

from domain.activity.records import Measure

NIGHT: Final = (
    "oura", "whoop", "garmin", "polar", "suunto", "fitbit", "google_health", "withings", "apple_health", "fit"
)  # fmt: skip
WORKOUT: Final = (
    "garmin", "polar", "suunto", "fit", "apple_health", "fitbit", "google_health", "whoop", "withings", "oura", "tcx",
    "gpx", "strava",
)  # fmt: skip
STEPS: Final = ("garmin", "polar", "suunto", "fitbit", "google_health", "apple_health", "withings", "oura", "fit")
WEIGHT: Final = ("withings", "garmin", "fitbit", "google_health", "apple_health", "polar", "suunto", "fit")

OF_MEASURE: Final = {
    Measure.RESTING_HR: NIGHT,
    Measure.HRV_RMSSD: NIGHT,
    Measure.HRV_SDNN: NIGHT,
    Measure.STEPS: STEPS,
    Measure.WEIGHT: WEIGHT,
}


def rank(source: str, order: Sequence[str]) -> int:
    """0 for the first of `order`. What a bridge passes on (`bridge/source`) ranks as its source."""
    name = source.rpartition("/")[2]
    return order.index(name) if name in order else len(order)
