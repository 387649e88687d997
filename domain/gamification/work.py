"""What a day's sets are worth: what the plan says for planned work, less for other work, nothing through pain."""

from collections.abc import Iterable
from datetime import date
from typing import Final
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from domain.catalogue.types import Catalogue, Exercise
from domain.coaching.telling.worth import (
    AGILE,
    AGILITY_PER_SET,
    ENDURANCE_PER_MINUTE,
    ENDURANCE_PER_SET,
    ENDURANCE_REPS,
    STRENGTH_PER_SET,
)
from domain.events.kinds import PlannedDay, PlannedExercise
from domain.gamification.facts import Done, Facts, Session
from domain.gamification.planned import (
    DONE_SHARE,
    FULL_SHARE,
    planned_day,
    sets_asked,
    time_share,
    week_target,
    weekday_of,
)
from domain.gamification.state import Gains, GamePlan, GameState, OpenSession, PastWeek, Progress, Week
from domain.profile import Weekday

FREE_XP_PER_SET, FREE_XP_PER_MINUTE, FREE_CAP_XP = 2, 1, 40
"""Free training earns about a third of what a plan's sets do, and at most this a day."""

SET_COUNTS_FROM: Final = 0.5
"""A set of fewer than this share of the range's low end is a try, not a set. Stopping a little early costs nothing."""

EASY_MET: Final = 4.5
"""Timed movement up to this (a brisk walk is 4.3) and mobility do not break a rest day."""

MOBILITY, LOCOMOTION = "mobility", "locomotion"


class Piece(Struct, frozen=True, kw_only=True):
    """One exercise of one session: what it would earn, and what speaks against it.

    `blocked` is the ledger's kind when it earns nothing (pain, symptom, halted, unwell, rest_broken), else empty;
    `late_xp` is what was recorded too late. `done`: the exercise as done. `weekday` and `planned` are None for free
    training.
    """

    session: UUID
    weekday: Weekday | None
    planned: PlannedExercise | None
    done: str
    sets: tuple[Done, ...]
    xp: int
    late_xp: int
    gains: Gains
    blocked: str


class Worked(Struct, frozen=True, kw_only=True):
    """A day's pieces, and the week after them. `begun` are the plan's days that crossed `DONE_SHARE` in it."""

    day: date
    pieces: tuple[Piece, ...]
    week: Week
    begun: frozenset[Weekday]
    full: frozenset[Weekday]
    hard: bool


class Place(Struct, frozen=True, kw_only=True):
    """Where a session belongs: its plan and the plan's day, if any."""

    plan: GamePlan | None
    day: PlannedDay | None


def worked(state: GameState, facts: Facts, day: date, catalogue: Catalogue) -> Worked:
    """What was trained on `day`; `state` is that of the day's beginning, with its plans and symptoms known."""
    week = state.week or Week(monday=day)
    pieces: list[Piece] = []
    touched: dict[Weekday, float] = {}
    for session in facts.sessions.values():
        place = _place(state, session)
        if place.day is not None:
            week = _left_out(week, place.day.weekday, session.left_out)
            touched[place.day.weekday] = time_share(place.day, facts.minutes)
        for done, sets in _by_exercise(session).items():
            exercise = catalogue.exercises.get(done)
            name = session.swaps.get(done, done)
            blocked = _blocked(state, facts, exercise, done)
            planned = _planned(place.day, name)
            if planned is None or place.plan is None or place.day is None:
                piece = _free(session, done, sets, exercise, blocked)
                if not blocked and place.day is None and is_rest_day(state, day):
                    piece = _on_rest_day(piece, exercise)
                pieces.append(piece)
                continue
            week, piece = _planned_piece(
                week, place.plan, state.past, place.day, planned, session, done, sets, blocked, day
            )
            pieces.append(piece)
    return _closed(state, week, tuple(pieces), touched, day, hard=_hard(pieces, catalogue))


def is_rest_day(state: GameState, day: date) -> bool:
    """Whether the plan in force keeps that weekday free."""
    plan = state.plan
    return plan is not None and bool(plan.days) and planned_day(plan, weekday_of(day)) is None


def _place(state: GameState, session: Session) -> Place:
    opened = state.sessions.get(str(session.id))
    plan_id = session.started.plan if session.started else opened.plan if opened else None
    weekday = session.started.weekday if session.started else opened.weekday if opened else None
    plan = next((each for each in reversed(state.plans) if each.plan == plan_id), state.plan)
    return Place(plan=plan, day=planned_day(plan, weekday) if plan and weekday else None)


def opened(facts: Facts, day: date) -> dict[str, OpenSession]:
    """The day's sessions, for sets that come after midnight."""
    return {
        str(session.id): OpenSession(day, session.started.plan, session.started.weekday)
        for session in facts.sessions.values()
        if session.started
    }


def _by_exercise(session: Session) -> dict[str, list[Done]]:
    found: dict[str, list[Done]] = {}
    for each in session.sets:
        found.setdefault(each.told.exercise, []).append(each)
    return found


def _planned(day: PlannedDay | None, name: str) -> PlannedExercise | None:
    return next((each for each in day.exercises if each.id == name), None) if day else None


def _blocked(state: GameState, facts: Facts, exercise: Exercise | None, done: str) -> str:
    if state.symptoms:
        return "symptom"
    if state.halted:
        return "halted"
    if state.unwell:
        return "unwell"
    if done in facts.painful or (exercise is not None and exercise.joints & facts.pains):
        return "pain"
    return ""


