"""The game as a fold over days of effective events: idempotent, and the same however often it is rebuilt.

XP is for planned work done and for keeping to the plan (rest days, deloads, check-ins), never for tonnage, pain, eating
less or weighing less.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

from msgspec.structs import replace

from domain.catalogue.types import Catalogue
from domain.coaching.planning.proposal import Role
from domain.events.kinds import PlanActivated
from domain.events.projection import Day
from domain.gamification.achievements import rewarded
from domain.gamification.attributes import CHECKIN_POINTS, RESTS_POINTS, SESSIONS_POINTS
from domain.gamification.earning import Earned, earned_by
from domain.gamification.facts import UNWELL, Facts, facts_of
from domain.gamification.ledger import CHECKIN_XP, QUEST_XP, REST_XP, SESSION_XP, bonus, counted, gained
from domain.gamification.planned import cycle_after, kept, monday_of, planned_day, week_target, weekday_of
from domain.gamification.quests import conditioning_minutes, progressed, quests_of, refitted, told_rir
from domain.gamification.state import (
    HELD_DAYS,
    LEDGER_DAYS,
    PLANS_KEPT,
    DayPlay,
    Gains,
    GameState,
    PastWeek,
    Week,
)
from domain.gamification.streaks import after_week, missed
from domain.gamification.work import Piece, Worked, is_rest_day, opened, worked

CYCLE_REASON: Final = "cycle"
"""Why a plan was made when the cycle before it is finished."""

RETURN_DAYS: Final = 14

REST_AFTER_DAYS: Final = 7
"""A rest day earns XP only when a session of the plan lies at most this many days back: rest from training."""


class GameFold:
    """`domain.events.projection.Fold` of the game."""

    name = "game"
    version = 1
    state = GameState

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def empty(self) -> GameState:
        return GameState()

    def advance(self, state: GameState, day: date) -> GameState:
        """Days pass: rest days are kept, weeks close, doubtful work lapses."""
        while state.day is not None and state.day < day:
            plan = state.plan
            if plan is None or not plan.days:
                return _begun(_week_closed(state) if _new_week(state, day) else state, day)
            closed = _day_closed(state)
            if state.day.weekday() == 6:
                closed = _week_closed(closed)
            state = _begun(closed, state.day + timedelta(days=1))
        return state

    def step(self, state: GameState, day: Day) -> GameState:
        """One day's events; the state's day is over by then."""
        state = _begun(state, day.date) if state.day is None else self.advance(state, day.date)
        facts = facts_of(day.events)
        state = _informed(state, facts)
        for event in facts.plans:
            state = _activated(state, event, day.date)
        work = worked(state, facts, day.date, self._catalogue)
        state = replace(
            state,
            week=work.week,
            sessions={**state.sessions, **opened(facts, day.date)},
            today=replace(state.today, hard=work.hard, excused=bool(facts.pains)),
        )
        state, done = earned_by(state, work, facts, self._catalogue)
        state = _sessions_rewarded(state, work, done)
        state = _told(state, facts)
        state = _practised(state, done.paid)
        return rewarded(_quests_rewarded(state, done.paid))


# --- what the day says ---


def _informed(state: GameState, facts: Facts) -> GameState:
    """Symptoms, absences and weighings; they hold for the whole day."""
    gone = {name for name, is_open in facts.symptoms.items() if not is_open}
    open_ = {name for name, is_open in facts.symptoms.items() if is_open}
    state = replace(
        state,
        symptoms=(state.symptoms - gone) | open_,
        heaviest_kg=max(state.heaviest_kg, facts.weight_kg),
    )
    if facts.away:
        state = replace(state, away_until=facts.away.until, unwell=facts.away.reason in UNWELL)
    return state


def _activated(state: GameState, event: PlanActivated, day: date) -> GameState:
    plan = kept(event)
    before = tuple(each for each in state.plans if each.plan != plan.plan)
    week = state.week or Week(monday=monday_of(day))
    quests = refitted(state.quests, plan, state.past, week, day)
    state = replace(
        state, plans=(*before, plan)[-PLANS_KEPT:], quests=quests, today=replace(state.today, planned_on=True)
    )
    return counted(state, cycles=int(event.reason == CYCLE_REASON))


def _sessions_rewarded(state: GameState, work: Worked, done: Earned) -> GameState:
    """Sessions of the plan that were done, by half or nearly whole."""
    plan, week, earned = state.plan, state.week, work.begun & done.weekdays
    if work.begun and week is not None:
        back = state.last_session is not None and (work.day - state.last_session).days >= RETURN_DAYS
        state = counted(state, sessions=len(earned), returns=int(back and bool(earned)))
        state = replace(state, last_session=work.day, week=replace(week, earned=week.earned | earned))
        share = SESSIONS_POINTS / max(1, len(plan.days) if plan else 1)
        if earned:
            state = gained(state, Gains(health=share * len(earned)))
    for weekday in sorted(work.full & done.clean):
        state = counted(bonus(state, "session", SESSION_XP, weekday), as_planned=1)
    return state


def _told(state: GameState, facts: Facts) -> GameState:
    """Check-ins and ratings."""
    if facts.checkin is not None and state.week is not None:
        state = replace(state, week=replace(state.week, checkins=state.week.checkins + 1))
        state = counted(state, checkins=1, slept=int(facts.slept))
        points = Gains(health=CHECKIN_POINTS)
        state = bonus(state, "checkin", CHECKIN_XP, gains=points) if facts.checkin else gained(state, points)
    return counted(state, rated=facts.rated)


def _practised(state: GameState, paid: Iterable[Piece]) -> GameState:
    """What the achievements count of planned work."""
    sets = mobility = minutes = told = 0
    tried = set(state.tried)
    for piece in paid:
        if piece.planned is None:
            continue
        own = [each for each in piece.sets if not each.late]
        sets += len(own)
        mobility += len(own) if piece.planned.role == Role.MOBILITY else 0
        minutes += conditioning_minutes(piece)
        told += sum(1 for each in own if told_rir(each.told.rir, each.told.rpe) is not None)
        tried.add(piece.done)
    state = counted(state, sets=sets, mobility=mobility, minutes=minutes, told_rir=told)
    return replace(state, tried=frozenset(tried)) if len(tried) > len(state.tried) else state


def _quests_rewarded(state: GameState, paid: Iterable[Piece] = ()) -> GameState:
    if state.week is None:
        return state
    before = state.quests
    state = replace(state, quests=progressed(before, state.week, paid))
    for old, new in zip(before, state.quests, strict=True):
        if new.done and not old.done:
            state = counted(bonus(state, "quest", QUEST_XP, new.kind), quests=1)
    return state


# --- days and weeks that pass ---


def _day_closed(state: GameState) -> GameState:
    """The end of a day under a plan: a plan's day is over, or a rest day was kept."""
    day, plan, week = state.day, state.plan, state.week
    assert day is not None and plan is not None and week is not None  # noqa: S101, PT018
    absent = bool(state.symptoms) or (state.away_until is not None and day <= state.away_until)
    excused = absent or state.today.excused
    weekday = weekday_of(day)
    if planned_day(plan, weekday):
        if state.today.planned_on and weekday not in week.done:
            return state  # the plan came too late in the day to be missed
        return replace(state, week=replace(week, asked=week.asked + (not absent), planned=week.planned + (not excused)))
    last = state.last_session
    resting = last is not None and (day - last).days <= REST_AFTER_DAYS
    if excused or state.today.hard or not resting or not is_rest_day(state, day):
        return state
    state = replace(state, week=replace(week, rests=week.rests + 1))
    points = Gains(health=RESTS_POINTS / (7 - len(plan.days)))
    state = counted(bonus(state, "rest", REST_XP, gains=points), rests=1)
    return rewarded(_quests_rewarded(state))


