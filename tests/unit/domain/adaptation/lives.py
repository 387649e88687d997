"""People with plans and histories for the tests of the adaptation: made directly as `Training`, seeded."""

import asyncio
import random
from datetime import date, timedelta
from functools import cache
from typing import Any
from uuid import UUID

import msgspec

from domain.adaptation.activation import planned_event
from domain.adaptation.scene import Scene, monday_of, scene_of
from domain.catalogue.loader import load_catalogue
from domain.catalogue.types import Joint
from domain.coaching.planning.planner import PlannerEngine
from domain.coaching.service import make_plan
from domain.plan import ExerciseDetail, PlanDocument
from domain.profile import Profile, Weekday
from domain.readiness.types import Action, Readiness
from domain.training.state import (
    ActivePlan,
    CheckIn,
    Decision,
    Estimate,
    ExerciseState,
    Outing,
    Pain,
    SessionDone,
    Today,
    Training,
    WeekDone,
    WorkSet,
)
from tests.people import profile_of

DAY = date(2026, 3, 9)
"""A Monday."""

WEEK = tuple(Weekday)


async def _silent(*_: object, **__: object) -> None:
    return None


def planned_for(profile: Profile) -> PlanDocument:
    """The planner's plan for a profile."""
    return asyncio.run(
        make_plan(
            profile, catalogue=load_catalogue(), engine=PlannerEngine(), seed=0, progress=_silent, ticks=lambda: 0.0
        )
    )


@cache
def plan_of(seed: int) -> tuple[Profile, PlanDocument]:
    """The person of `tests.people` with that seed, and their plan."""
    profile = profile_of(seed)
    return profile, planned_for(profile)


def active(document: PlanDocument, *, since: date, cycle_started: date | None = None) -> ActivePlan:
    """The plan in force since a day."""
    event = planned_event(
        document, plan=UUID(int=1), version=1, reason="initial", cycle_started=cycle_started or monday_of(since)
    )
    return ActivePlan(
        plan=event.plan,
        version=1,
        reason=event.reason,
        since=since,
        cycle_started=event.cycle_started,
        weeks=event.weeks,
        days=event.days,
    )


def outing(day: date, *sets: tuple[float | None, int, float | None], asked: tuple[int, int] | None = None) -> Outing:
    """An outing of (kg, repetitions, reserve) sets; `asked` is the range that the plan had it for."""
    done = tuple(WorkSet(kg, reps, rir, None) for kg, reps, rir in sets)
    return Outing(day, UUID(int=day.toordinal()), done, None, asked)


def readiness(action: Action, day: date = DAY) -> Readiness:
    """A readiness that asks for something."""
    return Readiness(day=day, score={"none": 95, "hold": 60, "reduce": 40}[action], confidence=0.8, action=action)


def scene(seed: int, training: Training | None = None, *, day: date = DAY, action: Action = Action.NONE) -> Scene:
    """The scene of a seeded person."""
    profile, document = plan_of(seed)
    training = training if training is not None else Training(day=day, plan=active(document, since=day))
    return scene_of(document, profile, training, load_catalogue(), readiness=readiness(action, day), day=day)


def lived(seed: int, document: PlanDocument, day: date = DAY, weeks: int = 6) -> Training:
    """A history that could be anybody's: gains, stalls, misses, pains, poor sleep, breaks, time cuts, ratings."""
    rng = random.Random(seed)
    since = monday_of(day) - timedelta(weeks=weeks)
    off = rng.choice((0, 0, 0, 0, 12, 25, 50))
    last = day - timedelta(days=max(1, off))
    pains = {region: _pain(rng, region, day) for region in Joint if rng.random() < 0.15}
    return Training(
        day=day,
        first=since,
        plan=active(document, since=since),
        exercises=_exercises(rng, document, since, last),
        sessions=tuple(_sessions(rng, document, since, last)),
        weeks=tuple(_weeks(rng, document, since, day, rng.choice((0.2, 0.55, 0.9, 1.0)))),
        pains=pains,
        checkins=_checkins(rng, day),
        weights=((day - timedelta(days=3), rng.uniform(50, 110)),) if rng.random() < 0.5 else (),
        fitness=rng.uniform(50, 300),
        fatigue=rng.uniform(50, 450),
        open_symptoms=frozenset({"chest_pain"}) if rng.random() < 0.03 else frozenset(),
        away_reason=rng.choice(("", "", "ill")),
        last_session=last,
        today=_today(rng, document),
        decisions=_decisions(rng, day),
        cuts=tuple((day - timedelta(days=n), rng.choice((15, 20, 30))) for n in range(1, rng.choice((1, 2, 5)))),
    )


