"""What to do when the plan is too hard, too easy or there is no time: the same menu and the same limits as the plan."""

from msgspec.structs import replace

from domain.coaching.person import Person
from domain.coaching.planning.menu import MenuEntry
from domain.coaching.planning.proposal import DayKind, Role, Scheme
from domain.coaching.programming.loads import BAR_KG, implement
from domain.coaching.programming.program import Program, Session, WorkItem
from domain.coaching.programming.schemes import light_only
from domain.coaching.programming.timing import item_minutes
from domain.coaching.verifier.rule import Context
from domain.plan import (
    AdaptiveRecommendations,
    IfTimeConstrained,
    IfTooDifficult,
    IfTooEasy,
    ShortenedVersion,
)
from domain.profile import FitnessLevel

REDUCE_WEIGHT = 0.10
INCREASE_WEIGHT, INCREASE_WEIGHT_HELD = 0.05, 0.025
"""Fractions; a step up is never above 10 % (ACSM 2009), and half as large for those who are held back."""

EASIER_MOST, MORE_MOST = 6, 2
CIRCUIT_PERCENT = 70
_LEVELS = tuple(FitnessLevel)
_KEEP_ORDER = (Role.MAIN, Role.POWER, Role.CONDITIONING, Role.ACCESSORY, Role.CORE, Role.ISOLATION, Role.MOBILITY)


def recommendations(program: Program, context: Context) -> AdaptiveRecommendations:
    """The three answers of the dissertation's schema."""
    person = context.person
    held = person.minor or person.older or person.cautious or not person.vigorous_ok or light_only(person)
    return AdaptiveRecommendations(
        if_too_difficult=IfTooDifficult(reduce_weight=REDUCE_WEIGHT, modify_exercises=_easier(program, context)),
        if_too_easy=IfTooEasy(
            increase_weight=INCREASE_WEIGHT_HELD if held else INCREASE_WEIGHT,
            add_exercises=() if light_only(person) else _more(program, context),
        ),
        if_time_constrained=IfTimeConstrained(
            shortened_version=ShortenedVersion(
                exercises_to_keep=_to_keep(program), circuit_format=circuit_ok(program, person)
            )
        ),
    )


def effort(entry: MenuEntry | WorkItem) -> tuple[int, bool, float]:
    """How much an exercise asks for: its level, then whether it takes equipment, then its MET; for comparing."""
    exercise = entry.exercise
    return _LEVELS.index(exercise.level), bool(exercise.needs), exercise.met


def _easier(program: Program, context: Context) -> dict[str, str]:
    """Exercise of the plan to one of the same pattern on the menu that asks less: level, implement, then effort."""
    planned = {item.exercise.id for session in program.sessions for item in session.items}
    found: dict[str, str] = {}
    for session in program.sessions:
        for item in session.items:
            other = _easiest(item, context, planned)
            if other is not None and len(found) < EASIER_MOST and item.role is not Role.MOBILITY:
                found.setdefault(item.exercise.name, other.exercise.name)
    return found


def _easiest(item: WorkItem, context: Context, planned: set[str]) -> MenuEntry | None:
    less = [
        entry
        for entry in context.menu.entries
        if entry.exercise.pattern == item.exercise.pattern
        and entry.exercise.compound == item.exercise.compound
        and set(entry.exercise.primary) & set(item.exercise.primary)
        and entry.exercise.id not in planned
        and effort(entry) < effort(item)
    ]
    return min(less, key=effort, default=None)


def _more(program: Program, context: Context) -> tuple[str, ...]:
    """Small exercises of the menu that the week does not have and that need no special care."""
    planned = {item.exercise.id for session in program.sessions for item in session.items}
    patterns = {item.exercise.pattern for session in program.sessions for item in session.items}
    free = [
        entry.exercise
        for entry in context.menu.entries
        if entry.exercise.id not in planned and not entry.limits and entry.exercise.pattern != "mobility"
    ]
    free.sort(key=lambda exercise: (exercise.compound, exercise.pattern in patterns))
    return tuple(exercise.name for exercise in free[:MORE_MOST])


def _to_keep(program: Program) -> tuple[str, ...]:
    """The exercises of each day that fit about half its working time, most important first; at least one a day."""
    kept: dict[str, None] = {}
    for session in program.sessions:
        for item in shortened(session).items:
            kept.setdefault(item.exercise.name)
    return tuple(kept)


def shortened(session: Session) -> Session:
    """The session with only what fits half its working time, in its own order."""
    half = sum(item_minutes(item) for item in session.items) / 2
    order = sorted(session.items, key=lambda item: _KEEP_ORDER.index(item.role))
    kept: list[WorkItem] = []
    for item in order:
        if not kept or sum(item_minutes(other) for other in kept) + item_minutes(item) <= half * 1.1:
            kept.append(item)
    return replace(session, items=tuple(item for item in session.items if item in kept))


def circuit_ok(program: Program, person: Person) -> bool:
    """Whether exercises may follow each other without rest: no heavy or fast work, and nobody who must rest."""
    rests = person.older or person.minor or person.cautious or not person.vigorous_ok or light_only(person)
    strength = [session for session in program.sessions if session.kind is DayKind.STRENGTH]
    heavy = any(
        session.scheme in (Scheme.STRENGTH, Scheme.POWER)
        or any(
            (item.percent_1rm or 0) > CIRCUIT_PERCENT
            or item.role is Role.POWER
            or (item.role is Role.MAIN and implement(item.exercise) in BAR_KG)
            for item in session.items
        )
        for session in strength
    )
    return bool(strength) and not rests and not heavy
