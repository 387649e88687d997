from datetime import timedelta
from uuid import UUID

from msgspec.structs import replace

from domain.adaptation.activation import cycle_after, cycle_start, planned_event
from domain.adaptation.changes import Deload, MoveDay, Restart
from domain.profile import Weekday
from tests.unit.domain.adaptation.lives import DAY, lifter, lifting

DOCUMENT = lifter()[1]


def test_the_event_carries_what_the_folds_need():
    event = planned_event(DOCUMENT, plan=UUID(int=7), version=3, reason="adapted", cycle_started=DAY, restores=1)
    assert (event.plan, event.version, event.reason, event.restores) == (UUID(int=7), 3, "adapted", 1)
    assert event.weeks == DOCUMENT.weeks
    assert [day.weekday for day in event.days] == [day.weekday for day in DOCUMENT.days]
    squat, detail = event.days[0].exercises[0], DOCUMENT.days[0].exercises[0]
    assert (squat.id, squat.sets, squat.load_kg, squat.rir) == (
        detail.exercise_id, detail.sets, detail.load_kg, detail.rir,
    )  # fmt: skip
    assert DOCUMENT.plan is not None
    stats = DOCUMENT.plan.workout_plan.weekly_schedule[0].exercises[0].gamified_stats
    assert squat.xp == stats.xp_earned


def test_a_stopped_plan_has_no_days():
    stopped = replace(DOCUMENT, plan=None, days=(), weeks=())
    event = planned_event(stopped, plan=UUID(int=7), version=1, reason="initial", cycle_started=DAY)
    assert event.days == ()


def test_a_cycle_begins_on_a_monday():
    assert cycle_start(DAY + timedelta(days=4)) == DAY


def test_a_deload_and_a_restart_begin_a_cycle():
    scene = lifting(day=DAY + timedelta(days=2))
    assert scene.training.plan is not None
    assert cycle_after(Deload(monday=DAY + timedelta(weeks=1)), scene) == DAY + timedelta(weeks=1)
    assert cycle_after(Restart(days_off=30, load_factor=0.9, sets_factor=1), scene) == DAY
    kept = cycle_after(MoveDay(weekday=Weekday.MONDAY, to=Weekday.TUESDAY), scene)
    assert kept == scene.training.plan.cycle_started
