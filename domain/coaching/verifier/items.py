"""Single exercises: screening, menu, injuries, conditions, pregnancy, equipment, effort (evidence 4.9, 4.10)."""

from collections.abc import Iterator

from msgspec.structs import replace

from domain.catalogue.demands import static_hold, vigorous
from domain.catalogue.types import Joint
from domain.coaching.planning.proposal import DayKind, Scheme
from domain.coaching.planning.slots import is_whole_session
from domain.coaching.programming.program import Program, WorkItem
from domain.coaching.programming.schemes import hold_seconds
from domain.coaching.verifier.choose import gentle_session
from domain.coaching.verifier.edit import change_item, item_at, items_of, with_item, with_session
from domain.coaching.verifier.rule import Context, Hit, Repaired, Rule
from domain.coaching.verifier.session import swap_or_drop
from domain.plan import ScreeningOutcome, Severity
from domain.profile import Condition
from domain.safety.contraindications import CANNOT_STAND, advise, intensity_limits, rule_id
from domain.text.messages import has_text, say

_MEDICAL = tuple(
    str(condition)
    for condition in Condition
    if condition not in (Condition.KIDNEY_DISEASE, Condition.EATING_DISORDER_HISTORY)
)
"""Conditions with rows of their own; the other two bear on nutrition."""

_SOURCES = {
    "knee": "Willy 2019; Gaitonde 2019",
    "shoulder": "Kolber 2014; Escalante 2017",
    "neck": "Blanpied 2017",
    "hip": "Cibulka 2017",
    "ankle": "Halabchi 2020",
    "hypertension": "Pescatello 2004",
    "osteoporosis": "Giangregorio 2015",
    "asthma": "Parsons 2013",
    "diabetes": "Colberg 2016",
    "heart_disease": "AHA statements (Balady 2000, Williams 2007)",
}
_OWN = "judgement; each row of the contraindication table names its own source"


def _stopped(_: Program, context: Context) -> Iterator[Hit]:
    """A programme where screening allows none. There is no repair: the person is referred instead."""
    if context.screening.outcome is ScreeningOutcome.STOP:
        yield Hit()


def _too_hard(program: Program, context: Context) -> Iterator[Hit]:
    if context.person.gentle_only or context.screening.outcome is ScreeningOutcome.GENTLE:
        for day, session in enumerate(program.sessions):
            heavy = session.kind is DayKind.STRENGTH and session.scheme is not Scheme.LIGHT
            if heavy or any(vigorous(item.exercise) for item in session.items):
                yield Hit(session=day)


def _gentle_day(program: Program, context: Context, hit: Hit) -> Repaired:
    easy = gentle_session(context, program.sessions[hit.session].weekday)
    return Repaired(program=with_session(program, hit.session, easy), how="planner_day")


def _off_menu(program: Program, context: Context) -> Iterator[Hit]:
    menu = context.menu.by_id()
    for day, place, item in items_of(program):
        entry = menu.get(item.menu_id)
        if entry is None or entry.exercise.id != item.exercise.id:
            yield _at(day, place, item)


def _at(day: int, place: int, item: WorkItem, **words: str) -> Hit:
    return Hit(session=day, item=place, words={"exercise": item.exercise.name, **words})


def _on_menu(program: Program, context: Context, hit: Hit) -> Repaired | None:
    """The right menu id when only that was wrong, else another exercise."""
    item = item_at(program, hit)
    for entry in context.menu.entries:
        if entry.exercise.id == item.exercise.id:
            named = replace(item, menu_id=entry.id, exercise=entry.exercise, limits=entry.limits)
            words: dict[str, object] = {"exercise": entry.exercise.name}
            return Repaired(program=with_item(program, hit.session, hit.item, named), how="swap", words=words)
    return swap_or_drop(program, context, hit)


def _barred(program: Program, context: Context, rule: str, words: dict[str, str]) -> Iterator[Hit]:
    for day, place, item in items_of(program):
        verdict = advise(item.exercise, context.person, context.catalogue)
        if not verdict.allowed and rule in verdict.rules:
            yield _at(day, place, item, **words)


