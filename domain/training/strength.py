"""Strength from logged sets: what one set says, and what many of them say together.

A set of `reps` with `rir` more in reserve speaks for the maximum at which reps + rir is the most, by the chart of
`domain.coaching.programming.loads`. Such figures are within 2-5 % for trained lifts up to about ten repetitions, and
worse beyond (evidence 4.6), so one set is a noisy measurement: a Kalman filter over a random walk weighs it against
what is known.

Exercises without load are measured in repetitions to failure instead (done plus in reserve), filtered the same way.
"""

from datetime import date
from math import hypot, sqrt
from typing import Final, NamedTuple

from domain.coaching.programming.loads import one_rep_max
from domain.training.state import Capacity, Estimate, WorkSet

MOST_TO_FAILURE: Final = 12
"""Sets with more repetitions to failure say too little of the maximum."""

UNTOLD_RIR: Final = 2.0
"""Repetitions in reserve when none are told: what most working sets are planned with."""

DRIFT: Final = 0.005
"""How far strength wanders in a day, as a share, one standard deviation: 1.3 % in a week, 2.7 % in four. A trained
person's gain of 1-2 % a month and a novice's of 1 % a week both lie within it."""

CHART_SD, CHART_SD_PER_REP = 0.02, 0.004
"""Error of the chart as a share: 2.4 % of a single, 4 % at five repetitions to failure, 6 % at ten (2-5 % reported)."""

RIR_SD, RIR_SD_PER_REP, UNTOLD_RIR_SD = 0.5, 0.25, 1.5
"""Error of told repetitions in reserve: people miss by about one, more the farther from failure (Halperin 2022). When
none are told any number from 0 to 4 is likely."""

REP_SHARE: Final = 0.0264
"""One repetition more or less in reserve moves the maximum by this share (slope of the chart)."""

VAGUE_RIR: Final = 5.0
"""From here told reserve means "five or more": the set is a floor of what can be done (people tell up to four well)."""

FLOOR_WEIGHT: Final = 2.0
"""A floor below the estimate is mostly an easy set, not lost strength: its error counts double."""

SURPRISE: Final = 3.0
"""Beyond this many standard deviations a measurement counts less the farther it is off: a mistyped load must not move
the estimate, a true change still does over some sessions."""

CAPACITY_SD, CAPACITY_SD_SHARE, CAPACITY_DRIFT = 1.0, 0.10, 0.01
"""Repetitions to failure vary from day to day by one and a tenth; they move about twice as fast as a maximum."""


class Measure(NamedTuple):
    """What a set says: kg or repetitions, its standard deviation, and whether it is only a floor (reserve not told, or
    told as `VAGUE_RIR` or more).
    """

    value: float
    sd: float
    floor: bool


def measured_max(each: WorkSet) -> Measure | None:
    """The maximum in kg that a loaded set speaks for; None without load or repetitions, or too far from a maximum."""
    if not each.load_kg or not each.reps:
        return None
    untold = each.rir is None
    rir = UNTOLD_RIR if each.rir is None else each.rir
    to_failure = each.reps + rir
    if to_failure > MOST_TO_FAILURE:
        return None
    reserve = UNTOLD_RIR_SD if untold else RIR_SD + RIR_SD_PER_REP * rir
    share = hypot(CHART_SD + CHART_SD_PER_REP * to_failure, reserve * REP_SHARE)
    kg = one_rep_max(each.load_kg, each.reps, rir)
    return Measure(kg, kg * share, untold or rir >= VAGUE_RIR)


def shown_max(each: WorkSet) -> float | None:
    """The maximum in kg that a set has shown for sure: reserve that was not told counts as none."""
    if not each.load_kg or not each.reps or each.reps + (each.rir or 0) > MOST_TO_FAILURE:
        return None
    return one_rep_max(each.load_kg, each.reps, each.rir or 0)


def measured_reps(each: WorkSet) -> Measure | None:
    """Repetitions to failure that a set without load speaks for."""
    if not each.reps or each.load_kg:
        return None
    untold = each.rir is None
    rir = UNTOLD_RIR if each.rir is None else each.rir
    value = each.reps + rir
    reserve = UNTOLD_RIR_SD if untold else RIR_SD + RIR_SD_PER_REP * rir
    return Measure(value, hypot(CAPACITY_SD + CAPACITY_SD_SHARE * value, reserve), untold or rir >= VAGUE_RIR)


def best(measures: list[Measure]) -> Measure | None:
    """The one that speaks for the most, doubt deducted; later sets of a session are tired and say less."""
    return max(measures, key=lambda each: each.value - each.sd, default=None)


def filtered_max(known: Estimate | None, seen: Measure, day: date) -> Estimate:
    """The estimate of the maximum after a measurement on `day`."""
    if known is None:
        return Estimate(kg=seen.value, sd_kg=seen.sd, day=day)
    kg, sd = _filtered(known.kg, known.sd_kg, DRIFT * known.kg * sqrt(max(0, (day - known.day).days)), seen)
    return Estimate(kg=kg, sd_kg=sd, day=day)


def filtered_reps(known: Capacity | None, seen: Measure, day: date) -> Capacity:
    """The estimate of repetitions to failure after a measurement on `day`."""
    if known is None:
        return Capacity(reps=seen.value, sd=seen.sd, day=day)
    wander = CAPACITY_DRIFT * known.reps * sqrt(max(0, (day - known.day).days))
    reps, sd = _filtered(known.reps, known.sd, wander, seen)
    return Capacity(reps=reps, sd=sd, day=day)


def _filtered(value: float, sd: float, wander: float, seen: Measure) -> tuple[float, float]:
    """One step of the scalar Kalman filter: predict with `wander`, update with `seen`."""
    spread = sd * sd + wander * wander
    gap = seen.value - value
    noise = seen.sd * seen.sd * (FLOOR_WEIGHT**2 if seen.floor and gap < 0 else 1.0)
    surprise = abs(gap) / (SURPRISE * sqrt(spread + noise))
    if surprise > 1:
        noise *= surprise * surprise
    gain = spread / (spread + noise)
    return value + gain * gap, sqrt((1 - gain) * spread)
