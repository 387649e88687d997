"""Choosing replacements: every choice comes from the person's menu and is checked again before it is used."""

from collections.abc import Iterator

from msgspec.structs import replace

from domain.catalogue.demands import gentle
from domain.catalogue.types import Exercise
from domain.catalogue.vocabulary import PATTERN_FAMILY
from domain.coaching.planning.eligibility import refusal
from domain.coaching.planning.menu import MenuEntry
from domain.coaching.planning.proposal import DayKind, Role, Scheme
from domain.coaching.programming.dosing import dosed
from domain.coaching.programming.program import Session, WorkItem
from domain.coaching.programming.timing import fit, frame_minutes
from domain.coaching.programming.warmup import cool_down, warm_up
from domain.coaching.verifier.rule import Context
from domain.profile import Weekday

_DISLIKED = "PRF-1"
"""A menu may fall back on disliked exercises when nothing else is left."""

GENTLE_FOCUS = "active_recovery"
_GENTLE_ITEMS = 6
_EASY_PATTERNS = frozenset({"mobility", "balance", "locomotion"})


def allowed(context: Context, exercise: Exercise) -> bool:
    """Whether nothing but a dislike speaks against it: equipment, injuries, conditions, age, level, effort."""
    return refusal(exercise, context.person, context.catalogue) in (None, _DISLIKED)


def may_do(context: Context, exercise_id: str) -> bool:
    """`allowed` for an id; False for one the catalogue does not know."""
    exercise = context.catalogue.exercises.get(exercise_id)
    return exercise is not None and allowed(context, exercise)


def swap(session: Session, place: int, context: Context) -> WorkItem | None:
    """The item with the best allowed alternative in its place, or None when the menu has none.

    Order (evidence 4.10): same pattern, same family of patterns, same first muscle; then as the menu ranks them.
    """
    item = session.items[place]
    there = {other.exercise.id for other in session.items}
    for entry in _alternatives(item.exercise, context):
        if entry.exercise.id not in there and allowed(context, entry.exercise):
            return redosed(item, entry, session, context)
    return None


def _alternatives(exercise: Exercise, context: Context) -> Iterator[MenuEntry]:
    family = PATTERN_FAMILY.get(exercise.pattern)
    muscles = set(exercise.primary)
    moving = exercise.pattern in ("mobility", "locomotion")

    def nearness(entry: MenuEntry) -> int:
        other = entry.exercise
        if other.pattern == exercise.pattern:
            return 0 if muscles & set(other.primary) else 1
        if PATTERN_FAMILY.get(other.pattern) == family:
            return 2
        if not moving and other.pattern not in ("mobility", "locomotion") and muscles & set(other.primary):
            return 3
        return 4

    ranked = sorted(context.menu.entries, key=nearness)
    return (entry for entry in ranked if nearness(entry) < 4)


def redosed(item: WorkItem, entry: MenuEntry, session: Session, context: Context) -> WorkItem:
    """Another exercise in the item's place: dosed as the planner would, never longer than what it replaces."""
    other = dosed(context.person, entry, role=item.role, scheme=session.scheme, kind=session.kind, chosen_by="planner")
    seconds = other.seconds
    if seconds is not None and item.seconds is not None:
        seconds = max(1, min(seconds, item.seconds))
    return replace(other, sets=max(1, min(item.sets, other.sets)), seconds=seconds)


def gentle_session(context: Context, weekday: Weekday) -> Session:
    """A day that anyone with a menu may do: easy movement from it, fitted to the person's minutes.

    The last resort of repair. Empty when the menu is.
    """
    entries = [entry for entry in context.menu.entries if allowed(context, entry.exercise)]
    entries.sort(
        key=lambda entry: (not gentle(entry.exercise), entry.exercise.pattern != "mobility", entry.exercise.met)
    )
    items = tuple(_easy_item(entry, context) for entry in entries[:_GENTLE_ITEMS])
    warmup, cooldown = frame_minutes(context.person.minutes)
    session = Session(
        weekday=weekday,
        kind=DayKind.RECOVERY,
        focus=GENTLE_FOCUS,
        scheme=Scheme.LIGHT,
        items=items,
        warmup=warm_up(context.person, DayKind.RECOVERY, items, context.catalogue),
        cooldown=cool_down(context.person, DayKind.RECOVERY, items, context.catalogue),
        warmup_min=warmup,
        cooldown_min=cooldown,
    )
    return fit(session, context.person.minutes)


def _easy_item(entry: MenuEntry, context: Context) -> WorkItem:
    role = Role.CONDITIONING if entry.exercise.pattern == "locomotion" else Role.MOBILITY
    if entry.exercise.pattern not in _EASY_PATTERNS:
        role = Role.ACCESSORY
    item = dosed(context.person, entry, role=role, scheme=Scheme.LIGHT, kind=DayKind.RECOVERY, chosen_by="planner")
    return replace(item, sets=1, rules=(*item.rules, "SAFE-1"))
