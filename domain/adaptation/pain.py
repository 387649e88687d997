"""Pain on a scale of 0 to 10: what it asks for, and which exercises it speaks of.

The pain-monitoring model (Silbernagel 2007): 0-3 go on, 4-5 with caution, above 5 stop.
"""

from datetime import date
from enum import IntEnum

from msgspec.structs import replace

from domain.catalogue.demands import gentle
from domain.catalogue.types import Catalogue, Exercise, Joint
from domain.coaching.person import Person
from domain.safety.contraindications import advise
from domain.training.state import Training

CAUTION_FROM, STOP_ABOVE, CALM = 4.0, 5.0, 1.0
"""From 4 a region is spared, above 5 it is left alone, up to 1 it counts as calm."""

SORE_DAYS = 14
"""So long a report counts when no newer one is given (our judgement)."""

SPARED_LOAD = 0.8
"""Load of work that a region at 4-5 allows with care: a fifth less (our judgement; the model says: reduce)."""


_EASY_PATTERNS = frozenset({"mobility", "balance", "locomotion"})


class Sparing(IntEnum):
    """What an exercise is, for a region that hurts: of no concern, to be done lighter, not to be done."""

    FREE = 0
    LIGHTER = 1
    OUT = 2


def sore_regions(training: Training, day: date) -> frozenset[Joint]:
    """Regions whose latest report, not older than `SORE_DAYS`, is 4 or more."""
    return frozenset(region for region, score in sore_scores(training, day).items() if score >= CAUTION_FROM)


def sore_scores(training: Training, day: date) -> dict[Joint, float]:
    """The latest score of each region that is not calm and was reported in the last `SORE_DAYS` days."""
    return {
        region: pain.score
        for region, pain in training.pains.items()
        if pain.score > CALM and 0 <= (day - pain.day).days <= SORE_DAYS
    }


def sparing(
    exercise: Exercise, region: Joint, score: float, person: Person, catalogue: Catalogue, *, felt_in: bool = False
) -> Sparing:
    """What `score` in `region` asks of an exercise; `felt_in`: the pain was reported during this one.

    Above 5 nothing that loads the region; at 4-5 the contraindication table decides what is left out and what is
    lighter. Easy walking and mobility, as light as daily life, stay.
    """
    if score < CAUTION_FROM:
        return Sparing.FREE
    verdict = advise(exercise, replace(person, regions=frozenset({region}), conditions={}, cautious=False), catalogue)
    easy = gentle(exercise) and exercise.pattern in _EASY_PATTERNS
    loads = felt_in or (region in exercise.joints and not easy)
    if score > STOP_ABOVE:
        return Sparing.OUT if loads or not verdict.allowed or verdict.limited else Sparing.FREE
    if not verdict.allowed:
        return Sparing.OUT
    return Sparing.LIGHTER if verdict.limited or felt_in else Sparing.FREE


def hurts(exercise: Exercise, scores: dict[Joint, float], above: float) -> bool:
    """Whether a region that the exercise loads is above `above`."""
    return any(score > above and region in exercise.joints for region, score in scores.items())
