"""What of an exercise a person may like or dislike: named features, each 1 where it holds.

Every exercise has a feature of its own beside the shared ones, so one choice says much of that exercise and a little of
its like.
"""

from functools import cache
from typing import Final

from domain.catalogue.types import Exercise
from domain.catalogue.vocabulary import PATTERN_FAMILY

OWN: Final = "is:"
"""Begins the feature that only one exercise has."""


@cache
def features(exercise: Exercise) -> tuple[str, ...]:
    """The features of an exercise, in a fixed order."""
    found = [
        f"{OWN}{exercise.id}",
        f"kind:{exercise.category}",
        f"family:{PATTERN_FAMILY[exercise.pattern]}",
        f"position:{exercise.position}",
        f"impact:{exercise.impact}",
        f"level:{exercise.level}",
        *(f"with:{piece}" for piece in sorted(exercise.needs)),
        *(f"for:{activity}" for activity in sorted(exercise.activities)),
    ]
    held = {
        "bodyweight": not exercise.needs,
        "compound": exercise.compound,
        "one side": exercise.unilateral,
        "timed": exercise.timed,
    }
    return (*found, *(name for name, holds in held.items() if holds))
