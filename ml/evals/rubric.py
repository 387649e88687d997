"""Two rubrics, kept as data in `rubrics/`: FITT-VP in 60 points, and safety in yes and no."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

import msgspec
from msgspec import Struct

from domain.catalogue.vocabulary import PATTERN_FAMILY
from domain.coaching.person import Person
from domain.coaching.programming.program import Program
from domain.coaching.programming.timing import TOLERANCE, session_minutes
from domain.coaching.programming.volume import weekly_sets
from domain.plan import Plan, Severity
from domain.profile import FitnessLevel
from ml.evals.record import Seen

_FOLDER = Path(__file__).parent / "rubrics"
_LEVELS = frozenset({"low", "moderate", "high"})


class Judged(Struct, frozen=True, kw_only=True):
    """What an item of FITT-VP is scored from."""

    plan: Plan
    program: Program
    person: Person


class Item(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One item of FITT-VP; `how` is a key of `SCORERS`."""

    id: str
    dimension: str
    points: int
    question: str
    how: str


class SafetyItem(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One item of the safety rubric; see the file for how `rules` are matched."""

    id: str
    question: str
    rules: tuple[str, ...]


class _Fitt(Struct, frozen=True):
    item: tuple[Item, ...]


class _Safety(Struct, frozen=True):
    item: tuple[SafetyItem, ...]


@cache
def fitt_items() -> tuple[Item, ...]:
    """The items of FITT-VP."""
    return msgspec.toml.decode((_FOLDER / "fitt_vp.toml").read_bytes(), type=_Fitt).item


@cache
def safety_items() -> tuple[SafetyItem, ...]:
    """The items of the safety rubric."""
    return msgspec.toml.decode((_FOLDER / "safety.toml").read_bytes(), type=_Safety).item


def fitt_points(judged: Judged) -> dict[str, float]:
    """Points by item id."""
    return {item.id: item.points * SCORERS[item.how](judged) for item in fitt_items()}


def safety_passed(findings: Iterable[Seen]) -> dict[str, bool]:
    """Whether each item is passed, by its id."""
    broken = {seen.rule for seen in findings if seen.severity != Severity.WARN}
    heads = broken | {rule.split("-")[0] for rule in broken}
    return {item.id: heads.isdisjoint(item.rules) for item in safety_items()}


def _share(parts: Iterable[bool]) -> float:
    found = list(parts)
    return sum(found) / len(found) if found else 0.0


def _days_as_asked(judged: Judged) -> float:
    return float(len(judged.plan.workout_plan.weekly_schedule) == judged.person.days)


def _muscles_twice(judged: Judged) -> float:
    days: dict[str, set[int]] = defaultdict(set)
    for place, session in enumerate(judged.program.sessions):
        for item in session.items:
            for muscle in (*item.exercise.primary, *item.exercise.secondary):
                days[muscle].add(place)
    enough = min(2, judged.person.days)
    return _share(len(found) >= enough for found in days.values())


def _intensity_named(judged: Judged) -> float:
    days = judged.plan.workout_plan.weekly_schedule
    said = [day.intensity_level for day in days] + [each.intensity for day in days for each in day.exercises]
    return _share(word in _LEVELS for word in said)


def _intensity_fits(judged: Judged) -> float:
    hard = [day.intensity_level == "high" for day in judged.plan.workout_plan.weekly_schedule]
    if not hard:
        return 0.0
    if not judged.person.vigorous_ok or judged.person.gentle_only:
        return float(not any(hard))
    return float(judged.person.level is not FitnessLevel.BEGINNER or len(hard) == 1 or not all(hard))


def _time_kept(judged: Judged) -> float:
    most = judged.person.minutes * TOLERANCE + 1
    return _share(session_minutes(session) <= most for session in judged.program.sessions)


def _time_used(judged: Judged) -> float:
    return _share(session_minutes(session) >= 0.6 * judged.person.minutes for session in judged.program.sessions)


def _wishes_met(judged: Judged) -> float:
    wished = judged.person.activities
    if not wished:
        return float(bool(judged.program.sessions))
    there = {activity for session in judged.program.sessions for item in session.items
             for activity in item.exercise.activities}  # fmt: skip
    return min(1.0, len(there & set(wished)) / min(len(wished), judged.person.days))


def _varied(judged: Judged) -> float:
    families = {PATTERN_FAMILY[item.exercise.pattern] for session in judged.program.sessions for item in session.items}
    return min(1.0, len(families) / 4)


def _sets_bounded(judged: Judged) -> float:
    return _share(sets <= 20 for sets in weekly_sets(judged.program.sessions).values()) or float(
        bool(judged.program.sessions) and not weekly_sets(judged.program.sessions)
    )


def _doses_sane(judged: Judged) -> float:
    return _share(
        1 <= item.sets <= 8
        and (1 <= item.reps[0] <= item.reps[1] <= 30 if item.reps else 10 <= (item.seconds or 0) <= 5400)
        for session in judged.program.sessions
        for item in session.items
    )


def _step_small(judged: Judged) -> float:
    return float(0 < judged.plan.workout_plan.progression_plan.intensity_increase <= 0.10)


def _steps_named(judged: Judged) -> float:
    named = judged.plan.workout_plan.progression_plan.exercise_progressions
    names = {each.name for day in judged.plan.workout_plan.weekly_schedule for each in day.exercises}
    return min(1.0, 2 * len(names & named.keys()) / len(names)) if names else 0.0


SCORERS: dict[str, Callable[[Judged], float]] = {
    "days_as_asked": _days_as_asked,
    "muscles_twice": _muscles_twice,
    "intensity_named": _intensity_named,
    "intensity_fits": _intensity_fits,
    "time_kept": _time_kept,
    "time_used": _time_used,
    "wishes_met": _wishes_met,
    "varied": _varied,
    "sets_bounded": _sets_bounded,
    "doses_sane": _doses_sane,
    "step_small": _step_small,
    "steps_named": _steps_named,
}
"""Shares 0-1 of an item's points."""
