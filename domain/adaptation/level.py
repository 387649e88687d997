"""Where a person stands with an exercise: what they have shown they can do, whatever single days were lighter."""

from collections.abc import Collection, Sequence

from msgspec import Struct
from msgspec.structs import replace

from domain.adaptation.scene import FRESH_DAYS, Scene, monday_of
from domain.coaching.programming.loads import implement
from domain.coaching.programming.program import WorkItem
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

    Before today, in no deload, after the plan last set the load itself, and for this range of repetitions: what was
    lifted three times is no level for twelve. Sets without what the exercise is counted in are left out.
    """
    return [outing for outing in every_outing(scene, item) if for_range(scene, item, outing)]


def for_range(scene: Scene, item: WorkItem, outing: Outing) -> bool:
    """Whether an outing was for the item's range: by the plan of its day, else by what was done."""
    if item.reps is None:
        return True
    low, high = item.reps
    if outing.asked is not None:
        return outing.asked[0] == low
    ranges = _ranges(scene, item)
    days = (each.weekday for each in scene.training.sessions if each.session == outing.session)
    weekday = next(days, None)
    if weekday in ranges:
        return ranges[weekday] == item.reps
    most = max(map(reps_of, outing.sets), default=0)
    if weekday is not None:  # it stood in for another exercise
        return low <= most <= high + OFF_RANGE
    return _nearest(most, {item.reps, *ranges.values()}) == item.reps


def every_outing(scene: Scene, item: WorkItem) -> list[Outing]:
    """The outings for any range."""
    state = scene.state(item.exercise.id)
    light = {week.monday for week in scene.training.weeks if week.deload}
    found = []
    for outing in state.recent if state else ():
        sets = tuple(each for each in outing.sets if (each.seconds if item.reps is None else each.reps) is not None)
        fresh = item.load_since is None or outing.day > item.load_since
        if sets and fresh and outing.day < scene.day and monday_of(outing.day) not in light:
            found.append(replace(outing, sets=sets))
    return found


def _ranges(scene: Scene, item: WorkItem) -> dict[Weekday, tuple[int, int]]:
    """The ranges that the plan has the exercise for, by day."""
    return {
        session.weekday: other.reps
        for session in scene.program.sessions
        for other in session.items
        if other.exercise.id == item.exercise.id and other.reps is not None
    }


def _nearest(most: int, ranges: Collection[tuple[int, int]]) -> tuple[int, int]:
    """The range that so many repetitions are in, or nearest to."""
    return min(sorted(ranges), key=lambda reps: max(reps[0] - most, most - reps[1], 0))


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
    own, every = _loaded(outings(scene, item)), _loaded(every_outing(scene, item))
    if not every:
        return None
    outing, kg = every[-1]
    if not own or (outing is not own[-1][0] and scene.age_days(own[-1][0].day) > FRESH_DAYS):
        return Level(kg=kg, last_kg=kg, outing=outing, elsewhere=True)
    return _established(scene, item, own)


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
    before = scene.training.plan is not None and last.day < scene.training.plan.since
    most = max(map(reps_of, last.sets))
    if (
        before and last.asked is None and not low <= most <= high + OFF_RANGE
    ):  # the plan had it for other repetitions then
        return Level(kg=last_kg, last_kg=last_kg, outing=last, elsewhere=True)
    return Level(kg=kg, last_kg=last_kg, outing=last, missed=missed)
