"""Heart-rate variability and resting heart rate against the person's own baseline, of one device at a time."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from math import exp, log
from statistics import fmean, median, stdev
from typing import Final

from domain.activity.days import Measured, TrackerDays
from domain.activity.records import Measure
from domain.readiness.evidence import Evidence, evidence
from domain.readiness.rules import RULES, Family

WEEK_DAYS: Final = 7
VALID_DAYS: Final = 3
"""Fewest days of a week with a value for its mean to count (Plews et al. 2014, Int J Sports Physiol Perform 9:783)."""

BASELINE_DAYS: Final = 60
BASELINE_SPAN: Final = 30
"""The range is made of the 60 days before the week, of which the values must span at least 30."""

_HRV_AGE: Final = 2
_LEAST_SD: Final = 0.05
"""Of ln RMSSD: below it a range would be narrower than a device measures."""

_SDNN_COUNTS: Final = 0.5
"""Phones' SDNN comes from a few short samples at odd hours; the rule's studies are on RMSSD at rest."""

_RESTING_DAYS: Final = 3
_RESTING_BASELINE: Final = 30
_RESTING_VALUES: Final = 10
_RESTING_AGE: Final = 1
_RESTING_WORST: Final = 10.0


def hrv_evidence(days: TrackerDays, day: date) -> Iterator[Evidence]:
    """The week's mean against the normal range. Never one day alone: without three values there is no input."""
    for measure, counts in ((Measure.HRV_RMSSD, 1.0), (Measure.HRV_SDNN, _SDNN_COUNTS)):
        values = {when: log(value) for when, value in comparable(days, measure, day).items() if value > 0}
        week = [value for when, value in values.items() if (day - when).days < WEEK_DAYS]
        if len(week) < VALID_DAYS or (day - max(values)).days > _HRV_AGE:
            continue
        usual = normal_range(values, day)
        mean = fmean(week)
        yield evidence(
            Family.HRV,
            "hrv",
            value=exp(mean),
            unit="ms",
            baseline=None if usual is None else exp(usual[0]),
            age_days=(day - max(values)).days,
            fresh=counts * len(week) / WEEK_DAYS if usual is not None else 0.0,
            score=1.0 if usual is None else 1 + (mean - low_end(usual)) / (2 * usual[1]),
            rules=("RDY-hrv-range",) if usual is not None and _without_lowest(week) < low_end(usual) else (),
        )
        return


def _without_lowest(week: list[float]) -> float:
    """The mean of all days but the lowest, which is never below that of all: no single day decides."""
    return fmean(sorted(week)[1:])


def low_end(usual: tuple[float, float]) -> float:
    """Where the normal range of (mean, sd) begins."""
    return usual[0] - RULES["RDY-hrv-range"].limit * usual[1]


def normal_range(values: Mapping[date, float], day: date) -> tuple[float, float] | None:
    """Mean and standard deviation of ln HRV over the 60 days before the week that ends at `day`.

    None while they span under 30 days or have under three values for each week of that span.
    """
    latest = day - timedelta(days=WEEK_DAYS)
    since = latest - timedelta(days=BASELINE_DAYS)
    known = {when: value for when, value in values.items() if since < when <= latest}
    if len(known) < 2:
        return None
    span = (max(known) - min(known)).days + 1
    if span < BASELINE_SPAN or len(known) < VALID_DAYS * span / WEEK_DAYS:
        return None
    return fmean(known.values()), max(_LEAST_SD, stdev(known.values()))


def resting_evidence(days: TrackerDays, day: date) -> Iterator[Evidence]:
    """The resting heart rate of the last days against the median of the 30 days before them."""
    values = comparable(days, Measure.RESTING_HR, day)
    if not values or (day - max(values)).days > _RESTING_AGE:
        return
    recent = [value for when, value in values.items() if (day - when).days < _RESTING_DAYS]
    past = [value for when, value in values.items() if _RESTING_DAYS <= (day - when).days < _RESTING_BASELINE]
    usual = median(past) if len(past) >= _RESTING_VALUES else None
    latest = values[max(values)]
    over = 0.0 if usual is None else max(fmean(recent), latest) - usual
    fired: tuple[str, ...] = ()
    if usual is not None and len(recent) > 1 and fmean(recent) - usual > RULES["RDY-resting-5"].limit:
        fired = ("RDY-resting-5",)
    elif usual is not None and latest - usual > RULES["RDY-resting-7"].limit:
        fired = ("RDY-resting-7",)
    age = (day - max(values)).days
    yield evidence(
        Family.RESTING_HR,
        "resting_hr",
        value=latest,
        unit="bpm",
        baseline=usual,
        age_days=age,
        fresh=0.0 if usual is None else 1.0 - age / (_RESTING_AGE + 1),
        score=1 - max(0.0, over) / _RESTING_WORST,
        rules=fired,
    )


def comparable(days: TrackerDays, measure: Measure, day: date) -> dict[date, float]:
    """Values up to `day` of the origin that measured last: a new device begins a new baseline."""
    known: dict[date, Measured] = {
        each.day: each.measured[measure] for each in days if each.day <= day and measure in each.measured
    }
    if not known:
        return {}
    origin = known[max(known)].origin
    return {when: measured.value for when, measured in known.items() if measured.origin == origin}
