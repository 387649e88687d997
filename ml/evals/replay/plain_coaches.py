"""The two baselines: the plan as made, repeated and never adapted; and plain linear progression on its exercises."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from math import floor
from uuid import UUID

from msgspec.structs import replace

from domain.catalogue.types import Catalogue
from domain.coaching.planning.proposal import Role
from domain.coaching.programming.loads import round_down
from domain.coaching.programming.program import WorkItem
from domain.coaching.programming.progression import item_in_week
from domain.coaching.programming.volume import HARD_ROLES, session_sets
from domain.events.event import Event
from domain.events.kinds import SetKind, SetLogged
from domain.plan import DayDetail, ExerciseDetail, PlanDocument, WeekTarget
from domain.profile import Weekday
from ml.evals.replay.lifts import is_loaded
from ml.evals.replay.orders import Order, Orders, PlannedWeek, SetDone, orders_minutes

_WEEKDAYS = tuple(Weekday)
_LOWER = frozenset({"squat", "hinge", "lunge", "bridge"})
UPPER_STEP_KG, LOWER_STEP_KG, SMALL_STEP_KG = 2.5, 5.0, 1.0
FAILS, BACK_OFF = 3, 0.9


def item_of(detail: ExerciseDetail, catalogue: Catalogue) -> WorkItem:
    """A stored exercise as the item of week one that it was made from."""
    reps = None if detail.reps_low is None or detail.reps_high is None else (detail.reps_low, detail.reps_high)
    return WorkItem(
        menu_id="",
        exercise=catalogue.exercises[detail.exercise_id],
        role=Role(detail.role),
        sets=detail.sets,
        reps=reps,
        seconds=detail.seconds,
        load_kg=detail.load_kg,
        percent_1rm=detail.percent_1rm,
        rir=detail.rir,
        rest_s=detail.rest_s,
        rules=(),
    )


def order_of(item: WorkItem) -> Order:
    """The order to do `item` as it stands."""
    return Order(
        exercise=item.exercise,
        role=item.role,
        sets=item.sets,
        rest_s=item.rest_s,
        reps=item.reps,
        seconds=item.seconds,
        load_kg=item.load_kg,
        rir=item.rir,
    )


class _OfDocument:
    """What both baselines share: the day's part of the document, the week, loads that were found in the gym."""

    def __init__(self, document: PlanDocument, catalogue: Catalogue, start: date, plan: UUID) -> None:
        self._catalogue, self._start, self._plan = catalogue, start, plan
        self._days: Mapping[Weekday, DayDetail] = {day.weekday: day for day in document.days}
        self._weeks = document.weeks
        self._found: dict[str, float] = {}

    def _detail(self, day: date) -> DayDetail | None:
        return self._days.get(_WEEKDAYS[day.weekday()])

    def _week(self, day: date) -> WeekTarget:
        return self._weeks[(day - self._start).days // 7 % len(self._weeks)]

    def _orders(self, detail: DayDetail, orders: list[Order], *, deload: bool) -> Orders:
        frame = detail.warmup_min + detail.cooldown_min
        return Orders(
            weekday=detail.weekday,
            kind=detail.kind,
            orders=tuple(orders),
            planned_minutes=orders_minutes(orders, frame),
            frame_minutes=frame,
            plan=self._plan,
            deload=deload,
        )

    def next_load(self, order: Order, done: list[SetDone]) -> float | None:
        """The same load for every set."""
        return order.load_kg if order.load_kg is not None else done[-1].load_kg

    def _planned(self, week: WeekTarget | None) -> PlannedWeek:
        sets: defaultdict[str, float] = defaultdict(float)
        for detail in self._days.values():
            items = [item_of(exercise, self._catalogue) for exercise in detail.exercises]
            for group, count in session_sets(item_in_week(item, week) if week else item for item in items).items():
                sets[group] += count
        return PlannedWeek(sessions=len(self._days), sets=dict(sets), deload=week is not None and week.deload)

    def _find(self, events: tuple[Event, ...]) -> None:
        for event in events:
            logged = event.what
            if isinstance(logged, SetLogged) and logged.kind is SetKind.WORK and logged.load_kg:
                self._found.setdefault(logged.exercise, logged.load_kg)


class FixedCoach(_OfDocument):
    """The plan as made. Its weeks repeat; loads are week one's (or those found then) times the week's factor."""

    name = "fixed"

    def morning(self, day: date, events: tuple[Event, ...]) -> Orders | None:  # noqa: ARG002 - it does not listen
        """The weekday's session in the week's form."""
        detail, week = self._detail(day), self._week(day)
        if detail is None:
            return None
        orders = []
        for exercise in detail.exercises:
            item = item_of(exercise, self._catalogue)
            order = order_of(item_in_week(item, week))
            found = self._found.get(exercise.exercise_id)
            if item.load_kg is None and found is not None:
                load = round_down(item.exercise, found * week.load_factor)
                order = replace(order, load_kg=load or found)
            orders.append(order)
        return self._orders(detail, orders, deload=week.deload)

    def week(self, day: date) -> PlannedWeek:
        """The plan's sets times the week's factor."""
        return self._planned(self._week(day))

    def evening(self, day: date, events: tuple[Event, ...]) -> None:  # noqa: ARG002
        """Remember the loads found in the first session."""
        self._find(events)


class LinearCoach(_OfDocument):
    """More every session: +2.5 kg, +5 kg for the legs, +1 kg for small muscles; bodyweight one repetition more.

    The goal is the low end of the range in every set. Three sessions in a row that miss it take a tenth off. No
    deload weeks, no repetitions in reserve, no readiness, no pain.
    """

    name = "linear"

    def __init__(self, document: PlanDocument, catalogue: Catalogue, start: date, plan: UUID) -> None:
        super().__init__(document, catalogue, start, plan)
        self._loads: dict[str, float] = {}
        self._reps: dict[str, int] = {}
        self._fails: dict[str, int] = {}

    def morning(self, day: date, events: tuple[Event, ...]) -> Orders | None:  # noqa: ARG002
        """The weekday's session with today's loads."""
        detail = self._detail(day)
        if detail is None:
            return None
        orders = [self._order(item_of(exercise, self._catalogue)) for exercise in detail.exercises]
        return self._orders(detail, orders, deload=False)

    def week(self, day: date) -> PlannedWeek:  # noqa: ARG002 - every week is the same
        """The plan's sets."""
        return self._planned(None)

    def _order(self, item: WorkItem) -> Order:
        order = order_of(item)
        if item.role not in HARD_ROLES or item.reps is None:
            return order
        low = item.reps[0] if is_loaded(item.exercise) else self._reps.setdefault(item.exercise.id, item.reps[0])
        load = self._loads.get(item.exercise.id, item.load_kg)
        rounded = None if load is None else round_down(item.exercise, load) or load
        return replace(order, reps=(low, low), load_kg=rounded, rir=None)

    def evening(self, day: date, events: tuple[Event, ...]) -> None:
        """Raise what was done in full, count what was not."""
        self._find(events)
        detail = self._detail(day)
        if detail is None:
            return
        done: dict[str, list[SetLogged]] = {}
        for event in events:
            if isinstance(event.what, SetLogged):
                done.setdefault(event.what.exercise, []).append(event.what)
        for exercise in detail.exercises:
            item = item_of(exercise, self._catalogue)
            sets = done.get(item.exercise.id)
            if sets and item.role in HARD_ROLES and item.reps is not None:
                self._judge(item, sets)

    def _judge(self, item: WorkItem, sets: list[SetLogged]) -> None:
        id_ = item.exercise.id
        low = self._order(item).reps
        full = low is not None and all((each.reps or 0) >= low[0] for each in sets[: item.sets])
        self._fails[id_] = 0 if full else self._fails.get(id_, 0) + 1
        back = self._fails[id_] >= FAILS
        if back:
            self._fails[id_] = 0
        if not is_loaded(item.exercise):
            reps = self._reps[id_]
            self._reps[id_] = reps + 1 if full else max(1, floor(reps * BACK_OFF)) if back else reps
            return
        load = self._loads.get(id_, sets[0].load_kg)
        if load is not None:
            self._loads[id_] = load + _step(item) if full else load * BACK_OFF if back else load


def _step(item: WorkItem) -> float:
    if not item.exercise.compound:
        return SMALL_STEP_KG
    return LOWER_STEP_KG if item.exercise.pattern in _LOWER else UPPER_STEP_KG
