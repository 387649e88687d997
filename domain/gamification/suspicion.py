"""Work that does not add up: it stays in the history, and its XP waits until it does.

jump     an estimated maximum more than 15 % above the best of the last 7 days. Released when a later outing within 28
         days confirms it (95 % of it or more), or when the set is corrected.
sets     more than 60 working sets on one day. Released when the day is corrected.
overlap  two sessions at the same time. Released when one of them is corrected or deleted.
speed    more repetitions than fit into the time (one a second, rests not counted). Released when the session's minutes
         are told, or its sets corrected.

Numbers after evidence 5; that two lies may confirm each other is accepted: only the person's own game is at stake.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from domain.coaching.programming.loads import percent_of_max
from domain.gamification.facts import Done, Facts, Session
from domain.gamification.state import Held, Lift

MOST_SETS_A_DAY: Final = 60
OVERLAP: Final = timedelta(minutes=5)
SECONDS_PER_REP: Final = 1.0
GRACE_S: Final = 120.0

JUMP: Final = 1.15
JUMP_DAYS: Final = 7
CONFIRMED: Final = 0.95
KNOWN_FROM: Final = 2
"""Outings before a jump can be told from finding the right load."""

MOST_TO_FAILURE: Final = 12
"""Estimates hold to about this many repetitions to failure."""

ASSUMED_RIR: Final = 2.0


def doubtful_sessions(facts: Facts) -> dict[UUID, str]:
    """Sessions of the day that do not add up, and why."""
    sessions = [session for session in facts.sessions.values() if session.sets]
    if sum(len(session.sets) for session in sessions) > MOST_SETS_A_DAY:
        return {session.id: "sets" for session in sessions}
    found = {session.id: "speed" for session in sessions if _too_fast(session)}
    until = None
    for session in sorted(sessions, key=lambda each: (each.sets[0].at, each.id)):
        begun, ended = session.sets[0].at, session.sets[-1].at
        if until is not None and begun < until - OVERLAP:
            found[session.id] = "overlap"
        until = max(ended, until) if until is not None else ended
    return found


def _too_fast(session: Session) -> bool:
    """The longest set is not counted: nobody knows when the first one began."""
    least = [_least_s(each) for each in session.sets]
    span = (max(session.instants) - min(session.instants)).total_seconds()
    return sum(least) - max(least) > max(span, 60 * session.minutes) + GRACE_S


def _least_s(done: Done) -> float:
    told = done.told
    return told.seconds if told.seconds is not None else SECONDS_PER_REP * (told.reps or 0)


def estimate(sets: Iterable[Done]) -> float | None:
    """The best estimated maximum of the sets in kg; None when none of them allows one."""
    found = []
    for each in sets:
        told = each.told
        if not told.load_kg or not told.reps:
            continue
        rir = told.rir if told.rir is not None else 10 - told.rpe if told.rpe is not None else ASSUMED_RIR
        if told.reps + rir <= MOST_TO_FAILURE:
            found.append(told.load_kg * 100 / percent_of_max(told.reps + rir))
    return max(found, default=None)


def jumped(lift: Lift | None, kg: float, day: date) -> bool:
    """Whether an estimate of `kg` is too far above the last days' to be taken at once."""
    if lift is None or lift.outings < KNOWN_FROM:
        return False
    before = [value for on, value in lift.recent if 0 < (day - on).days <= JUMP_DAYS]
    return bool(before) and kg > JUMP * max(before)


def confirms(held: Held, exercise: str, kg: float, day: date) -> bool:
    """Whether an outing on a later day shows that a held jump was real."""
    return held.reason == "jump" and held.exercise == exercise and held.day < day and kg >= CONFIRMED * held.value


def with_outing(lift: Lift | None, kg: float, day: date) -> Lift:
    """The lift after an outing that is taken."""
    if lift is None:
        return Lift(1, ((day, kg),), kg)
    recent = tuple((on, value) for on, value in lift.recent if (day - on).days <= JUMP_DAYS)
    return Lift(lift.outings + 1, (*recent, (day, kg)), max(lift.best, kg))
