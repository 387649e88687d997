"""What a person is told when a professional comes first: whom to see, how soon, and what is fine meanwhile."""

from collections.abc import Iterable
from typing import Final

from domain.plan import ScreeningOutcome
from domain.text.messages import say

MOST_REFERRALS: Final = 2
"""More advice at once is not read."""

_URGENCY: Final = (ScreeningOutcome.STOP, ScreeningOutcome.GENTLE, ScreeningOutcome.CAUTION, ScreeningOutcome.CLEAR)


def referral_text(asked: Iterable[tuple[ScreeningOutcome, str]], outcome: ScreeningOutcome, locale: str) -> str:
    """The most urgent referrals, then what the person may do now. Empty when no rule refers.

    `asked` holds outcome and key below `safety.referral`; a crisis is always first.
    """
    ranked = sorted(asked, key=lambda item: (item[1] != "crisis", _URGENCY.index(item[0])))
    texts = [say(locale, f"safety.referral.{key}") for _, key in ranked[:MOST_REFERRALS]]
    if not texts:
        return ""
    if outcome in {ScreeningOutcome.STOP, ScreeningOutcome.GENTLE}:
        texts.append(say(locale, f"safety.meanwhile.{outcome}"))
    return " ".join(texts)
