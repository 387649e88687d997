"""Who asks, as far as it changes which notes are right."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from msgspec import Struct

from domain.coaching.person import Person
from domain.profile import FitnessLevel, Goal, PregnancyStage

THIN_BMI = 18.5
"""WHO: below it an adult is underweight."""

_AFTER_BIRTH = frozenset({PregnancyStage.POSTPARTUM_UNDER_12_WEEKS, PregnancyStage.BREASTFEEDING})


class Asker(Struct, frozen=True, kw_only=True):
    """`conditions` are ids of `domain.knowledge.notes.CONDITIONS`, `regions` joints that hurt.

    `barred` are movement patterns that the person may not do at all. `topics` are those that the intent of the question
    points to. `urgent`: pain above 5 or a warning sign is known. `today` tells how old a note is; None: all are new.
    """

    level: FitnessLevel | None = None
    conditions: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    goals: frozenset[Goal] = frozenset()
    barred: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()
    urgent: bool = False
    today: date | None = None


TOPICS_OF_INTENT: Final[Mapping[str, frozenset[str]]] = {
    "request_plan": frozenset({"programming", "fitai"}),
    "ask_plan": frozenset({"fitai", "programming"}),
    "exercise_how_to": frozenset({"technique", "mobility"}),
    "nutrition": frozenset({"nutrition"}),
    "log_activity": frozenset({"fitai"}),
    "motivation": frozenset({"motivation"}),
    "pain": frozenset({"pain", "recovery"}),
    "swap": frozenset({"fitai", "technique"}),
    "short_on_time": frozenset({"programming"}),
    "progress": frozenset({"programming", "motivation"}),
    "small_talk": frozenset(),
    "tracker": frozenset({"trackers", "recovery"}),
    "account": frozenset({"fitai"}),
    "out_of_scope": frozenset(),
}
"""Topics that an intent of `domain.chat.intents` points to, by name; for `Asker.topics` where it is sure."""

NOBODY = Asker()
"""Nothing is known: no note is hidden, none comes first for the person's sake."""


def asker_of(
    person: Person,
    *,
    barred: frozenset[str] = frozenset(),
    topics: frozenset[str] = frozenset(),
    urgent: bool = False,
    today: date | None = None,
) -> Asker:
    """The asker behind a person."""
    states = {
        "pregnancy": person.pregnancy is not None and person.pregnancy not in _AFTER_BIRTH,
        "postpartum": person.pregnancy in _AFTER_BIRTH,
        "minor": person.minor,
        "older": person.older,
        "underweight": person.bmi < THIN_BMI and not person.minor,
    }
    return Asker(
        level=person.level,
        conditions=frozenset(person.flags) | {name for name, holds in states.items() if holds},
        regions=frozenset(person.regions),
        goals=frozenset(person.goals),
        barred=barred,
        topics=topics,
        urgent=urgent,
        today=today,
    )
