"""What a plan asks of a week: which week of the cycle it is, how many sets, which day."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

from domain.coaching.planning.proposal import Role
from domain.coaching.programming.cycle import repeats, week_of_cycle
from domain.events.kinds import PlanActivated, PlannedDay, PlannedExercise
from domain.gamification.state import GamePlan, PastWeek
from domain.plan import WeekTarget
from domain.profile import Weekday

WEEKDAYS: Final = tuple(Weekday)

FULL_SHARE: Final = 0.9
"""From this share of its sets on, a session was done as planned."""

DONE_SHARE: Final = 0.5
"""From this share of its sets on, a plan's day counts as done; of what fits, when there was less time."""


LEAST_TIME: Final = 0.4
"""A day cut short asks for less, but never for less than this share of it."""


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def weekday_of(day: date) -> Weekday:
    return WEEKDAYS[day.weekday()]


def kept(event: PlanActivated) -> GamePlan:
    """What the game keeps of an activation."""
    return GamePlan(plan=event.plan, cycle_started=event.cycle_started, weeks=event.weeks, days=event.days)


def week_target(plan: GamePlan, past: Iterable[PastWeek], day: date) -> WeekTarget | None:
    """The week of the mesocycle that `day` is in, after the weeks `past`; None before it, or when the plan has none."""
    begun = monday_of(plan.cycle_started)
    if not plan.weeks or day < begun:
        return None
    return plan.weeks[week_of_cycle(plan.weeks, [(week.planned, week.done) for week in past if week.monday >= begun])]


def cycle_after(plan: GamePlan, past: Iterable[PastWeek], week: PastWeek) -> tuple[PastWeek, ...]:
    """The weeks that the cycle has behind it once `week` is over: of the running round, repeated ones left out.

    As `week_of_cycle` counts, a week that is done again changes nothing, and after the last week it begins anew: so
    neither has to be remembered.
    """
    begun = monday_of(plan.cycle_started)
    if not plan.weeks or week.monday < begun:
        return ()
    own = tuple(each for each in past if each.monday >= begun)
    if repeats(plan.weeks, [(each.planned, each.done) for each in (*own, week)]):
        return own
    return () if len(own) + 1 >= len(plan.weeks) else (*own, week)


def planned_day(plan: GamePlan, weekday: Weekday | None) -> PlannedDay | None:
    return next((each for each in plan.days if each.weekday == weekday), None)


def time_share(day: PlannedDay, minutes: int | None) -> float:
    """The part of the plan's day that fits into the minutes there were (None: all of it)."""
    if minutes is None or minutes >= day.minutes:
        return 1.0
    return max(LEAST_TIME, minutes / day.minutes)


def sets_asked(exercise: PlannedExercise, target: WeekTarget | None) -> int:
    """Sets of the exercise in that week, as `domain.coaching.programming.progression.item_in_week` counts them."""
    if target is None or exercise.role in (Role.MOBILITY, Role.CONDITIONING):
        return exercise.sets
    return max(1, int(exercise.sets * target.sets_factor + (0.5 if target.deload else 0.001)))


def rir_asked(exercise: PlannedExercise, target: WeekTarget | None) -> int | None:
    """Repetitions in reserve to stop at in that week; None when the plan names none."""
    if exercise.rir is None or target is None:
        return exercise.rir
    if target.deload:
        return max(exercise.rir, target.rir)
    return max(exercise.rir - 2, min(exercise.rir, target.rir))
