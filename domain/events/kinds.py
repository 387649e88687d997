"""What can happen: one struct for each event type, by its stable name.

A person's device sends the types of `Reported`; the server itself writes those of `Decided`. `load_kg` is the load as
the plan counts it (one of a pair of dumbbells), exercises are catalogue ids, scores run 0-10 unless a field says
otherwise.
A type's version rises when an old reader could misread it; old versions stay readable.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from domain.catalogue.types import Joint
from domain.plan import WeekTarget
from domain.profile import Symptom, Weekday

Id = Annotated[str, Meta(min_length=1, max_length=80)]
Note = Annotated[str, Meta(max_length=500)]
Score = Annotated[float, Meta(ge=0, le=10)]
Likert = Annotated[int, Meta(ge=1, le=5)]
Kg = Annotated[float, Meta(ge=0, le=600)]


class SetKind(StrEnum):
    """Only WORK sets count as hard sets and move estimates; DROP sets count as half of one for volume."""

    WARMUP = "warmup"
    WORK = "work"
    DROP = "drop"


class SkipReason(StrEnum):
    TIME = "time"
    PAIN = "pain"
    EQUIPMENT = "equipment"
    DISLIKE = "dislike"
    TIRED = "tired"
    OTHER = "other"


class AwayReason(StrEnum):
    """Why no session was possible. ILL and INJURED ask for a careful return; the others are nobody's business."""

    ILL = "ill"
    INJURED = "injured"
    TRAVEL = "travel"
    BUSY = "busy"
    REST = "rest"
    OTHER = "other"


# --- reported by the person ---


class EventData(Struct, frozen=True, kw_only=True, tag_field="type", forbid_unknown_fields=True):
    """What every event's data is: a struct with the type's name as its tag. An unknown field is refused, not lost."""


class SessionStarted(EventData, frozen=True, kw_only=True, tag="session.started"):
    """A session begins. `weekday` is the plan's day that is done (which need not be today); None: free training."""

    session: UUID
    plan: UUID | None = None
    weekday: Weekday | None = None


class SetLogged(EventData, frozen=True, kw_only=True, tag="set.logged"):
    """One set done: repetitions or seconds (or both, or a distance in metres). `rir` and `rpe` exclude each other."""

    session: UUID
    exercise: Id
    kind: SetKind = SetKind.WORK
    load_kg: Kg | None = None
    reps: Annotated[int, Meta(ge=0, le=200)] | None = None
    rir: Annotated[float, Meta(ge=0, le=10)] | None = None
    rpe: Annotated[float, Meta(ge=1, le=10)] | None = None
    seconds: Annotated[float, Meta(gt=0, le=86_400)] | None = None
    distance_m: Annotated[float, Meta(gt=0, le=1_000_000)] | None = None


class SessionFinished(EventData, frozen=True, kw_only=True, tag="session.finished"):
    """The session is over. `rpe` of the whole session (0-10), `minutes` as it lasted, `enjoyment` 0-10."""

    session: UUID
    rpe: Score | None = None
    minutes: Annotated[float, Meta(gt=0, le=1440)] | None = None
    enjoyment: Score | None = None


class ExerciseSkipped(EventData, frozen=True, kw_only=True, tag="exercise.skipped"):
    session: UUID
    exercise: Id
    reason: SkipReason = SkipReason.OTHER


class ExerciseSwapped(EventData, frozen=True, kw_only=True, tag="exercise.swapped"):
    """In this session only, `to` was done in place of `exercise`."""

    session: UUID
    exercise: Id
    to: Id
    reason: SkipReason = SkipReason.OTHER


class ExerciseRated(EventData, frozen=True, kw_only=True, tag="exercise.rated"):
    """What the person thinks of an exercise: difficulty (5: just right) and enjoyment, each 0-10."""

    exercise: Id
    difficulty: Score | None = None
    enjoyment: Score | None = None


class PainReported(EventData, frozen=True, kw_only=True, tag="pain.reported"):
    """Pain 0-10 in a joint or region, during what (if known). 0 says that it is gone."""

    region: Joint
    score: Score
    exercise: Id | None = None
    session: UUID | None = None


