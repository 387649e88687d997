"""From a day's pieces of work to XP: paid, held, refused or released, each with its reason."""

from datetime import date
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from domain.catalogue.types import Catalogue
from domain.gamification.attributes import TOP_RATIOS
from domain.gamification.facts import Facts
from domain.gamification.ledger import counted, noted, room, worked_for
from domain.gamification.state import Entry, Gains, GameState, Held
from domain.gamification.suspicion import KNOWN_FROM, confirms, doubtful_sessions, estimate, jumped, with_outing
from domain.gamification.work import FREE_CAP_XP, Piece, Worked
from domain.profile import Weekday

RECORD_FROM = 1.01
"""A new best counts as a record from one per cent on."""


class Earned(Struct, frozen=True, kw_only=True):
    """The pieces that were paid, and the plan's days for which any was; `clean`: none of the day was refused."""

    paid: tuple[Piece, ...]
    weekdays: frozenset[Weekday]
    clean: frozenset[Weekday]


class _Sum(Struct):
    """What goes into one line."""

    xp: int = 0
    lost: int = 0
    gains: Gains = Gains()


def earned_by(state: GameState, work: Worked, facts: Facts, catalogue: Catalogue) -> tuple[GameState, Earned]:
    """The state after the day's work was paid."""
    day = work.day
    doubtful = doubtful_sessions(facts)
    paid: list[Piece] = []
    refused: dict[tuple[str, str], int] = {}
    doubts: list[Held] = []
    for piece in work.pieces:
        if piece.late_xp:
            refused["late", _subject(piece)] = refused.get(("late", _subject(piece)), 0) + piece.late_xp
        if piece.blocked:
            key = (piece.blocked, piece.done)
            refused[key] = refused.get(key, 0) + piece.xp
            continue
        state, held = _judged(state, piece, doubtful, day, catalogue)
        if held is None:
            paid.append(piece)
        else:
            doubts.append(held)
    state = _paid(state, paid, day)
    for (kind, subject), lost in refused.items():
        state = noted(state, Entry(day=day, kind=kind, subject=subject, lost=lost))
    state = _withheld(state, doubts)
    earned = frozenset(piece.weekday for piece in paid if piece.weekday is not None and piece.xp)
    unclean = frozenset(piece.weekday for piece in work.pieces if piece.weekday is not None and piece.blocked)
    return state, Earned(paid=tuple(piece for piece in paid if piece.xp), weekdays=earned, clean=earned - unclean)


def _subject(piece: Piece) -> str:
    return piece.weekday or ""


def _judged(
    state: GameState, piece: Piece, doubtful: dict[UUID, str], day: date, catalogue: Catalogue
) -> tuple[GameState, Held | None]:
    """The state with the piece's lift taken in (and jumps released that it confirms), or the piece held."""
    reason = doubtful.get(piece.session)
    if reason:
        return state, Held(day=day, reason=reason, subject=_subject(piece), xp=piece.xp, gains=piece.gains)
    kg = estimate(piece.sets)
    if kg is None:
        return state, None
    confirmed = [held for held in state.held if confirms(held, piece.done, kg, day)]
    lift = state.lifts.get(piece.done)
    if jumped(lift, kg, day) and not confirmed:
        held = Held(
            day=day,
            reason="jump",
            subject=_subject(piece),
            xp=piece.xp,
            gains=piece.gains,
            exercise=piece.done,
            value=round(kg, 1),
        )
        return state, held
    for held in confirmed:
        state = _released(state, held)
    best = lift is not None and lift.outings >= KNOWN_FROM and kg >= RECORD_FROM * lift.best
    state = counted(state, records=int(best and piece.planned is not None))
    state = replace(state, lifts={**state.lifts, piece.done: with_outing(lift, kg, day)})
    return _stronger(state, piece.done, kg, day, catalogue), None


def _stronger(state: GameState, exercise: str, kg: float, day: date, catalogue: Catalogue) -> GameState:
    known = catalogue.exercises.get(exercise)
    if known is None or known.pattern not in TOP_RATIOS:
        return state
    before = state.strongest.get(known.pattern)
    if before is not None and before[0] > kg:
        return state
    return replace(state, strongest={**state.strongest, known.pattern: (round(kg, 1), day)})


def _released(state: GameState, held: Held) -> GameState:
    """XP of held work, for the day on which it was done."""
    state = replace(state, held=tuple(each for each in state.held if each != held))
    return noted(state, Entry(day=held.day, kind="released", subject=held.exercise, xp=held.xp, gains=held.gains))


def _paid(state: GameState, paid: list[Piece], day: date) -> GameState:
    lines: dict[tuple[str, str], _Sum] = {}
    free = FREE_CAP_XP
    for piece in paid:
        planned = piece.planned is not None
        line = lines.setdefault(("planned", _subject(piece)) if planned else ("free", ""), _Sum())
        xp = piece.xp if planned else min(piece.xp, free)
        free -= 0 if planned else xp
        line.xp += xp
        line.lost += piece.xp - xp
        line.gains = line.gains.plus(piece.gains)
    for (kind, subject), line in lines.items():
        entry = Entry(day=day, kind=kind, subject=subject, xp=line.xp, lost=line.lost, gains=line.gains)
        state = worked_for(state, entry)
    return state


def _withheld(state: GameState, doubts: list[Held]) -> GameState:
    """Held work gets the room that the day's paid work has left, in order; one line for each reason and subject."""
    lines: dict[tuple[str, str, str], Held] = {}
    for held in doubts:
        key = (held.reason, held.subject, held.exercise)
        before = lines.get(key)
        if before is not None:
            held = replace(held, xp=before.xp + held.xp, gains=before.gains.plus(held.gains))  # noqa: PLW2901
        lines[key] = held
    left = room(state)
    for held in lines.values():
        xp = min(held.xp, left)
        left -= xp
        state = replace(state, held=(*state.held, replace(held, xp=xp)))
    return state