def _exercises(rng: random.Random, document: PlanDocument, since: date, last: date) -> dict[str, ExerciseState]:
    found: dict[str, ExerciseState] = {}
    for detail in (each for day in document.days for each in day.exercises):
        if rng.random() < 0.2 or detail.exercise_id in found:
            continue
        kg = detail.load_kg if detail.load_kg is not None else rng.choice((None, 20.0, 40.0))
        days = [since + timedelta(days=number) for number in range(0, max(1, (last - since).days + 1), 3)][-8:]
        level = rng.uniform(0.8, 1.3)
        outings = tuple(
            _outing(rng, detail, None if kg is None else round(kg * level / 2.5) * 2.5, day) for day in days
        )
        estimate = None
        if kg is not None and detail.reps_low is not None and rng.random() < 0.8:
            estimate = Estimate(kg=kg * level * rng.uniform(1.1, 1.6), sd_kg=kg * rng.uniform(0.02, 0.2), day=days[-1])
        found[detail.exercise_id] = ExerciseState(
            exercise=detail.exercise_id,
            outings=len(days),
            recent=outings,
            estimate=estimate,
            stalled=rng.choice((0, 0, 1, 3, 7)),
            missed=rng.choice((0, 0, 0, 1, 2, 3, 5)),
            difficulty=rng.choice((None, 2.0, 5.0, 9.0)),
            enjoyment=rng.choice((None, 1.0, 5.0, 9.0)),
            hard=rng.choice((0, 0, 0, 2, 3)),
            easy=rng.choice((0, 0, 0, 2)),
            disliked=rng.choice((0, 0, 0, 2)),
            skipped_disliked=rng.choice((0, 0, 0, 3)),
        )
    return found


