"""Small changes of a programme that repairs are made of. Values in, values out."""

from collections.abc import Callable, Iterator

from msgspec.structs import replace

from domain.coaching.planning.proposal import Role
from domain.coaching.programming.loads import round_down
from domain.coaching.programming.program import Program, Session, WorkItem
from domain.coaching.verifier.rule import Hit

ROLE_ORDER = {role: index for index, role in enumerate(Role)}
LAST_TO_GO = (Role.MAIN, Role.POWER)
"""Roles whose sets are trimmed only when nothing else is left."""


def items_of(program: Program) -> Iterator[tuple[int, int, WorkItem]]:
    """Every item with its session's and its own index."""
    for day, session in enumerate(program.sessions):
        for place, item in enumerate(session.items):
            yield day, place, item


def item_at(program: Program, hit: Hit) -> WorkItem:
    """The item that `hit` points at."""
    return program.sessions[hit.session].items[hit.item]


def with_session(program: Program, index: int, session: Session) -> Program:
    """The programme with one session replaced."""
    return replace(program, sessions=(*program.sessions[:index], session, *program.sessions[index + 1 :]))


def with_item(program: Program, day: int, place: int, item: WorkItem | None) -> Program:
    """The programme with one item replaced, or taken out when `item` is None."""
    session = program.sessions[day]
    kept = () if item is None else (item,)
    items = (*session.items[:place], *kept, *session.items[place + 1 :])
    return with_session(program, day, replace(session, items=items))


def change_item(program: Program, hit: Hit, change: Callable[[WorkItem], WorkItem]) -> Program:
    """The programme with `change` applied to the item that `hit` points at."""
    return with_item(program, hit.session, hit.item, change(item_at(program, hit)))


def at_percent(item: WorkItem, percent: float) -> WorkItem:
    """The item at a lower share of the maximum, its load scaled with it."""
    if item.percent_1rm is None or item.percent_1rm <= 0:
        return replace(item, percent_1rm=None)
    return replace(at_load(item, (item.load_kg or 0) * percent / item.percent_1rm), percent_1rm=percent)


def at_load(item: WorkItem, kg: float) -> WorkItem:
    """The item at `kg`, rounded down to a load that exists; None when that is less than the implement weighs."""
    return replace(item, load_kg=None if item.load_kg is None else round_down(item.exercise, kg))


def trim_one_set(session: Session, counts: Callable[[WorkItem], bool] = lambda _: True) -> Session | None:
    """One set less, from the least important item of those that `counts` accepts.

    An item with one set is taken out; the last item of a session stays. None: nothing can be trimmed.
    """
    places = [place for place, item in enumerate(session.items) if counts(item)]
    if not places:
        return None
    place = max(places, key=lambda index: _expendable(session.items[index], index))
    item = session.items[place]
    if item.sets > 1:
        changed: tuple[WorkItem, ...] = (replace(item, sets=item.sets - 1),)
    elif len(session.items) > 1:
        changed = ()
    else:
        return None
    return replace(session, items=(*session.items[:place], *changed, *session.items[place + 1 :]))


def _expendable(item: WorkItem, place: int) -> tuple[bool, int, int]:
    """Order of trimming: accessory before main work, more sets before fewer, later before earlier."""
    return item.role not in LAST_TO_GO, item.sets, place
