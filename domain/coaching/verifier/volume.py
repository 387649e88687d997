"""Volume, balance and recovery (evidence 4.3): weekly sets, sets of one session, push and pull, 48 hours.

Bands are practitioners' landmarks and not trial results, so falling short of them is shown and not corrected.
"""

from collections.abc import Iterator

from domain.coaching.person import Person
from domain.coaching.planning.proposal import DayKind
from domain.coaching.programming.program import Program, Session
from domain.coaching.programming.schemes import light_only
from domain.coaching.programming.volume import (
    MAJOR,
    PUSH_PULL_HIGH,
    PUSH_PULL_LOW,
    bands,
    push_pull_sets,
    session_sets,
    shares,
    weekly_sets,
)
from domain.coaching.telling.overview import listed
from domain.coaching.verifier.edit import ROLE_ORDER, trim_one_set, with_session
from domain.coaching.verifier.rule import Context, Hit, Repaired, Rule
from domain.plan import Severity
from domain.profile import FitnessLevel, Goal, Weekday
from domain.text.messages import say

SESSION_MOST_BEGINNER, SESSION_MOST = 12.0, 16.0
SESSION_TOTAL = 30
BALANCE_FROM = 10
"""Pressing and pulling sets a week below which their ratio says nothing."""

HARD_DAY, VERY_HARD_DAY = 4.0, 8.0
"""Fractional sets of one group in a session from which it needs 48 hours (WARN), and above which it is a fault."""

_WANTS_VOLUME = frozenset({Goal.MUSCLE_GAIN, Goal.STRENGTH_INCREASE, Goal.BODY_RECOMPOSITION})
_DAYS = tuple(Weekday)


def _group(context: Context, group: str) -> dict[str, str]:
    return {"muscle": say(context.person.locale, f"rules.muscle.{group}")}


def _too_little(program: Program, context: Context) -> Iterator[Hit]:
    """Major groups below the useful range, for people who train for muscle or strength; one finding names them all.

    Only where more days or minutes would help: not for people whose doses are held down on purpose, nor for a group
    that injury, equipment or dislikes leave without direct work.
    """
    person = context.person
    if person.minor or person.older or person.cautious:
        return
    strength = any(session.kind is DayKind.STRENGTH for session in program.sessions)
    if not strength or light_only(person) or not _WANTS_VOLUME & set(person.goals):
        return
    found, limits = weekly_sets(program.sessions), bands(person)
    trainable = {
        group
        for entry in context.menu.entries
        for group, share in shares(entry.exercise).items()
        if share == 1.0 and not entry.limits
    }
    short = [group for group in MAJOR if group in trainable and found.get(group, 0.0) < limits[group].low]
    if short:
        names = listed(person.locale, [_group(context, group)["muscle"] for group in short])
        yield Hit(part="week", numbers={group: found.get(group, 0.0) for group in short}, words={"muscles": names})


def _too_much(program: Program, context: Context) -> Iterator[Hit]:
    limits = bands(context.person)
    for group, sets in weekly_sets(program.sessions).items():
        if sets > limits[group].most:
            numbers = {"sets": sets, "most": limits[group].most}
            yield Hit(part="week", numbers=numbers, words={"group": group, **_group(context, group)})


def _less_in_week(program: Program, context: Context, hit: Hit) -> Repaired | None:
    """Sets come off the session that has most of the group, until the week is inside the band."""
    group, most = hit.words["group"], bands(context.person)[hit.words["group"]].most
    while weekly_sets(program.sessions).get(group, 0.0) > most:
        order = sorted(
            range(len(program.sessions)),
            key=lambda day: -session_sets(program.sessions[day].items).get(group, 0.0),
        )
        for day in order:
            smaller = _less_of(program.sessions[day], group)
            if smaller is not None:
                program = with_session(program, day, smaller)
                break
        else:
            return None
    return Repaired(program=program, how="sets", words=_sets_words(program.sessions, group, context))


def _less_of(session: Session, group: str) -> Session | None:
    return trim_one_set(session, lambda item: item.role in _HARD and group in shares(item.exercise))


_HARD = frozenset(list(ROLE_ORDER)[:5])


def _sets_words(sessions: tuple[Session, ...], group: str, context: Context) -> dict[str, object]:
    return {"sets": f"{weekly_sets(sessions).get(group, 0.0):g}", **_group(context, group)}


def session_limit(person: Person) -> float:
    """Most fractional sets of one group in a session: 12 for beginners, the young and the old, else 16."""
    held = person.level is FitnessLevel.BEGINNER or person.minor or person.older
    return SESSION_MOST_BEGINNER if held else SESSION_MOST


