"""The compiled programme: numbers only, ids instead of names. The verifier reads and repairs this value."""

from datetime import date

from msgspec import Struct

from domain.catalogue.types import Exercise
from domain.coaching.planning.proposal import DayKind, Role, Scheme
from domain.nutrition.types import NutritionTargets
from domain.plan import WeekTarget
from domain.profile import Weekday


class WorkItem(Struct, frozen=True, kw_only=True):
    """One exercise with its dose.

    `reps` is (low, high) or None for timed work, `seconds` is per set or None; `load_kg` is None for bodyweight, bands
    and loads the person finds in the first session; `percent_1rm` is 0-100; `rir` repetitions in reserve; `rest_s`
    seconds between sets. `rules` are the ids that put it here or shaped it. `limits` come from the menu entry.
    """

    menu_id: str
    exercise: Exercise
    role: Role
    sets: int
    reps: tuple[int, int] | None
    seconds: int | None
    load_kg: float | None
    percent_1rm: float | None
    rir: int | None
    rest_s: int
    rules: tuple[str, ...]
    limits: tuple[str, ...] = ()
    chosen_by: str = "planner"
    load_since: date | None = None


class Session(Struct, frozen=True, kw_only=True):
    """One day: its work in order, and warm-up and cool-down as exercise ids of mobility or easy cardio."""

    weekday: Weekday
    kind: DayKind
    focus: str
    scheme: Scheme
    items: tuple[WorkItem, ...]
    warmup: tuple[str, ...]
    cooldown: tuple[str, ...]
    warmup_min: float
    cooldown_min: float


class Program(Struct, frozen=True, kw_only=True):
    """The week-one sessions, the mesocycle's weeks, and the nutrition targets.

    `dropped` counts picks of the proposal that could not be used (not on the menu, not for their slot, or repeated).
    """

    name: str
    overview: str
    sessions: tuple[Session, ...]
    weeks: tuple[WeekTarget, ...]
    nutrition: NutritionTargets
    dropped: int = 0
