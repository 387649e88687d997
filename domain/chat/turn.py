"""A chat turn as a value: its states, what is said of it on its stream, and how a reader who was away goes on.

The worker that answers owns one *attempt* (the job's fencing token). Everything it says is numbered from 1 without
gaps within its attempt. A worker that died is followed by another attempt that begins the answer anew; what a dead
attempt still sends is ignored. So a reader needs to remember only its position: the attempt and the last number.
A stop by the person is an attempt too, the last one. `Whole` and `Ended` carry all of the text, so they follow
anything; a reader that misses something waits for one of them, or for a snapshot.
"""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import ClassVar, Final

from msgspec import Struct, json
from msgspec.structs import replace

from domain.errors import Conflict


class TurnState(StrEnum):
    """TRIAGED: no red flag, or its answer is ready. CHECKING: the whole answer is looked at before it is kept."""

    QUEUED = "queued"
    TRIAGED = "triaged"
    RETRIEVING = "retrieving"
    GENERATING = "generating"
    CHECKING = "checking"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"

    @property
    def ended(self) -> bool:
        """True when nothing more can happen to the turn."""
        return self in (TurnState.DONE, TurnState.CANCELLED, TurnState.FAILED)


_GIVEN_UP: Final = frozenset({TurnState.CANCELLED, TurnState.FAILED})

TRANSITIONS: Final[Mapping[TurnState, frozenset[TurnState]]] = {
    TurnState.QUEUED: _GIVEN_UP | {TurnState.TRIAGED},
    # DONE at once: a red flag is answered without notes or model.
    TurnState.TRIAGED: _GIVEN_UP | {TurnState.RETRIEVING, TurnState.DONE},
    TurnState.RETRIEVING: _GIVEN_UP | {TurnState.GENERATING},
    TurnState.GENERATING: _GIVEN_UP | {TurnState.CHECKING},
    # Back to GENERATING: the check refused the answer; DONE: it stands, or a safe text took its place.
    TurnState.CHECKING: _GIVEN_UP | {TurnState.GENERATING, TurnState.DONE},
    TurnState.DONE: frozenset(),
    TurnState.CANCELLED: frozenset(),
    TurnState.FAILED: frozenset(),
}
"""State -> the states that may follow it within an attempt."""

MOST_REGENERATIONS: Final = 1
"""Times that a refused answer is generated again before a safe text takes its place."""


class Position(Struct, frozen=True, order=True):
    """Where a reader stands: everything up to `seq` of `attempt` is known. (0, 0): nothing."""

    attempt: int = 0
    seq: int = 0


class Entered(Struct, frozen=True, kw_only=True):
    """The turn is in `state` now. Entering GENERATING empties the text: an answer begins."""

    type: ClassVar[str] = "state"
    at: Position
    state: TurnState


class Token(Struct, frozen=True, kw_only=True):
    """More of the answer."""

    type: ClassVar[str] = "token"
    at: Position
    text: str


class Whole(Struct, frozen=True, kw_only=True):
    """All that was said so far, told again because the stream has lost some of it."""

    type: ClassVar[str] = "text"
    at: Position
    state: TurnState
    text: str


class Ended(Struct, frozen=True, kw_only=True):
    """The turn is over; `text` is the whole answer as it is kept, whatever the tokens said. `code`: why it failed."""

    type: ClassVar[str] = "ended"
    at: Position
    state: TurnState
    text: str
    code: str = ""


TurnEvent = Entered | Token | Whole | Ended


class Turn(Struct, frozen=True, kw_only=True):
    """A turn as its worker, its row or a reader knows it. `text` is the answer so far."""

    state: TurnState = TurnState.QUEUED
    at: Position = Position()
    text: str = ""
    code: str = ""
    regenerated: int = 0


class CannotMove(Conflict):
    """The turn's state does not allow this step."""

    code = "turn_cannot_move"


class Gap(Conflict):
    """An event is ahead of what the reader knows: a snapshot has to fill in what is missing."""

    code = "turn_gap"


# --- the worker's side: what may happen, and the event that tells of it ---


def begin(turn: Turn, attempt: int) -> Turn:
    """A worker takes the turn up: its attempt begins at the beginning, with nothing said.

    Raises `CannotMove` when the turn has ended or a later attempt has it.
    """
    if turn.state.ended or attempt <= turn.at.attempt:
        raise CannotMove(f"attempt {attempt} cannot take up a turn that is {turn.state} at attempt {turn.at.attempt}")
    return Turn(at=Position(attempt, 0))


def enter(turn: Turn, state: TurnState) -> tuple[Turn, Entered]:
    """The turn moves on to a state that does not end it. Raises `CannotMove`."""
    if state.ended or state not in TRANSITIONS[turn.state]:
        raise CannotMove(f"a turn that is {turn.state} cannot become {state}")
    again = turn.state is TurnState.CHECKING
    if again and turn.regenerated >= MOST_REGENERATIONS:
        raise CannotMove(f"the answer has been generated again {turn.regenerated} times; at most {MOST_REGENERATIONS}")
    text = "" if state is TurnState.GENERATING else turn.text
    event = Entered(at=_next(turn), state=state)
    return replace(turn, state=state, at=event.at, text=text, regenerated=turn.regenerated + again), event


def say_more(turn: Turn, text: str) -> tuple[Turn, Token]:
    """More of the answer, while it is generated. Raises `CannotMove` at any other time."""
    if turn.state is not TurnState.GENERATING:
        raise CannotMove(f"a turn that is {turn.state} takes no tokens; only one that is generating")
    event = Token(at=_next(turn), text=text)
    return replace(turn, at=event.at, text=turn.text + text), event


