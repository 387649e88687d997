"""The week's quests: made from the plan and the week alone, so that they are the same however often they are made."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

from msgspec.structs import replace

from domain.coaching.planning.proposal import Role
from domain.events.kinds import PlannedDay, PlannedExercise
from domain.gamification.planned import planned_day, rir_asked, sets_asked, week_target, weekday_of
from domain.gamification.state import GamePlan, PastWeek, Quest, Week
from domain.gamification.work import Piece

CHECKINS: Final = 4
RESTS: Final = 2
RIR_SLACK: Final = 1
"""Repetitions count when they stopped this near the reserve that the plan asks for."""

LIFTS: Final = frozenset({Role.MAIN, Role.POWER})


def quests_of(plan: GamePlan | None, past: Iterable[PastWeek], day: date) -> tuple[Quest, ...]:
    """The quests from `day` to the end of its week; none without a plan.

    The week's sessions; the repetitions of one main lift near the reserve asked for (of several, another each week), or
    else the week's conditioning minutes; check-ins; rest days kept.
    """
    if plan is None or not plan.days:
        return ()
    left = [day + timedelta(days=number) for number in range(7 - day.weekday())]
    days = [found for each in left if (found := planned_day(plan, weekday_of(each)))]
    quests = [Quest(kind="sessions", target=len(days))] if days else []
    effort = _reps(plan, past, days, day) or _minutes(days)
    if effort:
        quests.append(effort)
    quests.append(Quest(kind="checkins", target=max(1, min(CHECKINS, len(left) - 1))))
    if len(left) > len(days):
        quests.append(Quest(kind="rest", target=min(RESTS, len(left) - len(days))))
    return tuple(quests)


def _reps(plan: GamePlan, past: Iterable[PastWeek], days: list[PlannedDay], day: date) -> Quest | None:
    lifts = sorted({each.id for each in _all(days) if each.role in LIFTS and each.reps_low and each.rir is not None})
    if not lifts:
        return None
    chosen = lifts[day.toordinal() // 7 % len(lifts)]
    target = week_target(plan, past, day)
    found = [each for each in _all(days) if each.id == chosen]
    reps = sum(sets_asked(each, target) * (each.reps_low or 0) for each in found)
    return Quest(kind="reps", target=reps, subject=chosen, rir=rir_asked(found[0], target) or 0)


def _minutes(days: list[PlannedDay]) -> Quest | None:
    seconds = sum(each.sets * (each.seconds or 0) for each in _all(days) if each.role == Role.CONDITIONING)
    return Quest(kind="minutes", target=seconds // 60) if seconds >= 60 else None


def _all(days: list[PlannedDay]) -> list[PlannedExercise]:
    return [exercise for day in days for exercise in day.exercises]


def refitted(
    quests: tuple[Quest, ...], plan: GamePlan, past: Iterable[PastWeek], week: Week, day: date
) -> tuple[Quest, ...]:
    """The week's quests after the plan changed: what can no longer be done makes way, what was begun stays."""
    fresh = {quest.kind: quest for quest in quests_of(plan, past, day)}
    named = {each.id for each in _all(list(plan.days))}
    kept = []
    for quest in quests:
        new = fresh.get(quest.kind)
        if quest.done:
            kept.append(quest)
        elif quest.kind == "reps" and quest.subject not in named:
            kept.extend([new] if new else [])
        elif quest.kind == "sessions" and new:
            kept.append(replace(quest, target=min(quest.target, len(week.earned) + new.target)))
        elif plan.days:
            kept.append(quest)
    return tuple(kept) if quests else tuple(fresh.values())


def progressed(quests: tuple[Quest, ...], week: Week, paid: Iterable[Piece]) -> tuple[Quest, ...]:
    """The quests after a day; `paid` are its pieces that earned XP."""
    pieces = tuple(paid)
    totals = {"sessions": len(week.earned), "checkins": week.checkins, "rest": week.rests}
    after = []
    for quest in quests:
        if quest.kind in totals:
            progress = totals[quest.kind]
        elif quest.kind == "reps":
            progress = quest.progress + sum(_counting(quest, piece) for piece in pieces)
        else:
            progress = quest.progress + sum(conditioning_minutes(piece) for piece in pieces)
        after.append(replace(quest, progress=min(quest.target, max(quest.progress, progress))))
    return tuple(after)


def _counting(quest: Quest, piece: Piece) -> int:
    planned = piece.planned
    if planned is None or planned.id != quest.subject:
        return 0
    return sum(
        min(each.told.reps, planned.reps_high or each.told.reps)
        for each in piece.sets
        if not each.late
        and each.told.reps
        and (rir := told_rir(each.told.rir, each.told.rpe)) is not None
        and abs(rir - quest.rir) <= RIR_SLACK
    )


def told_rir(rir: float | None, rpe: float | None) -> float | None:
    """Repetitions in reserve as told, or from the effort told (10 - RPE)."""
    return rir if rir is not None or rpe is None else 10 - rpe


def conditioning_minutes(piece: Piece) -> int:
    """Minutes of planned conditioning, recorded in time."""
    if piece.planned is None or piece.planned.role != Role.CONDITIONING:
        return 0
    return int(sum(each.told.seconds or 0.0 for each in piece.sets if not each.late) // 60)
