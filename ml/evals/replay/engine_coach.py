"""Our arm: the product's own functions, driven by events as the server drives them."""

import asyncio
from datetime import date, time

from msgspec import Struct

from domain.adaptation.activation import cycle_after, cycle_start, planned_event
from domain.adaptation.apply import CannotApply, apply_change, changes_plan
from domain.adaptation.autoregulation import next_set
from domain.adaptation.changes import NextCycle, Suggestion
from domain.adaptation.engine import suggestions
from domain.adaptation.enrich import enriched
from domain.adaptation.fresh import spared
from domain.adaptation.scene import Scene, scene_of
from domain.adaptation.session import TodayExercise, TodaySession
from domain.adaptation.today import today_session
from domain.catalogue.types import Catalogue
from domain.coaching.planning.planner import PlannerEngine
from domain.coaching.planning.proposal import Role
from domain.coaching.programming.progression import item_in_week
from domain.coaching.programming.volume import session_sets
from domain.coaching.service import make_plan
from domain.events.event import Event
from domain.events.kinds import ChangeDecided, Happened
from domain.events.projection import Projection
from domain.plan import PlanDocument
from domain.profile import Profile
from domain.readiness.assess import readiness_of
from domain.training.fold import TrainingFold
from domain.training.state import Training, WorkSet
from ml.evals.replay.chance import Chance
from ml.evals.replay.checks import Checks
from ml.evals.replay.diary import Decided, Diary
from ml.evals.replay.orders import Order, Orders, PlannedWeek, SetDone
from ml.evals.replay.record import Log

ACCEPTS, DECLINES = 0.85, 0.10
"""What people do with a proposal, by chance; the rest they leave lying."""

_NIGHT = time(21)
_MOST_CHANGES = 60
"""Changes of one evening: severe pain changes each exercise that strains the region. More call for each other."""


async def _quiet(stage: str, **data: object) -> None:
    """A progress sink that says nothing."""


def plan_for(profile: Profile, catalogue: Catalogue, seed: int) -> PlanDocument:
    """The planner's plan for `profile`."""
    making = make_plan(
        profile, catalogue=catalogue, engine=PlannerEngine(), seed=seed, progress=_quiet, ticks=lambda: 0.0
    )
    return asyncio.run(making)


class _Waiting(Struct, frozen=True):
    """A proposal that waits, and what the person will do with it."""

    suggestion: Suggestion
    answer: str


