"""What the folds know of a person's training: the state that events make, day after day.

Immutable, JSON-serialisable (it is stored as a snapshot) and bounded by what a person really does. All times are days
of the person's own calendar.
"""

from datetime import date, datetime
from enum import StrEnum
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
    distance_m: float | None = None


class Outing(Struct, frozen=True, array_like=True):
    """One exercise in one session: the day, its working sets in order, the estimate they gave (kg; None: none).

    `asked` is the range of repetitions that the plan had it for (None: the plan did not have it, or has it for time).
    """

    day: date
    session: UUID
    sets: tuple[WorkSet, ...]
    e1rm: float | None
    asked: tuple[int, int] | None = None


class Estimate(Struct, frozen=True, kw_only=True):
    """The one-repetition maximum as estimated: kg, its standard deviation in kg, the day of the last evidence."""

    kg: float
    sd_kg: float
    day: date


class Capacity(Struct, frozen=True, kw_only=True):
    """Repetitions to failure of an exercise without load as estimated, their standard deviation, the day of the last
    evidence.
    """

    reps: float
    sd: float
    day: date


class TrendPoint(Struct, frozen=True, array_like=True):
    """Where an estimate stood after the last outing of a week: kg, or repetitions of a bodyweight exercise."""

    day: date
    value: float
    sd: float


class ExerciseState(Struct, frozen=True, kw_only=True):
    """What is known of one exercise.

    `recent` holds the last `RECENT` outings, newest last. `stalled` counts outings in a row without a gain in load,
    repetitions or estimate at the same or greater effort; `missed` counts outings in a row in which a set fell below
    the low end of the planned range. Records: `best_e1rm` (repetitions in reserve that were not told count as none),
    `best_load_kg`, `best_reps` (at that load; of a bodyweight exercise, in any set), `best_volume_kg` (of an outing),
    `best_seconds`. A loaded exercise has an `estimate`, a bodyweight exercise a `capacity`; `trend` holds the last
    `TREND` weeks of either.
    `difficulty` and `enjoyment` are the latest ratings (0-10). Ratings in a row up to the latest: `hard` with a
    difficulty of 8 or more, `easy` with 3 or less, `disliked` with an enjoyment of 2 or less. `skipped_disliked`: skips
    for dislike since it was last done.
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
    hard: int = 0
    easy: int = 0
    disliked: int = 0
    skipped_disliked: int = 0
    best_seconds: float | None = None
    capacity: Capacity | None = None
    trend: tuple[TrendPoint, ...] = ()


RECENT = 12


class Pain(Struct, frozen=True, kw_only=True):
    """The latest pain report of a region; `exercise` during which, `worse` than the one before it.

    `raised` counts reports of 4 or more in a row up to the latest; `calm_since` is the day of the first report of 1 or
    less after the last one above (None while the latest is above 1).
    """

    region: Joint
    score: float
    day: date
    exercise: str | None = None
    worse: bool = False
    raised: int = 0
    calm_since: date | None = None


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
    """The plan in force, from its `plan.activated` event; `since` is the event's day.

    `cycle_started` is the event's until the cycle has gone round for longer than the weeks that `Training` keeps; then
    it moves on by whole rounds. `days_since` is the day from which the training days are on these weekdays, in earlier
    versions too.
    """

    plan: UUID
    version: int
    reason: str
    since: date
    cycle_started: date
    weeks: tuple[WeekTarget, ...]
    days: tuple[PlannedDay, ...]
    days_since: date | None = None


class SessionDone(Struct, frozen=True, kw_only=True):
    """A session with at least one working set or a finish. `weekday` is the plan's day it did; None: free training.

    `share` is the part of the plan's sets that was done (0-1; 1 for free training). `load` is RPE times minutes;
    `load_from` says whose RPE: `rpe` the session's, `sets` the mean of the working sets', empty: none is known and the
    load is 0. `minutes` are those told, else from start to last event, else 0. `done` counts working sets by exercise;
    `effort` is the sum of the working sets' RPE and how many told one.
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
    load_from: str = ""
    started_at: datetime | None = None
    done: dict[str, int] = {}
    effort: tuple[float, int] = (0.0, 0)


class CheckIn(Struct, frozen=True, kw_only=True):
    """The day's check-in, later answers over earlier ones."""

    day: date
    sleep_h: float | None = None
    sleep_quality: int | None = None
    soreness: int | None = None
    mood: int | None = None
    energy: int | None = None


class Decision(Struct, frozen=True, array_like=True):
    """What became of a change. `key` is `decision_key(rule, subject)`; `severity` that of its suggestion."""

    kind: str
    key: str
    decision: str
    day: date
    severity: float = 0.0


def decision_key(rule: str, subject: str) -> str:
    """What tells apart the changes that decisions are kept for."""
    return f"{rule}:{subject}"


class RecordKind(StrEnum):
    """What a personal record is of; see `ExerciseState`."""

    E1RM = "e1rm"
    LOAD = "load"
    REPS = "reps"
    VOLUME = "volume"
    SECONDS = "seconds"


class Record(Struct, frozen=True, array_like=True):
    """A personal record: `value` beat `before` (kg, repetitions or seconds). The first outing sets none."""

    day: date
    exercise: str
    kind: RecordKind
    value: float
    before: float


class DayLoad(Struct, frozen=True, array_like=True):
    """A day with training load, and fitness and fatigue at its end."""

    day: date
    load: float
    fitness: float
    fatigue: float


class Today(Struct, frozen=True, kw_only=True):
    """What holds for the fold's latest day only."""

    minutes: int | None = None
    busy: frozenset[str] = frozenset()
    swapped: dict[str, str] = {}
    skipped: frozenset[str] = frozenset()


class Training(Struct, frozen=True, kw_only=True):
    """The whole state after `day` (the latest folded day; None before any event).

    `weeks` newest last, at most `WEEKS`; `sessions` of the last `SESSION_DAYS` days; `weights` (day, kg) one a day, at
    most `WEIGHTS`; `fitness` and `fatigue` are EWMAs of the daily load over 42 and 7 days (same unit as the load),
    `form` is fitness less fatigue at the end of the day before; `open_symptoms` are red flags not taken back;
    `away_until` the last day of an absence given; `first` the first day with any event. `begun` is a session that was
    started and has nothing done yet. `records` are the latest `RECORDS`, `loads` the last `LOADS` days with load.
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
    decisions: tuple[Decision, ...] = ()
    """Latest decisions on changes, newest last, at most `DECISIONS`."""
    cuts: tuple[tuple[date, int], ...] = ()
    """Days with less time than usual and the minutes there were (`time.available`), of the last `SESSION_DAYS` days."""

    form: float = 0.0
    begun: SessionDone | None = None
    records: tuple[Record, ...] = ()
    loads: tuple[DayLoad, ...] = ()

    @property
    def days_off(self) -> int | None:
        """Days since the last session, None before the first."""
        if self.day is None or self.last_session is None:
            return None
        return (self.day - self.last_session).days


WEEKS, SESSION_DAYS, WEIGHTS, CHECKINS, DECISIONS = 60, 60, 400, 60, 40
TREND, RECORDS, LOADS = 104, 100, 260
