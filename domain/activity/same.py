"""When two workouts are one: told by two sources, or twice by one with a clock that was wrong."""

from datetime import timedelta
from typing import Final

from domain.activity.days import Origin
from domain.activity.records import Workout

START_APART: Final = timedelta(minutes=5)
OVERLAP: Final = 0.5
"""Of the shorter one. Nobody does two workouts at a time, but the end of one may reach into the next."""

DISTANCE_APART: Final = 0.10
DURATION_APART: Final = 0.20
"""Shares of the larger one: recorders differ in pauses and in how they measure distance."""

RETOLD: Final = timedelta(seconds=5)
"""Starts of the same workout told twice by one origin, under two keys."""

SKEW_MOST: Final = timedelta(hours=14)
SKEW_APART: Final = timedelta(minutes=1)
SKEW_SHARE: Final = 0.02
"""A zone or summer time left out shifts a copy by whole hours; then length and distance must agree closely."""


def same_workout(one: Workout, origin: Origin, other: Workout, other_origin: Origin) -> bool:
    """Whether both tell of one workout. Symmetric."""
    lengths = (_seconds(one), _seconds(other))
    apart = abs(one.start - other.start)
    if origin == other_origin:
        return apart <= RETOLD and _close(*lengths, SKEW_SHARE)
    shared = (min(one.end, other.end) - max(one.start, other.start)).total_seconds()
    if shared >= OVERLAP * min(lengths):
        return True
    distances = (one.distance_m, other.distance_m)
    if apart <= START_APART:
        return _close(*lengths, DURATION_APART) or _known_close(distances, DISTANCE_APART)
    hours = round(apart / timedelta(hours=1))
    whole = apart <= SKEW_MOST + SKEW_APART and abs(apart - timedelta(hours=hours)) <= SKEW_APART
    return whole and _close(*lengths, SKEW_SHARE) and _known_close(distances, SKEW_SHARE)


def _known_close(values: tuple[float | None, float | None], share: float) -> bool:
    one, other = values
    return bool(one and other) and _close(one or 0, other or 0, share)


def _close(one: float, other: float, share: float) -> bool:
    return abs(one - other) <= share * max(one, other)


def _seconds(workout: Workout) -> float:
    return (workout.end - workout.start).total_seconds()
