"""From diaries to figures: each life in numbers, and their means over people with bootstrap intervals."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from msgspec import Struct

from ml.evals.replay.body import as_percent
from ml.evals.replay.diary import Diary
from ml.evals.replay.orders import orders_minutes
from ml.evals.replay.steps import load_steps, most_sets_rise, too_large

DRAWS = 2000
OVER_TIME = 1.1
"""A session is over time when it is planned for more than this times the minutes there are (TIM-1)."""

MEASURES: dict[str, str] = {
    "lifts": "true strength of the first plan's main lifts, % gained",
    "muscles": "true strength of the six large muscle groups, % gained",
    "estimated": "estimated maximum of the main lifts since week 3, % gained",
    "adherence": "sessions done of those planned, %",
    "pain_days": "days with pain of 4 or more",
    "worst_pain": "worst pain, 0-10",
    "effort": "mean session RPE, 0-10",
    "reserve": "true repetitions in reserve after a working set, mean",
    "deload_weeks": "deload weeks",
    "proposals": "proposals a week",
    "largest_step": "largest step of a load, %",
    "sets_rise": "largest rise of a week's sets within a plan, %",
    "steps_over": "steps of a load above 10 % (and not the next one that exists)",
    "over_time": "sessions planned for more than the minutes there were",
}
"""What is measured of each life, and how the report names it."""


class Interval(Struct, frozen=True, kw_only=True):
    """A mean over people with its 95 % bootstrap interval."""

    mean: float
    low: float
    high: float
    people: int


def measured(diary: Diary) -> dict[str, float]:
    """The figures of one life; a measure that does not apply (no estimate, no second week) is left out."""
    steps = load_steps(diary.sessions)
    done = [entry for entry in diary.sessions if entry.outcomes]
    efforts = [entry.rpe for entry in done if entry.rpe is not None]
    left = [effort.left for entry in done for outcome in entry.outcomes for effort in outcome.efforts]
    planned = sum(week.plan.sessions for week in diary.weeks)
    building = [(week.plan.cycle, week.plan.sets) for week in diary.weeks if not week.plan.deload]
    rise = most_sets_rise(building)
    over = sum(
        orders_minutes(entry.orders.orders, entry.orders.frame_minutes) > OVER_TIME * entry.limit
        for entry in diary.sessions
    )
    found: dict[str, float | None] = {
        "lifts": as_percent(diary.weeks[-1].lifts) if diary.weeks else 0.0,
        "muscles": as_percent(diary.weeks[-1].muscles) if diary.weeks else 0.0,
        "estimated": None if diary.estimated is None else as_percent(diary.estimated),
        "adherence": 100 * sum(min(week.done, week.plan.sessions) for week in diary.weeks) / max(1, planned),
        "pain_days": float(diary.pain_days),
        "worst_pain": diary.worst_pain,
        "effort": sum(efforts) / len(efforts) if efforts else None,
        "proposals": sum(entry.decision == "proposed" for entry in diary.decided) / max(1, len(diary.weeks)),
        "reserve": sum(left) / len(left) if left else None,
        "deload_weeks": float(sum(week.plan.deload for week in diary.weeks)),
        "largest_step": 100 * max((step.share for step in steps), default=0.0),
        "sets_rise": None if rise is None else 100 * rise,
        "steps_over": float(sum(too_large(step) for step in steps)),
        "over_time": float(over),
    }
    return {name: value for name, value in found.items() if value is not None}


def faults(diaries: Sequence[Diary]) -> Counter[str]:
    """How often each kind of fault occurred."""
    return Counter(fault.what for diary in diaries for fault in diary.faults)


def decisions(diaries: Sequence[Diary]) -> Counter[tuple[str, str]]:
    """How often each (rule, decision) was taken."""
    return Counter((entry.rule, entry.decision) for diary in diaries for entry in diary.decided)


def interval(values: Sequence[float], seed: int = 0) -> Interval:
    """Mean and 95 % percentile bootstrap interval of `values` (one for each person)."""
    found = np.asarray(values, dtype=float)
    if not len(found):
        return Interval(mean=float("nan"), low=float("nan"), high=float("nan"), people=0)
    drawn = np.random.default_rng(seed).integers(0, len(found), size=(DRAWS, len(found)))
    means = found[drawn].mean(axis=1)
    low, high = np.percentile(means, [2.5, 97.5])
    return Interval(mean=float(found.mean()), low=float(low), high=float(high), people=len(found))
