"""The last word on a rise of load, whatever rule asked for it: at most a tenth, or the very next load that exists."""

from typing import Final

from domain.adaptation.level import heaviest_of, reps_of
from domain.adaptation.plates import next_load
from domain.adaptation.scene import Scene, monday_of
from domain.catalogue.types import Exercise
from domain.coaching.programming.loads import round_down
from domain.coaching.programming.progression import LOWEST_STEP_SHARE
from domain.training.state import Outing

LATELY: Final = 28
"""Days in which the heaviest load counts, so that the way back from a lighter day is no rise; else two outings."""


def highest_step(scene: Scene, exercise: Exercise, low: int) -> float | None:
    """The most in kg that may be ordered today for `low` repetitions and more; None without an outing to go by.

    What was lifted for as many repetitions or more counts, deload weeks aside (ACSM 2009: steps of at most a tenth).
    """
    state = scene.state(exercise.id)
    light = {week.monday for week in scene.training.weeks if week.deload}
    past = [
        outing
        for outing in (state.recent if state else ())
        if outing.day < scene.day
        and monday_of(outing.day) not in light
        and heaviest_of(outing)
        and _asked(outing) >= low
    ]
    lately = [outing for outing in past if scene.age_days(outing.day) <= LATELY] or past[-2:]
    if not lately:
        return None
    heaviest = max(map(heaviest_of, lately))
    tenth = round_down(exercise, heaviest * (1 + LOWEST_STEP_SHARE)) or heaviest
    return max(tenth, next_load(exercise, heaviest) or heaviest)


def _asked(outing: Outing) -> int:
    """The low end of the range it was done for; without a plan's, the fewest repetitions of a set."""
    if outing.asked is not None:
        return outing.asked[0]
    return min((reps_of(each) for each in outing.sets), default=0)
