"""The compiler: choices become a programme with every number computed.

Any proposal made of menu ids compiles. What is not on the menu, not among its slot's candidates, or twice in a day is
left out and counted in `Program.dropped`; a day left empty takes the first candidate of each slot.
"""

from msgspec.structs import replace

from domain.catalogue.types import Catalogue
from domain.coaching.person import Person
from domain.coaching.planning.menu import MenuEntry
from domain.coaching.planning.planning_rules import PLANNING_RULES
from domain.coaching.planning.proposal import EMPTY, DayBrief, DayChoice, Frame, Proposal, Role
from domain.coaching.programming.balancing import Week
from domain.coaching.programming.dosing import dosed
from domain.coaching.programming.program import Program, Session, WorkItem
from domain.coaching.programming.progression import mesocycle
from domain.coaching.programming.schemes import planned_minutes
from domain.coaching.programming.timing import frame_minutes
from domain.coaching.programming.warmup import cool_down, warm_up
from domain.nutrition.types import NutritionTargets

__all__ = ["PLANNING_RULES", "compile_program"]

_ROLE_ORDER = {role: index for index, role in enumerate(Role)}


def compile_program(frame: Frame, proposal: Proposal, targets: NutritionTargets, catalogue: Catalogue) -> Program:
    """The programme of `proposal` for the frame's person: dosed, ordered, inside the volume bands and the minutes.

    `name` and `overview` are the proposer's wording and may be empty: then `telling.overview` writes them.
    """
    person = frame.person
    entries = frame.menu.by_id()
    sessions: list[Session] = []
    dropped = 0
    for brief, choice in zip(proposal.briefs, proposal.choices, strict=True):
        items, lost = _items(person, brief, choice, entries)
        dropped += lost
        sessions.append(_session(person, brief, choice, items))
    balanced = Week(person, tuple(sessions)).balanced()
    return Program(
        name=proposal.outline.name,
        overview=proposal.outline.overview,
        sessions=tuple(_framed(person, session, catalogue) for session in balanced),
        weeks=mesocycle(person),
        nutrition=targets,
        dropped=dropped,
    )


def _items(
    person: Person, brief: DayBrief, choice: DayChoice, entries: dict[str, MenuEntry]
) -> tuple[tuple[WorkItem, ...], int]:
    """The day's items in order, and how many picks were left out."""
    scheme = choice.scheme if choice.scheme in brief.schemes else brief.schemes[0]
    found: dict[str, WorkItem] = {}
    dropped = 0
    for slot, pick, chosen_by in zip(brief.slots, choice.picks, choice.chosen_by, strict=False):
        if pick == EMPTY:
            continue
        if pick not in entries or pick not in slot.candidates or pick in found:
            dropped += 1
            continue
        found[pick] = dosed(person, entries[pick], role=slot.role, scheme=scheme, kind=brief.kind, chosen_by=chosen_by)
    if not found:
        for slot in brief.slots:
            first = slot.candidates[0]
            found[first] = dosed(
                person, entries[first], role=slot.role, scheme=scheme, kind=brief.kind, chosen_by="planner"
            )
    return tuple(sorted(found.values(), key=lambda item: _ROLE_ORDER[item.role])), dropped


def _session(person: Person, brief: DayBrief, choice: DayChoice, items: tuple[WorkItem, ...]) -> Session:
    warmup, cooldown = frame_minutes(planned_minutes(person, brief.kind))
    return Session(
        weekday=brief.weekday,
        kind=brief.kind,
        focus=brief.focus,
        scheme=choice.scheme if choice.scheme in brief.schemes else brief.schemes[0],
        items=items,
        warmup=(),
        cooldown=(),
        warmup_min=warmup,
        cooldown_min=cooldown,
    )


def _framed(person: Person, session: Session, catalogue: Catalogue) -> Session:
    """The session with what to do in its warm-up and cool-down."""
    return replace(
        session,
        warmup=warm_up(person, session.kind, session.items, catalogue),
        cooldown=cool_down(person, session.kind, session.items, catalogue),
    )
