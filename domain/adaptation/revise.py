"""What each change does to a programme, before the verifier settles it. Values in, values out."""

from collections.abc import Callable

from msgspec.structs import replace

from domain.adaptation.changes import (
    Change,
    Deload,
    DropExercise,
    MoveDay,
    Restart,
    ScaleLoad,
    ScaleVolume,
    Shorten,
    SwapExercise,
)
from domain.adaptation.level import level_of
from domain.adaptation.plates import lower_load, reduced_load
from domain.adaptation.scene import Scene, more_entries
from domain.adaptation.shorten import CIRCUIT_REST_S
from domain.adaptation.swap import swapped
from domain.adaptation.volume import one_less, one_more
from domain.coaching.planning.menu import MenuEntry
from domain.coaching.planning.proposal import DayKind, Role
from domain.coaching.programming.loads import implement, round_down
from domain.coaching.programming.program import Program, Session, WorkItem
from domain.coaching.programming.progression import DELOAD_LOAD, DELOAD_RIR, DELOAD_SETS, mesocycle
from domain.coaching.programming.timing import fit, frame_minutes, session_minutes
from domain.coaching.programming.volume import HARD_ROLES, weekly_sets
from domain.coaching.telling.recommend import circuit_ok
from domain.coaching.verifier.choose import allowed, gentle_session
from domain.errors import Conflict
from domain.plan import WeekTarget
from domain.profile import Weekday

LOAD_RISE_MOST, SETS_CHANGE_MOST = 0.10, 0.20
"""ACSM 2009: at most a tenth a step; Liftosaur's guide: a fifth of the sets."""

CYCLE_MOST = 8
SHORTEST = 10
WEEK = tuple(Weekday)


class CannotApply(Conflict):
    """The change does not fit the plan as it is now; the message names the field and what is allowed."""

    code = "cannot_apply"


def revised(change: Change, program: Program, scene: Scene) -> Program:
    """The programme with the change made. Raises `CannotApply`."""
    make = _MAKERS.get(type(change))
    if make is None:
        raise CannotApply(f"kind: {type(change).__name__} changes no plan")
    return make(change, program, scene)


# --- exercises ---


def _swap(change: SwapExercise, program: Program, scene: Scene) -> Program:
    entry = entry_of(scene, change.to)

    def swap(session: Session, item: WorkItem) -> WorkItem:
        if any(other.exercise.id == change.to for other in session.items):
            raise CannotApply(f"to: {change.to!r} is in the session of {session.weekday} already")
        return swapped(scene, item, entry, session)

    return _each(program, change.exercise, change.weekday, swap, scene)


def entry_of(scene: Scene, exercise: str) -> MenuEntry:
    """The menu's entry of an exercise, or one beyond it that the person may do. Raises `CannotApply`."""
    context = scene.context
    for entry in context.menu.entries:
        if entry.exercise.id == exercise and allowed(context, entry.exercise):
            return entry
    more = more_entries(context.person, context.catalogue, context.menu, [exercise])
    if not more:
        raise CannotApply(f"to: {exercise!r} is not among the exercises that this person may do")
    return more[0]


def _drop(change: DropExercise, program: Program, scene: Scene) -> Program:
    return _each(program, change.exercise, change.weekday, lambda _session, _item: None, scene)


def _each(
    program: Program,
    exercise: str,
    weekday: Weekday | None,
    change: Callable[[Session, WorkItem], WorkItem | None],
    scene: Scene,
) -> Program:
    """Change the exercise on the weekday, or wherever it stands; where nothing is left the day becomes a gentle one."""
    sessions, found = [], False
    for session in program.sessions:
        items: list[WorkItem] = []
        for item in session.items:
            here = item.exercise.id == exercise and weekday in (None, session.weekday)
            new = change(session, item) if here else item
            found = found or here
            items += [new] if new is not None else []
        kept = replace(session, items=tuple(items)) if items else gentle_session(scene.context, session.weekday)
        sessions.append(session if tuple(items) == session.items else kept)
    if not found:
        raise CannotApply(f"exercise: the plan has no {exercise!r}" + (f" on {weekday}" if weekday else ""))
    return replace(program, sessions=tuple(sessions))


# --- loads and sets ---


def _scale_load(change: ScaleLoad, program: Program, scene: Scene) -> Program:
    if not 0 < change.factor <= 1 + LOAD_RISE_MOST:
        raise CannotApply(f"factor: {change.factor:g}; above 0 and at most {1 + LOAD_RISE_MOST:g} is allowed")
    return _scaled(program, scene, change.factor, change.exercise)


def _scaled(program: Program, scene: Scene, factor: float, exercise: str = "") -> Program:
    """Working loads times the factor, to real loads; what has no load stays. Raises `CannotApply` if nothing moves."""
    sessions = tuple(
        replace(session, items=tuple(_scaled_item(item, scene, factor, exercise) for item in session.items))
        for session in program.sessions
    )
    if sessions == program.sessions:
        raise CannotApply("factor: no load of the plan would change by it")
    return replace(program, sessions=sessions)


def _scaled_item(item: WorkItem, scene: Scene, factor: float, exercise: str) -> WorkItem:
    level = level_of(scene, item)
    kg = level.kg if level is not None else item.load_kg
    if kg is None or exercise not in ("", item.exercise.id) or not implement(item.exercise):
        return item
    reduce = lower_load if exercise else reduced_load
    load = reduce(item.exercise, kg, factor) if factor <= 1 else round_down(item.exercise, kg * factor) or kg
    if load == kg and factor != 1:
        return item
    rules = tuple(rule for rule in item.rules if rule != "LOAD-find")
    return replace(item, load_kg=load, percent_1rm=None, load_since=scene.day, rules=rules)


