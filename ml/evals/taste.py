"""How soon a learned taste pays: simulated people with stated tastes, and their regret after 10, 30 and 100 choices.

A person has a hidden utility for every feature of an exercise. Each round the coach offers two exercises of one
movement family from the person's own menu: its best by what it knows, and another. The person takes the better by their
own utility, with noise. Regret is how much utility the coach's first choice of a family lacks against the person's true
best, averaged over families, in standard deviations of the person's utilities. Without personalisation the coach's
first choice is the menu's.
"""

import random
from collections import defaultdict
from collections.abc import Sequence
from statistics import mean, pstdev
from typing import Final

from msgspec import Struct

from domain.catalogue.types import Catalogue, Exercise
from domain.catalogue.vocabulary import PATTERN_FAMILY
from domain.coaching.person_of import person_of
from domain.coaching.planning.menu import build_menu
from domain.coaching.planning.menu_weights import MOST_FOR_TASTE
from domain.coaching.taste.features import OWN, features
from domain.coaching.taste.model import Taste, bonuses, learned
from domain.profile import Profile
from domain.safety.screening import screen

MARKS: Final = (0, 1, 10, 30, 100)
SLIP: Final = 0.5
"""Standard deviation of the noise of a choice, where shared features have 0.4 and an exercise's own 0.6."""


class Regret(Struct, frozen=True, kw_only=True):
    """Mean regret over people after `choices` choices: with the learned taste, and without."""

    choices: int
    learned: float
    unlearned: float


def regrets(profiles: Sequence[Profile], catalogue: Catalogue, seed: int) -> tuple[Regret, ...]:
    """Regret at each of `MARKS`, over people whose menu has a family with a choice."""
    rows = [row for number, each in enumerate(profiles) if (row := _life(each, catalogue, seed + number))]
    return tuple(
        Regret(
            choices=mark,
            learned=round(mean(row[place][0] for row in rows), 4),
            unlearned=round(mean(row[place][1] for row in rows), 4),
        )
        for place, mark in enumerate(MARKS)
    )


class _Family(Struct, frozen=True):
    exercises: tuple[Exercise, ...]
    fits: dict[str, float]


def _life(profile: Profile, catalogue: Catalogue, seed: int) -> list[tuple[float, float]]:
    chance = random.Random(seed)  # noqa: S311 - a simulation
    families = _families(profile, catalogue)
    if not families:
        return []
    wishes: dict[str, float] = {}
    truth = {each.id: _utility(each, wishes, chance) for family in families for each in family.exercises}
    taste, found = Taste(), []
    for turn in range(MARKS[-1] + 1):
        if turn in MARKS:
            found.append((_regret(families, truth, taste), _regret(families, truth, Taste())))
        family = chance.choice(families)
        best = _first(family, taste)
        other = chance.choice([each for each in family.exercises if each.id != best.id])
        lead = truth[best.id] - truth[other.id] + chance.gauss(0, SLIP)
        taste = learned(taste, best, other) if lead > 0 else learned(taste, other, best)
    return found


def _families(profile: Profile, catalogue: Catalogue) -> list[_Family]:
    person = person_of(profile, catalogue, screen(profile))
    grouped: dict[str, list[Exercise]] = defaultdict(list)
    fits: dict[str, float] = {}
    for entry in build_menu(person, catalogue).entries:
        grouped[PATTERN_FAMILY[entry.exercise.pattern]].append(entry.exercise)
        fits[entry.exercise.id] = entry.score
    return [_Family(tuple(group), fits) for _, group in sorted(grouped.items()) if len(group) > 1]


def _utility(exercise: Exercise, wishes: dict[str, float], chance: random.Random) -> float:
    for name in features(exercise):
        wishes.setdefault(name, chance.gauss(0, 0.6 if name.startswith(OWN) else 0.4))
    return sum(wishes[name] for name in features(exercise))


def _first(family: _Family, taste: Taste) -> Exercise:
    """What the planner would put first: fit and taste together, as in the menu."""
    liking = bonuses(taste, family.exercises, most=MOST_FOR_TASTE)
    return max(family.exercises, key=lambda each: (family.fits[each.id] + liking[each.id], each.id))


def _regret(families: Sequence[_Family], truth: dict[str, float], taste: Taste) -> float:
    scale = pstdev(truth.values()) or 1.0
    lost = [max(truth[each.id] for each in family.exercises) - truth[_first(family, taste).id] for family in families]
    return mean(lost) / scale
