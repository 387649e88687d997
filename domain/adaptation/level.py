"""Where a person stands with an exercise: what they have shown they can do, whatever single days were lighter."""

from collections.abc import Sequence

from msgspec import Struct

from domain.adaptation.scene import FRESH_DAYS, Scene, monday_of
from domain.coaching.loads import implement
from domain.coaching.program import WorkItem
from domain.profile import Weekday
from domain.training.state import Outing, WorkSet

OFF_RANGE = 3
"""Repetitions so far above the range say that the exercise was trained for something else."""


class Level(Struct, frozen=True, kw_only=True):
    """What an exercise goes on from.

    `kg` is the established load: the heaviest of the latest outings in which every set was in its range, and none has
    failed since. `last_kg` is that of the last outing, less than `kg` after a lighter day. `missed` counts outings in a
    row, up to the last, with a set below the range. `elsewhere`: the last outing was for other repetitions.
    """

    kg: float
    last_kg: float
    outing: Outing
    missed: int = 0
    elsewhere: bool = False


def outings(scene: Scene, item: WorkItem) -> list[Outing]:
    """Outings that the exercise goes on from, oldest first.

    Before today, in no deload, after the plan last set the load itself; of an exercise that the plan has for several
    ranges of repetitions, those for this one. Sets without what the exercise is counted in are left out.
    """
    every = _outings(scene, item)
    ranges = _ranges(scene, item)
    if item.reps is None or len(set(ranges.values())) < 2:
        return every
    days = {session.session: session.weekday for session in scene.training.sessions}
    return [outing for outing in every if _range_of(outing, days.get(outing.session), ranges) == item.reps]


def _outings(scene: Scene, item: WorkItem) -> list[Outing]:
    state = scene.state(item.exercise.id)
    light = {week.monday for week in scene.training.weeks if week.deload}
    found = []
    for outing in state.recent if state else ():
        sets = tuple(each for each in outing.sets if (each.seconds if item.reps is None else each.reps) is not None)
        fresh = item.load_since is None or outing.day > item.load_since
        if sets and fresh and outing.day < scene.day and monday_of(outing.day) not in light:
            found.append(Outing(outing.day, outing.session, sets, outing.e1rm))
    return found


def _ranges(scene: Scene, item: WorkItem) -> dict[Weekday, tuple[int, int]]:
    """The ranges that the plan has the exercise for, by day."""
    return {
        session.weekday: other.reps
        for session in scene.program.sessions
        for other in session.items
        if other.exercise.id == item.exercise.id and other.reps is not None
    }


def _range_of(outing: Outing, weekday: Weekday | None, ranges: dict[Weekday, tuple[int, int]]) -> tuple[int, int]:
    """The range an outing was for: that of its day, else the nearest to what was done."""
    if weekday in ranges:
        return ranges[weekday]
    most = max(map(reps_of, outing.sets))
    return min(sorted(set(ranges.values())), key=lambda reps: max(reps[0] - most, most - reps[1], 0))


def reps_of(each: WorkSet) -> int:
    """Repetitions of a set; 0 where none were told."""
    return each.reps or 0


def load_of(outing: Outing) -> float | None:
    """The load most sets were done with, the heavier of two; None without loads."""
    loads = [each.load_kg for each in outing.sets if each.load_kg]
    return max(set(loads), key=lambda kg: (loads.count(kg), kg), default=None)


def heaviest_of(outing: Outing) -> float:
    """The heaviest load of an outing, kg."""
    return max((each.load_kg for each in outing.sets if each.load_kg), default=0.0)


def level_of(scene: Scene, item: WorkItem) -> Level | None:
    """The level of a loaded exercise; None when it has no load, or no outing with one."""
    if not implement(item.exercise) or item.reps is None:
        return None
    own = _loaded(outings(scene, item))
    if own:
        return _established(scene, item, own)
    others = _loaded(_outings(scene, item))
    if not others:
        return None
    outing, kg = others[-1]
    return Level(kg=kg, last_kg=kg, outing=outing, elsewhere=True)


def _loaded(found: Sequence[Outing]) -> list[tuple[Outing, float]]:
    return [(outing, load) for outing in found if (load := load_of(outing)) is not None]


def _established(scene: Scene, item: WorkItem, own: list[tuple[Outing, float]]) -> Level:
    low, high = item.reps or (1, 1)
    last, last_kg = own[-1]
    whole: list[float] = []
    for outing, kg in reversed(own):
        if any(reps_of(each) < low for each in outing.sets) or scene.age_days(outing.day) > FRESH_DAYS:
            break
        whole.append(kg)
    missed = 0
    for outing, _ in reversed(own):
        if all(reps_of(each) >= low for each in outing.sets):
            break
        missed += 1
    kg = max(whole, default=last_kg)
    if heaviest_of(last) >= kg:  # it was tried again: what most sets were done with is the level
        kg = last_kg
    changed = scene.training.plan is not None and last.day < scene.training.plan.since
    most = max(map(reps_of, last.sets))
    if changed and not low <= most <= high + OFF_RANGE:  # the plan had it for other repetitions then
        return Level(kg=last_kg, last_kg=last_kg, outing=last, elsewhere=True)
    return Level(kg=kg, last_kg=last_kg, outing=last, missed=missed)
