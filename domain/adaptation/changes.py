"""The changes that the engine may make to a plan: typed, each with its rule, its numbers and a text to show."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from msgspec import Struct

from domain.profile import Weekday


class SwapExercise(Struct, frozen=True, kw_only=True, tag_field="kind", tag="swap"):
    """`exercise` becomes `to` on `weekday` (None: wherever it stands); the load is carried over by the engine."""

    exercise: str
    to: str
    weekday: Weekday | None = None


class DropExercise(Struct, frozen=True, kw_only=True, tag_field="kind", tag="drop"):
    """`exercise` leaves the plan; nothing safe stands in for it."""

    exercise: str
    weekday: Weekday | None = None


class ScaleLoad(Struct, frozen=True, kw_only=True, tag_field="kind", tag="scale_load"):
    """Loads times `factor`; of `exercise`, or of all when empty. Never above 1.10."""

    factor: float
    exercise: str = ""


class ScaleVolume(Struct, frozen=True, kw_only=True, tag_field="kind", tag="scale_volume"):
    """Sets of a muscle `group` (empty: of all) up or down by `sets` in the week, at most a fifth."""

    sets: int
    group: str = ""


class Deload(Struct, frozen=True, kw_only=True, tag_field="kind", tag="deload"):
    """The week from `monday` is a deload; the cycle starts again after it."""

    monday: date


class MoveDay(Struct, frozen=True, kw_only=True, tag_field="kind", tag="move_day"):
    """The session of `weekday` moves to `to`, from now on."""

    weekday: Weekday
    to: Weekday


class Shorten(Struct, frozen=True, kw_only=True, tag_field="kind", tag="shorten"):
    """Sessions (of `weekday`, or all) fit `minutes` from now on; `circuit` when exercises follow without rest."""

    minutes: int
    weekday: Weekday | None = None
    circuit: bool = False


class Restart(Struct, frozen=True, kw_only=True, tag_field="kind", tag="restart"):
    """After a break of `days_off`: the cycle starts anew, loads times `load_factor`, sets times `sets_factor`."""

    days_off: int
    load_factor: float
    sets_factor: float


class NextCycle(Struct, frozen=True, kw_only=True, tag_field="kind", tag="next_cycle"):
    """The mesocycle is done: a new plan is made (a `plan.create` job) from what worked."""


class Halt(Struct, frozen=True, kw_only=True, tag_field="kind", tag="halt"):
    """Training stops until a professional has been seen; `symptom` says why."""

    symptom: str


Change = SwapExercise | DropExercise | ScaleLoad | ScaleVolume | Deload | MoveDay | Shorten | Restart | NextCycle | Halt


class Suggestion(Struct, frozen=True, kw_only=True):
    """A change that a rule asks for. `at_once`: applied without asking (pain and red flags).

    `numbers` are what the rule compared; `text` says why, and `summary` what would change line by line, both in the
    person's language. `subject` tells apart two suggestions of one rule (an exercise, a region, a group). `referral`:
    whom to see (empty: nobody). `severity` 0-1 orders suggestions; a declined one is silent for 14 days unless it
    grows.
    """

    rule: str
    change: Change
    at_once: bool
    text: str
    numbers: dict[str, float] = {}
    subject: str = ""
    summary: tuple[str, ...] = ()
    referral: str = ""
    severity: float = 0.0


class ChangeState(StrEnum):
    """PROPOSED waits. APPLIED was done at once. WITHDRAWN: its reason is gone, or the plan has moved on."""

    PROPOSED = "proposed"
    APPLIED = "applied"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    UNDONE = "undone"
    WITHDRAWN = "withdrawn"


class StoredChange(Struct, frozen=True, kw_only=True):
    """A change as kept for the person. `base`: the plan it was found on; `plan`: the version it made (if any)."""

    id: UUID
    user_id: UUID
    base: UUID
    suggestion: Suggestion
    state: ChangeState
    through_seq: int
    created_at: datetime
    plan: UUID | None = None
    decided_at: datetime | None = None
