"""Short ways to say what a person's days were like."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta

from domain.activity.days import Measured, Origin, Slept, TrackerDay
from domain.activity.records import Measure, Sleep
from domain.readiness.types import Readiness, ReadinessInput
from domain.training.state import CheckIn, DayLoad, Training

TODAY = date(2026, 11, 23)
RING = Origin("oura", "ring 4")


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def tracker_day(day: date, *, sleep_h: float | None = None, origin: Origin = RING, **values: float) -> TrackerDay:
    """`values` by measure name: `hrv_rmssd=50, resting_hr=52`."""
    slept = None
    if sleep_h is not None:
        wake = datetime.combine(day, time(7), UTC)
        night = Sleep(start=wake - timedelta(hours=sleep_h), end=wake, asleep_s=sleep_h * 3600)
        slept = Slept(asleep_s=night.asleep_s, main=night, origin=origin)
    measured = {Measure(name): Measured(value=value, origin=origin) for name, value in values.items()}
    return TrackerDay(day=day, measured=measured, slept=slept)


def series(measure: str, recent: Sequence[float], usual: Sequence[float], origin: Origin = RING) -> list[TrackerDay]:
    """`recent` values end today; `usual` are repeated over the 70 days before them."""
    days = [
        tracker_day(ago(age), origin=origin, **{measure: usual[age % len(usual)]})
        for age in range(len(recent) + 70, len(recent) - 1, -1)
    ]
    return days + [
        tracker_day(ago(len(recent) - 1 - index), origin=origin, **{measure: value})
        for index, value in enumerate(recent)
    ]


def checked(**answers: float) -> Training:
    """A person who has checked in today."""
    return Training(day=TODAY, first=TODAY, checkins=(CheckIn(day=TODAY, **answers),))


def folded(loads: Mapping[int, float], history: int = 200) -> Training:
    """The state after training loads by days ago; the averages run from `history` days ago."""
    fitness = fatigue = 0.0
    days = []
    for age in range(history, -1, -1):
        load = loads.get(age, 0.0)
        fitness += (load - fitness) / 42
        fatigue += (load - fatigue) / 7
        if load:
            days.append(DayLoad(ago(age), load, fitness, fatigue))
    return Training(day=TODAY, first=ago(history), fitness=fitness, fatigue=fatigue, loads=tuple(days))


def shown(readiness: Readiness, name: str) -> ReadinessInput:
    return next(each for each in readiness.inputs if each.name == name)
