"""`verify` reports what the rules see; `settle` repairs until nothing that must not stay is left."""

from collections.abc import Iterator

from msgspec import Struct

from domain.coaching.programming.program import Program
from domain.coaching.verifier.choose import gentle_session
from domain.coaching.verifier.edit import with_item, with_session
from domain.coaching.verifier.rule import Context, Hit, Repaired, Rule
from domain.coaching.verifier.rules import RULES
from domain.coaching.verifier.session import spare_session
from domain.errors import FitaiError
from domain.plan import Finding, Severity
from domain.text.messages import say

SWEEPS = 8
"""Most passes over all rules. A pass that changes nothing ends the work; planners' plans need one or two."""

_REPAIRS_OF_A_RULE = 60
_DROP_FROM, _SPARE_FROM, _GENTLE_FROM = 2, 4, 5
"""From which pass a hit is no longer repaired but its item dropped, its day replanned, its day made gentle."""


class Settled(Struct, frozen=True, kw_only=True):
    """A programme without BLOCK and FIX findings; `findings` are what was repaired, and the WARNs that stay."""

    program: Program
    findings: tuple[Finding, ...]


class NotSettled(FitaiError):
    """The rules contradict each other for this person: a fault of ours, and no plan is delivered."""

    code = "not_settled"


def verify(program: Program, context: Context) -> tuple[Finding, ...]:
    """Everything the rules see in `program`, in the person's language; nothing is changed."""
    locale = context.person.locale
    return tuple(rule.finding(hit, locale) for rule in RULES for hit in rule.check(program, context))


def settle(program: Program, context: Context) -> Settled:
    """`program` with every BLOCK and FIX finding repaired.

    Repairs are tried rule by rule. What comes back after two passes loses its item, then its day to the planner's own,
    then to a gentle one: each step removes work, so the end is reached. Raises `NotSettled` when it is not.
    """
    found: list[Finding] = []
    open_: list[str] = []
    for sweep in range(SWEEPS):
        before, open_ = program, []
        for rule in RULES:
            if rule.severity is not Severity.WARN:
                program, clean = _apply(rule, program, context, sweep, found)
                if not clean:
                    open_.append(rule.id)
        if program is before and not open_:
            return Settled(program=program, findings=(*found, *_warnings(program, context)))
    raise NotSettled(f"the plan cannot satisfy {', '.join(open_) or 'rules that undo each other'}")


def _warnings(program: Program, context: Context) -> Iterator[Finding]:
    locale = context.person.locale
    for rule in RULES:
        if rule.severity is Severity.WARN:
            yield from (rule.finding(hit, locale) for hit in rule.check(program, context))


def _apply(rule: Rule, program: Program, context: Context, sweep: int, found: list[Finding]) -> tuple[Program, bool]:
    """Repair the hits of one rule one by one (indices move) and note each; whether none is left."""
    for _ in range(_REPAIRS_OF_A_RULE):
        hit = next(iter(rule.check(program, context)), None)
        if hit is None:
            return program, True
        repaired = _repaired(rule, program, context, hit, sweep)
        if repaired is None or repaired.program == program:
            return program, False
        told = say(context.person.locale, f"rules.repair.{repaired.how}", **repaired.words)
        found.append(rule.finding(hit, context.person.locale, told))
        program = repaired.program
    return program, False


def _repaired(rule: Rule, program: Program, context: Context, hit: Hit, sweep: int) -> Repaired | None:
    if sweep < _DROP_FROM and rule.repair is not None:
        repaired = rule.repair(program, context, hit)
        if repaired is not None and repaired.program != program:
            return repaired
    if hit.session < 0:
        return rule.repair(program, context, hit) if rule.repair is not None else None
    session = program.sessions[hit.session]
    if sweep < _SPARE_FROM and hit.item >= 0 and len(session.items) > 1:
        return Repaired(program=with_item(program, hit.session, hit.item, None), how="drop")
    spare = (
        spare_session(program, context, hit.session)
        if sweep < _GENTLE_FROM
        else gentle_session(context, session.weekday)
    )
    return Repaired(program=with_session(program, hit.session, spare), how="planner_day")
