"""XP into the state, within the day's caps, each with a line that says what it was for."""

from datetime import date
from typing import Final

from msgspec.structs import replace

from domain.coaching.telling.worth import DAY_CAP_XP
from domain.gamification.attributes import raised
from domain.gamification.planned import monday_of
from domain.gamification.state import WEEKS_KEPT, Entry, Gains, GameState

BONUS_CAP_XP: Final = 75
"""Most a day gives on top of its work (`worth.DAY_CAP_XP`): room for everything below on one day."""

SESSION_XP, REST_XP, CHECKIN_XP, QUEST_XP = 10, 10, 5, 20
"""Bonuses: a session done as planned, a rest day kept, the day's check-in, a quest done."""

MOST_XP_A_DAY: Final = DAY_CAP_XP + BONUS_CAP_XP


def room(state: GameState) -> int:
    """XP that the day's work may still earn."""
    return DAY_CAP_XP - state.today.work_xp


def noted(state: GameState, entry: Entry) -> GameState:
    """The state with the entry, its XP and its gains."""
    state = replace(state, entries=(*state.entries, entry), xp=state.xp + entry.xp)
    if entry.xp:
        state = replace(state, week_xp=_added(state.week_xp, monday_of(entry.day), entry.xp))
    return gained(state, entry.gains)


def gained(state: GameState, gains: Gains) -> GameState:
    """The state with attributes raised on its day."""
    if state.day is None or gains == Gains():
        return state
    week = state.week and replace(state.week, gains=state.week.gains.plus(gains))
    return replace(state, attributes=raised(state.attributes, gains, state.day), week=week)


def worked_for(state: GameState, entry: Entry) -> GameState:
    """XP for work: no more than there is room for; the rest is noted as lost to the cap."""
    paid = min(entry.xp, room(state))
    over = entry.xp - paid
    state = noted(state, replace(entry, xp=paid))
    state = replace(state, today=replace(state.today, work_xp=state.today.work_xp + paid))
    return noted(state, Entry(day=entry.day, kind="cap", lost=over)) if over else state


def bonus(state: GameState, kind: str, xp: int, subject: str = "", gains: Gains | None = None) -> GameState:
    """XP on top of the day's work, within its cap; nothing before any day."""
    day = state.day
    if day is None:
        return state
    paid = min(xp, BONUS_CAP_XP - state.today.bonus_xp)
    state = replace(state, today=replace(state.today, bonus_xp=state.today.bonus_xp + paid))
    return noted(state, Entry(day=day, kind=kind, subject=subject, xp=paid, gains=gains or Gains()))


def counted(state: GameState, **more: int) -> GameState:
    """The state with counts raised."""
    kept = {name: value for name, value in more.items() if value}
    if not kept:
        return state
    return replace(state, counts={**state.counts, **{name: state.counts.get(name, 0) + n for name, n in kept.items()}})


def _added(weeks: tuple[tuple[date, int], ...], monday: date, xp: int) -> tuple[tuple[date, int], ...]:
    by_week = dict(weeks)
    by_week[monday] = by_week.get(monday, 0) + xp
    return tuple(sorted(by_week.items())[-WEEKS_KEPT:])
