"""Screening before any plan: red flags, clearance, and what asks for care. Evidence section 4.9.

Every rule is a row of `SCREENING_RULES` with its numbers and source. The strictest outcome of all that apply counts:
STOP (a referral and no plan), GENTLE (walking, breathing and mobility until a professional has agreed), CAUTION
(a plan with limits), CLEAR.
"""

from collections.abc import Iterable
from typing import Final

from domain.plan import Finding, Screening, ScreeningOutcome, Severity
from domain.profile import Profile
from domain.safety.facts import HealthFacts, facts_of
from domain.safety.referrals import referral_text
from domain.safety.screening_checks import Case, Seen
from domain.safety.screening_rules import SCREENING_RULES, ScreeningRule
from domain.text.messages import say

STRICTNESS: Final = (ScreeningOutcome.CLEAR, ScreeningOutcome.CAUTION, ScreeningOutcome.GENTLE, ScreeningOutcome.STOP)


def screen(profile: Profile) -> Screening:
    """Apply every rule; reasons and referral are in the profile's language."""
    return screen_facts(profile, facts_of(profile))


def screen_facts(profile: Profile, facts: HealthFacts) -> Screening:
    """`screen` for facts already gathered."""
    case = Case(profile, facts)
    cleared = profile.health.medical_clearance
    asked = (rule for rule in SCREENING_RULES.values() if not (cleared and rule.cleared is ScreeningOutcome.CLEAR))
    hits = [(rule, seen) for rule in asked for seen in rule.check(case)]
    outcomes = {rule.id: outcome_of(rule, cleared=cleared) for rule, _ in hits}
    outcome = max(outcomes.values(), key=STRICTNESS.index, default=ScreeningOutcome.CLEAR)
    return Screening(
        outcome=outcome,
        findings=tuple(_finding(rule, seen, outcomes[rule.id], profile) for rule, seen in hits),
        referral=referral_text(_referrals(hits, outcomes), outcome, profile.locale),
        unmapped=(*facts.unmapped, *facts.unknown, *facts.unknown_medicines),
    )


def outcome_of(rule: ScreeningRule, *, cleared: bool) -> ScreeningOutcome:
    """The rule's outcome, eased where a professional's agreement answers it."""
    return rule.cleared if cleared and rule.cleared is not None else rule.outcome


def moderate_only(screening: Screening) -> bool:
    """Whether a rule that applied asks for light or moderate effort, or nothing beyond the gentle plan is allowed."""
    gentle = screening.outcome in {ScreeningOutcome.GENTLE, ScreeningOutcome.STOP}
    return gentle or any(
        SCREENING_RULES[finding.rule].moderate for finding in screening.findings if finding.rule in SCREENING_RULES
    )


def _finding(rule: ScreeningRule, seen: Seen, outcome: ScreeningOutcome, profile: Profile) -> Finding:
    blocked = outcome in {ScreeningOutcome.STOP, ScreeningOutcome.GENTLE}
    words = {name: say(profile.locale, key) if name in seen.keys else key for name, key in seen.words.items()}
    shown = {name: f"{value:g}" for name, value in seen.numbers.items()}
    return Finding(
        rule=rule.id,
        severity=Severity.BLOCK if blocked else Severity.WARN,
        where=seen.where,
        reason=say(profile.locale, f"safety.reason.{rule.id}", **shown, **words),
        numbers={**rule.numbers, **seen.numbers},
    )


def _referrals(
    hits: Iterable[tuple[ScreeningRule, Seen]], outcomes: dict[str, ScreeningOutcome]
) -> list[tuple[ScreeningOutcome, str]]:
    """Outcome and text key of each referral asked for, each key once; a rule answered by clearance asks for none."""
    asked: dict[str, ScreeningOutcome] = {}
    for rule, seen in hits:
        key = seen.referral or rule.referral
        eased = rule.cleared is not None and outcomes[rule.id] is rule.cleared
        if key and not eased:
            asked.setdefault(key, outcomes[rule.id])
    return [(outcome, key) for key, outcome in asked.items()]
