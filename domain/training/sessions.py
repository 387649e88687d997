"""A session while its day is folded: sets, share of the plan, tonnage, load."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final
from uuid import UUID

from domain.catalogue.types import Exercise
from domain.coaching.programming.volume import HARD_ROLES, shares
from domain.events.kinds import PlannedDay, PlannedExercise, SessionFinished, SetKind, SetLogged
from domain.plan import WeekTarget
from domain.profile import Weekday
from domain.training.state import SessionDone, WorkSet

HARD_CATEGORIES: Final = frozenset({"strength", "powerlifting", "olympic", "plyometrics"})
"""Categories whose sets count as hard ones outside a plan; inside one the role says (`coaching.volume.HARD_ROLES`)."""

SHARE_OF = {SetKind.WARMUP: 0.0, SetKind.WORK: 1.0, SetKind.DROP: 0.5}
"""What a set of each kind counts as a hard set."""

LONGEST_SPAN_MIN: Final = 300.0
"""A session that seems longer from its times alone was forgotten to be finished; its minutes are unknown."""


def begun(session: UUID, day: date, plan: UUID | None = None, weekday: Weekday | None = None) -> SessionDone:
    """A session with nothing done yet."""
    return SessionDone(
        session=session,
        day=day,
        plan=plan,
        weekday=weekday,
        share=1.0 if weekday is None else 0.0,
        sets=0,
        tonnage_kg=0.0,
        load=0.0,
        minutes=0.0,
    )


def is_done(session: SessionDone) -> bool:
    """True with at least one working set or a finish."""
    return session.sets > 0 or session.finished


def reserve(what: SetLogged) -> float | None:
    """Repetitions in reserve as told: RIR, or 10 - RPE (evidence 4.6)."""
    if what.rir is not None:
        return what.rir
    return None if what.rpe is None else 10.0 - what.rpe


class OpenSession:
    """Gathers what a day's events say of one session; `closed` makes the value.

    `before` is the session as the state knows it: new, or begun on an earlier day.
    """

    def __init__(self, before: SessionDone) -> None:
        self.before = before
        self.plan = before.plan
        self.weekday = before.weekday
        self.started_at = before.started_at
        self.ended_at: datetime | None = None
        self.rpe = before.rpe
        self.enjoyment = before.enjoyment
        self.minutes = before.minutes if before.finished and before.minutes else None
        self.finished = before.finished
        self.work: dict[str, list[WorkSet]] = {}
        self.swaps: dict[str, str] = {}
        self.hard: dict[str, float] = {}
        self.tonnage = 0.0
        self._effort, self._told = before.effort

    def add(self, what: SetLogged, at: datetime) -> None:
        """Take a set; one in which nothing was moved counts for nothing but as an attempt."""
        self.ended_at = at
        if what.kind is SetKind.WARMUP:
            return
        if what.load_kg and what.reps:
            self.tonnage += what.load_kg * what.reps
        if what.reps or what.seconds or what.distance_m:
            hard = self.hard
            hard[what.exercise] = hard.get(what.exercise, 0.0) + SHARE_OF[what.kind]
        if what.kind is not SetKind.WORK:
            return
        rir = reserve(what)
        self.work.setdefault(what.exercise, []).append(
            WorkSet(what.load_kg, what.reps, rir, what.seconds, what.distance_m)
        )
        if rir is not None:
            self._effort += 10.0 - rir
            self._told += 1

    def end(self, what: SessionFinished, at: datetime) -> None:
        """Take a finish; what it does not tell stays as it was."""
        self.finished, self.ended_at = True, at
        self.rpe = self.rpe if what.rpe is None else what.rpe
        self.minutes = self.minutes if what.minutes is None else what.minutes
        self.enjoyment = self.enjoyment if what.enjoyment is None else what.enjoyment

    def closed(self, planned: PlannedDay | None, week: WeekTarget | None) -> SessionDone:
        """The session after the day's events; `planned` is the plan's day that it does."""
        done = dict(self.before.done)
        for exercise, sets in self.work.items():
            done[exercise] = done.get(exercise, 0) + len(sets)
        minutes = self.minutes or self._span()
        rpe = self.rpe if self.rpe is not None else self._effort / self._told if self._told else None
        load_from = "" if rpe is None or not minutes else "rpe" if self.rpe is not None else "sets"
        return SessionDone(
            session=self.before.session,
            day=self.before.day,
            plan=self.plan,
            weekday=self.weekday,
            share=1.0 if self.weekday is None or planned is None else _share(planned, week, done, self.swaps),
            sets=sum(done.values()),
            tonnage_kg=self.before.tonnage_kg + self.tonnage,
            load=rpe * minutes if load_from and rpe is not None else 0.0,
            minutes=minutes,
            rpe=self.rpe,
            enjoyment=self.enjoyment,
            finished=self.finished,
            load_from=load_from,
            started_at=self.started_at,
            done=done,
            effort=(self._effort, self._told),
        )

    def _span(self) -> float:
        if self.started_at is None or self.ended_at is None:
            return 0.0
        minutes = (self.ended_at - self.started_at).total_seconds() / 60
        return minutes if 0 < minutes <= LONGEST_SPAN_MIN else 0.0


def _share(planned: PlannedDay, week: WeekTarget | None, done: Mapping[str, int], swaps: Mapping[str, str]) -> float:
    """The part of the planned sets that was done; more sets of one exercise do not make up for another."""
    wanted = got = 0
    for row in planned.exercises:
        sets = planned_sets(row, week)
        wanted += sets
        got += min(sets, done.get(row.id, 0) + (done.get(swaps[row.id], 0) if row.id in swaps else 0))
    return got / wanted if wanted else 1.0


def planned_sets(row: PlannedExercise, week: WeekTarget | None) -> int:
    """Sets of the exercise in that week of the cycle, as `coaching.progression.item_in_week` counts them."""
    if week is None or row.role not in _HARD_ROLES:
        return row.sets
    return max(1, int(row.sets * week.sets_factor + (0.5 if week.deload else 0.001)))


def hard_sets(
    hard: Mapping[str, float], planned: PlannedDay | None, exercises: Mapping[str, Exercise]
) -> dict[str, float]:
    """Fractional hard sets by muscle group of a session's sets by exercise."""
    roles = {row.id: row.role for row in planned.exercises} if planned else {}
    total: dict[str, float] = {}
    for id_, sets in hard.items():
        exercise = exercises.get(id_)
        if exercise is None:
            continue
        role = roles.get(id_)
        if role in _HARD_ROLES if role is not None else exercise.category in HARD_CATEGORIES:
            for group, share in shares(exercise).items():
                total[group] = total.get(group, 0.0) + share * sets
    return total


_HARD_ROLES: Final = frozenset(str(role) for role in HARD_ROLES)
