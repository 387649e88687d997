"""What trackers tell, in one shape whoever tells it: a provider's answer, a webhook's push or a file.

Units: metres, seconds, kilograms, beats a minute, milliseconds (heart-rate variability) and kilocalories (as everywhere
here). Instants carry a UTC offset. Titles, notes and routes are not kept: they are other people's text and places.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

Share = Annotated[float, Meta(ge=0)]


class Measure(StrEnum):
    """A number of a day. RMSSD and SDNN are two measures: one cannot be turned into the other."""

    RESTING_HR = "resting_hr"
    HRV_RMSSD = "hrv_rmssd"
    HRV_SDNN = "hrv_sdnn"
    STEPS = "steps"
    WEIGHT = "weight"


class Sport(StrEnum):
    """What kind of exercise it was, as coarse as all sources agree on."""

    RUNNING = "running"
    WALKING = "walking"
    HIKING = "hiking"
    CYCLING = "cycling"
    SWIMMING = "swimming"
    ROWING = "rowing"
    SKIING = "skiing"
    STRENGTH = "strength"
    INTERVALS = "intervals"
    MOBILITY = "mobility"
    OTHER = "other"


class Reading(Struct, frozen=True, kw_only=True, tag_field="kind", tag="reading"):
    """A day's value of a measure: bpm, ms, steps or kg."""

    of: Measure
    value: float


class HeartRate(Struct, frozen=True, kw_only=True, tag_field="kind", tag="heart_rate"):
    """The heart rate of a whole day, bpm, from `samples` values."""

    mean: float
    low: float
    high: float
    samples: int


class Sleep(Struct, frozen=True, kw_only=True, tag_field="kind", tag="sleep"):
    """One stretch of sleep, which belongs to the day of waking. Stages in seconds, None where the source has none."""

    start: datetime
    end: datetime
    asleep_s: Share
    deep_s: Share | None = None
    rem_s: Share | None = None
    light_s: Share | None = None
    awake_s: Share | None = None


class Workout(Struct, frozen=True, kw_only=True, tag_field="kind", tag="workout"):
    """One recorded session. `moving_s` leaves out pauses; heart rates in bpm."""

    start: datetime
    end: datetime
    sport: Sport = Sport.OTHER
    moving_s: Share | None = None
    distance_m: Share | None = None
    ascent_m: Share | None = None
    energy_kcal: Share | None = None
    hr_mean: float | None = None
    hr_high: float | None = None


class Gone(Struct, frozen=True, kw_only=True, tag_field="kind", tag="gone"):
    """The source has taken the object back. Kept, so that an older message cannot bring it to life again."""


Told = Reading | HeartRate | Sleep | Workout | Gone


class TrackerRecord(Struct, frozen=True, kw_only=True):
    """One thing that one source tells, with where it comes from.

    `source` is a provider's name (garmin, oura, ...) or a file's kind (fit, tcx, gpx, apple_health), and what may be
    done with the record is that source's data-use policy. `key` is the object's own id there: told again under the same
    (source, key), the record with the later `updated_at` holds. `day` is the person's calendar day, where the
    person was. `device`: as exactly as the source says, because values of two devices are not compared.
    """

    source: str
    key: str
    day: date
    updated_at: datetime
    what: Told
    device: str = ""
