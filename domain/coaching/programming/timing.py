"""How long a session takes, and how to make it fit.

minutes = warm-up + sets x work + rests between sets + change-over per exercise + cool-down. A set of repetitions
counts 45 s, or 3 s a repetition and side when that is longer; a timed set counts its seconds a side. Six exercises of
four 45 s sets with 90 s rest, 10 minutes of warm-up and 5 of cool-down are 69 minutes.
"""

from collections.abc import Iterable

from msgspec.structs import replace

from domain.coaching.planning.proposal import DayKind, Role
from domain.coaching.programming.program import Session, WorkItem

SET_SECONDS = 45
REP_SECONDS = 3
CHANGEOVER_MIN = 1.5
FLOW_CHANGEOVER_MIN = 0.5
"""Change-over for mobility work: there is nothing to set up."""

TOLERANCE = 1.1
"""TIM-1: an estimate above the person's minutes times this is too long."""

_DROP_ORDER = {
    DayKind.STRENGTH: (
        Role.ISOLATION,
        Role.CORE,
        Role.CONDITIONING,
        Role.MOBILITY,
        Role.ACCESSORY,
        Role.POWER,
        Role.MAIN,
    ),
    DayKind.CARDIO: (
        Role.MOBILITY,
        Role.CORE,
        Role.ISOLATION,
        Role.ACCESSORY,
        Role.MAIN,
        Role.POWER,
        Role.CONDITIONING,
    ),
}
"""Least valuable first; recovery days go by the order of cardio days, yoga days by that of strength days."""

_LEAST_ITEMS = {DayKind.STRENGTH: 3, DayKind.YOGA: 3, DayKind.CARDIO: 1, DayKind.RECOVERY: 1}
LEAST_PIECE_SECONDS = 240
"""A continuous piece (cardio, a yoga flow) is not cut below four minutes."""

_PIECE_SECONDS = 120


def set_seconds(item: WorkItem) -> float:
    """Seconds of work in one set, both sides when it is one-sided."""
    sides = 2 if item.exercise.unilateral else 1
    if item.seconds is not None:
        return item.seconds * sides
    _, high = item.reps or (0, 0)
    return max(SET_SECONDS, high * REP_SECONDS * sides)


def item_minutes(item: WorkItem) -> float:
    """Minutes of one exercise: its sets, the rests between them and the change-over."""
    changeover = FLOW_CHANGEOVER_MIN if item.role is Role.MOBILITY else CHANGEOVER_MIN
    return (item.sets * set_seconds(item) + (item.sets - 1) * item.rest_s) / 60 + changeover


def is_piece(item: WorkItem) -> bool:
    """True for one continuous stretch of minutes: cardio, a yoga flow, a relaxation."""
    whole = item.role in (Role.CONDITIONING, Role.MOBILITY) and item.sets == 1
    return whole and (item.seconds or 0) >= _PIECE_SECONDS


def work_minutes(items: Iterable[WorkItem]) -> float:
    """Minutes of the work itself, without warm-up and cool-down."""
    return sum(item_minutes(item) for item in items)


def session_minutes(session: Session) -> float:
    """Estimated minutes of the whole session."""
    return session.warmup_min + work_minutes(session.items) + session.cooldown_min


def frame_minutes(minutes: int) -> tuple[float, float]:
    """Minutes of warm-up and cool-down in a session of `minutes`: about a fifth, 2 to 12 and 1 to 8."""
    return float(min(12, max(2, round(minutes * 0.13)))), float(min(8, max(1, round(minutes * 0.07))))


def fit(session: Session, minutes: int) -> Session:
    """Take the least valuable work away until the estimate is within `minutes`; each changed item gets TIM-fit.

    Order: continuous pieces are shortened; then sets go from the least valuable work down to two, then whole exercises
    in the same order, then the last sets. At least one set of three exercises stays on strength and yoga days, of one
    on other days; only where even that is too long, of one.
    """
    while session_minutes(session) > minutes:
        smaller = _smaller(session, minutes)
        if smaller is None:
            return session
        session = smaller
    return session


def _smaller(session: Session, minutes: int) -> Session | None:
    """The session with the next piece of work taken away; None when nothing may go any more."""
    items = session.items
    over = (session_minutes(session) - minutes) * 60
    pieces = [place for place, item in enumerate(items) if is_piece(item) and (item.seconds or 0) > LEAST_PIECE_SECONDS]
    if pieces:
        place = max(pieces, key=lambda place: items[place].seconds or 0)
        seconds = max(LEAST_PIECE_SECONDS, int((items[place].seconds or 0) - over) // 60 * 60)
        return _with(session, place, seconds=seconds)
    for least, stay in ((2, _LEAST_ITEMS[session.kind]), (1, 1)):
        largest = _largest(session, least)
        if largest is not None:
            return _with(session, largest, sets=items[largest].sets - 1)
        if len(items) > stay:
            gone = min(range(len(items)), key=lambda place: (_rank(session, place), -place))
            return replace(session, items=items[:gone] + items[gone + 1 :])
    return None


def _largest(session: Session, least: int) -> int | None:
    """Place of the item that gives a set first: lowest role, most sets, last in the session; `least` sets stay."""
    items = session.items
    ranked = [(_rank(session, place), -item.sets, -place) for place, item in enumerate(items) if item.sets > least]
    return -min(ranked)[-1] if ranked else None


def _rank(session: Session, place: int) -> int:
    """How valuable the item's role is on this kind of day; the least valuable is 0."""
    kind = DayKind.CARDIO if session.kind in (DayKind.CARDIO, DayKind.RECOVERY) else DayKind.STRENGTH
    return _DROP_ORDER[kind].index(session.items[place].role)


def _with(session: Session, place: int, *, sets: int | None = None, seconds: int | None = None) -> Session:
    item = session.items[place]
    rules = item.rules if "TIM-fit" in item.rules else (*item.rules, "TIM-fit")
    smaller = replace(item, sets=sets or item.sets, seconds=seconds or item.seconds, rules=rules)
    return replace(session, items=(*session.items[:place], smaller, *session.items[place + 1 :]))