def _scale_volume(change: ScaleVolume, program: Program, scene: Scene) -> Program:
    if not change.sets:
        raise CannotApply("sets: 0; a number above or below it is allowed")
    before = _hard_sets(program, change.group)
    share = SETS_CHANGE_MOST * before
    most = share if change.sets > 0 else max(1.0, share)
    if abs(change.sets) > most:
        raise CannotApply(f"sets: {change.sets}; at most {most:g} of {before:g} a week may change")
    for _ in range(abs(change.sets)):
        more = one_more(program, scene, change.group) if change.sets > 0 else one_less(program, change.group)
        if more is None:
            raise CannotApply(f"group: no set of {change.group or 'the plan'} can be added or taken away")
        program = more
    return program


def _hard_sets(program: Program, group: str) -> float:
    if group:
        return weekly_sets(program.sessions).get(group, 0.0)
    return float(sum(item.sets for session in program.sessions for item in session.items if item.role in HARD_ROLES))


# --- weeks ---


def _deload(change: Deload, program: Program, scene: Scene) -> Program:
    """The deload first, then the cycle anew; a lighter week is 70 % of what is worked with then, so loads stay."""
    if change.monday.weekday() != 0:
        raise CannotApply(f"monday: {change.monday.isoformat()} is no Monday")
    weeks = _building(program.weeks, scene)[: CYCLE_MOST - 1]
    if not any(week.deload for week in weeks):
        weeks = (*weeks[:-1], _light_week())
    return replace(program, weeks=_numbered((_light_week(), *weeks)))


def _light_week() -> WeekTarget:
    return WeekTarget(week=1, sets_factor=DELOAD_SETS, load_factor=DELOAD_LOAD, rir=DELOAD_RIR, deload=True)


def _building(weeks: tuple[WeekTarget, ...], scene: Scene) -> tuple[WeekTarget, ...]:
    """The cycle's weeks without a deload that was put before them; the person's own cycle when none is left."""
    first = next((index for index, week in enumerate(weeks) if not week.deload), len(weeks))
    return weeks[first:] or mesocycle(scene.person)


def _numbered(weeks: tuple[WeekTarget, ...]) -> tuple[WeekTarget, ...]:
    return tuple(replace(week, week=index) for index, week in enumerate(weeks, start=1))


def _restart(change: Restart, program: Program, scene: Scene) -> Program:
    if not 0 < change.load_factor <= 1 or not 0 < change.sets_factor <= 1:
        raise CannotApply("load_factor, sets_factor: above 0 and at most 1 are allowed")
    try:
        lighter = _scaled(program, scene, change.load_factor)
    except CannotApply:  # a plan without loads has none to lower
        lighter = program
    sessions = tuple(
        replace(session, items=tuple(_fewer(item, change.sets_factor) for item in session.items))
        for session in lighter.sessions
    )
    return replace(lighter, sessions=sessions, weeks=_numbered(_building(program.weeks, scene)))


def _fewer(item: WorkItem, factor: float) -> WorkItem:
    """Sets times the factor, at least one; long pieces get shorter instead."""
    if item.role is Role.MOBILITY or factor == 1:
        return item
    if item.role is Role.CONDITIONING and item.seconds is not None:
        return replace(item, seconds=max(60, int(item.seconds * factor) // 30 * 30))
    return replace(item, sets=max(1, round(item.sets * factor)))


# --- days and minutes ---


def _move(change: MoveDay, program: Program, _: Scene) -> Program:
    taken = {session.weekday for session in program.sessions}
    if change.weekday not in taken:
        raise CannotApply(f"weekday: the plan has no session on {change.weekday}")
    if change.to in taken:
        raise CannotApply(f"to: {change.to} has a session already; a free day is allowed")
    sessions = (
        replace(session, weekday=change.to) if session.weekday is change.weekday else session
        for session in program.sessions
    )
    return replace(program, sessions=tuple(sorted(sessions, key=lambda session: WEEK.index(session.weekday))))


def _shorten(change: Shorten, program: Program, scene: Scene) -> Program:
    if change.minutes < SHORTEST:
        raise CannotApply(f"minutes: {change.minutes}; at least {SHORTEST} are allowed")
    if change.circuit and not circuit_ok(program, scene.person):
        raise CannotApply("circuit: heavy work, or a person who must rest between sets, allows none")
    sessions = tuple(
        _in_time(session, change) if change.weekday in (None, session.weekday) else session
        for session in program.sessions
    )
    if sessions == program.sessions:
        raise CannotApply(f"minutes: no session is longer than {change.minutes}")
    return replace(program, sessions=sessions, overview="")  # it tells the minutes: written anew


def _in_time(session: Session, change: Shorten) -> Session:
    if session_minutes(session) <= change.minutes:
        return session
    warmup, cooldown = frame_minutes(change.minutes)
    items = session.items
    if change.circuit and session.kind is DayKind.STRENGTH:
        items = tuple(replace(item, rest_s=min(item.rest_s, CIRCUIT_REST_S)) for item in items)
    framed = replace(
        session,
        items=items,
        warmup_min=min(session.warmup_min, warmup),
        cooldown_min=min(session.cooldown_min, cooldown),
    )
    return fit(framed, change.minutes)


_MAKERS: dict[type, Callable[..., Program]] = {
    SwapExercise: _swap,
    DropExercise: _drop,
    ScaleLoad: _scale_load,
    ScaleVolume: _scale_volume,
    Deload: _deload,
    MoveDay: _move,
    Shorten: _shorten,
    Restart: _restart,
}
