"""A person's day as all trackers together tell it, each value with where it comes from."""

from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from domain.activity.records import HeartRate, Measure, Sleep, Workout


class Origin(Struct, frozen=True, order=True):
    """Where a value comes from. Two values are comparable only when they have one origin."""

    source: str
    device: str = ""


class Measured(Struct, frozen=True, kw_only=True):
    """A value of a measure and its origin."""

    value: float
    origin: Origin


class Slept(Struct, frozen=True, kw_only=True):
    """The sleep of the night before the day and any naps of one origin: seconds asleep in all, the longest stretch."""

    asleep_s: float
    main: Sleep
    origin: Origin


class Trained(Struct, frozen=True, kw_only=True):
    """One workout; `also` are further origins that told of the same one."""

    workout: Workout
    origin: Origin
    also: tuple[Origin, ...] = ()


class HeartDay(Struct, frozen=True, kw_only=True):
    """The day's heart rate and its origin."""

    rate: HeartRate
    origin: Origin


class TrackerDay(Struct, frozen=True, kw_only=True):
    """One calendar day of the person. What no tracker told is missing, never guessed."""

    day: date
    measured: dict[Measure, Measured] = {}
    slept: Slept | None = None
    heart: HeartDay | None = None
    workouts: tuple[Trained, ...] = ()


TrackerDays = Sequence[TrackerDay]
"""Days with data, oldest first, each at most once."""