def _new_week(state: GameState, day: date) -> bool:
    return state.week is not None and state.week.monday < monday_of(day)


def _week_closed(state: GameState) -> GameState:
    week, plan = state.week, state.plan
    if week is None:
        return state
    target = week_target(plan, state.past, week.monday) if plan else None
    deload = target is not None and target.deload
    state = replace(state, streak=after_week(state.streak, week, deload=deload))
    if plan and plan.days:
        over = PastWeek(week.monday, week.asked, len(week.done))
        state = replace(state, past=cycle_after(plan, state.past, over))
    gains = week.gains
    state = counted(
        state,
        deloads=int(deload and bool(week.done) and missed(week) == 0),
        balanced=int(min(gains.strength, gains.agility, gains.endurance) > 0),
        quest_weeks=int(bool(state.quests) and all(quest.done for quest in state.quests)),
    )
    return rewarded(state)


def _begun(state: GameState, day: date) -> GameState:
    """The state at the beginning of `day`, with what is too old forgotten."""
    monday = monday_of(day)
    if state.week is None or state.week.monday != monday:
        quests = quests_of(state.plan, state.past, day)
        state = replace(state, week=Week(monday=monday), quests=quests)
    if state.away_until is not None and state.away_until < day:
        state = replace(state, away_until=None, unwell=False)
    return replace(
        state,
        day=day,
        today=DayPlay(),
        entries=tuple(entry for entry in state.entries if (day - entry.day).days <= LEDGER_DAYS),
        held=tuple(held for held in state.held if (day - held.day).days <= HELD_DAYS),
        sessions={id_: each for id_, each in state.sessions.items() if (day - each.day).days <= 1},
    )
