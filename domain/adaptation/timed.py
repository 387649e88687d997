"""Timed work: holds and continuous pieces, how much longer they may be than last time."""

from msgspec import Struct

from domain.adaptation.level import outings
from domain.adaptation.scene import Scene
from domain.coaching.programming.program import WorkItem
from domain.profile import Activity
from domain.training.state import Outing

PIECE_SECONDS, HOLD_MOST = 300, 90
LONGEST_DAYS, WEEK_DAYS = 30, 6
LONGEST_SHARE = 1.10
"""A single run stays within 110 % of the longest of the last 30 days (Frandsen 2025: more injuries beyond)."""


class Seconds(Struct, frozen=True, kw_only=True):
    """Seconds of timed work, and why."""

    seconds: int
    rule: str
    numbers: dict[str, float] = {}


def seconds_today(scene: Scene, item: WorkItem, *, hold: bool, most: int) -> Seconds:
    """Seconds of timed work today; `most` is what the session leaves room for.

    A hold grows by a tenth (at least five seconds) when every set lasted, a piece of cardio by at most a tenth a week.
    """
    planned = item.seconds or 0
    past = outings(scene, item)
    if planned >= PIECE_SECONDS:
        return _run(scene, item, _piece(scene, planned, past, most=planned if hold or _deloads(scene) else most))
    done = [each.seconds for each in past[-1].sets if each.seconds] if past else []
    if hold or _deloads(scene) or not done or min(done) < planned:
        return Seconds(seconds=planned, rule="ADP-plan")
    seconds = max(planned, min(int(min(done) + max(5, min(done) // 10)), HOLD_MOST, most))
    return Seconds(seconds=seconds, rule="ADP-seconds", numbers={"seconds": seconds})


def _deloads(scene: Scene) -> bool:
    return scene.week is not None and scene.week.target.deload


def _piece(scene: Scene, planned: int, past: list[Outing], *, most: int) -> Seconds:
    """Longer by a tenth than the longest of the last 30 days that lies about a week back, when that was as planned."""
    days = ((scene.age_days(outing.day), outing) for outing in past)
    longest = max((_seconds(outing) for age, outing in days if WEEK_DAYS <= age <= LONGEST_DAYS), default=0.0)
    seconds = planned if longest < planned else max(planned, min(int(longest * 1.1) // 60 * 60, most))
    if seconds == planned:
        return Seconds(seconds=planned, rule="ADP-plan")
    return Seconds(seconds=seconds, rule="ADP-longer", numbers={"minutes": round(seconds / 60)})


def _seconds(outing: Outing) -> float:
    return max((each.seconds for each in outing.sets if each.seconds), default=0.0)


def _run(scene: Scene, item: WorkItem, piece: Seconds) -> Seconds:
    """The piece within 110 % of the longest run of the last 30 days, where there was one."""
    if Activity.RUNNING not in item.exercise.activities:
        return piece
    runs = [
        _seconds(outing)
        for id_, state in scene.training.exercises.items()
        if Activity.RUNNING in _activities(scene, id_)
        for outing in state.recent
        if 0 < scene.age_days(outing.day) <= LONGEST_DAYS
    ]
    longest = max(runs, default=0.0)
    if not longest or piece.seconds <= longest * LONGEST_SHARE:
        return piece
    seconds = max(60, int(longest * LONGEST_SHARE) // 60 * 60)
    return Seconds(seconds=seconds, rule="ADP-run", numbers={"minutes": round(seconds / 60), "longest": longest / 60})


def _activities(scene: Scene, exercise: str) -> frozenset[Activity]:
    known = scene.context.catalogue.exercises.get(exercise)
    return frozenset() if known is None else known.activities
