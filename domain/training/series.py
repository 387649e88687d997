"""Series for charts and tables: what `Training` knows over time, by name, in kg, sets, sessions and load."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from msgspec import Struct

from domain.coaching.programming.volume import Band
from domain.training.calendar import FATIGUE_DAYS, FITNESS_DAYS, monday_of
from domain.training.state import DayLoad, ExerciseState, Record, Training

SHOWN_EXERCISES: Final = 4
"""Lines of a chart of several exercises: the most trained ones."""

WEIGHT_PULL: Final = 0.1
"""How far a day's weight pulls the trend (the smoothing of trend-weight scales): days without one pull nothing, so the
trend follows in about ten days and water does not show."""


class SeriesName(StrEnum):
    """STRENGTH: estimates of the maximum. LOAD: fitness, fatigue and form. The others are what they are called."""

    STRENGTH = "strength"
    TONNAGE = "tonnage"
    SETS = "sets"
    ADHERENCE = "adherence"
    LOAD = "load"
    WEIGHT = "weight"
    RECORDS = "records"


class Unit(StrEnum):
    """What values are counted in. LOAD: RPE times minutes."""

    KG = "kg"
    REPS = "reps"
    SETS = "sets"
    SESSIONS = "sessions"
    LOAD = "load"


class Point(Struct, frozen=True, omit_defaults=True):
    """A value on a day, or for the week from a Monday; `low` and `high` are one standard deviation either side."""

    day: date
    value: float
    low: float | None = None
    high: float | None = None


class Line(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line of a series. `key` is an exercise id, a muscle group, or one of the series' own names."""

    key: str
    unit: Unit
    points: tuple[Point, ...]
    band: Band | None = None


