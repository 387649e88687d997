"""Apple Health's export: millions of samples, told as days, nights and workouts.

Samples are added up by day and device while the file passes by; a day is that of the phone, whose offset stands on
every time. What lies inside a `Correlation` stands a second time outside it and is skipped.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Final
from xml.sax.xmlreader import AttributesImpl

from adapters.files.apple_sleep import STAGES, Nights
from adapters.files.archive import health_member
from adapters.files.kinds import FileKind
from adapters.files.limits import MOST_RECORDS
from adapters.files.numbers import instant, number, sport_of
from adapters.files.reading import FileContext
from adapters.files.refused import FileRefused, Reason
from adapters.files.xml import Handler, records_of
from domain.activity.records import HeartRate, Measure, Reading, Told, TrackerRecord, Workout

_QUANTITY: Final = "HKQuantityTypeIdentifier"
_WORKOUT_TYPE: Final = "HKWorkoutActivityType"
_SLEEP: Final = "HKCategoryTypeIdentifierSleepAnalysis"
_FACTORS: Final = {
    "m": 1.0, "km": 1000.0, "mi": 1609.344, "yd": 0.9144, "ft": 0.3048,
    "kcal": 1.0, "Cal": 1.0, "kJ": 1 / 4.184,
    "kg": 1.0, "g": 0.001, "lb": 0.45359237, "st": 6.35029318,
    "s": 1.0, "min": 60.0, "hr": 3600.0, "ms": 1.0, "count": 1.0, "count/min": 1.0,
}  # fmt: skip
"""To metres, kilocalories, kilograms and seconds; milliseconds and counts as they are."""


def read_apple(path: Path, context: FileContext) -> Iterator[TrackerRecord]:
    """What an export tells: workouts as they come, then nights and days. Raises `FileRefused`."""
    with health_member(path) as (member, size):
        yield from records_of(member, _Health(context), context.progress, size)


class _Sum:
    """Values of one day, device and measure, added up as they come."""

    __slots__ = ("count", "high", "last", "low", "total")

    def __init__(self) -> None:
        self.count = 0
        self.total = 0.0
        self.low = float("inf")
        self.high = 0.0
        self.last = ("", 0.0)

    def add(self, value: float, start: str) -> None:
        self.count += 1
        self.total += value
        self.low = min(self.low, value)
        self.high = max(self.high, value)
        self.last = max(self.last, (start, value))

    @property
    def mean(self) -> float:
        return self.total / self.count


_TELLS: Final[dict[str, tuple[str, Callable[[_Sum], Reading | HeartRate]]]] = {
    f"{_QUANTITY}StepCount": ("steps", lambda each: Reading(of=Measure.STEPS, value=round(each.total))),
    f"{_QUANTITY}HeartRate": (
        "heart_rate",
        lambda each: HeartRate(mean=round(each.mean, 1), low=each.low, high=each.high, samples=each.count),
    ),
    f"{_QUANTITY}RestingHeartRate": (
        "resting_hr", lambda each: Reading(of=Measure.RESTING_HR, value=round(each.mean, 1))
    ),
    f"{_QUANTITY}HeartRateVariabilitySDNN": (
        "hrv_sdnn", lambda each: Reading(of=Measure.HRV_SDNN, value=round(each.mean, 1))
    ),
    f"{_QUANTITY}BodyMass": ("weight", lambda each: Reading(of=Measure.WEIGHT, value=round(each.last[1], 2))),
}  # fmt: skip
"""What each type of sample becomes: the sum of a day, its range, its mean, or the last of it."""


class _Health(Handler):
    root = "HealthData"

    def __init__(self, context: FileContext) -> None:
        super().__init__()
        self._context = context
        self._told_at = context.told_at
        self._days: dict[tuple[str, str, str], _Sum] = {}
        self._nights = Nights()
        self._correlated = False
        self._workout: dict[str, object] = {}

    def opened(self, name: str, attrs: AttributesImpl) -> None:
        if name == "Record":
            if not self._correlated:
                self._record(attrs)
        elif name == "Workout":
            self._begin_workout(attrs)
        elif name == "WorkoutStatistics" and self._workout:
            self._statistics(attrs)
        elif name == "Correlation":
            self._correlated = True
        elif name == "ExportDate":
            exported = moment(attrs.get("value", ""))
            # An older export handed in later must not stand above a newer one.
            if exported is not None and exported < self._told_at:
                self._told_at = exported

    def closed(self, name: str, text: str) -> None:  # noqa: ARG002 -- text is between tags of others
        if name == "Correlation":
            self._correlated = False
        elif name == "Workout" and self._workout:
            self._end_workout()

    def _record(self, attrs: AttributesImpl) -> None:
        kind = attrs.get("type", "")
        if kind in _TELLS:
            start = attrs.get("startDate", "")
            value = number(attrs.get("value"))
            factor = _FACTORS.get(attrs.get("unit", ""))
            if value is not None and factor is not None:
                place = (kind, start[:10], attrs.get("sourceName", ""))
                held = self._days.get(place)
                if held is None:
                    held = self._days[place] = _Sum()
                    if len(self._days) > MOST_RECORDS:
                        raise FileRefused(Reason.TOO_LARGE, f"The file tells of more than {MOST_RECORDS} things.")
                held.add(value * factor, start)
        elif kind == _SLEEP and attrs.get("value", "") in STAGES:
            start_at, end_at = moment(attrs.get("startDate", "")), moment(attrs.get("endDate", ""))
            if start_at is not None and end_at is not None and start_at < end_at:
                self._nights.add(attrs.get("sourceName", ""), start_at, end_at, STAGES[attrs["value"]])

    def _begin_workout(self, attrs: AttributesImpl) -> None:
        start, end = moment(attrs.get("startDate", "")), moment(attrs.get("endDate", ""))
        if start is None or end is None:
            return
        self._workout = {
            "device": attrs.get("sourceName", ""),
            "start": start,
            "end": end,
            "sport": sport_of(attrs.get("workoutActivityType", "").removeprefix(_WORKOUT_TYPE)),
            "moving_s": _scaled(attrs, "duration", "durationUnit"),
            "distance_m": _scaled(attrs, "totalDistance", "totalDistanceUnit"),
            "energy_kcal": _scaled(attrs, "totalEnergyBurned", "totalEnergyBurnedUnit"),
        }

    def _statistics(self, attrs: AttributesImpl) -> None:
        """Since iOS 16 the totals stand in elements of their own."""
        kind = attrs.get("type", "").removeprefix(_QUANTITY)
        if kind == "HeartRate":
            self._workout |= {"hr_mean": number(attrs.get("average")), "hr_high": number(attrs.get("maximum"))}
        elif kind.startswith("Distance"):
            self._workout["distance_m"] = _scaled(attrs, "sum", "unit") or self._workout["distance_m"]
        elif kind == "ActiveEnergyBurned":
            self._workout["energy_kcal"] = _scaled(attrs, "sum", "unit") or self._workout["energy_kcal"]

    def _end_workout(self) -> None:
        known, self._workout = self._workout, {}
        device = str(known.pop("device"))
        workout = Workout(**{name: value for name, value in known.items() if value is not None})  # type: ignore[arg-type]
        self._tell(f"workout:{workout.start.isoformat()}", workout.start.date(), workout, device)

    def finish(self) -> None:
        for device, night in self._nights.sleeps():
            self._tell(f"sleep:{night.start.isoformat()}", night.end.date(), night, device)
        for (kind, day, device), held in self._days.items():
            when = _day(day)
            if when is not None:
                name, tells = _TELLS[kind]
                self._tell(f"{name}:{day}", when, tells(held), device)

    def _tell(self, name: str, day: date, what: Told, device: str) -> None:
        self.found.append(self._context.record(FileKind.APPLE_HEALTH, name, day, what, device, self._told_at))


def moment(text: str) -> datetime | None:
    """`2026-11-20 18:05:00 +0100` as an instant; None when it is none."""
    return instant(text[:19] + text[20:]) if text[19:20] == " " and len(text) > 20 else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _scaled(attrs: AttributesImpl, name: str, unit: str) -> float | None:
    value, factor = number(attrs.get(name)), _FACTORS.get(attrs.get(unit, ""))
    return None if value is None or factor is None else round(value * factor, 1)
