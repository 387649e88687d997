"""What is asked of a proposer (the model or the planner) and what it may answer.

Order of the talk: `Frame` (allowed splits) -> `Outline` (one split and the wording) -> `layout` turns the split into
one `DayBrief` per day -> one `DayChoice` per day -> `Proposal`.
"""

from enum import StrEnum

from msgspec import Struct

from domain.coaching.person import Person
from domain.coaching.planning.menu import Menu
from domain.profile import Weekday

MAX_SLOTS = 8
"""Most slots of a day; the grammar has exactly this many keys."""

EMPTY = "E00"
"""The answer for a slot that the day does not have, or that the proposer leaves out."""


class Split(StrEnum):
    """How the week is divided. Which of them a person may have is in `Frame.splits`."""

    FULL_BODY = "full_body"
    UPPER_LOWER = "upper_lower"
    PUSH_PULL_LEGS = "push_pull_legs"
    UPPER_LOWER_PPL = "upper_lower_ppl"
    BODY_PART = "body_part"
    STRENGTH_CARDIO = "strength_cardio"
    CARDIO = "cardio"
    MIND_BODY = "mind_body"
    GENTLE = "gentle"


class Scheme(StrEnum):
    """A set-and-rep scheme; the numbers of each are in `domain.coaching.programming.schemes`."""

    STRENGTH = "strength"
    HYPERTROPHY = "hypertrophy"
    MUSCULAR_ENDURANCE = "muscular_endurance"
    POWER = "power"
    GENERAL = "general"
    LIGHT = "light"


class Role(StrEnum):
    """A slot's place in the session; sessions run in this order."""

    POWER = "power"
    MAIN = "main"
    ACCESSORY = "accessory"
    ISOLATION = "isolation"
    CORE = "core"
    CONDITIONING = "conditioning"
    MOBILITY = "mobility"


class DayKind(StrEnum):
    STRENGTH = "strength"
    CARDIO = "cardio"
    YOGA = "yoga"
    RECOVERY = "recovery"


class Slot(Struct, frozen=True, kw_only=True):
    """One place in a session: its role, the movement patterns that fill it, and the menu ids that fit, best first."""

    role: Role
    patterns: tuple[str, ...]
    candidates: tuple[str, ...]


class DayBrief(Struct, frozen=True, kw_only=True):
    """One day to fill. `focus` is a stable key such as `chest_triceps`; `schemes` are those allowed, best first."""

    index: int
    weekday: Weekday
    kind: DayKind
    focus: str
    slots: tuple[Slot, ...]
    schemes: tuple[Scheme, ...]


class Frame(Struct, frozen=True, kw_only=True):
    """All that a proposer is told before it starts: the person, the menu, the splits allowed (best first)."""

    person: Person
    menu: Menu
    splits: tuple[Split, ...]


class Outline(Struct, frozen=True, kw_only=True):
    """The first choice: a split, and a name and one-sentence overview (empty: the code writes them)."""

    split: Split
    name: str = ""
    overview: str = ""


class DayChoice(Struct, frozen=True, kw_only=True):
    """The choice for one day: one menu id (or `EMPTY`) per slot, and a scheme. `chosen_by` has one entry per pick."""

    picks: tuple[str, ...]
    scheme: Scheme
    chosen_by: tuple[str, ...]


class Proposal(Struct, frozen=True, kw_only=True):
    """Everything chosen; `briefs` and `choices` run side by side. The counters go to the plan's provenance."""

    outline: Outline
    briefs: tuple[DayBrief, ...]
    choices: tuple[DayChoice, ...]
    regenerated_days: int = 0
    planner_days: int = 0
    notes: tuple[str, ...] = ()
    timings_ms: dict[str, float] = {}
    model: str = ""
    adapter: str = ""
    prompt_sha256: str = ""
