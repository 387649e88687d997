"""What a replay keeps of one life: enough to judge it, no more."""

from datetime import date

from msgspec import Struct, field

from ml.evals.replay.orders import Orders, PlannedWeek
from ml.evals.replay.trainee import Outcome


class SessionEntry(Struct, frozen=True, kw_only=True):
    """A session that was offered; `outcomes` empty: it was not done. `limit` are the minutes the person had."""

    day: date
    orders: Orders
    outcomes: tuple[Outcome, ...]
    limit: float
    rpe: float | None = None


class WeekEntry(Struct, frozen=True, kw_only=True):
    """A week at its end: true growth (logarithm) of the main lifts and of the large muscle groups, sessions done."""

    monday: date
    lifts: float
    muscles: float
    done: int
    plan: PlannedWeek


class Decided(Struct, frozen=True, kw_only=True):
    """A change of the plan and what became of it."""

    day: date
    rule: str
    kind: str
    decision: str


class Fault(Struct, frozen=True, kw_only=True):
    """A rule that the coach broke, or an error it raised: what, when, and the numbers."""

    day: date
    what: str
    detail: str


class Diary(Struct, kw_only=True):
    """One life in one arm. `pain_days` have pain of 4 or more; `worst_pain` is the highest score."""

    arm: str
    archetype: str
    seed: int
    sessions: list[SessionEntry] = field(default_factory=list)
    weeks: list[WeekEntry] = field(default_factory=list)
    decided: list[Decided] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    pain_days: int = 0
    worst_pain: float = 0.0
    events: int = 0
    estimated: float | None = None
