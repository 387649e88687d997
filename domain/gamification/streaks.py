"""Streaks by the person's own schedule: weeks in which the plan's days were done.

Rest days are neutral. Days away, ill, with severe pain or an open red flag are not missed, and a deload never breaks a
streak. A freeze stands in for one missed session-day, is used by itself, and never adds to the count.
"""

from datetime import date
from typing import Final

from msgspec.structs import replace

from domain.gamification.state import USED_KEPT, Streak, Week

WEEKS_PER_FREEZE: Final = 4
MOST_FREEZES: Final = 2


def missed(week: Week) -> int:
    """Session-days of the week that were neither done nor excused."""
    return max(0, week.planned - len(week.done))


def after_week(streak: Streak, week: Week, *, deload: bool) -> Streak:
    """The streak after a week that is over.

    A week without plan days changes nothing, nor does a deload in which something was missed.
    """
    gap = missed(week)
    if not week.planned and not week.done:
        return streak
    if gap == 0:
        full = streak.full + 1
        freezes = streak.freezes + (full % WEEKS_PER_FREEZE == 0)
        weeks = streak.weeks + 1
        return replace(streak, weeks=weeks, best=max(streak.best, weeks), full=full, freezes=min(MOST_FREEZES, freezes))
    if deload or not streak.weeks:
        return streak
    if gap <= streak.freezes:
        return replace(streak, freezes=streak.freezes - gap, used=_used(streak, week.monday, gap))
    return replace(streak, weeks=0)


def _used(streak: Streak, monday: date, count: int) -> tuple[tuple[date, int], ...]:
    return (*streak.used, (monday, count))[-USED_KEPT:]