def _too_much_at_once(program: Program, context: Context) -> Iterator[Hit]:
    most = session_limit(context.person)
    for day, session in enumerate(program.sessions):
        for group, sets in session_sets(session.items).items():
            if sets > most:
                words = {"group": group, **_group(context, group)}
                yield Hit(session=day, numbers={"sets": sets, "most": most}, words=words)
        total = sum(item.sets for item in session.items if item.role in _HARD)
        if total > SESSION_TOTAL:
            words = {"group": "", "muscle": say(context.person.locale, "rules.muscle.all")}
            yield Hit(session=day, numbers={"sets": total, "most": SESSION_TOTAL}, words=words)


def _less_in_session(program: Program, _: Context, hit: Hit) -> Repaired | None:
    session, group = program.sessions[hit.session], hit.words["group"]
    left, most = hit.numbers["sets"], hit.numbers["most"]
    while left > most:
        smaller = _less_of(session, group) if group else trim_one_set(session)
        if smaller is None:
            return None
        session = smaller
        left = session_sets(session.items).get(group, 0.0) if group else sum(item.sets for item in session.items)
    words: dict[str, object] = {"sets": f"{left:g}", "muscle": hit.words["muscle"]}
    return Repaired(program=with_session(program, hit.session, session), how="sets", words=words)


def _unbalanced(program: Program, _: Context) -> Iterator[Hit]:
    push, pull = push_pull_sets(program.sessions)
    if push + pull >= BALANCE_FROM and push and pull and not PUSH_PULL_LOW <= push / pull <= PUSH_PULL_HIGH:
        yield Hit(part="week", numbers={"push": push, "pull": pull, "ratio": round(push / pull, 2)})


def _neighbours(program: Program) -> Iterator[tuple[int, int]]:
    """Pairs of sessions on consecutive days, Sunday and Monday included; the later one second."""
    on = {_DAYS.index(session.weekday): index for index, session in enumerate(program.sessions)}
    for position, index in on.items():
        after = on.get((position + 1) % len(_DAYS))
        if after is not None and after != index:
            yield index, after


def _too_soon(program: Program, context: Context, sets: float) -> Iterator[Hit]:
    for first, second in _neighbours(program):
        before = session_sets(program.sessions[first].items)
        for group, after in session_sets(program.sessions[second].items).items():
            if min(after, before.get(group, 0.0)) >= sets:
                numbers = {"first": before[group], "second": after}
                yield Hit(session=second, numbers=numbers, words={"group": group, **_group(context, group)})


def _soon(program: Program, context: Context) -> Iterator[Hit]:
    return _too_soon(program, context, HARD_DAY)


def _very_soon(program: Program, context: Context) -> Iterator[Hit]:
    return _too_soon(program, context, VERY_HARD_DAY + 0.01)


def _lighter_second_day(program: Program, _: Context, hit: Hit) -> Repaired | None:
    session, group = program.sessions[hit.session], hit.words["group"]
    while session_sets(session.items).get(group, 0.0) > VERY_HARD_DAY:
        smaller = _less_of(session, group)
        if smaller is None:
            return None
        session = smaller
    words: dict[str, object] = {"sets": f"{session_sets(session.items)[group]:g}", "muscle": hit.words["muscle"]}
    return Repaired(program=with_session(program, hit.session, session), how="sets", words=words)


_LANDMARKS = "RP volume landmarks; Liftosaur guide (practitioner heuristics)"

VOLUME_RULES: tuple[Rule, ...] = (
    Rule(
        id="VOL-3",
        severity=Severity.BLOCK,
        title="sets of one session",
        source="Remmert 2025; evidence 4.3",
        check=_too_much_at_once,
        repair=_less_in_session,
        numbers={"beginner": SESSION_MOST_BEGINNER, "trained": SESSION_MOST, "all": SESSION_TOTAL},
    ),
    Rule(
        id="VOL-2",
        severity=Severity.FIX,
        title="weekly sets above what can be recovered from",
        source=_LANDMARKS,
        check=_too_much,
        repair=_less_in_week,
    ),
    Rule(
        id="REC-2",
        severity=Severity.FIX,
        title="two very hard days for a muscle in a row",
        source="evidence 4.14: 48 hours; our threshold",
        check=_very_soon,
        repair=_lighter_second_day,
        numbers={"sets": VERY_HARD_DAY},
    ),
    Rule(
        id="REC-1",
        severity=Severity.WARN,
        title="the same muscle hard within 48 hours",
        source="evidence 4.14",
        check=_soon,
        numbers={"sets": HARD_DAY, "hours": 48},
    ),
    Rule(
        id="VOL-1",
        severity=Severity.WARN,
        title="weekly sets below the useful range",
        source=_LANDMARKS,
        check=_too_little,
    ),
    Rule(
        id="VOL-4",
        severity=Severity.WARN,
        title="push against pull",
        source="evidence 4.14",
        check=_unbalanced,
        numbers={"low": PUSH_PULL_LOW, "high": PUSH_PULL_HIGH},
    ),
)
