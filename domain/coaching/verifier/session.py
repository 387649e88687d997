"""Rules on the shape of a session and of the week: days, time, order, repeats, warm-up (evidence 4.7, 4.14)."""

from collections.abc import Iterator

from msgspec.structs import replace

from domain.coaching.planning.proposal import DayKind
from domain.coaching.programming.program import Program, Session
from domain.coaching.programming.schemes import planned_minutes, useful_minutes
from domain.coaching.programming.timing import TOLERANCE, fit, frame_minutes, session_minutes
from domain.coaching.programming.warmup import warm_up
from domain.coaching.verifier.choose import gentle_session, may_do, swap
from domain.coaching.verifier.edit import ROLE_ORDER, with_item, with_session
from domain.coaching.verifier.rule import Context, Hit, Repaired, Rule
from domain.plan import Severity
from domain.profile import Weekday
from domain.text.messages import say

TIME_LOW = 0.6
"""Share of the useful minutes below which a session is short."""

SHORTEST_PIECE_S = 120
WARMUP_LEAST_MIN = 2.0
_DAYS = tuple(Weekday)


def _empty(program: Program, _: Context) -> Iterator[Hit]:
    for day, session in enumerate(program.sessions):
        if not session.items:
            yield Hit(session=day)


def spare_session(program: Program, context: Context, day: int) -> Session:
    """The planner's own session for that weekday, or a gentle one when there is none that differs."""
    session = program.sessions[day]
    if context.spare is not None:
        for own in context.spare.sessions:
            if own.weekday is session.weekday and own.items and own != session:
                return own
    return gentle_session(context, session.weekday)


def _own_day(program: Program, context: Context, hit: Hit) -> Repaired:
    return Repaired(
        program=with_session(program, hit.session, spare_session(program, context, hit.session)), how="planner_day"
    )


def _days(program: Program, context: Context) -> Iterator[Hit]:
    """As many sessions as asked for, on the days that suit, each day once, in week order."""
    planned = tuple(session.weekday for session in program.sessions)
    if planned != context.person.weekdays:
        yield Hit(part="week", numbers={"days": len(planned), "asked": len(context.person.weekdays)})


def _asked_days(program: Program, context: Context, _: Hit) -> Repaired:
    """Sessions keep their order and move to the asked days; missing ones come from the planner, extra ones go."""
    wanted = context.person.weekdays
    sessions = [replace(session, weekday=weekday) for session, weekday in zip(program.sessions, wanted, strict=False)]
    spare = {session.weekday: session for session in (context.spare.sessions if context.spare else ())}
    missing = wanted[len(sessions) :]
    sessions += [spare.get(weekday) or gentle_session(context, weekday) for weekday in missing]
    return Repaired(program=replace(program, sessions=tuple(sessions)), how="days", words={"days": len(wanted)})


def _too_long(program: Program, context: Context) -> Iterator[Hit]:
    minutes = context.person.minutes
    for day, session in enumerate(program.sessions):
        planned = session_minutes(session)
        if planned > minutes * TOLERANCE:
            yield Hit(session=day, numbers={"planned": round(planned), "minutes": minutes})


def _fitted(program: Program, context: Context, hit: Hit) -> Repaired | None:
    before = program.sessions[hit.session]
    warmup, cooldown = frame_minutes(context.person.minutes)
    session = replace(
        before, warmup_min=min(before.warmup_min, warmup), cooldown_min=min(before.cooldown_min, cooldown)
    )
    session = fit(session, context.person.minutes)
    session = _cut(session, context.person.minutes * TOLERANCE)
    if session == before:
        return None
    words: dict[str, object] = {"planned": round(session_minutes(session))}
    return Repaired(program=with_session(program, hit.session, session), how="time", words=words)


def _cut(session: Session, most: float) -> Session:
    """What `fit` keeps for the training's sake goes too: long pieces are shortened, then the last items taken out."""
    while session_minutes(session) > most:
        longest = max(session.items, key=lambda item: item.seconds or 0)
        over = (session_minutes(session) - most) * 60
        left = int((longest.seconds or 0) - over / longest.sets)
        if left >= SHORTEST_PIECE_S:
            kept = tuple(replace(item, seconds=left) if item is longest else item for item in session.items)
        elif len(session.items) > 1:
            kept = session.items[:-1]
        else:
            return session
        session = replace(session, items=kept)
    return session


def _too_short(program: Program, context: Context) -> Iterator[Hit]:
    person, useful = context.person, useful_minutes(context.person)
    for day, session in enumerate(program.sessions):
        planned, minutes = session_minutes(session), planned_minutes(person, session.kind)
        if planned < min(minutes, useful) * TIME_LOW and session.kind is not DayKind.RECOVERY:
            yield Hit(session=day, numbers={"planned": round(planned), "minutes": minutes})


def _disorder(program: Program, _: Context) -> Iterator[Hit]:
    for day, session in enumerate(program.sessions):
        order = [ROLE_ORDER[item.role] for item in session.items]
        if session.kind is DayKind.STRENGTH and order != sorted(order):
            yield Hit(session=day)


