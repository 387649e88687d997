"""Holds and long pieces, on a runner's plan."""

from functools import cache
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from domain.adaptation.scene import Scene
from domain.adaptation.timed import seconds_today
from domain.adaptation.today import today_session
from domain.coaching.programming.program import WorkItem
from domain.plan import PlanDocument
from domain.profile import Activity, Profile
from domain.readiness.types import Action
from domain.training.state import ExerciseState, Outing, WorkSet
from tests.unit.domain.adaptation.lives import ago, lifter, lifting, outing, planned_for

RUNNER: dict[str, Any] = {
    "personal_info": {"age": 30, "gender": "female", "height": 170, "weight": 62, "fitness_level": "intermediate"},
    "goals": ["endurance_improvement"],
    "preferences": {
        "workout_duration": 90,
        "days_per_week": 4,
        "equipment_access": "no_equipment",
        "preferred_activities": ["running"],
    },
}
PLANK = "side-bridge"


@cache
def runner() -> tuple[Profile, PlanDocument]:
    profile = msgspec.convert(RUNNER, Profile, strict=False)
    return profile, planned_for(profile)


def run_of(scene: Scene) -> WorkItem:
    """The runner's first long run."""
    items = (item for session in scene.program.sessions for item in session.items)
    return next(item for item in items if Activity.RUNNING in item.exercise.activities and (item.seconds or 0) >= 600)


def timed(days: int, *seconds: float) -> Outing:
    """An outing of timed sets."""
    sets = tuple(WorkSet(None, None, None, each) for each in seconds)
    return Outing(ago(days), outing(ago(days)).session, sets, None)


def running(*runs: tuple[int, float], **facts: Any) -> tuple[Scene, WorkItem]:
    """A scene after runs of (days ago, seconds)."""
    profile, document = runner()
    item = run_of(lifting(profile=profile, document=document))
    past = tuple(
        Outing(ago(days), outing(ago(days)).session, (WorkSet(None, None, None, seconds),), None)
        for days, seconds in runs
    )
    state = ExerciseState(exercise=item.exercise.id, outings=len(past), recent=past)
    return lifting(profile=profile, document=document, exercises={item.exercise.id: state}, **facts), item


def test_without_history_a_piece_is_as_planned():
    scene, item = running()
    assert seconds_today(scene, item, hold=False, most=9999).seconds == item.seconds


def test_a_piece_grows_by_a_tenth_of_what_lies_a_week_back():
    _, item = running()
    planned = item.seconds or 0
    scene, item = running((7, planned))
    found = seconds_today(scene, item, hold=False, most=9999)
    assert planned < found.seconds <= planned * 1.1
    assert found.rule == "ADP-longer"


@pytest.mark.parametrize("hold", [True, False], ids=["hold", "no_room"])
def test_a_piece_does_not_grow_when_held_or_without_room(hold):
    _, item = running()
    planned = item.seconds or 0
    scene, item = running((7, planned))
    assert seconds_today(scene, item, hold=hold, most=planned).seconds == planned


def test_a_run_stays_within_a_tenth_of_the_longest_of_thirty_days():
    _, item = running()
    planned = item.seconds or 0
    scene, item = running((40, planned * 2), (9, planned / 2), (3, planned / 2))
    found = seconds_today(scene, item, hold=False, most=9999)
    assert found.rule == "ADP-run"
    assert found.seconds <= planned / 2 * 1.1


def test_the_session_tells_the_shorter_run():
    _, item = running()
    scene, item = running((9, (item.seconds or 0) / 2), (3, (item.seconds or 0) / 2))
    days = [session.weekday for session in scene.program.sessions if item in session.items]
    shown = next(each for each in today_session(scene, weekday=days[0]).exercises if each.exercise == item.exercise.id)
    assert shown.seconds is not None
    assert shown.seconds < (item.seconds or 0)
    assert any(each.rule == "ADP-run" for each in shown.reasons)


def test_reduce_shortens_timed_work():
    scene, item = running()
    days = [session.weekday for session in scene.program.sessions if item in session.items]
    plain = today_session(scene, weekday=days[0])
    reduced = today_session(replace(scene, readiness=replace(scene.readiness, action=Action.REDUCE)), weekday=days[0])
    for before, after in zip(plain.exercises, reduced.exercises, strict=True):
        if before.seconds is not None and before.role != "mobility":
            assert after.seconds is not None
            assert after.seconds < before.seconds


def held(*seconds: float) -> tuple[Scene, WorkItem]:
    state = ExerciseState(exercise=PLANK, outings=1, recent=(timed(3, *seconds),))
    scene = lifting(exercises={PLANK: state})
    return scene, next(item for item in scene.program.sessions[0].items if item.exercise.id == PLANK)


@pytest.mark.parametrize(
    ("done", "seconds"),
    [((30, 30), 35), ((60, 62), 66), ((30, 25), 30), ((90, 90), 90)],
    ids=["five_more", "a_tenth", "not_all", "most"],
)
def test_holds_grow_when_every_set_lasted(done, seconds):
    scene, item = held(*done)
    assert item.seconds == lifter()[1].days[0].exercises[-1].seconds == 30
    assert seconds_today(scene, item, hold=False, most=999).seconds == seconds
