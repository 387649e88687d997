"""The next set, from those done: the load follows what the last set showed, in small bounded steps.

After a set the repetitions it had in it (done plus in reserve) are known. The next one will have fewer, by a fatigue
rate; what that leaves above the goal or below the range moves the load by 2.5-3 % a repetition, never more than a tenth
(GymCoach's model and defaults; ACSM 2009 for the bound).
"""

from collections.abc import Sequence
from itertools import pairwise
from statistics import mean

from msgspec import Struct

from domain.adaptation.level import reps_of
from domain.adaptation.progress import load_ceiling
from domain.adaptation.scene import Scene
from domain.adaptation.session import TodayExercise
from domain.catalogue.types import Exercise
from domain.coaching.programming.loads import implement, round_down
from domain.text.messages import say
from domain.training.state import WorkSet

FATIGUE = {"isolation": 0.5, "upper": 0.75, "lower": 1.0}
FATIGUE_BOUNDS = (0.25, 2.0)
"""Repetitions that a set costs the next one: defaults by kind of exercise, and the bounds of what is learned."""

SHARE_PER_REP = {True: 0.025, False: 0.03}
"""Change of load for each repetition between capacity and goal, by whether the exercise is compound."""

STEP_MOST = 0.10
DEAD_BAND = 1.0
"""A gap below one repetition is noise and changes nothing."""

FAR_GAP = 3.0
"""From so many repetitions short on, the next lighter load that exists is taken even if more than a tenth lighter."""

RELIABLE_REPS = 12
_LOWER = frozenset({"squat", "hinge", "lunge", "bridge"})


class NextSet(Struct, frozen=True, kw_only=True):
    """What to do next. `code`: start, find, hold, up, down, or bodyweight; `confidence` 0-1 by what the sets told.

    `numbers`: `capacity` expected in the next set, `goal` (repetitions and reserve), `gap`, `fatigue`.
    """

    load_kg: float | None
    reps: int | None
    rir: int | None
    code: str
    confidence: float
    text: str
    numbers: dict[str, float] = {}


def next_set(scene: Scene, exercise: TodayExercise, done: Sequence[WorkSet]) -> NextSet:
    """The next working set of an exercise of today's session; `done` are its working sets so far, in order.

    The load goes up only where `exercise.rises` and the reserve was told; it goes down for everyone.
    """
    known = scene.context.catalogue.exercises[exercise.exercise]
    sets = [each for each in done if each.reps is not None]
    if not sets:
        code = "find" if exercise.load_kg is None and implement(known) else "start"
        return _next(scene, exercise, exercise.load_kg, code, 0.5)
    last = sets[-1]
    if last.load_kg is None or not implement(known):
        return _next(scene, exercise, None, "bodyweight", 0.5)
    fatigue = _fatigue(known, sets)
    rir = exercise.rir or 0
    goal = (exercise.reps or exercise.reps_low or 1) + rir
    least = min(goal, (exercise.reps_low or 1) + rir)
    capacity = reps_of(last) + (rir if last.rir is None else last.rir) - fatigue
    gap = capacity - min(max(capacity, least), goal)
    numbers = {"capacity": round(capacity, 2), "goal": goal, "gap": round(gap, 2), "fatigue": fatigue}
    load, code = _moved(scene, exercise, known, last, gap)
    return _next(scene, exercise, load, code, _confidence(sets), numbers)


def _moved(scene: Scene, exercise: TodayExercise, known: Exercise, last: WorkSet, gap: float) -> tuple[float, str]:
    """The next load and whether it is up, down or held."""
    kg = last.load_kg or 0.0
    if abs(gap) < DEAD_BAND:
        return kg, "hold"
    share = max(-STEP_MOST, min(STEP_MOST, gap * SHARE_PER_REP[known.compound]))
    load = round_down(known, kg * (1 + share))
    if gap < 0:
        near = load is not None and load >= kg * (1 - STEP_MOST) - 0.01
        return (load, "down") if load is not None and load < kg and (near or gap <= -FAR_GAP) else (kg, "hold")
    ceiling = load_ceiling(scene, known)
    risen = exercise.rises and last.rir is not None and load is not None and load > kg
    if not risen or load is None or (ceiling is not None and load > ceiling):
        return kg, "hold"
    return load, "up"


def _fatigue(known: Exercise, sets: Sequence[WorkSet]) -> float:
    """What sets of one load lost from one to the next, told reserves only; else the default of the kind."""
    lost = [
        reps_of(before) + before.rir - reps_of(after) - after.rir
        for before, after in pairwise(sets)
        if before.rir is not None and after.rir is not None and before.load_kg == after.load_kg
    ]
    kind = "isolation" if not known.compound else "lower" if known.pattern in _LOWER else "upper"
    rate = mean([FATIGUE[kind], *lost]) if lost else FATIGUE[kind]
    return round(max(FATIGUE_BOUNDS[0], min(FATIGUE_BOUNDS[1], rate)), 2)


def _confidence(sets: Sequence[WorkSet]) -> float:
    """Higher with a told reserve, close to failure, and with more sets to go by."""
    last = sets[-1]
    if last.rir is None:
        return 0.3
    near = reps_of(last) + last.rir <= RELIABLE_REPS
    return round(0.5 + 0.2 * near + 0.1 * (last.rir <= 3) + 0.1 * min(2, len(sets) - 1), 2)


def _next(
    scene: Scene,
    exercise: TodayExercise,
    load: float | None,
    code: str,
    confidence: float,
    numbers: dict[str, float] | None = None,
) -> NextSet:
    shown = "" if load is None else say(scene.locale, "plan.kg", kg=f"{load:g}")
    reps = exercise.reps or 0
    return NextSet(
        load_kg=load,
        reps=exercise.reps,
        rir=exercise.rir,
        code=code,
        confidence=confidence,
        text=say(scene.locale, f"today.next.{code}", load=shown, reps=reps, rir=exercise.rir or 0),
        numbers=numbers or {},
    )
