"""Exercises that can stand in for one another.

They are computed when the catalogue is loaded and not stored: a new or corrected row then changes the lists of its
neighbours by itself, and no list can name a row that is gone.
"""

from collections import defaultdict

from msgspec.structs import replace

from domain.catalogue.types import Exercise
from domain.profile import FitnessLevel

MOST = 6
_LEVELS = tuple(FitnessLevel)
_PER_EQUIPMENT = 2


def with_substitutes(exercises: dict[str, Exercise]) -> dict[str, Exercise]:
    """The same exercises, each with up to `MOST` substitutes.

    The key of evidence 4.10: same pattern, then same primary muscle, then nearest level; and no more than two with the
    same equipment, so that what a person has at hand is among them.
    """
    groups: dict[str, list[Exercise]] = defaultdict(list)
    for exercise in exercises.values():
        groups[exercise.pattern].append(exercise)
    return {
        exercise.id: replace(exercise, substitutes=_nearest(exercise, groups[exercise.pattern]))
        for exercise in exercises.values()
    }


def _nearest(exercise: Exercise, group: list[Exercise]) -> tuple[str, ...]:
    muscles, level = set(exercise.primary), _LEVELS.index(exercise.level)

    def distance(other: Exercise) -> tuple[bool, bool, int, bool, str]:
        return (
            other.category != exercise.category,
            muscles.isdisjoint(other.primary),
            abs(_LEVELS.index(other.level) - level),
            other.position != exercise.position,
            other.id,
        )

    chosen: list[str] = []
    taken: dict[frozenset[str], int] = defaultdict(int)
    for other in sorted(group, key=distance):
        if other.id != exercise.id and taken[other.needs] < _PER_EQUIPMENT:
            taken[other.needs] += 1
            chosen.append(other.id)
            if len(chosen) == MOST:
                break
    return tuple(chosen)
