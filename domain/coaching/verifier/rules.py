"""The rule catalogue: every rule, in the order in which repairs are tried.

Days and items come first, then doses, then what depends on them (order, volume, time), then weeks, nutrition and texts.
"""

from domain.coaching.verifier.intensity import INTENSITY_RULES
from domain.coaching.verifier.items import ITEM_RULES
from domain.coaching.verifier.nutrition import NUTRITION_RULES
from domain.coaching.verifier.rule import Rule
from domain.coaching.verifier.session import SESSION_RULES
from domain.coaching.verifier.text import TEXT_RULES
from domain.coaching.verifier.volume import VOLUME_RULES
from domain.coaching.verifier.weeks import WEEK_RULES

RULES: tuple[Rule, ...] = (
    *ITEM_RULES,
    *INTENSITY_RULES,
    *VOLUME_RULES,
    *SESSION_RULES,
    *WEEK_RULES,
    *NUTRITION_RULES,
    *TEXT_RULES,
)
"""Rules 4.14 of the evidence page and those that its tables ask for; ids are unique."""

BY_ID: dict[str, Rule] = {rule.id: rule for rule in RULES}
