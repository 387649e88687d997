"""What the person of the story can really lift: the same for every run, a little more each week."""

from domain.catalogue.types import Exercise
from domain.coaching.person import Person
from domain.coaching.programming.loads import best_max, implement, reps_to_failure, round_down

WEEKLY = 0.008
"""The gain of a week, as a share: believable for somebody with two years of training."""

_ABOVE_ESTIMATE = 1.15
_MACHINE_KG = 60.0
_BODYWEIGHT_REPS = 14.0
_MOST_TOLD = 8.0


def maximum(exercise: Exercise, person: Person, weeks: float) -> float:
    """The one-repetition maximum in kg after `weeks` weeks."""
    first = best_max(person, exercise)
    first = _MACHINE_KG * (1.0 if exercise.compound else 0.5) if first is None else first * _ABOVE_ESTIMATE
    return float(first * (1 + WEEKLY) ** weeks)


def found_load(exercise: Exercise, person: Person, reps: int, rir: int) -> float | None:
    """The load that feels right when nobody knows one; None when there is nothing to load."""
    if not implement(exercise):
        return None
    kg = maximum(exercise, person, 0) * (1 - 0.026 * (reps + rir - 1))
    return round_down(exercise, kg)


def reserve(exercise: Exercise, person: Person, load: float | None, reps: int, *, weeks: float, before: int) -> float:
    """Repetitions in reserve after a set of `reps`, told to a whole one; each set `before` it took half a one."""
    if load is None:
        most = _BODYWEIGHT_REPS * (1 + 2 * WEEKLY * weeks)
    else:
        most = reps_to_failure(100 * load / maximum(exercise, person, weeks))
    return float(round(min(_MOST_TOLD, max(0.0, most - reps - 0.5 * before))))
