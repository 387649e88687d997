"""Days that pass: fitness and fatigue decay, weeks begin, the plan's days fall due.

Fitness and fatigue are EWMAs of the daily session load over 42 and 7 days: x + (load - x) / days (Banister; evidence
4.12). Form is yesterday's fitness less yesterday's fatigue.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from msgspec.structs import replace

from domain.coaching.programming.cycle import week_of_cycle
from domain.events.kinds import PlannedDay
from domain.plan import WeekTarget
from domain.profile import Weekday
from domain.training.state import SESSION_DAYS, WEEKS, ActivePlan, Today, Training, WeekDone

FITNESS_DAYS: Final = 42
FATIGUE_DAYS: Final = 7

_ONE_DAY = timedelta(days=1)
_WEEKDAYS = tuple(Weekday)


def monday_of(day: date) -> date:
    """The Monday of the day's week."""
    return day - timedelta(days=day.weekday())


def passed(state: Training, to: date) -> Training:
    """The state at day `to`, when nothing happens on the days after the state's up to and including `to`."""
    if state.day is None or to <= state.day:
        return state
    day, fitness, fatigue, form = state.day, state.fitness, state.fatigue, state.form
    weeks, plan = list(state.weeks), state.plan
    while day < to:
        day += _ONE_DAY
        form = fitness - fatigue
        fitness -= fitness / FITNESS_DAYS
        fatigue -= fatigue / FATIGUE_DAYS
        if day.weekday() == 0:
            if plan is not None and len(weeks) >= WEEKS:
                plan = _in_sight(plan, weeks)
            weeks.append(_new_week(plan, tuple(weeks), day))
            del weeks[:-WEEKS]
        if is_due(state, day):
            weeks[-1] = replace(weeks[-1], planned=weeks[-1].planned + 1)
    oldest = to - timedelta(days=SESSION_DAYS)
    return replace(
        state,
        day=to,
        plan=plan,
        fitness=fitness,
        fatigue=fatigue,
        form=form,
        weeks=tuple(weeks),
        sessions=tuple(each for each in state.sessions if each.day > oldest),
        cuts=tuple(each for each in state.cuts if each[0] > oldest),
        today=Today(),
    )


def weekday_of(day: date) -> Weekday:
    """The day's name."""
    return _WEEKDAYS[day.weekday()]


def begins(day: date) -> Training:
    """The state at the beginning of a person's first day."""
    week = WeekDone(monday=monday_of(day), planned=0, done=0, sets={}, tonnage_kg=0.0, load=0.0)
    return Training(day=day, first=day, weeks=(week,))


def is_due(state: Training, day: date) -> bool:
    """True when the plan has a session on `day` and the person is neither away nor stopped by a red flag."""
    if state.plan is None or state.open_symptoms or (state.away_until is not None and day <= state.away_until):
        return False
    return planned_day(state.plan, weekday_of(day)) is not None


def planned_day(plan: ActivePlan | None, weekday: Weekday | None) -> PlannedDay | None:
    """The plan's day of that weekday."""
    if plan is None or weekday is None:
        return None
    return next((each for each in plan.days if each.weekday == weekday), None)


def cycle_week(plan: ActivePlan | None, weeks: tuple[WeekDone, ...], monday: date) -> WeekTarget | None:
    """What the cycle says of the week from `monday`; None without a plan and before its cycle begins."""
    if plan is None or not plan.weeks or monday < plan.cycle_started:
        return None
    past = [(each.planned, each.done) for each in weeks if plan.cycle_started <= each.monday < monday]
    return plan.weeks[week_of_cycle(plan.weeks, past)]


def _in_sight(plan: ActivePlan, weeks: Sequence[WeekDone]) -> ActivePlan:
    """The plan with its cycle begun later by whole rounds, once its first week would leave the weeks that are kept.

    What is left out says the same of the running round: `week_of_cycle` counts modulo the cycle.
    """
    if not plan.weeks or plan.cycle_started > weeks[0].monday:
        return plan
    past = [(each.planned, each.done) for each in weeks]
    for count in range(1, len(weeks)):
        if week_of_cycle(plan.weeks, past[:count]) == 0:
            return replace(plan, cycle_started=weeks[count].monday)
    return plan


def _new_week(plan: ActivePlan | None, weeks: tuple[WeekDone, ...], day: date) -> WeekDone:
    monday = monday_of(day)
    target = cycle_week(plan, weeks, monday)
    return WeekDone(
        monday=monday,
        planned=0,
        done=0,
        sets={},
        tonnage_kg=0.0,
        load=0.0,
        deload=target is not None and target.deload,
    )
