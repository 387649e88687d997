"""Training that a tracker saw and nobody logged, as session load: minutes times effort, like a logged session."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from statistics import median
from typing import Final

from domain.activity.days import TrackerDays
from domain.activity.records import Measure, Sport, Workout
from domain.training.state import SessionDone, Training

EFFORT: Final[Mapping[Sport, float]] = {
    Sport.WALKING: 2.0,
    Sport.MOBILITY: 2.0,
    Sport.HIKING: 4.0,
    Sport.OTHER: 4.0,
    Sport.CYCLING: 5.0,
    Sport.SWIMMING: 5.0,
    Sport.SKIING: 5.0,
    Sport.STRENGTH: 5.0,
    Sport.RUNNING: 6.0,
    Sport.ROWING: 6.0,
    Sport.INTERVALS: 8.0,
}
"""Effort (0-10) of a usual session where the heart says nothing: our judgement."""

LEAST_EFFORT: Final = 1.0
_HEART_WORKOUTS: Final = 5
"""Workouts with a highest heart rate from which the highest of them stands for the person's own (our judgement)."""

_BESIDE: Final = timedelta(minutes=30)
"""A workout that begins this near a logged session is that session, by another clock."""


def tracked_loads(training: Training, days: TrackerDays, day: date) -> dict[date, float]:
    """Load of each day before `day` from workouts that no logged session covers; days without any are left out.

    Effort comes from the heart where it can: the mean heart rate's share of the reserve between the median resting rate
    and the highest one seen, times ten (the share of the reserve follows that of the oxygen uptake: Swain 1997).
    """
    before = [each for each in days if each.day < day]
    rest = [each.measured[Measure.RESTING_HR].value for each in before if Measure.RESTING_HR in each.measured]
    highs = [trained.workout.hr_high for each in before for trained in each.workouts if trained.workout.hr_high]
    reserve = (median(rest), max(highs)) if rest and len(highs) >= _HEART_WORKOUTS else None
    found: dict[date, float] = defaultdict(float)
    for each in before:
        sessions = [session for session in training.sessions if session.day == each.day]
        for trained in each.workouts:
            if not _logged(trained.workout, sessions):
                found[each.day] += _minutes(trained.workout) * _effort(trained.workout, reserve)
    return dict(found)


def _minutes(workout: Workout) -> float:
    seconds = workout.moving_s if workout.moving_s is not None else (workout.end - workout.start).total_seconds()
    return seconds / 60


def _effort(workout: Workout, reserve: tuple[float, float] | None) -> float:
    if workout.hr_mean is None or reserve is None or reserve[1] <= reserve[0]:
        return EFFORT[workout.sport]
    share = (workout.hr_mean - reserve[0]) / (reserve[1] - reserve[0])
    return min(10.0, max(LEAST_EFFORT, 10 * share))


def _logged(workout: Workout, sessions: list[SessionDone]) -> bool:
    """Whether one of the day's logged sessions is this workout: lifting on a day with one, or the same time."""
    if not sessions:
        return False
    if workout.sport is Sport.STRENGTH:
        return True
    for session in sessions:
        if session.started_at is None:
            continue
        end = session.started_at + timedelta(minutes=session.minutes)
        if session.started_at - _BESIDE <= workout.end and workout.start <= end + _BESIDE:
            return True
    return False