def _ordered(program: Program, _: Context, hit: Hit) -> Repaired:
    session = program.sessions[hit.session]
    items = tuple(sorted(session.items, key=lambda item: ROLE_ORDER[item.role]))
    return Repaired(program=with_session(program, hit.session, replace(session, items=items)), how="order")


def _twice(program: Program, _: Context) -> Iterator[Hit]:
    for day, session in enumerate(program.sessions):
        seen: set[str] = set()
        for place, item in enumerate(session.items):
            if item.exercise.id in seen:
                yield Hit(session=day, item=place, words={"exercise": item.exercise.name})
            seen.add(item.exercise.id)


def swap_or_drop(program: Program, context: Context, hit: Hit) -> Repaired | None:
    """The best allowed alternative in the item's place; without one the item goes; a lone item is left to others."""
    session = program.sessions[hit.session]
    other = swap(session, hit.item, context)
    if other is not None:
        words: dict[str, object] = {"exercise": other.exercise.name}
        return Repaired(program=with_item(program, hit.session, hit.item, other), how="swap", words=words)
    if len(session.items) > 1:
        return Repaired(program=with_item(program, hit.session, hit.item, None), how="drop")
    return None


def _same_days(program: Program, context: Context) -> Iterator[Hit]:
    seen: dict[frozenset[str], int] = {}
    for day, session in enumerate(program.sessions):
        ids = frozenset(item.exercise.id for item in session.items)
        if session.kind is DayKind.STRENGTH and ids in seen:
            first = say(context.person.locale, f"common.weekday.{program.sessions[seen[ids]].weekday}")
            yield Hit(session=day, words={"day": first})
        seen.setdefault(ids, day)


def _no_warmup(program: Program, context: Context) -> Iterator[Hit]:
    """Strength and cardio days begin with a warm-up; nothing in warm-up or cool-down is barred to the person."""
    for day, session in enumerate(program.sessions):
        needed = session.kind in (DayKind.STRENGTH, DayKind.CARDIO)
        missing = needed and (not session.warmup or session.warmup_min < WARMUP_LEAST_MIN)
        barred = any(not may_do(context, exercise) for exercise in (*session.warmup, *session.cooldown))
        if missing or barred or min(session.warmup_min, session.cooldown_min) < 0:
            yield Hit(session=day, numbers={"minutes": session.warmup_min})


def _warmed_up(program: Program, context: Context, hit: Hit) -> Repaired:
    session = program.sessions[hit.session]
    warmup = tuple(exercise for exercise in session.warmup if may_do(context, exercise)) or warm_up(
        context.person, session.kind, session.items, context.catalogue
    )
    usual = frame_minutes(context.person.minutes)
    session = replace(
        session,
        warmup=warmup,
        cooldown=tuple(exercise for exercise in session.cooldown if may_do(context, exercise)),
        warmup_min=session.warmup_min if session.warmup_min >= WARMUP_LEAST_MIN else usual[0],
        cooldown_min=max(0.0, session.cooldown_min),
    )
    return Repaired(program=with_session(program, hit.session, session), how="warmup")


FIX, WARN = Severity.FIX, Severity.WARN

SESSION_RULES: tuple[Rule, ...] = (
    Rule(
        id="DAY-1",
        severity=FIX,
        title="the days that were asked for",
        source="watt-mind/coach #189; evidence 4.14",
        check=_days,
        repair=_asked_days,
    ),
    Rule(
        id="EMP-1",
        severity=FIX,
        title="no empty session",
        source="definition of the plan",
        check=_empty,
        repair=_own_day,
    ),
    Rule(
        id="DUP-1",
        severity=FIX,
        title="no exercise twice in a session",
        source="definition of the plan",
        check=_twice,
        repair=swap_or_drop,
    ),
    Rule(
        id="ORD-1",
        severity=FIX,
        title="power, main, accessory, isolation, core, conditioning",
        source="ACSM 2009: large and complex before small",
        check=_disorder,
        repair=_ordered,
    ),
    Rule(
        id="WRM-1",
        severity=FIX,
        title="a warm-up the person may do",
        source="ACSM guidelines for exercise testing and prescription",
        check=_no_warmup,
        repair=_warmed_up,
        numbers={"minutes": WARMUP_LEAST_MIN},
    ),
    Rule(
        id="TIM-1",
        severity=FIX,
        title="the session fits the person's time",
        source="evidence 4.7; watt-mind/coach #189",
        check=_too_long,
        repair=_fitted,
        numbers={"tolerance": TOLERANCE},
    ),
    Rule(
        id="TIM-2",
        severity=WARN,
        title="the session leaves much of the time unused",
        source="evidence 4.7",
        check=_too_short,
        numbers={"share": TIME_LOW},
    ),
    Rule(
        id="VAR-1",
        severity=WARN,
        title="no two equal strength days",
        source="definition of the plan",
        check=_same_days,
    ),
)