def retell(turn: Turn) -> tuple[Turn, Whole]:
    """The whole text again, for readers who cannot have what came before. Raises `CannotMove` once it has ended."""
    if turn.state.ended:
        raise CannotMove(f"a turn that is {turn.state} is told of by its end")
    event = Whole(at=_next(turn), state=turn.state, text=turn.text)
    return replace(turn, at=event.at), event


def stop(turn: Turn, attempt: int) -> tuple[Turn, Ended]:
    """The person stops the turn: `attempt`, above every worker's, ends it with what was said. Raises `CannotMove`."""
    return end(replace(begin(turn, attempt), text=turn.text), TurnState.CANCELLED)


def end(turn: Turn, state: TurnState, text: str | None = None, code: str = "") -> tuple[Turn, Ended]:
    """The turn ends; `text` replaces what was said (a checked or safe answer). Raises `CannotMove`."""
    if not state.ended or state not in TRANSITIONS[turn.state]:
        raise CannotMove(f"a turn that is {turn.state} cannot end as {state}")
    event = Ended(at=_next(turn), state=state, text=turn.text if text is None else text, code=code)
    return replace(turn, state=state, at=event.at, text=event.text, code=code), event


def _next(turn: Turn) -> Position:
    return Position(turn.at.attempt, turn.at.seq + 1)


# --- as JSON on the stream: {"attempt", "n", ...} ---


class _Wire(Struct, frozen=True, kw_only=True, omit_defaults=True):
    attempt: int
    n: int
    state: TurnState | None = None
    text: str = ""
    code: str = ""


_wire = json.Decoder(_Wire)


def wire(event: TurnEvent) -> bytes:
    """The event's data: `attempt` and `n` are its position; beside them `state`, `text` and `code`, where not empty."""
    told = _Wire(
        attempt=event.at.attempt,
        n=event.at.seq,
        state=None if isinstance(event, Token) else event.state,
        text="" if isinstance(event, Entered) else event.text,
        code=event.code if isinstance(event, Ended) else "",
    )
    return json.encode(told)


def unwire(type_: str, data: bytes) -> TurnEvent | None:
    """The event of a type and its data; None for a type that is none of a turn's. Raises msgspec's `DecodeError`."""
    told = _wire.decode(data)
    at = Position(told.attempt, told.n)
    if type_ == Token.type:
        return Token(at=at, text=told.text)
    if told.state is None:
        return None
    if type_ == Entered.type:
        return Entered(at=at, state=told.state)
    if type_ == Whole.type:
        return Whole(at=at, state=told.state, text=told.text)
    return Ended(at=at, state=told.state, text=told.text, code=told.code) if type_ == Ended.type else None


# --- the reader's side ---


def read(known: Turn, event: TurnEvent) -> Turn:
    """What a reader knows after an event. What it knew already, or a dead attempt says, changes nothing.

    Raises `Gap` when something between is missing.
    """
    if known.state.ended or event.at <= known.at:
        return known
    if event.at.attempt > known.at.attempt:
        known = Turn(at=Position(event.at.attempt, 0))
    if event.at.seq != known.at.seq + 1 and not isinstance(event, Whole | Ended):
        raise Gap(f"event {event.at.seq} of attempt {event.at.attempt} after {known.at.seq}")
    match event:
        case Token():
            return replace(known, at=event.at, text=known.text + event.text)
        case Whole():
            return replace(known, at=event.at, state=event.state, text=event.text)
        case Ended():
            return replace(known, at=event.at, state=event.state, text=event.text, code=event.code)
        case Entered():
            text = "" if event.state is TurnState.GENERATING else known.text
            again = known.state is TurnState.CHECKING and event.state is TurnState.GENERATING
            return replace(known, at=event.at, state=event.state, text=text, regenerated=known.regenerated + again)


def catch(known: Turn, event: TurnEvent) -> Turn:
    """`read`, but what leaves a gap is passed over: `Whole` or `Ended` will tell all of it."""
    try:
        return read(known, event)
    except Gap:
        return known


def read_all(known: Turn, events: Iterable[TurnEvent]) -> Turn:
    """`read`, one event after the other."""
    for event in events:
        known = read(known, event)
    return known


def resume(kept: Sequence[TurnEvent], after: Position, snapshot: Turn) -> tuple[Turn | None, tuple[TurnEvent, ...]]:
    """What a reader at `after` is sent: first a snapshot or None, then events.

    `kept` are the events still on the stream, in order; `snapshot` is what the server itself knows (its row, or a
    reader beside the stream). Events alone do when none is missing after `after`; else the snapshot comes first,
    and the events after it.
    """
    newer = tuple(event for event in kept if event.at > after)
    if snapshot.at <= after and not newer:
        return None, ()
    if newer and _follows(newer, after) and newer[-1].at >= snapshot.at:
        return None, newer
    rest = tuple(event for event in kept if event.at > snapshot.at)
    return snapshot, rest if _follows(rest, snapshot.at) else ()


def _follows(events: Sequence[TurnEvent], after: Position) -> bool:
    """Whether the events go on from `after` without a gap, the begin of later attempts included."""
    for event in events:
        same = event.at.attempt == after.attempt
        if event.at.seq != (after.seq + 1 if same else 1) and not isinstance(event, Whole | Ended):
            return False
        after = event.at
    return True
