"""The mesocycle: how the weeks go on, what an exercise looks like in each, and what comes next.

A deload every four to eight weeks (practice surveys: every 5.6 +- 2.3 weeks): the same days, half the sets, about 70 %
of the load. Loads rise at most 10 % and sets at most 20 % from one week to the next.
"""

from collections.abc import Mapping
from types import MappingProxyType

from msgspec.structs import replace

from domain.catalogue.types import Exercise
from domain.coaching.person import Person
from domain.coaching.planning.proposal import Role
from domain.coaching.programming.loads import implement, round_down
from domain.coaching.programming.program import WorkItem
from domain.plan import WeekTarget
from domain.profile import FitnessLevel

DELOAD_LOAD, DELOAD_SETS, DELOAD_RIR = 0.7, 0.5, 5
COMPOUND_STEP_KG, ISOLATION_STEP_KG = 2.5, 1.0
LOWEST_STEP_SHARE = 0.10
"""No step is larger than a tenth of the load; where it would be, repetitions grow first."""

HELD_RULES = frozenset({"LIM-1", "HLT-1", "AGE-1", "AGE-2", "CAU-1", "GOAL-light", "GOAL-power"})
"""An item shaped by one of these keeps the reserve it started with through the whole cycle."""

LONG_SECONDS = 300
"""From here a piece grows by minutes; a tenth a week (common running advice)."""

_WEEK_LOAD = 0.025
_RANKS = {level: rank for rank, level in enumerate(FitnessLevel)}


def mesocycle(person: Person, seed: int = 0) -> tuple[WeekTarget, ...]:
    """Five to seven weeks, the last of them the deload; an odd `seed` adds a week.

    Beginners and people who hold back only add load; trained people also add a tenth of the sets twice. RIR falls
    from 3 to 1 for trained people, to 2 for beginners, and stays at 3 or 4 for the rest.
    """
    held = person.minor or person.older or person.cautious or person.gentle_only or not person.vigorous_ok
    trained = person.level is not FitnessLevel.BEGINNER and not held
    hard = 4 + (person.level is not FitnessLevel.ADVANCED) + seed % 2
    start = 4 if held else 3
    floor = 3 if held else 1 if trained else 2
    step = _WEEK_LOAD / 2 if held else _WEEK_LOAD
    weeks = [
        WeekTarget(
            week=number + 1,
            sets_factor=1.0 + 0.1 * min(2, number // 2) if trained else 1.0,
            load_factor=round(1 + step * number, 4),
            rir=max(floor, start - number * (start - floor + 1) // hard),
            deload=False,
        )
        for number in range(hard)
    ]
    deload = WeekTarget(week=hard + 1, sets_factor=DELOAD_SETS, load_factor=DELOAD_LOAD, rir=DELOAD_RIR, deload=True)
    return (*weeks, deload)


def item_in_week(item: WorkItem, week: WeekTarget) -> WorkItem:
    """The item's dose in `week`: sets down to whole ones, load down to what exists, RIR of the week.

    Week one is the item itself. Sets never fall below one, and rounding down keeps each step within the week's factors.
    The percentage follows the load; the reserve falls by two at most. Mobility and conditioning keep their dose.
    """
    if item.role in (Role.MOBILITY, Role.CONDITIONING):
        return item
    sets = max(1, int(item.sets * week.sets_factor + (0.5 if week.deload else 0.001)))
    load = item.load_kg
    if load is not None:
        load = round_down(item.exercise, load * week.load_factor) or load
    rir = item.rir
    if rir is not None:
        if week.deload:
            rir = max(rir, week.rir)
        elif not HELD_RULES.intersection(item.rules):
            rir = max(rir - 2, min(rir, week.rir))
    percent = item.percent_1rm
    if percent is not None:
        percent = round(percent * week.load_factor, 1)
    return replace(item, sets=sets, load_kg=load, rir=rir, percent_1rm=percent)


def next_step(item: WorkItem, allowed: Mapping[str, Exercise] = MappingProxyType({})) -> tuple[str, dict[str, str]]:
    """The message key of what comes next for this exercise, and its data; `allowed` is what the person may do, by id.

    `progress.load` (all sets at the top of the range: add `kg`), `progress.reps` (a step would be above 10 %: add a
    repetition first, then `kg`), `progress.variation` (bodyweight: go on to the harder `id`), `progress.tempo` (nothing
    harder is allowed: slower), `progress.time` (timed work: add `seconds`), `progress.minutes` (long pieces: add
    `minutes`), `progress.mobility`.
    """
    if item.role is Role.MOBILITY:
        return "progress.mobility", {}
    if item.seconds is not None and item.seconds >= LONG_SECONDS:
        return "progress.minutes", {"minutes": str(round(item.seconds / 600))}
    if item.seconds is not None:
        return "progress.time", {"seconds": str(max(5, item.seconds // 10))}
    if not implement(item.exercise):
        harder = [other for other in allowed.values() if _harder(other, item.exercise)]
        nearest = min(harder, key=lambda other: _distance(other, item.exercise), default=None)
        return ("progress.variation", {"id": nearest.id}) if nearest else ("progress.tempo", {})
    step = COMPOUND_STEP_KG if item.exercise.compound else ISOLATION_STEP_KG
    high = str(item.reps[1]) if item.reps else ""
    if item.load_kg is not None and step > LOWEST_STEP_SHARE * item.load_kg:
        return "progress.reps", {"kg": f"{step:g}", "reps": high}
    return "progress.load", {"kg": f"{step:g}", "reps": high}


def _harder(other: Exercise, than: Exercise) -> bool:
    """True for the same movement that asks for a little more: one level up, or a load, one side, or effort (MET)."""
    same = (
        other.pattern == than.pattern and bool(set(other.primary) & set(than.primary)) and other.category == "strength"
    )
    gain = _RANKS[other.level] - _RANKS[than.level]
    more = (bool(implement(other)), other.unilateral, other.met) > (bool(implement(than)), than.unilateral, than.met)
    return same and other.id != than.id and (gain == 1 or (gain == 0 and more))


def _distance(other: Exercise, than: Exercise) -> tuple[bool, int, bool, int, int, str]:
    """How far a harder variation is: loaded in the same way first, then level, sides, other muscles and equipment."""
    return (
        bool(implement(other)) != bool(implement(than)),
        _RANKS[other.level] - _RANKS[than.level],
        other.unilateral != than.unilateral,
        len(set(other.secondary) ^ set(than.secondary)),
        len(other.needs - than.needs),
        other.id,
    )
