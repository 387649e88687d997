"""Form: fitness less fatigue on the morning of a day, as a share of the fitness."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from domain.activity.days import TrackerDays
from domain.readiness.evidence import Evidence, evidence
from domain.readiness.rules import RULES, Family
from domain.readiness.workload import tracked_loads
from domain.training.calendar import FATIGUE_DAYS, FITNESS_DAYS
from domain.training.state import Training

_KNOWN_DAYS: Final = 42
"""Days of training before form is used: a shorter record says little of what the person is used to."""

_WEEK: Final = 7
_WEEK_SESSIONS: Final = 3
"""Fewer days of training in a week cannot overload, but they swing a 7-day average widely."""

_FULL_SCORE: Final = -0.20
_WORST: Final = -0.60


def load_evidence(training: Training, days: TrackerDays, day: date) -> Iterator[Evidence]:
    """Form, once there are six weeks of training and three days of it in the last seven.

    What a tracker saw and nobody logged counts too.
    """
    tracked = tracked_loads(training, days, day)
    trained = {each.day for each in training.loads if each.load > 0 and each.day < day} | tracked.keys()
    if not trained or (day - min(trained)).days < _KNOWN_DAYS:
        return
    if sum((day - each).days <= _WEEK for each in trained) < _WEEK_SESSIONS:
        return
    own = morning_loads(training, day) or (0.0, 0.0)
    fitness, fatigue = own[0] + _tracked(tracked, FITNESS_DAYS, day), own[1] + _tracked(tracked, FATIGUE_DAYS, day)
    if fitness <= 0:
        return
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


def _tracked(loads: Mapping[date, float], days: int, day: date) -> float:
    """Mean daily load of the tracked workouts before `day`, newer days first, since the first of them."""
    if not loads:
        return 0.0
    kept = 1 - 1 / days
    known = (day - min(loads)).days
    return sum(load * kept ** ((day - each).days - 1) for each, load in loads.items()) / days / (1 - kept**known)


def _mean(average: float, days: int, idle: int, known: int) -> float:
    """A moving average that began at nothing `known` days ago, `idle` days after its last value, free of that start."""
    kept = 1 - 1 / days
    return average * kept**idle / (1 - kept**known)
