"""A made-up person's events, by the day: a plan of three days, and what is logged of it."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from msgspec.structs import replace

from domain.catalogue.loader import load_catalogue
from domain.events.event import Event
from domain.events.kinds import (
    Happened,
    PlanActivated,
    PlannedDay,
    PlannedExercise,
    SessionFinished,
    SessionStarted,
    SetLogged,
)
from domain.events.projection import Projection
from domain.gamification.fold import GameFold
from domain.gamification.state import Entry, GameState
from domain.plan import WeekTarget
from domain.profile import Weekday

MONDAY = date(2026, 1, 5)
PLAN = UUID(int=1)
SQUAT, BENCH, CURL, RUN, STRETCH, DEADLIFT = (
    "barbell-squat",
    "barbell-bench-press-medium-grip",
    "barbell-curl",
    "easy-run",
    "90-90-hamstring",
    "barbell-deadlift",
)


def fold() -> GameFold:
    return GameFold(load_catalogue())


def lift(id_: str, sets: int, xp: int, **changes: object) -> PlannedExercise:
    """A planned exercise of 8 to 10 repetitions, two in reserve."""
    values: dict[str, object] = {
        "id": id_, "role": "main", "sets": sets, "rest_s": 120, "reps_low": 8, "reps_high": 10, "load_kg": 60.0,
        "rir": 2, "xp": xp, "strength": 0.1 * sets,
    }  # fmt: skip
    return PlannedExercise(**values | changes)  # type: ignore[arg-type]


WEEK = (
    PlannedDay(
        weekday=Weekday.MONDAY, kind="strength", focus="legs", minutes=60,
        exercises=(lift(SQUAT, 4, 24), lift(CURL, 3, 12, role="isolation")),
    ),
    PlannedDay(
        weekday=Weekday.WEDNESDAY, kind="strength", focus="chest", minutes=60,
        exercises=(lift(BENCH, 4, 24), lift(STRETCH, 2, 6, role="mobility", seconds=30, reps_low=None,
                                             reps_high=None, rir=None, strength=0.0, agility=0.12)),
    ),
    PlannedDay(
        weekday=Weekday.FRIDAY, kind="cardio", focus="cardio", minutes=40,
        exercises=(lift(RUN, 1, 60, role="conditioning", seconds=1800, reps_low=None, reps_high=None, rir=None,
                        strength=0.0, endurance=1.5),),
    ),
)  # fmt: skip
WEEKS = (
    *(WeekTarget(week=n, sets_factor=1.0, load_factor=1.0, rir=3, deload=False) for n in range(1, 4)),
    WeekTarget(week=4, sets_factor=0.5, load_factor=0.7, rir=5, deload=True),
)


class Diary:
    """Collects events; every event gets its own id and a time of its own on its day, and is recorded that evening."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def add(self, day: date, what: Happened, *, minute: int | None = None, late: timedelta = timedelta()) -> UUID:
        number = len(self.events) + 1
        at = datetime.combine(day, time(8), tzinfo=UTC) + timedelta(minutes=number % 600 if minute is None else minute)
        recorded = datetime.combine(day, time(23), tzinfo=UTC) + late
        event = Event(id=UUID(int=1000 + number), seq=number, at=at, day=day, recorded_at=recorded, what=what)
        self.events.append(event)
        return event.id

    def plan(
        self,
        day: date = MONDAY,
        days: tuple[PlannedDay, ...] = WEEK,
        *,
        plan: UUID = PLAN,
        reason: str = "initial",
        started: date | None = None,
    ) -> None:
        """A plan begins."""
        begun = started or day - timedelta(days=day.weekday())
        what = PlanActivated(plan=plan, version=1, reason=reason, cycle_started=begun, weeks=WEEKS, days=days)
        self.add(day, what, minute=-400)

    def session(
        self,
        day: date,
        weekday: Weekday | None,
        sets: Iterable[SetLogged],
        *,
        plan: UUID | None = PLAN,
        late: timedelta = timedelta(),
        minutes: float = 60,
        number: int = 0,
        minute: int | None = None,
    ) -> UUID:
        """A session with its sets; `minutes` as told at the end."""
        id_ = UUID(int=day.toordinal() * 10 + number)
        self.add(day, SessionStarted(session=id_, plan=plan, weekday=weekday), late=late, minute=minute)
        for offset, each in enumerate(sets, 1):
            own = None if minute is None else minute + offset
            self.add(day, replace(each, session=id_), late=late, minute=own)
        self.add(day, SessionFinished(session=id_, minutes=minutes), late=late, minute=minute)
        return id_

    def done(self, day: date, weekday: Weekday, **how: object) -> UUID:
        """The plan's day, done as planned."""
        return self.session(day, weekday, planned_sets(weekday), **how)  # type: ignore[arg-type]

    def state(self, on: date | None = None) -> GameState:
        projection = Projection(fold())
        projection.add(self.events)
        return projection.state(on)


def sets_of(exercise: str, count: int, **told: object) -> list[SetLogged]:
    """Working sets of nine repetitions at 60 kg, two in reserve."""
    values: dict[str, object] = {"load_kg": 60.0, "reps": 9, "rir": 2.0} | told
    return [SetLogged(session=UUID(int=0), exercise=exercise, **values) for _ in range(count)]  # type: ignore[arg-type]


def timed(exercise: str, count: int, seconds: float) -> list[SetLogged]:
    return sets_of(exercise, count, load_kg=None, reps=None, rir=None, seconds=seconds)


def planned_sets(weekday: Weekday) -> list[SetLogged]:
    """All that the plan asks of a day."""
    return {
        Weekday.MONDAY: [*sets_of(SQUAT, 4), *sets_of(CURL, 3)],
        Weekday.WEDNESDAY: [*sets_of(BENCH, 4), *timed(STRETCH, 2, 30)],
        Weekday.FRIDAY: timed(RUN, 1, 1800),
    }[weekday]


def days(number: int) -> date:
    """The day `number` days after the first Monday."""
    return MONDAY + timedelta(days=number)


def entries(state: GameState, kind: str) -> list[Entry]:
    return [entry for entry in state.entries if entry.kind == kind]


def work_xp(state: GameState) -> int:
    return sum(entry.xp for entry in state.entries if entry.kind in ("planned", "free", "released"))