def _outing(rng: random.Random, detail: ExerciseDetail, kg: float | None, day: date) -> Outing:
    if detail.reps_low is None or detail.reps_high is None:
        seconds = float(detail.seconds or 30) * rng.choice((0.8, 1.0, 1.1))
        return Outing(day, UUID(int=day.toordinal()), (WorkSet(None, None, None, seconds),), None)
    reps = rng.randint(max(1, detail.reps_low - 2), detail.reps_high + 1)
    sets = tuple(WorkSet(kg, max(0, reps - number // 2), rng.choice((None, 1, 2, 3, 7)), None) for number in range(3))
    return Outing(day, UUID(int=day.toordinal()), sets, None)


def _sessions(rng: random.Random, document: PlanDocument, since: date, last: date) -> list[SessionDone]:
    rpe, share = rng.choice((None, 3.0, 7.0, 9.5)), rng.choice((0.5, 0.9, 1.0, 1.0))
    missed = rng.choice((None, *(day.weekday for day in document.days)))
    found = []
    for number in range((last - since).days + 1):
        day = since + timedelta(days=number)
        weekday = WEEK[day.weekday()]
        if (
            any(planned.weekday is weekday for planned in document.days)
            and weekday is not missed
            and rng.random() < 0.9
        ):
            found.append(
                SessionDone(
                    session=UUID(int=day.toordinal()),
                    day=day,
                    plan=UUID(int=1),
                    weekday=weekday,
                    share=share,
                    sets=10,
                    tonnage_kg=1000.0,
                    load=300.0,
                    minutes=50.0,
                    rpe=rpe,
                    finished=True,
                )
            )
    return found


def _weeks(rng: random.Random, document: PlanDocument, since: date, day: date, share: float) -> list[WeekDone]:
    count = (monday_of(day) - since).days // 7
    due = len(document.days)
    return [
        WeekDone(
            monday=since + timedelta(weeks=number),
            planned=due,
            done=round(due * share),
            sets={group: sets * rng.choice((0.5, 1.0, 1.5)) for group, sets in document.weekly_sets.items()},
            tonnage_kg=3000.0,
            load=900.0,
        )
        for number in range(count)
    ]


def _pain(rng: random.Random, region: Joint, day: date) -> Pain:
    score = rng.choice((0.0, 1.0, 3.0, 4.0, 5.0, 6.0, 8.0))
    calm = day - timedelta(days=rng.choice((2, 20))) if score <= 1 else None
    return Pain(
        region=region,
        score=score,
        day=day - timedelta(days=rng.choice((0, 0, 3, 20))),
        worse=rng.random() < 0.5,
        raised=rng.choice((0, 1, 2)) if score >= 4 else 0,
        calm_since=calm,
    )


def _checkins(rng: random.Random, day: date) -> tuple[CheckIn, ...]:
    level = rng.choice((1, 3, 5))
    return tuple(
        CheckIn(day=day - timedelta(days=number), sleep_quality=level, soreness=6 - level, mood=level, energy=level)
        for number in range(rng.choice((0, 2, 5)), 0, -1)
    )


def _today(rng: random.Random, document: PlanDocument) -> Today:
    needs = ("barbell", "dumbbell", "cable", "bench")
    return Today(
        minutes=rng.choice((None, None, 15, 30, 45)),
        busy=frozenset({rng.choice(needs)}) if rng.random() < 0.3 else frozenset(),
    )


def _decisions(rng: random.Random, day: date) -> tuple[Decision, ...]:
    kinds = ("ADP-deload:", "ADP-too-hard:", "ADP-return:")
    return tuple(
        Decision("kind", key, rng.choice(("declined", "accepted")), day - timedelta(days=rng.choice((3, 30))), 0.5)
        for key in kinds
        if rng.random() < 0.1
    )


LIFTER: dict[str, object] = {
    "personal_info": {"age": 30, "gender": "male", "height": 180, "weight": 80, "fitness_level": "intermediate"},
    "goals": ["muscle_gain"],
    "preferences": {
        "workout_duration": 60,
        "days_per_week": 3,
        "equipment_access": "full_gym",
        "available_weekdays": ["monday", "wednesday", "friday", "saturday"],
    },
    "metrics": {"one_rep_max": {"Barbell Squat": 120, "bench press": 90, "deadlift": 150}},
}
"""A healthy person with a gym, three days of an hour, and known maxima."""


@cache
def lifter() -> tuple[Profile, PlanDocument]:
    """The lifter's profile and plan."""
    profile = msgspec.convert(LIFTER, Profile, strict=False)
    return profile, planned_for(profile)


def lifting(
    training: Training | None = None,
    *,
    day: date = DAY,
    action: Action = Action.NONE,
    document: PlanDocument | None = None,
    profile: Profile | None = None,
    **facts: Any,
) -> Scene:
    """The lifter's scene; `facts` are fields of `Training`. The plan has been in force for two weeks."""
    own, plan = lifter()
    document = document or plan
    if training is None:
        facts.setdefault("plan", active(document, since=monday_of(day) - timedelta(weeks=2)))
        facts.setdefault("weeks", good_weeks(document, 2, day))
        facts.setdefault("sessions", good_sessions(document, 2, day))
        training = Training(day=day, **facts)
    return scene_of(document, profile or own, training, load_catalogue(), readiness=readiness(action, day), day=day)


def good_weeks(document: PlanDocument, count: int, day: date = DAY, *, done: int | None = None) -> tuple[WeekDone, ...]:
    """Whole weeks before `day`'s in which all (or `done`) of the plan's sessions were done."""
    due = len(document.days)
    return tuple(
        WeekDone(
            monday=monday_of(day) - timedelta(weeks=number),
            planned=due,
            done=due if done is None else done,
            sets=dict(document.weekly_sets),
            tonnage_kg=3000.0,
            load=900.0,
        )
        for number in range(count, 0, -1)
    )


def good_sessions(document: PlanDocument, count: int, day: date = DAY) -> tuple[SessionDone, ...]:
    """Every planned session of the weeks before `day`'s, on its own day."""
    first = monday_of(day) - timedelta(weeks=count)
    days = (
        first + timedelta(weeks=week, days=WEEK.index(due.weekday)) for week in range(count) for due in document.days
    )
    return tuple(trained(done, WEEK[done.weekday()], rpe=7.0) for done in days)


def did(exercise: str, *outings: Outing, **facts: Any) -> dict[str, ExerciseState]:
    """The state of one exercise after some outings."""
    state = ExerciseState(exercise=exercise, outings=len(outings), recent=outings, **facts)
    return {exercise: state}


def ago(days: int) -> date:
    """A day before `DAY`."""
    return DAY - timedelta(days=days)


def trained(day: date, weekday: Weekday | None, **facts: Any) -> SessionDone:
    """A session of a plan's day; its id is that of the outings of the day."""
    usual: dict[str, Any] = {"share": 1.0, "sets": 12, "tonnage_kg": 3000.0, "load": 350.0, "minutes": 50.0}
    return SessionDone(
        session=UUID(int=day.toordinal()), day=day, plan=UUID(int=1), weekday=weekday, **{**usual, **facts}
    )