class EngineCoach:
    """Plans, sessions, sets and changes as the engine decides them; the person answers proposals by chance."""

    name = "engine"

    def __init__(
        self, document: PlanDocument, profile: Profile, catalogue: Catalogue, start: date, diary: Diary, record: Log
    ) -> None:
        self._profile, self._catalogue, self._diary, self._record = profile, catalogue, diary, record
        self._chance = Chance(diary.seed)
        self._projection: Projection[Training] = Projection(TrainingFold(catalogue))
        self._document = document
        self._plan, self._version, self._cycle = record.id("plan", 1), 1, 0
        self._checks = Checks(diary, catalogue)
        self._waiting: dict[tuple[str, str], _Waiting] = {}
        self._today: dict[str, TodayExercise] = {}
        self._activate(start, document, "initial", cycle_start(start))
        self._scene = self._see(start)
        self._checks.delivered(self._scene)

    # --- the day ---

    def morning(self, day: date, events: tuple[Event, ...]) -> Orders | None:
        """Today's session of the product, for what is known now."""
        self._projection.add(events)
        try:
            self._scene = self._see(day)
            today = today_session(self._scene)
        except Exception as error:  # noqa: BLE001 - a fault of the engine is what the bench is looking for
            self._checks.fault(day, "error", f"today: {error!r}")
            return None
        self._today = {exercise.exercise: exercise for exercise in today.exercises}
        if not today.exercises or today.weekday is None:
            return None
        self._checks.announced(self._scene, today)
        return self._orders(today)

    def next_load(self, order: Order, done: list[SetDone]) -> float | None:
        """The next set's load by the product's autoregulation."""
        planned = self._today.get(order.exercise.id)
        if planned is None:
            return done[-1].load_kg
        sets = [WorkSet(each.load_kg, each.reps, each.rir, each.seconds) for each in done]
        return next_set(self._scene, planned, sets).load_kg

    def evening(self, day: date, events: tuple[Event, ...]) -> None:
        """What the day's events make the engine change, propose or take back."""
        self._projection.add(events)
        try:
            for _ in range(_MOST_CHANGES):
                self._scene = self._see(day)
                if not self._one_change(day, suggestions(self._scene)):
                    return
        except Exception as error:  # noqa: BLE001 - as above
            self._checks.fault(day, "error", f"changes: {error!r}")
            return
        self._checks.fault(day, "error", "changes call for each other without end")

    def week(self, day: date) -> PlannedWeek:
        """The plan's sets in the week of the cycle that it is."""
        scene = self._see(day)
        target = None if scene.week is None else scene.week.target
        sets: dict[str, float] = {}
        for session in scene.program.sessions:
            items = session.items if target is None else [item_in_week(item, target) for item in session.items]
            for group, count in session_sets(items).items():
                sets[group] = sets.get(group, 0.0) + count
        deload = target is not None and target.deload
        return PlannedWeek(sessions=len(scene.program.sessions), sets=sets, deload=deload, cycle=self._cycle)

    # --- changes ---

    def _one_change(self, day: date, found: tuple[Suggestion, ...]) -> bool:
        """Do the first thing to be done with `found`; False when nothing is left to do."""
        keys = {(suggestion.rule, suggestion.subject) for suggestion in found}
        for key in [key for key in self._waiting if key not in keys]:
            self._decide(day, self._waiting.pop(key).suggestion, "withdrawn")
        for suggestion in found:
            key = (suggestion.rule, suggestion.subject)
            if suggestion.at_once:
                self._carry_out(day, suggestion, "applied")
                return True
            if key not in self._waiting:
                self._note(day, suggestion, "proposed")
                self._waiting[key] = _Waiting(suggestion, self._answer(day, suggestion))
            waiting = self._waiting[key]
            if waiting.answer == "accepted":
                del self._waiting[key]
                self._carry_out(day, suggestion, "accepted")
                return True
            if waiting.answer == "declined":
                del self._waiting[key]
                self._decide(day, suggestion, "declined")
                return True
            if waiting.answer == "ignored":
                self._note(day, suggestion, "ignored")
                self._waiting[key] = _Waiting(suggestion, "")
        return False

    def _answer(self, day: date, suggestion: Suggestion) -> str:
        luck = self._chance.uniform("answer", day.toordinal(), suggestion.rule, suggestion.subject)
        return "accepted" if luck < ACCEPTS else "declined" if luck < ACCEPTS + DECLINES else "ignored"

    def _carry_out(self, day: date, suggestion: Suggestion, decision: str) -> None:
        change = suggestion.change
        if isinstance(change, NextCycle):
            self._cycle += 1
            profile = enriched(self._profile, self._scene.training, self._catalogue, day)
            made = plan_for(profile, self._catalogue, self._diary.seed + self._cycle)
            document = spared(made, self._profile, self._scene.training, self._catalogue, day)
            self._decide(day, suggestion, decision)
            self._deliver(day, document, "cycle", cycle_start(day))
        elif changes_plan(change):
            try:
                document = apply_change(change, self._scene, rule=suggestion.rule, subject=suggestion.subject)
            except CannotApply as error:
                self._decide(day, suggestion, "withdrawn")
                self._note(day, suggestion, "cannot_apply")
                if suggestion.at_once:
                    self._checks.fault(day, "error", f"{suggestion.rule} {suggestion.subject}: {error}")
                return
            since = cycle_after(change, self._scene)
            self._decide(day, suggestion, decision)
            self._deliver(day, document, "adapted", since)
        else:
            self._decide(day, suggestion, decision)

    def _deliver(self, day: date, document: PlanDocument, reason: str, since: date) -> None:
        self._version += 1
        self._document, self._plan = document, self._record.id("plan", self._version)
        self._activate(day, document, reason, since)
        self._scene = self._see(day)
        self._checks.delivered(self._scene)

    def _activate(self, day: date, document: PlanDocument, reason: str, since: date) -> None:
        self._happen(
            day, planned_event(document, plan=self._plan, version=self._version, reason=reason, cycle_started=since)
        )

    def _decide(self, day: date, suggestion: Suggestion, decision: str) -> None:
        self._note(day, suggestion, decision)
        self._happen(
            day,
            ChangeDecided(
                change=self._record.id("change", len(self._diary.decided)),
                kind=kind_of(suggestion),
                rule=suggestion.rule,
                decision=decision,
                plan=self._plan,
                subject=suggestion.subject,
                severity=suggestion.severity,
            ),
        )

    def _note(self, day: date, suggestion: Suggestion, decision: str) -> None:
        self._diary.decided.append(Decided(day=day, rule=suggestion.rule, kind=kind_of(suggestion), decision=decision))

    def _happen(self, day: date, fact: Happened) -> None:
        self._projection.add(self._record.add(day, _NIGHT, fact))

    # --- reading ---

    def _see(self, day: date) -> Scene:
        training = self._projection.state(day)
        readiness = readiness_of(training, (), day, self._profile.locale)
        return scene_of(self._document, self._profile, training, self._catalogue, readiness=readiness, day=day)

    def _orders(self, today: TodaySession) -> Orders:
        exercises = [self._order(exercise, circuit=today.circuit) for exercise in today.exercises]
        weekday = today.weekday
        if weekday is None:
            raise ValueError("a session has a weekday")
        return Orders(
            weekday=weekday,
            kind=str(today.kind),
            orders=tuple(exercises),
            planned_minutes=float(today.minutes),
            frame_minutes=today.warmup_min + today.cooldown_min,
            plan=self._plan,
            deload=today.deload,
            missed=today.missed,
        )

    def _order(self, exercise: TodayExercise, *, circuit: bool) -> Order:
        goal = exercise.reps if exercise.reps is not None else exercise.reps_high
        low = exercise.reps_low if exercise.reps_low is not None else goal
        return Order(
            exercise=self._catalogue.exercises[exercise.exercise],
            role=Role(exercise.role),
            sets=exercise.sets,
            rest_s=0 if circuit else exercise.rest_s,
            reps=None if goal is None or low is None else (min(low, goal), goal),
            seconds=exercise.seconds,
            load_kg=exercise.load_kg,
            rir=exercise.rir,
            instead_of=exercise.planned,
        )


def kind_of(suggestion: Suggestion) -> str:
    """The change's kind by its tag."""
    return str(type(suggestion.change).__struct_config__.tag)
