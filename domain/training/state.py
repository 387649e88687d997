"""What the folds know of a person's training: the state that events make, day after day.

Immutable, JSON-serialisable (it is stored as a snapshot) and bounded by what a person really does. All times are days
of the person's own calendar.
"""

from datetime import date
from uuid import UUID

from msgspec import Struct

from domain.catalogue.types import Joint
from domain.events.kinds import PlannedDay
from domain.plan import WeekTarget
from domain.profile import Weekday


class WorkSet(Struct, frozen=True, array_like=True):
    """A working set as done; `rir` None when not told. Array on the wire, to keep snapshots small."""

    load_kg: float | None
    reps: int | None
    rir: float | None
    seconds: float | None


class Outing(Struct, frozen=True, array_like=True):
    """One exercise in one session: the day, its working sets in order, the estimate they gave (kg; None: none)."""

    day: date
    session: UUID
    sets: tuple[WorkSet, ...]
    e1rm: float | None


class Estimate(Struct, frozen=True, kw_only=True):
    """The one-repetition maximum as estimated: kg, its standard deviation in kg, the day of the last evidence."""

    kg: float
    sd_kg: float
    day: date


class ExerciseState(Struct, frozen=True, kw_only=True):
    """What is known of one exercise.

    `recent` holds the last `RECENT` outings, newest last. `stalled` counts outings in a row without a gain in load,
    repetitions or estimate at the same or greater effort; `missed` counts outings in a row in which a set fell below
    the low end of the planned range. `best_e1rm`, `best_load_kg`, `best_reps`, `best_volume_kg` are records.
    `difficulty` and `enjoyment` are the latest ratings (0-10).
    """

    exercise: str
    outings: int
    recent: tuple[Outing, ...]
    estimate: Estimate | None = None
    stalled: int = 0
    missed: int = 0
    best_e1rm: float | None = None
    best_load_kg: float | None = None
    best_reps: int | None = None
    best_volume_kg: float | None = None
    difficulty: float | None = None
    enjoyment: float | None = None


RECENT = 12


class Pain(Struct, frozen=True, kw_only=True):
    """The latest pain report of a region; `exercise` during which, `worse` than the one before it."""

    region: Joint
    score: float
    day: date
    exercise: str | None = None
    worse: bool = False


class WeekDone(Struct, frozen=True, kw_only=True):
    """One calendar week (by its Monday): planned and done sessions, hard sets by muscle group, tonnage, session load.

    `planned` counts the plan's days of that week up to the fold's day; `pains` the highest score; `deload` when the
    plan's week was one.
    """

    monday: date
    planned: int
    done: int
    sets: dict[str, float]
    tonnage_kg: float
    load: float
    pains: float = 0.0
    deload: bool = False


class ActivePlan(Struct, frozen=True, kw_only=True):
    """The plan in force, from its `plan.activated` event; `since` is the event's day."""

    plan: UUID
    version: int
    reason: str
    since: date
    cycle_started: date
    weeks: tuple[WeekTarget, ...]
    days: tuple[PlannedDay, ...]


class SessionDone(Struct, frozen=True, kw_only=True):
    """A session with at least one working set or a finish. `weekday` is the plan's day it did; None: free training.

    `share` is the part of the plan's sets that was done (0-1; 1 for free training). `load` is RPE times minutes.
    """

    session: UUID
    day: date
    plan: UUID | None
    weekday: Weekday | None
    share: float
    sets: int
    tonnage_kg: float
    load: float
    minutes: float
    rpe: float | None = None
    enjoyment: float | None = None
    finished: bool = False


class CheckIn(Struct, frozen=True, kw_only=True):
    """The day's check-in, later answers over earlier ones."""

    day: date
    sleep_h: float | None = None
    sleep_quality: int | None = None
    soreness: int | None = None
    mood: int | None = None
    energy: int | None = None


class Today(Struct, frozen=True, kw_only=True):
    """What holds for the fold's latest day only."""

    minutes: int | None = None
    busy: frozenset[str] = frozenset()
    swapped: dict[str, str] = {}
    skipped: frozenset[str] = frozenset()


class Training(Struct, frozen=True, kw_only=True):
    """The whole state after `day` (the latest folded day; None before any event).

    `weeks` newest last, at most `WEEKS`; `sessions` of the last `SESSION_DAYS` days; `weights` (day, kg) one a day, at
    most `WEIGHTS`; `fitness` and `fatigue` are EWMAs of the daily load over 42 and 7 days (same unit as the load);
    `open_symptoms` are red flags not taken back; `away_until` the last day of an absence given; `first` the first day
    with any event. `days_off`: days since the last session, None before the first.
    """

    day: date | None = None
    first: date | None = None
    plan: ActivePlan | None = None
    exercises: dict[str, ExerciseState] = {}
    sessions: tuple[SessionDone, ...] = ()
    weeks: tuple[WeekDone, ...] = ()
    pains: dict[Joint, Pain] = {}
    checkins: tuple[CheckIn, ...] = ()
    weights: tuple[tuple[date, float], ...] = ()
    fitness: float = 0.0
    fatigue: float = 0.0
    open_symptoms: frozenset[str] = frozenset()
    away_until: date | None = None
    away_reason: str = ""
    last_session: date | None = None
    today: Today = Today()
    decisions: tuple[tuple[str, str, str, date], ...] = ()
    """Latest decisions on changes: (kind, rule + subject, decision, day), newest last, at most `DECISIONS`."""


WEEKS, SESSION_DAYS, WEIGHTS, CHECKINS, DECISIONS = 60, 60, 400, 60, 40
