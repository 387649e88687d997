"""Which exercises a person may do at all, and the rule that takes each of the others out.

Rule ids: EQP-1 equipment, LVL-1 level, AGE-1 and AGE-2 age, INT-3 vigorous effort and SCR-2 anything beyond gentle work
(both from screening), PRF-1 dislikes, and those of `domain.safety.contraindications`.
"""

from collections import Counter
from typing import Final

from msgspec import Struct

from domain.catalogue.demands import gentle, maximal, vigorous
from domain.catalogue.types import Catalogue, Exercise, Impact
from domain.coaching.person import Person
from domain.profile import FitnessLevel
from domain.safety.contraindications import SILENT, Verdict, advise, verdicts

LEVELS: Final = {level: rank for rank, level in enumerate(FitnessLevel)}


class Eligible(Struct, frozen=True):
    """An exercise a person may do, and the rules that allow it only with care."""

    exercise: Exercise
    limits: tuple[str, ...]


def refusal(exercise: Exercise, person: Person, catalogue: Catalogue) -> str | None:
    """The rule that forbids this exercise to this person, the most telling one first; None: the person may do it."""
    return _refusal(exercise, person, advise(exercise, person, catalogue))


def eligible(person: Person, catalogue: Catalogue) -> tuple[list[Eligible], dict[str, int]]:
    """All exercises the person may do, in catalogue order, and how many each rule took out."""
    said = verdicts(person, catalogue)
    kept: list[Eligible] = []
    removed: Counter[str] = Counter()
    for id_, exercise in catalogue.exercises.items():
        verdict = said.get(id_, SILENT)
        rule = _refusal(exercise, person, verdict)
        if rule is None:
            kept.append(Eligible(exercise, verdict.rules if verdict.limited else ()))
        else:
            removed[rule] += 1
    return kept, dict(sorted(removed.items()))


def _refusal(exercise: Exercise, person: Person, verdict: Verdict) -> str | None:
    if not exercise.needs <= person.equipment:
        return "EQP-1"
    if not verdict.allowed:
        return verdict.rules[0]
    return _general(exercise, person)


def _general(exercise: Exercise, person: Person) -> str | None:
    """What holds whatever the injuries and conditions.

    Under 18 no competition lifts and nothing advanced (youth resistance-training statements, evidence 4.9); from 65 no
    hard landings (judgement; NSCA 2019 asks for balance work in their place).
    """
    checks = (
        ("SCR-2", person.gentle_only and not gentle(exercise)),
        ("AGE-1", person.minor and (maximal(exercise) or exercise.level is FitnessLevel.ADVANCED)),
        ("AGE-2", person.older and exercise.impact is Impact.HIGH),
        ("INT-3", not person.vigorous_ok and vigorous(exercise)),
        ("LVL-1", LEVELS[exercise.level] > LEVELS[person.level]),
        ("PRF-1", exercise.id in person.disliked),
    )
    return next((rule for rule, broken in checks if broken), None)
