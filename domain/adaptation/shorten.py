"""Fitting a session into less time: the plan's own short version first, then a circuit where that is allowed."""

from msgspec import Struct
from msgspec.structs import replace

from domain.coaching.person import Person
from domain.coaching.planning.proposal import DayKind
from domain.coaching.programming.program import Program, Session, WorkItem
from domain.coaching.programming.timing import fit, frame_minutes, session_minutes
from domain.coaching.telling.recommend import circuit_ok, shortened

CIRCUIT_REST_S = 20
"""Seconds to change stations in a circuit (our judgement)."""


class Short(Struct, frozen=True, kw_only=True):
    """The session as it fits, and whether its exercises follow each other as a circuit."""

    session: Session
    circuit: bool = False


def in_minutes(session: Session, minutes: int, program: Program, person: Person) -> Short:
    """The session within `minutes` as far as sets and exercises can be taken away.

    Warm-up and cool-down shrink with the time. What the short version of the plan keeps stays longest; what it drops
    comes back, in its place, as far as there is time for it. A circuit keeps more sets where rests may be left out.
    """
    warmup, cooldown = frame_minutes(minutes)
    framed = replace(
        session, warmup_min=min(session.warmup_min, warmup), cooldown_min=min(session.cooldown_min, cooldown)
    )
    if session_minutes(framed) <= minutes:
        return Short(session=framed)
    kept = _refilled(framed, shortened(framed), minutes)
    if session_minutes(kept) <= minutes:
        return Short(session=kept)
    if session.kind is DayKind.STRENGTH and circuit_ok(program, person):
        items = tuple(replace(item, rest_s=min(item.rest_s, CIRCUIT_REST_S)) for item in kept.items)
        return Short(session=fit(replace(kept, items=items), minutes), circuit=len(items) > 1)
    return Short(session=fit(kept, minutes))


def _refilled(whole: Session, kept: Session, minutes: int) -> Session:
    """`kept` with dropped items put back in the session's order while the time allows."""
    ids = {item.exercise.id for item in kept.items}
    for item in whole.items:
        if item.exercise.id not in ids:
            more = replace(whole, items=_only(whole, ids | {item.exercise.id}))
            if session_minutes(more) <= minutes:
                ids.add(item.exercise.id)
    return replace(whole, items=_only(whole, ids))


def _only(session: Session, ids: set[str]) -> tuple[WorkItem, ...]:
    return tuple(item for item in session.items if item.exercise.id in ids)
