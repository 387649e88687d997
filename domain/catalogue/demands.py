"""What an exercise demands beyond its joints: effort, load, holding still, a risk of falling.

These name the exercises that an `intensity` row of the contraindications speaks of. How hard anything else is done is
for the compiler to decide.
"""

from functools import lru_cache
from typing import Final

from domain.catalogue.types import Exercise, Impact, Joint
from domain.profile import FitnessLevel

VIGOROUS_MET: Final = 6.0
"""From here an activity is vigorous (WHO 2020; the Compendium's own bands)."""

EASY_MET: Final = 5.0
"""Up to 5 MET a pace is easy or moderate for most people."""

LIGHT_MET: Final = 3.0
"""Below it an activity is light."""

_LIFTING_MET: Final = 8.0
"""For anything but cardio: the Compendium's 6.0 there is heavy lifting, which `heavy_load` covers."""

_MAXIMAL = frozenset({"powerlifting", "olympic"})
_MOVING = frozenset({"mobility", "balance", "carry", "locomotion", "full_body"})
_IN_MOTION = frozenset({"mountain-climbers", "ankle-pogo-hops", "pilates-hundred", "pilates-swimming"})
"""Counted in seconds, but nothing is held."""

_ROUGH_GROUND = frozenset({"trail-running-walking"})


def vigorous(exercise: Exercise) -> bool:
    """Vigorous effort as such: runs, jumps, hard circuits, swings."""
    return exercise.met >= (VIGOROUS_MET if exercise.category == "cardio" else _LIFTING_MET)


def maximal(exercise: Exercise) -> bool:
    """A competition lift, made to be done at or near the most one can."""
    return exercise.category in _MAXIMAL


def static_hold(exercise: Exercise) -> bool:
    """Muscles held tense without movement for seconds: planks, wall sits, yoga lunges."""
    still = exercise.pattern not in _MOVING and exercise.id not in _IN_MOTION and not exercise.id.endswith("-session")
    return exercise.timed and exercise.category != "cardio" and still


def fall_risk(exercise: Exercise) -> bool:
    """Contact or a fall is likely: jumps over things, deep one-legged squats, bag work, traffic, rough ground."""
    return (
        (exercise.pattern == "jump" and bool(exercise.needs))
        or (exercise.pattern == "squat" and Joint.ANKLE in exercise.joints)
        or not exercise.needs.isdisjoint({"bicycle", "punching_bag"})
        or exercise.id in _ROUGH_GROUND
    )


def spinal_load(exercise: Exercise) -> bool:
    """An outside load that the lower back carries."""
    return bool(exercise.needs) and Joint.LOWER_BACK in exercise.joints and exercise.category != "stretching"


def gentle(exercise: Exercise) -> bool:
    """Light as daily life: below 3 MET, no landing, no equipment, for beginners."""
    return (
        exercise.met < LIGHT_MET
        and exercise.impact is not Impact.HIGH
        and not exercise.needs
        and exercise.level is FitnessLevel.BEGINNER
    )


@lru_cache(maxsize=2048)
def intensities(exercise: Exercise) -> frozenset[str]:
    """The `intensity` targets of the contraindications that mean this exercise; `all` is always one."""
    found = {"all"}
    for name, test in (
        ("vigorous", vigorous),
        ("heavy_load", maximal),
        ("static_hold", static_hold),
        ("contact_or_fall_risk", fall_risk),
    ):
        if test(exercise):
            found.add(name)
    return frozenset(found)