def _region_rule(joint: Joint) -> Rule:
    rule = rule_id(joint)

    def check(program: Program, context: Context) -> Iterator[Hit]:
        if joint in context.person.regions:
            region = say(context.person.locale, f"common.joint.{joint}")
            yield from _barred(program, context, rule, {"region": region})

    return Rule(
        id=rule,
        severity=Severity.FIX,
        title=f"nothing that strains a hurt {joint.replace('_', ' ')}",
        source=_SOURCES.get(joint, _OWN),
        check=check,
        repair=swap_or_drop,
        text="INJ",
    )


def _condition_rule(condition: str) -> Rule:
    rule = rule_id(condition)

    def check(program: Program, context: Context) -> Iterator[Hit]:
        if condition in context.person.conditions:
            key = f"common.condition.{condition}"
            named = say(context.person.locale, key) if has_text(key) else condition
            yield from _barred(program, context, rule, {"condition": named})

    return Rule(
        id=rule,
        severity=Severity.BLOCK,
        title=f"nothing that is not advised with {condition.replace('_', ' ')}",
        source=_SOURCES.get(condition, _OWN),
        check=check,
        repair=swap_or_drop,
        text="PRG-1" if condition == "pregnancy" else "MED",
    )


def _unplaced(program: Program, context: Context) -> Iterator[Hit]:
    if context.person.cautious:
        yield from _barred(program, context, "INJ-unmapped", {})


def _equipment(program: Program, context: Context) -> Iterator[Hit]:
    for day, place, item in items_of(program):
        missing = item.exercise.needs - context.person.equipment
        if missing:
            yield _at(day, place, item, equipment=", ".join(sorted(need.replace("_", " ") for need in missing)))


def _vigorous(program: Program, context: Context) -> Iterator[Hit]:
    if not context.person.vigorous_ok:
        for day, place, item in items_of(program):
            if vigorous(item.exercise):
                yield _at(day, place, item)


def _long_hold(program: Program, context: Context) -> Iterator[Hit]:
    if "static_hold" not in intensity_limits(context.person, context.catalogue).advice:
        return
    most = hold_seconds(context.person)
    for day, place, item in items_of(program):
        held = static_hold(item.exercise) and not is_whole_session(item.exercise)
        if held and item.seconds is not None and item.seconds > most:
            words = {"exercise": item.exercise.name}
            yield Hit(session=day, item=place, numbers={"seconds": item.seconds, "most": most}, words=words)


def _short_hold(program: Program, _: Context, hit: Hit) -> Repaired:
    most = round(hit.numbers["most"])
    words: dict[str, object] = {"dose": f"{most} s"}
    return Repaired(
        program=change_item(program, hit, lambda item: replace(item, seconds=most)), how="dose", words=words
    )


ITEM_RULES: tuple[Rule, ...] = (
    Rule(
        id="SCR-1",
        severity=Severity.BLOCK,
        title="no plan where screening says stop",
        source="PAR-Q+; AHA",
        check=_stopped,
    ),
    Rule(
        id="SCR-2",
        severity=Severity.BLOCK,
        title="gentle work only where screening says so",
        source="PAR-Q+; ACE guidance on blood pressure",
        check=_too_hard,
        repair=_gentle_day,
    ),
    Rule(
        id="MEN-1",
        severity=Severity.BLOCK,
        title="only exercises of the person's menu",
        source="definition of the plan",
        check=_off_menu,
        repair=_on_menu,
    ),
    *(_condition_rule(condition) for condition in ("pregnancy", CANNOT_STAND, *_MEDICAL)),
    *(_region_rule(joint) for joint in Joint),
    Rule(
        id="INJ-unmapped",
        severity=Severity.FIX,
        title="caution with an injury that could not be placed",
        source=_OWN,
        check=_unplaced,
        repair=swap_or_drop,
    ),
    Rule(
        id="EQP-1",
        severity=Severity.FIX,
        title="only equipment the person has",
        source="evidence 4.14",
        check=_equipment,
        repair=swap_or_drop,
    ),
    Rule(
        id="INT-3",
        severity=Severity.FIX,
        title="no vigorous work where it is not advised",
        source="PAR-Q+; Pescatello 2004",
        check=_vigorous,
        repair=swap_or_drop,
    ),
    Rule(
        id="INT-4",
        severity=Severity.FIX,
        title="short static holds with high blood pressure or heart disease",
        source="Sorace 2012; the figure is a judgement",
        check=_long_hold,
        repair=_short_hold,
    ),
)
