"""One day of events on its way into `Training`: gathered event by event, then joined with what was known."""

from collections.abc import Iterator, Mapping
from datetime import date
from uuid import UUID

from msgspec.structs import replace

from domain.catalogue.types import Exercise
from domain.events.event import Event
from domain.events.kinds import (
    ExerciseSwapped,
    PlannedDay,
    PlannedExercise,
    SessionFinished,
    SessionStarted,
    SetLogged,
)
from domain.training.calendar import (
    FATIGUE_DAYS,
    FITNESS_DAYS,
    cycle_week,
    is_due,
    planned_day,
    weekday_of,
)
from domain.training.exercises import Context, after_outing, unknown
from domain.training.facts import with_fact
from domain.training.sessions import OpenSession, begun, hard_sets, is_done
from domain.training.state import LOADS, RECORDS, ActivePlan, DayLoad, Outing, Record, SessionDone, Training, WeekDone


class DayWork:
    """Takes a day's events in order; `finished` is the state after them."""

    def __init__(self, state: Training, day: date) -> None:
        self._state = state
        self._day = day
        self._due = is_due(state, day)
        self._sessions: dict[UUID, OpenSession] = {}
        self._plans: dict[UUID, ActivePlan | None] = {}
        """The plan in force when each session began: what is changed in the evening was not asked for in it."""

    def take(self, event: Event) -> None:
        """One effective event; types that training does not depend on are passed over."""
        what = event.what
        if isinstance(what, SetLogged):
            self._session(what.session).add(what, event.at)
            return
        if isinstance(what, SessionStarted):
            session = self._session(what.session)
            session.plan, session.weekday, session.started_at = what.plan, what.weekday, event.at
        elif isinstance(what, SessionFinished):
            self._session(what.session).end(what, event.at)
        elif isinstance(what, ExerciseSwapped):
            self._session(what.session).swaps[what.exercise] = what.to
        self._state = with_fact(self._state, what, self._day)

    def finished(self, exercises: Mapping[str, Exercise], loaded: frozenset[str]) -> Training:
        """The state with the day's sessions, outings and sums in it. `loaded` are exercises that take a load."""
        state, week = self._state, self._state.weeks[-1]
        target = cycle_week(state.plan, state.weeks, week.monday)
        known = dict(state.exercises)
        records: list[Record] = []
        closed: list[SessionDone] = []
        added = 0.0
        for session in self._sessions.values():
            plan = self._plans[session.before.session] or state.plan
            planned = planned_day(plan, session.weekday)
            deload = week.deload and session.weekday is not None
            for exercise, outing, row in _outings(session, plan, planned, self._day):
                under = Context(exercise in loaded, row, deload)
                known[exercise], new = after_outing(known.get(exercise) or unknown(exercise), outing, under)
                records += new
            done = session.closed(planned, target)
            closed.append(done)
            load = done.load - session.before.load
            added += load
            week = _with_session(week, session, done, load, hard_sets(session.hard, planned, exercises))
        trained = [each for each in closed if is_done(each)]
        week = replace(week, planned=week.planned + self._due_change(trained))
        fitness, fatigue = state.fitness + added / FITNESS_DAYS, state.fatigue + added / FATIGUE_DAYS
        loads = (*state.loads[1 - LOADS :], DayLoad(self._day, added, fitness, fatigue)) if added else state.loads
        return replace(
            state,
            exercises=known,
            sessions=_merged(state.sessions, trained),
            begun=_begun(state.begun, closed),
            weeks=(*state.weeks[:-1], week),
            fitness=fitness,
            fatigue=fatigue,
            loads=loads,
            last_session=self._day if trained else state.last_session,
            records=(*state.records, *records)[-RECORDS:] if records else state.records,
        )

    # --- sessions ---

    def _session(self, id_: UUID) -> OpenSession:
        if id_ not in self._sessions:
            known = (each for each in (*reversed(self._state.sessions), self._state.begun) if each)
            before = next((each for each in known if each.session == id_), None)
            self._sessions[id_] = OpenSession(before or begun(id_, self._day))
            self._plans[id_] = self._state.plan
        return self._sessions[id_]

    def _due_change(self, trained: list[SessionDone]) -> int:
        """What the day's events change in the count of planned sessions.

        A day off that was given only today is taken back; a session of the day on which its plan began is planned too.
        """
        state = self._state
        if self._due and not trained:
            away = state.away_until is not None and self._day <= state.away_until
            return -1 if away or state.open_symptoms else 0
        begins = state.plan is not None and state.plan.since == self._day and not self._due
        follows = any(each.weekday is not None for each in trained)
        return int(begins and follows and planned_day(state.plan, weekday_of(self._day)) is not None)


def _outings(
    session: OpenSession, plan: ActivePlan | None, planned: PlannedDay | None, day: date
) -> Iterator[tuple[str, Outing, PlannedExercise | None]]:
    """What was done of each exercise, with the plan's row for it: of the session's day, of any when it does none.

    What the session's day does not have stood in for something else: the row of another day does not speak for it.
    """
    days = (planned,) if planned is not None else plan.days if plan else ()
    rows = {row.id: row for each in days for row in each.exercises}
    for exercise, sets in session.work.items():
        yield exercise, Outing(day, session.before.session, tuple(sets), None), rows.get(exercise)


def _with_session(
    week: WeekDone, session: OpenSession, done: SessionDone, load: float, hard: Mapping[str, float]
) -> WeekDone:
    sets = dict(week.sets)
    for group, count in hard.items():
        sets[group] = sets.get(group, 0.0) + count
    return replace(
        week,
        done=week.done + (is_done(done) and not is_done(session.before)),
        sets=sets,
        tonnage_kg=week.tonnage_kg + session.tonnage,
        load=week.load + load,
    )


def _merged(sessions: tuple[SessionDone, ...], trained: list[SessionDone]) -> tuple[SessionDone, ...]:
    """The sessions with those of the day in them, each once."""
    if not trained:
        return sessions
    ids = {each.session for each in trained}
    return (*(each for each in sessions if each.session not in ids), *trained)


def _begun(known: SessionDone | None, closed: list[SessionDone]) -> SessionDone | None:
    """The session that was started and has nothing done: the day's last such, or the one known before."""
    for session in closed:
        if not is_done(session):
            known = session
        elif known is not None and known.session == session.session:
            known = None
    return known