class Series(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`weekly`: a point stands for a week by its Monday. Only the series of records has `records`, newest first."""

    name: SeriesName
    lines: tuple[Line, ...]
    weekly: bool = False
    records: tuple[Record, ...] = ()

    @property
    def empty(self) -> bool:
        """True when there is nothing to show."""
        return not self.records and not any(line.points for line in self.lines)


class Window(Struct, frozen=True, kw_only=True):
    """What of a series is asked for: days from `start` to `end`, both included; one exercise or any (empty)."""

    start: date
    end: date
    exercise: str = ""

    def holds(self, day: date) -> bool:
        """True for days inside."""
        return self.start <= day <= self.end


def series_of(name: SeriesName, training: Training, window: Window, bands: Mapping[str, Band] | None = None) -> Series:
    """The series `name` inside `window`. `bands` are the useful ranges of hard sets a week by muscle group."""
    match name:
        case SeriesName.STRENGTH:
            return Series(name=name, lines=tuple(_strength(training, window)))
        case SeriesName.LOAD:
            return Series(name=name, lines=_load(training, window))
        case SeriesName.WEIGHT:
            return Series(name=name, lines=_weight(training, window))
        case SeriesName.RECORDS:
            return Series(name=name, lines=(), records=tuple(_records(training, window)))
        case _:
            return Series(name=name, lines=tuple(_weekly(name, training, window, bands or {})), weekly=True)


def _strength(training: Training, window: Window) -> Iterator[Line]:
    known = [each for each in training.exercises.values() if each.trend]
    if window.exercise:
        known = [each for each in known if each.exercise == window.exercise]
    else:
        known = sorted((each for each in known if each.estimate), key=lambda each: (-each.outings, each.exercise))
    for each in known[:SHOWN_EXERCISES]:
        points = tuple(
            Point(at.day, round(at.value, 2), round(at.value - at.sd, 2), round(at.value + at.sd, 2))
            for at in each.trend
            if window.holds(at.day)
        )
        if points:
            yield Line(key=each.exercise, unit=unit_of(each), points=points)


def unit_of(exercise: ExerciseState) -> Unit:
    """What the strength of the exercise is counted in."""
    return Unit.REPS if exercise.estimate is None else Unit.KG


def _weekly(name: SeriesName, training: Training, window: Window, bands: Mapping[str, Band]) -> Iterator[Line]:
    weeks = [week for week in training.weeks if monday_of(window.start) <= week.monday <= window.end]
    if name is SeriesName.TONNAGE:
        if any(week.tonnage_kg for week in weeks):
            points = tuple(Point(week.monday, round(week.tonnage_kg, 1)) for week in weeks)
            yield Line(key="tonnage", unit=Unit.KG, points=points)
    elif name is SeriesName.ADHERENCE:
        if any(week.planned or week.done for week in weeks):
            planned = tuple(Point(week.monday, float(week.planned)) for week in weeks)
            yield Line(key="planned", unit=Unit.SESSIONS, points=planned)
            done = tuple(Point(week.monday, float(week.done)) for week in weeks)
            yield Line(key="done", unit=Unit.SESSIONS, points=done)
    else:
        trained = {group for week in weeks for group, sets in week.sets.items() if sets}
        for group in [*(group for group in bands if group in trained), *sorted(trained - bands.keys())]:
            sets = tuple(Point(week.monday, week.sets.get(group, 0.0)) for week in weeks)
            yield Line(key=group, unit=Unit.SETS, points=sets, band=bands.get(group))


def _load(training: Training, window: Window) -> tuple[Line, ...]:
    """The day's load where there was any, and fitness, fatigue and form of every day since the first of them."""
    until = min(window.end, training.day or window.end)
    days = list(_days(training.loads, until))
    if not any(window.holds(day.day) for day, _ in days):
        return ()
    shown = [(day, form) for day, form in days if window.holds(day.day)]
    loads = tuple(Point(day.day, round(day.load, 1)) for day, _ in shown if day.load)
    return (
        Line(key="load", unit=Unit.LOAD, points=loads),
        Line(key="fitness", unit=Unit.LOAD, points=tuple(Point(day.day, round(day.fitness, 1)) for day, _ in shown)),
        Line(key="fatigue", unit=Unit.LOAD, points=tuple(Point(day.day, round(day.fatigue, 1)) for day, _ in shown)),
        Line(key="form", unit=Unit.LOAD, points=tuple(Point(day.day, round(form, 1)) for day, form in shown)),
    )


def _days(loads: Iterable[DayLoad], until: date) -> Iterator[tuple[DayLoad, float]]:
    """Every day from the first with a load to `until`, with its form: yesterday's fitness less yesterday's fatigue."""
    one = timedelta(days=1)
    last: DayLoad | None = None
    for each in (*loads, None):
        stop = each.day if each is not None else until + one
        while last is not None and last.day + one < stop:
            form = last.fitness - last.fatigue
            last = DayLoad(
                last.day + one,
                0.0,
                last.fitness - last.fitness / FITNESS_DAYS,
                last.fatigue - last.fatigue / FATIGUE_DAYS,
            )
            yield last, form
        if each is not None and each.day <= until:
            yield each, last.fitness - last.fatigue if last else 0.0
            last = each


def _weight(training: Training, window: Window) -> tuple[Line, ...]:
    """Weights as measured, and their trend: each day since the last weight lets the new one pull once."""
    measured: list[Point] = []
    trend: list[Point] = []
    known: tuple[date, float] | None = None
    for day, kg in training.weights:
        value = kg
        if known is not None:
            kept = (1 - WEIGHT_PULL) ** (day - known[0]).days
            value = known[1] * kept + kg * (1 - kept)
        known = (day, value)
        if window.holds(day):
            measured.append(Point(day, kg))
            trend.append(Point(day, round(value, 2)))
    if not measured:
        return ()
    return (
        Line(key="measured", unit=Unit.KG, points=tuple(measured)),
        Line(key="trend", unit=Unit.KG, points=tuple(trend)),
    )


def _records(training: Training, window: Window) -> Iterator[Record]:
    for each in reversed(training.records):
        if window.holds(each.day) and window.exercise in ("", each.exercise):
            yield each
