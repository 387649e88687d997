"""The event that puts a plan in force, and the week from which its mesocycle counts."""

from datetime import date
from uuid import UUID

from domain.adaptation.changes import Change, Deload, Restart
from domain.adaptation.scene import Scene, monday_of
from domain.events.kinds import PlanActivated, PlannedDay, PlannedExercise
from domain.plan import DayDetail, ExerciseDetail, PlanDay, PlanDocument, PlanExercise


def cycle_start(day: date) -> date:
    """The Monday from which a new plan's weeks count: that of the day's own week."""
    return monday_of(day)


def cycle_after(change: Change, scene: Scene) -> date:
    """The Monday from which the weeks count after a change: a deload and a restart begin a cycle, nothing else does."""
    if isinstance(change, Deload):
        return change.monday
    if isinstance(change, Restart) or scene.training.plan is None:
        return monday_of(scene.day)
    return scene.training.plan.cycle_started


def planned_event(
    document: PlanDocument,
    *,
    plan: UUID,
    version: int,
    reason: str,
    cycle_started: date,
    restores: int | None = None,
) -> PlanActivated:
    """The event for a stored version. Its days are empty when screening stopped the plan."""
    shown = () if document.plan is None else document.plan.workout_plan.weekly_schedule
    return PlanActivated(
        plan=plan,
        version=version,
        reason=reason,
        cycle_started=cycle_started,
        weeks=document.weeks,
        days=tuple(_day(day, detail) for day, detail in zip(shown, document.days, strict=True)),
        restores=restores,
    )


def _day(day: PlanDay, detail: DayDetail) -> PlannedDay:
    return PlannedDay(
        weekday=detail.weekday,
        kind=detail.kind,
        focus=detail.focus,
        minutes=day.duration,
        exercises=tuple(_exercise(shown, each) for shown, each in zip(day.exercises, detail.exercises, strict=True)),
    )


def _exercise(shown: PlanExercise, detail: ExerciseDetail) -> PlannedExercise:
    stats = shown.gamified_stats
    return PlannedExercise(
        id=detail.exercise_id,
        role=detail.role,
        sets=detail.sets,
        rest_s=detail.rest_s,
        reps_low=detail.reps_low,
        reps_high=detail.reps_high,
        seconds=detail.seconds,
        load_kg=detail.load_kg,
        rir=detail.rir,
        xp=stats.xp_earned,
        strength=stats.strength_gained,
        agility=stats.agility_gained,
        endurance=stats.endurance_gained,
    )
