"""Form: fitness less fatigue on the morning of a day, as a share of the fitness."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from domain.readiness.evidence import Evidence, evidence
from domain.readiness.rules import RULES, Family
from domain.training.calendar import FATIGUE_DAYS, FITNESS_DAYS
from domain.training.state import Training

_KNOWN_DAYS: Final = 42
"""Days of training before form is used: a shorter record says little of what the person is used to."""

_WEEK_SESSIONS: Final = 3
"""Fewer days of training in a week cannot overload, but they swing a 7-day average widely."""

_FULL_SCORE: Final = -0.20
_WORST: Final = -0.60


def load_evidence(training: Training, day: date) -> Iterator[Evidence]:
    """Form, once there are six weeks of history and three days of training in the last seven."""
    if not training.loads or (day - training.loads[0].day).days < _KNOWN_DAYS:
        return
    trained = sum(0 < (day - each.day).days <= 7 and each.load > 0 for each in training.loads)
    loads = morning_loads(training, day)
    if trained < _WEEK_SESSIONS or loads is None or loads[0] <= 0:
        return
    fitness, fatigue = loads
    form = (fitness - fatigue) / fitness
    fired = next((rule for rule in ("RDY-form-40", "RDY-form-25") if form < RULES[rule].limit), None)
    yield evidence(
        Family.LOAD,
        "load.form",
        value=100 * form,
        unit="%",
        baseline=0.0,
        age_days=0,
        fresh=1.0,
        score=1 - (_FULL_SCORE - form) / (_FULL_SCORE - _WORST),
        rules=(fired,) if fired else (),
    )


def morning_loads(training: Training, day: date) -> tuple[float, float] | None:
    """Mean daily load over 42 and 7 days before any session of `day`; None without one that the state remembers.

    The averages of the state start at nothing, so both are divided by the weight that they have gathered since the
    first load: else the slow one lags for months, and whoever trains evenly would look tired.
    """
    last = max((each for each in training.loads if each.day < day), key=lambda each: each.day, default=None)
    if last is None:
        return None
    idle, known = (day - last.day).days - 1, (day - training.loads[0].day).days
    return _mean(last.fitness, FITNESS_DAYS, idle, known), _mean(last.fatigue, FATIGUE_DAYS, idle, known)


def _mean(average: float, days: int, idle: int, known: int) -> float:
    """A moving average that began at nothing `known` days ago, `idle` days after its last value, free of that start."""
    kept = 1 - 1 / days
    return average * kept**idle / (1 - kept**known)