def _planned_piece(
    week: Week,
    plan: GamePlan,
    past: Iterable[PastWeek],
    day: PlannedDay,
    planned: PlannedExercise,
    session: Session,
    done: str,
    sets: list[Done],
    blocked: str,
    on: date,
) -> tuple[Week, Piece]:
    asked = sets_asked(planned, week_target(plan, past, on))
    progress = week.progress.get(day.weekday.value, Progress())
    before = progress.sets.get(planned.id, 0.0)
    timely = sum(_share(each, planned) for each in sets if not each.late)
    total = before + timely + sum(_share(each, planned) for each in sets if each.late)
    xp = _part(planned.xp, before + timely, asked) - _part(planned.xp, before, asked)
    late_xp = _part(planned.xp, total, asked) - _part(planned.xp, before + timely, asked)
    share = (min(total, asked) - min(before, asked)) / asked
    gains = Gains(planned.strength * share, planned.agility * share, planned.endurance * share)
    piece = Piece(
        session=session.id,
        weekday=day.weekday,
        planned=planned,
        done=done,
        sets=tuple(sets),
        xp=xp,
        late_xp=late_xp,
        gains=gains,
        blocked=blocked,
    )
    progress = replace(progress, sets={**progress.sets, planned.id: total})
    return replace(week, progress={**week.progress, day.weekday.value: progress}), piece


def _part(xp: int, done: float, asked: int) -> int:
    return int(xp * min(done, asked) / asked + 1e-9)


def _share(done: Done, planned: PlannedExercise) -> float:
    """How much of a planned set it is: timed work by its seconds, the rest whole or not at all."""
    told = done.told
    if planned.seconds and told.seconds is not None:
        return min(1.0, told.seconds / planned.seconds)
    if told.reps is not None and planned.reps_low:
        return 1.0 if told.reps >= SET_COUNTS_FROM * planned.reps_low else 0.0
    return 1.0


def _free(session: Session, done: str, sets: list[Done], exercise: Exercise | None, blocked: str) -> Piece:
    """A piece outside the plan; sets beyond the plan's, of an exercise that it has, are no such piece."""
    timely = [each for each in sets if not each.late]
    return Piece(
        session=session.id,
        weekday=None,
        planned=None,
        done=done,
        sets=tuple(sets),
        xp=_free_xp(timely, exercise),
        late_xp=_free_xp(sets, exercise) - _free_xp(timely, exercise),
        gains=_free_gains(sets, exercise),
        blocked=blocked,
    )


def _on_rest_day(piece: Piece, exercise: Exercise | None) -> Piece:
    """On a rest day of the plan easy movement is welcome and earns nothing; anything more is against the plan."""
    if _easy(exercise):
        return replace(piece, xp=0, late_xp=0)
    return replace(piece, blocked="rest_broken")


def _minutes(sets: Iterable[Done]) -> float:
    return sum(each.told.seconds or 0.0 for each in sets) / 60


def _free_xp(sets: list[Done], exercise: Exercise | None) -> int:
    if exercise is not None and exercise.pattern == LOCOMOTION:
        return int(FREE_XP_PER_MINUTE * _minutes(sets) + 1e-9)
    return FREE_XP_PER_SET * len(sets)


def _free_gains(sets: list[Done], exercise: Exercise | None) -> Gains:
    """As `domain.coaching.telling.worth` counts planned work."""
    if exercise is None:
        return Gains()
    if exercise.pattern == LOCOMOTION:
        return Gains(endurance=ENDURANCE_PER_MINUTE * _minutes(sets))
    strength = 0.0 if exercise.pattern == MOBILITY else STRENGTH_PER_SET[exercise.compound] * len(sets)
    long = sum(1 for each in sets if (each.told.reps or 0) >= ENDURANCE_REPS)
    agility = AGILITY_PER_SET * len(sets) if exercise.pattern in AGILE else 0.0
    return Gains(strength, agility, ENDURANCE_PER_SET * long)


def _hard(pieces: Iterable[Piece], catalogue: Catalogue) -> bool:
    return any(not _easy(catalogue.exercises.get(piece.done)) for piece in pieces)


def _easy(exercise: Exercise | None) -> bool:
    if exercise is None:
        return False
    return exercise.pattern == MOBILITY or (exercise.pattern == LOCOMOTION and exercise.met <= EASY_MET)


def _left_out(week: Week, weekday: Weekday, names: set[str]) -> Week:
    if not names:
        return week
    progress = week.progress.get(weekday.value, Progress())
    progress = replace(progress, left_out=progress.left_out | names)
    return replace(week, progress={**week.progress, weekday.value: progress})


def _closed(
    state: GameState, week: Week, pieces: tuple[Piece, ...], touched: dict[Weekday, float], on: date, *, hard: bool
) -> Worked:
    shares = {weekday: share_done(state, week, weekday, on) for weekday in touched}
    begun = frozenset(day for day, share in shares.items() if share >= DONE_SHARE * touched[day]) - week.done
    full = frozenset(day for day, share in shares.items() if share >= FULL_SHARE) - week.full
    week = replace(week, done=week.done | begun, full=week.full | full)
    return Worked(day=on, pieces=pieces, week=week, begun=begun, full=full, hard=hard)


def share_done(state: GameState, week: Week, weekday: Weekday, on: date) -> float:
    """The part of the plan's sets of `weekday` that was done this week, 0-1; exercises left out for pain aside."""
    plan = state.plan
    day = planned_day(plan, weekday) if plan else None
    own = week.progress.get(weekday.value)
    if plan is None or day is None or own is None:
        return 0.0
    target = week_target(plan, state.past, on)
    asked = {each.id: sets_asked(each, target) for each in day.exercises if each.id not in own.left_out}
    total = sum(asked.values())
    if not total:
        return 1.0 if own.left_out and own.sets else 0.0
    return sum(min(own.sets.get(name, 0.0), most) for name, most in asked.items()) / total
