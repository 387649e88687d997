"""Weekly hard sets per muscle group: counting, bands, per-session caps and the push-pull balance.

A set counts 1 for the groups it works first and 0.5 for those it works second (Pelland 2024). Bands follow practitioner
landmarks (RP, Liftosaur's guide): heuristics, not trial results.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType

from msgspec import Struct

from domain.catalogue.types import Exercise, Muscle
from domain.coaching.person import Person
from domain.coaching.planning.proposal import Role
from domain.coaching.programming.program import Session, WorkItem
from domain.profile import FitnessLevel

GROUPS: dict[Muscle, str] = {
    Muscle.CHEST: "chest",
    Muscle.LATS: "back",
    Muscle.MIDDLE_BACK: "back",
    Muscle.QUADRICEPS: "quads",
    Muscle.HAMSTRINGS: "hamstrings",
    Muscle.GLUTES: "glutes",
    Muscle.SHOULDERS: "shoulders",
    Muscle.BICEPS: "biceps",
    Muscle.TRICEPS: "triceps",
    Muscle.CALVES: "calves",
    Muscle.ABDOMINALS: "abs",
    Muscle.TRAPS: "traps",
    Muscle.FOREARMS: "forearms",
    Muscle.LOWER_BACK: "lower_back",
    Muscle.ADDUCTORS: "adductors",
    Muscle.ABDUCTORS: "abductors",
    Muscle.NECK: "neck",
    Muscle.HIP_FLEXORS: "hip_flexors",
}
"""The group each muscle counts for; upper and middle back are one group."""


class Band(Struct, frozen=True):
    """Hard sets a week: `low` and `high` of the useful range, `most` that can be recovered from."""

    low: float
    high: float
    most: float


_BEGINNER = {
    "chest": Band(8, 12, 15),
    "back": Band(8, 14, 17),
    "quads": Band(6, 12, 15),
    "hamstrings": Band(4, 10, 12),
    "glutes": Band(4, 10, 14),
    "shoulders": Band(6, 16, 22),
    "biceps": Band(4, 10, 12),
    "triceps": Band(4, 10, 12),
    "calves": Band(0, 6, 10),
    "abs": Band(0, 8, 12),
    "traps": Band(0, 8, 12),
    "forearms": Band(0, 8, 10),
    "lower_back": Band(0, 8, 10),
}
_TRAINED = {
    "chest": Band(8, 19, 22),
    "back": Band(10, 20, 25),
    "quads": Band(8, 18, 20),
    "hamstrings": Band(6, 14, 16),
    "glutes": Band(4, 14, 18),
    "shoulders": Band(8, 26, 36),
    "biceps": Band(6, 14, 20),
    "triceps": Band(6, 14, 18),
    "calves": Band(4, 12, 16),
    "abs": Band(4, 12, 20),
    "traps": Band(0, 14, 20),
    "forearms": Band(0, 12, 15),
    "lower_back": Band(0, 10, 14),
}
# Shoulders are three heads in one group here (the landmarks are for one head), so their range is wider.
_OTHER = Band(0, 10, 14)
"""Adductors, abductors, hip flexors, neck: no landmark of their own."""

MAJOR = ("chest", "back", "quads", "hamstrings", "glutes", "shoulders")
"""Groups that every balanced strength week trains; arms, calves and abs get what these leave."""

SESSION_CAP = {FitnessLevel.BEGINNER: 8.0, FitnessLevel.INTERMEDIATE: 10.0, FitnessLevel.ADVANCED: 11.0}
"""Most fractional sets of a group in one session: quality falls past 6-8, growth levels off near 11 (Remmert 2025)."""

SESSION_EXTRA = {"back": 2.0, "quads": 2.0, "shoulders": 4.0}
"""Groups of several muscles hold more in one session: lats and middle back, four heads, three deltoids of which every
press and row works one."""

PUSH_PULL_LOW, PUSH_PULL_HIGH = 0.66, 1.5
"""From two pushing sets for three pulling ones to three for two (evidence 4.14: 0.67 to 1.5)."""

HARD_ROLES = frozenset({Role.POWER, Role.MAIN, Role.ACCESSORY, Role.ISOLATION, Role.CORE})
PUSH_PATTERNS = frozenset({"horizontal_push", "vertical_push", "dip"})
PULL_PATTERNS = frozenset({"horizontal_pull", "vertical_pull"})


def bands(person: Person) -> dict[str, Band]:
    """The band of every group for this person; minors and older adults keep to the beginner bands."""
    held = person.minor or person.older or person.cautious or person.level is FitnessLevel.BEGINNER
    table = _BEGINNER if held else _TRAINED
    return {group: table.get(group, _OTHER) for group in GROUPS.values()}


def session_cap(person: Person, group: str) -> float:
    """Most fractional hard sets of `group` that one session of this person should hold."""
    held = person.minor or person.older or person.cautious
    cap = SESSION_CAP[FitnessLevel.BEGINNER if held else person.level]
    return cap + SESSION_EXTRA.get(group, 0.0)


def shares(exercise: Exercise) -> Mapping[str, float]:
    """What one set counts for each group: 1 when any of its muscles works first, else 0.5."""
    return _shares(exercise.primary, exercise.secondary)


@lru_cache(maxsize=1024)
def _shares(primary: tuple[Muscle, ...], secondary: tuple[Muscle, ...]) -> Mapping[str, float]:
    found = dict.fromkeys((GROUPS[muscle] for muscle in secondary), 0.5)
    found.update(dict.fromkeys((GROUPS[muscle] for muscle in primary), 1.0))
    return MappingProxyType(found)


def session_sets(items: Iterable[WorkItem]) -> dict[str, float]:
    """Fractional hard sets per group of one session; conditioning and mobility count nothing."""
    total: dict[str, float] = {}
    for item in items:
        if item.role in HARD_ROLES:
            for group, share in shares(item.exercise).items():
                total[group] = total.get(group, 0.0) + share * item.sets
    return total


def weekly_sets(sessions: Iterable[Session]) -> dict[str, float]:
    """Fractional hard sets per group of the week."""
    total: dict[str, float] = {}
    for session in sessions:
        for group, sets in session_sets(session.items).items():
            total[group] = total.get(group, 0.0) + sets
    return total


def push_pull_sets(sessions: Iterable[Session]) -> tuple[int, int]:
    """Sets of pressing (horizontal, vertical, dips) and of pulling (rows, pull-downs) in the week."""
    push = pull = 0
    for session in sessions:
        for item in session.items:
            if item.role in HARD_ROLES:
                push += item.sets * (item.exercise.pattern in PUSH_PATTERNS)
                pull += item.sets * (item.exercise.pattern in PULL_PATTERNS)
    return push, pull


def push_pull_ratio(sessions: Iterable[Session]) -> float | None:
    """Pressing sets over pulling sets; None where one of the two is missing (nothing to balance with)."""
    push, pull = push_pull_sets(sessions)
    return push / pull if push and pull else None
