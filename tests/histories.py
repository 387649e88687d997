"""Made-up training histories: what a person's device and the server record over weeks, the same for a seed everywhere.

`history_of(seed, days)` is a person with a plan of three days a week who gets stronger, skips sessions, is sore, hurts,
travels, deletes and corrects; `recorded` gives events a sequence, in any order.
"""

import random
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from msgspec.structs import replace

from domain.catalogue.types import Joint
from domain.events import kinds
from domain.events.event import Event
from domain.plan import WeekTarget
from domain.profile import Symptom, Weekday

START = date(2026, 1, 5)
"""A Monday."""

LIFTS = ("barbell-squat", "barbell-bench-press-medium-grip", "bent-over-barbell-row", "romanian-deadlift")
FREE = ("pullups", "plank", "dumbbell-bicep-curl", "easy-run")
DAYS = (Weekday.MONDAY, Weekday.WEDNESDAY, Weekday.FRIDAY)

WEEKS = (
    WeekTarget(week=1, sets_factor=1.0, load_factor=1.0, rir=3, deload=False),
    WeekTarget(week=2, sets_factor=1.0, load_factor=1.025, rir=2, deload=False),
    WeekTarget(week=3, sets_factor=1.1, load_factor=1.05, rir=1, deload=False),
    WeekTarget(week=4, sets_factor=0.5, load_factor=0.7, rir=5, deload=True),
)


def uuid_of(number: int) -> UUID:
    """A UUID that is easy to read in a failure."""
    return UUID(int=number)


def plan_event(number: int = 1, version: int = 1, monday: date = START) -> kinds.PlanActivated:
    """A plan of three days with the four lifts and two exercises without load."""
    rows = tuple(
        kinds.PlannedExercise(id=lift, role="main", sets=3, rest_s=120, reps_low=6, reps_high=10, rir=2)
        for lift in LIFTS
    )
    extra = (
        kinds.PlannedExercise(id="pullups", role="accessory", sets=3, rest_s=90, reps_low=5, reps_high=10, rir=2),
        kinds.PlannedExercise(id="plank", role="core", sets=2, rest_s=60, seconds=30),
    )
    days = tuple(
        kinds.PlannedDay(weekday=day, kind="strength", focus="full", minutes=60, exercises=(*rows, *extra))
        for day in DAYS
    )
    return kinds.PlanActivated(
        plan=uuid_of(10**9 + number), version=version, reason="initial", cycle_started=monday, weeks=WEEKS, days=days
    )


def recorded(whats: Iterable[tuple[datetime, date, kinds.Happened]]) -> list[Event]:
    """Events from what happened, recorded a minute later each, in this order."""
    return [
        Event(id=uuid_of(seq), seq=seq, at=at, day=day, recorded_at=at + timedelta(minutes=1), what=what)
        for seq, (at, day, what) in enumerate(whats, start=1)
    ]


def renumbered(events: Iterable[Event]) -> list[Event]:
    """The same events as if recorded in this order; their ids stay."""
    return [replace(event, seq=seq) for seq, event in enumerate(events, start=1)]


