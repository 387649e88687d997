"""Believable people with trackers, for demonstrations and tests: the same chance gives the same life.

Nights, readings and workouts hang together: a hard day shortens the variability of the next night, an illness raises
the resting heart rate for days, a short night does both. Data is as untidy as real data: days not worn, a change of
device, a phone that tells of the same workouts, a clock that is an hour off, values corrected days later.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from math import exp
from typing import Final, Protocol

from msgspec import Struct

from domain.activity.records import HeartRate, Measure, Reading, Sleep, Sport, Told, TrackerRecord, Workout


class Chance(Protocol):
    """Where luck comes from; `random.Random` is one."""

    def random(self) -> float: ...
    def gauss(self, mu: float, sigma: float) -> float: ...


class Character(Struct, frozen=True, kw_only=True):
    """What a person is like. Times are the person's own; `zone_h` hours before or behind UTC.

    `training` maps weekdays (0: Monday) to what is done. On the days of `ill` (counted from the first) the person is
    ill and does not train. From `new_device_on` another device is worn. In `skewed` days the phone's clock is an hour
    behind.
    """

    source: str = "garmin"
    device: str = "watch 1"
    new_device: str = "watch 2"
    new_device_on: int | None = None
    hrv_ms: float = 48.0
    resting_hr: float = 54.0
    sleep_h: float = 7.4
    steps: float = 8000.0
    weight_kg: float = 76.0
    kg_a_week: float = -0.2
    training: tuple[tuple[int, Sport], ...] = ((0, Sport.STRENGTH), (2, Sport.RUNNING), (4, Sport.STRENGTH))
    ill: range = range(0)
    skewed: range = range(0)
    not_worn: float = 0.07
    zone_h: float = 1.0


_KMH: Final = {Sport.RUNNING: 10.5, Sport.CYCLING: 26.0, Sport.WALKING: 5.5}
_PHONE: Final = "apple_health"


class _Body:
    """What carries over from day to day."""

    def __init__(self) -> None:
        self.tired = 0.0


def tracker_life(chance: Chance, who: Character, start: date, days: int) -> Iterator[TrackerRecord]:
    """Everything that the person's trackers tell of `days` days from `start`, in the order of telling."""
    body = _Body()
    for index in range(days):
        day = start + timedelta(days=index)
        ill = index in who.ill
        worn = chance.random() >= who.not_worn
        sleep_h = min(11.0, max(3.5, chance.gauss(who.sleep_h + (0.8 if ill else 0.0), 0.7)))
        body.tired = 0.6 * body.tired + 0.08 * max(0.0, who.sleep_h - sleep_h) + (0.25 if ill else 0.0)
        if worn:
            yield from _night(chance, who, day, index, sleep_h, body.tired)
            yield from _day(chance, who, day, index)
        sport = dict(who.training).get(day.weekday())
        if sport is not None and not ill and chance.random() > 0.1:
            yield from _workouts(chance, who, day, index, sport)
            body.tired += 0.06


def _device(who: Character, index: int) -> str:
    changed = who.new_device_on is not None and index >= who.new_device_on
    return who.new_device if changed else who.device


def _at(who: Character, day: date, hours: float) -> datetime:
    """A time of the person's day, in UTC."""
    return datetime.combine(day, time(), UTC) + timedelta(seconds=round(3600 * (hours - who.zone_h)))


def _told(who: Character, day: date, index: int, name: str, what: Told, at: datetime) -> TrackerRecord:
    device = _device(who, index)
    return TrackerRecord(source=who.source, device=device, key=f"{name}:{day}", day=day, updated_at=at, what=what)


def _night(
    chance: Chance, who: Character, day: date, index: int, sleep_h: float, tired: float
) -> Iterator[TrackerRecord]:
    wake = _at(who, day, chance.gauss(6.8, 0.4))
    asleep = 3600 * sleep_h
    deep, rem = asleep * max(0.08, chance.gauss(0.18, 0.03)), asleep * max(0.1, chance.gauss(0.22, 0.03))
    awake = max(60.0, chance.gauss(1500, 500))
    sleep = Sleep(
        start=wake - timedelta(seconds=round(asleep + awake)),
        end=wake,
        asleep_s=round(asleep),
        deep_s=round(deep),
        rem_s=round(rem),
        light_s=round(asleep - deep - rem),
        awake_s=round(awake),
    )
    # Two devices do not agree with each other: a new one shifts what it measures.
    shifted = _device(who, index) == who.new_device
    hrv = who.hrv_ms * exp(chance.gauss(-tired, 0.12)) * (1.15 if shifted else 1.0)
    resting = who.resting_hr + 14 * tired + chance.gauss(0, 1.2) + (3 if shifted else 0)
    yield _told(who, day, index, "sleep", sleep, wake)
    first_guess = Reading(of=Measure.HRV_RMSSD, value=round(1.3 * hrv, 1))
    final = Reading(of=Measure.HRV_RMSSD, value=round(hrv, 1))
    if chance.random() < 0.05:
        yield _told(who, day, index, "hrv", first_guess, wake)
        yield _told(who, day, index, "hrv", final, wake + timedelta(days=2))
    else:
        yield _told(who, day, index, "hrv", final, wake)
    yield _told(who, day, index, "resting_hr", Reading(of=Measure.RESTING_HR, value=round(resting)), wake)


def _day(chance: Chance, who: Character, day: date, index: int) -> Iterator[TrackerRecord]:
    evening = _at(who, day, 22)
    steps = round(max(500.0, chance.gauss(who.steps, who.steps / 4)))
    yield _told(who, day, index, "steps", Reading(of=Measure.STEPS, value=steps), evening)
    mean = round(who.resting_hr + chance.gauss(18, 3), 1)
    rate = HeartRate(mean=mean, low=who.resting_hr - 4, high=mean + 70, samples=1300)
    yield _told(who, day, index, "heart_rate", rate, evening)
    if chance.random() < 0.4:
        weight = who.weight_kg + who.kg_a_week * index / 7 + chance.gauss(0, 0.5)
        yield _told(who, day, index, "weight", Reading(of=Measure.WEIGHT, value=round(weight, 1)), evening)


def _workouts(chance: Chance, who: Character, day: date, index: int, sport: Sport) -> Iterator[TrackerRecord]:
    """The watch's own, and the copy that the phone makes of it."""
    start = _at(who, day, chance.gauss(18, 0.5))
    minutes = max(20.0, chance.gauss(55, 10))
    speed = _KMH.get(sport)
    mean = round(who.resting_hr + chance.gauss(85, 6))
    workout = Workout(
        start=start,
        end=start + timedelta(seconds=round(60 * minutes)),
        sport=sport,
        moving_s=round(58 * minutes),
        distance_m=None if speed is None else round(speed * 1000 * minutes / 60 * chance.gauss(1, 0.05)),
        energy_kcal=round(9 * minutes),
        hr_mean=mean,
        hr_high=mean + 25,
    )
    yield _told(who, day, index, "workout", workout, workout.end)
    skew = timedelta(hours=-1) if index in who.skewed else timedelta(0)
    copy = Workout(start=workout.start + skew, end=workout.end + skew, sport=sport, distance_m=workout.distance_m)
    yield TrackerRecord(source=_PHONE, device="phone", key=f"workout:{day}", day=day, updated_at=workout.end, what=copy)