class SymptomReported(EventData, frozen=True, kw_only=True, tag="symptom.reported"):
    """A red flag: training stops at once and the person is referred. `gone`: a professional has cleared it."""

    symptom: Symptom
    gone: bool = False


class WeightMeasured(EventData, frozen=True, kw_only=True, tag="weight.measured"):
    kg: Annotated[float, Meta(ge=25, le=350)]


class CheckedIn(EventData, frozen=True, kw_only=True, tag="checkin.given"):
    """How the person is today: hours slept; the rest 1 (worst) to 5 (best), `soreness` 1 (none) to 5 (very sore)."""

    sleep_h: Annotated[float, Meta(ge=0, le=24)] | None = None
    sleep_quality: Likert | None = None
    soreness: Likert | None = None
    mood: Likert | None = None
    energy: Likert | None = None


class TimeAvailable(EventData, frozen=True, kw_only=True, tag="time.available"):
    """Minutes that the person has on the day of the event."""

    minutes: Annotated[int, Meta(ge=5, le=600)]


class EquipmentBusy(EventData, frozen=True, kw_only=True, tag="equipment.busy"):
    """A piece of equipment (catalogue id) cannot be had on the day of the event."""

    equipment: Id


class AwayGiven(EventData, frozen=True, kw_only=True, tag="away.given"):
    """No training from the day of the event up to and including `until`."""

    reason: AwayReason
    until: date


class EventDeleted(EventData, frozen=True, kw_only=True, tag="event.deleted"):
    """The event `event` of the same person never happened. May come before it."""

    event: UUID


Fact = (
    SessionStarted
    | SetLogged
    | SessionFinished
    | ExerciseSkipped
    | ExerciseSwapped
    | ExerciseRated
    | PainReported
    | SymptomReported
    | WeightMeasured
    | CheckedIn
    | TimeAvailable
    | EquipmentBusy
    | AwayGiven
)
"""What a correction may put in place of an event of the same type."""


class EventCorrected(EventData, frozen=True, kw_only=True, tag="event.corrected"):
    """The event `event` was really `now` (same type), at the same time and day. The latest correction holds."""

    event: UUID
    now: Fact


Reported = Fact | EventCorrected | EventDeleted


# --- decided by the server ---


class PlannedExercise(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An exercise of a plan's day as the folds need it; see `domain.plan.ExerciseDetail` and `ExerciseStats`."""

    id: str
    role: str
    sets: int
    rest_s: int
    reps_low: int | None = None
    reps_high: int | None = None
    seconds: int | None = None
    load_kg: float | None = None
    rir: int | None = None
    xp: int = 0
    strength: float = 0.0
    agility: float = 0.0
    endurance: float = 0.0


class PlannedDay(Struct, frozen=True, kw_only=True):
    weekday: Weekday
    kind: str
    focus: str
    minutes: int
    exercises: tuple[PlannedExercise, ...]


class PlanActivated(EventData, frozen=True, kw_only=True, tag="plan.activated"):
    """A plan version is the person's plan from now on. Carries what the folds need of it, so that they need no tables.

    `cycle_started` is the Monday from which `weeks` are counted: the week of the event for a new cycle, and that of the
    version before for a change inside one. `days` is empty when screening stopped the plan. `restores`: the
    version that an undo went back to.
    """

    plan: UUID
    version: int
    reason: str
    cycle_started: date
    weeks: tuple[WeekTarget, ...]
    days: tuple[PlannedDay, ...]
    restores: int | None = None


class ChangeDecided(EventData, frozen=True, kw_only=True, tag="change.decided"):
    """What became of a proposed change: applied (at once), accepted, declined, undone or withdrawn.

    `severity` is its suggestion's: a declined change comes back early only when it has grown.
    """

    change: UUID
    kind: str
    rule: str
    decision: str
    plan: UUID
    subject: str = ""
    severity: float = 0.0


Decided = PlanActivated | ChangeDecided
Happened = Reported | Decided
"""Every event type. Decoding by the `type` tag picks the struct."""