def at(day: date, hour: int = 18, minute: int = 0) -> datetime:
    """A time of the day, UTC."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)


def history_of(seed: int, days: int = 120, start: date = START) -> list[Event]:
    """The events of `days` days, in the order in which they happened."""
    events = recorded(_life(random.Random(seed), days, start))
    chance = random.Random(seed + 1)
    last = events[-1]
    edits: list[tuple[datetime, date, kinds.Happened]] = []
    for event in events:
        if not isinstance(event.what, kinds.SetLogged) or chance.random() > 0.01:
            continue
        edit: kinds.Happened = kinds.EventDeleted(event=event.id)
        if chance.random() < 0.5:
            edit = kinds.EventCorrected(event=event.id, now=replace(event.what, reps=(event.what.reps or 0) + 1))
        edits.append((event.at + timedelta(hours=1), event.day, edit))
    return [
        *events,
        *(replace(each, id=uuid_of(each.seq + last.seq), seq=each.seq + last.seq) for each in recorded(edits)),
    ]


def _life(chance: random.Random, days: int, start: date) -> Iterator[tuple[datetime, date, kinds.Happened]]:
    strength = {lift: chance.uniform(50, 140) for lift in LIFTS}
    session = chance.randrange(1 << 60)
    for offset in range(days):
        day = start + timedelta(days=offset)
        if offset % 28 == 0:
            monday = day - timedelta(days=day.weekday())
            yield at(day, 7), day, plan_event(offset // 28 + 1, offset // 28 + 1, monday)
        yield from _morning(chance, day)
        if day.weekday() not in (0, 2, 4) or chance.random() < 0.15:
            continue
        session += 1
        yield from _session(chance, day, uuid_of(session), strength)


def _morning(chance: random.Random, day: date) -> Iterator[tuple[datetime, date, kinds.Happened]]:
    roll = chance.random()
    if roll < 0.3:
        yield at(day, 7, 1), day, kinds.WeightMeasured(kg=round(80 + chance.gauss(0, 0.6), 1))
    if roll < 0.5:
        yield at(day, 7, 2), day, kinds.CheckedIn(sleep_h=round(chance.uniform(5, 9), 1), soreness=chance.randint(1, 5))
    if roll > 0.97:
        pain = kinds.PainReported(region=chance.choice(list(Joint)), score=chance.choice((0.0, 1.0, 3.0, 5.0)))
        yield at(day, 7, 3), day, pain
    if roll > 0.99:
        yield at(day, 7, 4), day, kinds.TimeAvailable(minutes=chance.choice((20, 30, 90)))
    if 0.96 < roll < 0.965:
        yield at(day, 7, 5), day, kinds.AwayGiven(reason=kinds.AwayReason.TRAVEL, until=day + timedelta(days=3))
    if 0.955 < roll < 0.96:
        yield at(day, 7, 6), day, kinds.SymptomReported(symptom=Symptom.FEVER)
    if roll < 0.1:
        yield at(day, 7, 7), day, kinds.SymptomReported(symptom=Symptom.FEVER, gone=True)


def _session(
    chance: random.Random, day: date, session: UUID, strength: dict[str, float]
) -> Iterator[tuple[datetime, date, kinds.Happened]]:
    weekday = tuple(Weekday)[day.weekday()]
    yield at(day, 18), day, kinds.SessionStarted(session=session, plan=uuid_of(10**9 + 1), weekday=weekday)
    minute = 3
    for lift in LIFTS:
        strength[lift] = min(240.0, strength[lift] * (1 + max(0.0, chance.gauss(0.002, 0.003))))
        for _ in range(chance.choice((2, 3, 3, 3))):
            reps, rir = chance.randint(5, 10), chance.choice((None, 1.0, 2.0, 3.0))
            load = round(strength[lift] * (1 - 0.03 * (reps + (rir or 2.0))) / 2.5) * 2.5
            what = kinds.SetLogged(
                session=session, exercise=lift, load_kg=min(250.0, max(20.0, load)), reps=reps, rir=rir
            )
            yield at(day, 18, minute), day, what
            minute += 3
    yield at(day, 18, minute), day, kinds.SetLogged(session=session, exercise="pullups", reps=chance.randint(4, 12))
    yield at(day, 18, minute + 1), day, kinds.SetLogged(session=session, exercise="plank", seconds=30.0)
    if chance.random() < 0.1:
        rating = kinds.ExerciseRated(exercise=chance.choice(LIFTS), difficulty=float(chance.randint(2, 9)))
        yield at(day, 18, minute + 2), day, rating
    rpe = chance.choice((None, 6.0, 7.0, 8.0))
    yield at(day, 18, 59), day, kinds.SessionFinished(session=session, rpe=rpe, minutes=chance.choice((None, 55.0)))
