"""What is announced for a day: the session as it is to be done today, with every number's reason."""

from datetime import date

from msgspec import Struct

from domain.adaptation.day import TodayKind
from domain.adaptation.plates import WarmupSet
from domain.profile import Weekday
from domain.readiness.types import Action
from domain.training.state import Outing


class Why(Struct, frozen=True, kw_only=True):
    """A rule that shaped something, its sentence in the person's language, and the numbers it used."""

    rule: str
    text: str
    numbers: dict[str, float] = {}


class TodayExercise(Struct, frozen=True, kw_only=True):
    """One exercise as it is to be done today.

    `sets` of `reps` (the goal inside `reps_low`-`reps_high`) or of `seconds`, at `load_kg` (None: nothing to load, or
    to be found), stopping `rir` short of failure. `rises`: whether a set that goes easier than planned may raise the
    next one's load. `last` is the outing the numbers go on from. `planned` names the exercise that it stands in for.
    """

    exercise: str
    name: str
    role: str
    sets: int
    rest_s: int
    reps_low: int | None = None
    reps_high: int | None = None
    reps: int | None = None
    seconds: int | None = None
    load_kg: float | None = None
    rir: int | None = None
    rises: bool = False
    reasons: tuple[Why, ...] = ()
    last: Outing | None = None
    warmup: tuple[WarmupSet, ...] = ()
    plates_per_side: tuple[float, ...] = ()
    planned: str = ""


class LeftOut(Struct, frozen=True, kw_only=True):
    """A planned exercise that is not done today, and why."""

    exercise: str
    name: str
    why: Why


class TodaySession(Struct, frozen=True, kw_only=True):
    """The day. `kind` TRAIN has exercises; the others say in `reasons` (and `referral`) why there are none.

    `weekday` is the plan's day that is done; `missed` when it was due earlier this week. `week` runs from 1 to `weeks`.
    `minutes` by the formula of `domain.coaching.programming.timing`, warm-up and cool-down (exercise names) included.
    `circuit`: the exercises follow each other without rests. `next_day` has the next session.
    """

    day: date
    kind: TodayKind
    weekday: Weekday | None = None
    missed: bool = False
    focus: str = ""
    week: int = 0
    weeks: int = 0
    deload: bool = False
    minutes: int = 0
    warmup: tuple[str, ...] = ()
    cooldown: tuple[str, ...] = ()
    warmup_min: float = 0.0
    cooldown_min: float = 0.0
    exercises: tuple[TodayExercise, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    circuit: bool = False
    readiness: Action = Action.NONE
    reasons: tuple[Why, ...] = ()
    referral: str = ""
    next_day: date | None = None
