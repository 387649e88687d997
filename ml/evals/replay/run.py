"""A whole life in one arm: the same plan to begin with, then each coach on its own."""

from collections.abc import Callable
from datetime import date, timedelta
from math import log

from domain.catalogue.loader import load_catalogue
from domain.catalogue.types import Catalogue, Exercise
from domain.coaching.person_of import person_of
from domain.coaching.planning.proposal import DayKind, Role
from domain.coaching.programming.loads import percent_of_max
from domain.coaching.programming.volume import MAJOR
from domain.events.event import Event
from domain.events.projection import Projection
from domain.plan import PlanDocument
from domain.profile import Profile
from domain.training.fold import TrainingFold
from domain.training.state import ExerciseState, Training
from ml.evals.replay.chance import Chance
from ml.evals.replay.diary import Diary, WeekEntry
from ml.evals.replay.engine_coach import EngineCoach, plan_for
from ml.evals.replay.life import Life
from ml.evals.replay.model import DEFAULT, Model
from ml.evals.replay.orders import Coach
from ml.evals.replay.people import Archetype, profile_of
from ml.evals.replay.plain_coaches import FixedCoach, LinearCoach
from ml.evals.replay.record import Log

ARMS = ("engine", "fixed", "linear")
START = date(2026, 1, 5)
"""A Monday."""

_MAIN_LIFTS = 4
_SETTLED_DAYS = 21
"""Estimates are compared from here: by then each main lift has been done several times."""


def live(archetype: Archetype, seed: int, arm: str, *, weeks: int, model: Model = DEFAULT) -> Diary:
    """The diary of one person for `weeks` weeks under the coach `arm`."""
    catalogue = load_catalogue()
    profile = profile_of(archetype, Chance(seed))
    document = plan_for(profile, catalogue, seed)
    diary = Diary(arm=arm, archetype=archetype.name, seed=seed)
    record = Log(seed)
    person = person_of(profile, catalogue, document.screening)
    life = Life(archetype, person, catalogue, diary, record, model)
    coach = _coach(arm, document, profile, catalogue, diary, record)
    lifts = main_lifts(document, catalogue)
    for number in range(7 * weeks):
        day = START + timedelta(days=number)
        if number % 7 == 0:
            planned = coach.week(day)
        life.live(coach, day, number)
        if number % 7 == 6:
            monday = day - timedelta(days=6)
            done = sum(bool(entry.outcomes) for entry in diary.sessions if entry.day >= monday)
            diary.weeks.append(
                WeekEntry(
                    monday=monday,
                    lifts=_mean(lifts, life.body.growth),
                    muscles=sum(life.body.gain[group] for group in MAJOR) / len(MAJOR),
                    done=done,
                    plan=planned,
                )
            )
    diary.events = len(record.events)
    diary.estimated = estimated_growth(record.events, lifts, catalogue)
    return diary


def _coach(
    arm: str, document: PlanDocument, profile: Profile, catalogue: Catalogue, diary: Diary, record: Log
) -> Coach:
    if arm == "engine":
        return EngineCoach(document, profile, catalogue, START, diary, record)
    if arm == "linear":
        return LinearCoach(document, catalogue, START, record.id("plan", 1))
    return FixedCoach(document, catalogue, START, record.id("plan", 1))


def main_lifts(document: PlanDocument, catalogue: Catalogue) -> list[Exercise]:
    """The first main exercises of the plan's strength days, each once: what all arms are measured by."""
    found = dict.fromkeys(
        exercise.exercise_id
        for day in document.days
        if day.kind == DayKind.STRENGTH
        for exercise in day.exercises
        if exercise.role == Role.MAIN and exercise.seconds is None
    )
    return [catalogue.exercises[id_] for id_ in list(found)[:_MAIN_LIFTS]]


def estimated_growth(events: list[Event], lifts: list[Exercise], catalogue: Catalogue) -> float | None:
    """Mean logarithmic growth of the estimated strength in `lifts` since week three; None where none has both.

    The same estimator reads every arm's log: it is the product's own, and knows nothing of the true capacity.
    """
    early = _state([event for event in events if (event.day - START).days < _SETTLED_DAYS], catalogue)
    late = _state(events, catalogue)
    grown = []
    for lift in lifts:
        before, after = (_strength(state.exercises.get(lift.id)) for state in (early, late))
        if before and after:
            grown.append(log(after / before))
    return sum(grown) / len(grown) if grown else None


def _state(events: list[Event], catalogue: Catalogue) -> Training:
    projection = Projection(TrainingFold(catalogue))
    projection.add(events)
    return projection.state()


def _strength(state: ExerciseState | None) -> float | None:
    """The estimated maximum in kg; of a bodyweight exercise, relative to the body as a share of its maximum."""
    if state is None:
        return None
    if state.estimate is not None:
        return state.estimate.kg
    return None if state.capacity is None else 100 / percent_of_max(state.capacity.reps)


def _mean(lifts: list[Exercise], growth: Callable[[Exercise], float]) -> float:
    return sum(growth(lift) for lift in lifts) / len(lifts) if lifts else 0.0
