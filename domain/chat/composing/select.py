"""Which sentences of a passage answer a question: those that share most of its words, in the passage's own order."""

import re
from typing import Final

from domain.chat.answer import Passage
from domain.knowledge.ranking import asked_terms
from domain.profile import Locale

FIRST_SENTENCES: Final = 4
"""Sentences that are taken of the best passage."""

NEXT_SENTENCES: Final = 2
"""Sentences of the second one."""

NEAR_SHARE: Final = 0.75
"""A second passage is used only with this share of the best one's score (our judgement)."""

LEAST_COVERAGE: Final = 0.15
"""Below it a passage answers another question than the one asked (held-out questions of `domain/knowledge/eval`)."""

SURE_COVERAGE: Final = 0.5
"""From here on a passage surely is about the question: it needs no asking back, and may stand beside plain figures."""

_ENDS = re.compile(r"(?<=[.!?؟])\s+(?=\S)")


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a text, trimmed; decimal points and abbreviations in the middle of a word end none."""
    return tuple(part.strip() for part in _ENDS.split(text.strip()) if part.strip())


def chosen(passage: Passage, question: str, most: int) -> tuple[str, ...]:
    """At most `most` sentences of the passage. The first one always stands: notes begin with their answer."""
    parts = sentences(passage.text)
    if len(parts) <= most:
        return parts
    asked = frozenset(asked_terms(question, passage.locale))
    worth = {at: _shared(part, passage.locale, asked) - at * 0.01 for at, part in enumerate(parts)}
    best = sorted(range(1, len(parts)), key=lambda at: -worth[at])[: most - 1]
    return tuple(parts[at] for at in sorted({0, *best}))


def _shared(sentence: str, locale: Locale, asked: frozenset[str]) -> float:
    return float(len(asked & frozenset(asked_terms(sentence, locale))))


def answering(passages: tuple[Passage, ...]) -> tuple[Passage, ...]:
    """The one or two passages that an answer rests on; none where nothing fits the question."""
    fitting = [each for each in passages if each.coverage >= LEAST_COVERAGE]
    if not fitting:
        return ()
    near = [
        each
        for each in fitting[1:]
        if each.score >= NEAR_SHARE * fitting[0].score and each.coverage >= NEAR_SHARE * fitting[0].coverage
    ]
    return (fitting[0], *near[:1])
