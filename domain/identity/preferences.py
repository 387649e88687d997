"""Preference pairs from what consenting people chose: training data without ids, times, free text or health data.

A pair says that in a context one thing was chosen over another. It comes from

swap    an exercise that was done in place of the planned one (unless for pain)
skip    an exercise that was left out because it is disliked: nothing was preferred to it
rating  two exercises of one movement pattern whose enjoyment differs by `CLEAR` points or more
change  a proposed change of the plan that was accepted or declined
"""

from collections.abc import Iterable
from itertools import combinations
from typing import Final

from msgspec import Struct

from domain.adaptation.rules.effort import EFFORT_TRIGGERS
from domain.adaptation.rules.exercises import EXERCISE_TRIGGERS
from domain.adaptation.rules.schedule import SCHEDULE_TRIGGERS
from domain.catalogue.types import Catalogue
from domain.events.event import Event
from domain.events.kinds import (
    ChangeDecided,
    ExerciseRated,
    ExerciseSkipped,
    ExerciseSwapped,
    PlanActivated,
    SkipReason,
)

CLEAR: Final = 3.0
"""Points of enjoyment (0-10) that tell two exercises apart."""

NOTHING: Final = "nothing"
KEEP: Final = "keep"
"""The plan as it was, against a change."""

SHARED_RULES: Final = frozenset(trigger.id for trigger in (*EFFORT_TRIGGERS, *EXERCISE_TRIGGERS, *SCHEDULE_TRIGGERS))
"""Rules whose decisions are shared; those of pain, red flags, recovery and breaks read health data and are not."""


class Context(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What was known where the choice was made: the exercise's role and movement pattern in the plan, the reason told,
    the rule that proposed a change."""

    role: str = ""
    pattern: str = ""
    reason: str = ""
    rule: str = ""


class Preference(Struct, frozen=True, kw_only=True):
    """`chosen` over `rejected` (exercise ids, kinds of change, `keep`, `nothing`)."""

    source: str
    context: Context
    chosen: str
    rejected: str


def preferences_of(events: Iterable[Event], catalogue: Catalogue) -> tuple[Preference, ...]:
    """The pairs in one person's effective events, sorted by what they say, so that their order tells nothing."""
    roles: dict[str, str] = {}
    ratings: dict[str, float] = {}
    found: list[Preference] = []
    for event in events:
        what = event.what
        match what:
            case PlanActivated():
                roles |= {each.id: each.role for day in what.days for each in day.exercises}
            case ExerciseRated() if what.enjoyment is not None:
                ratings[what.exercise] = what.enjoyment
            case ExerciseSwapped() if what.reason is not SkipReason.PAIN:
                context = _context(what.exercise, roles, catalogue, what.reason.value)
                found.append(Preference(source="swap", context=context, chosen=what.to, rejected=what.exercise))
            case ExerciseSkipped() if what.reason is SkipReason.DISLIKE:
                context = _context(what.exercise, roles, catalogue, what.reason.value)
                found.append(Preference(source="skip", context=context, chosen=NOTHING, rejected=what.exercise))
            case ChangeDecided():
                found.extend(_decision(what))
            case _:
                pass
    found.extend(_rated(ratings, roles, catalogue))
    return tuple(sorted(found, key=order))


def order(each: Preference) -> tuple[str, ...]:
    """What pairs are sorted by, so that neither people nor days can be told from their order."""
    context = each.context
    return each.source, each.chosen, each.rejected, context.role, context.pattern, context.reason, context.rule


def _context(exercise: str, roles: dict[str, str], catalogue: Catalogue, reason: str = "") -> Context:
    known = catalogue.exercises.get(exercise)
    return Context(role=roles.get(exercise, ""), pattern=known.pattern if known else "", reason=reason)


def _decision(what: ChangeDecided) -> list[Preference]:
    if what.rule not in SHARED_RULES:
        return []
    context = Context(rule=what.rule)
    if what.decision == "accepted":
        return [Preference(source="change", context=context, chosen=what.kind, rejected=KEEP)]
    if what.decision in ("declined", "undone"):
        return [Preference(source="change", context=context, chosen=KEEP, rejected=what.kind)]
    return []


def _rated(ratings: dict[str, float], roles: dict[str, str], catalogue: Catalogue) -> list[Preference]:
    found = []
    for one, other in combinations(sorted(ratings), 2):
        better, worse = (one, other) if ratings[one] >= ratings[other] else (other, one)
        context = _context(better, roles, catalogue)
        alike = context.pattern and context.pattern == _context(worse, roles, catalogue).pattern
        if alike and ratings[better] - ratings[worse] >= CLEAR:
            found.append(Preference(source="rating", context=context, chosen=better, rejected=worse))
    return found
