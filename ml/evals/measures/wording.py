"""How hard a plan's sentences are to read, and how much plans of different people differ."""

import random
import re
from collections.abc import Sequence
from itertools import combinations
from typing import Final

from domain.coaching.verifier.rendered import free_texts
from domain.plan import Plan
from ml.evals.measures.content import exercises_of, jaccard

_VOWELS: Final = re.compile("[aeiouy]+")
_WORDS: Final = re.compile(r"[a-z]+(?:'[a-z]+)?")
_SENTENCES: Final = re.compile(r"[.!?]+(?:\s|$)")
MOST_PAIRS: Final = 2000


def reading_grade(plan: Plan) -> float:
    """The Flesch-Kincaid grade (Kincaid 1975) of an English plan's sentences; syllables are counted as vowel groups."""
    text = " ".join(part if part.endswith((".", "!", "?")) else part + "." for _, part in free_texts(plan)).lower()
    found = _WORDS.findall(text)
    if not found:
        return 0.0
    syllables: int = sum(max(1, len(_VOWELS.findall(word)) - word.endswith("e")) for word in found)
    sentences = max(1, len(_SENTENCES.findall(text)))
    return 0.39 * len(found) / sentences + 11.8 * syllables / len(found) - 15.59


def diversity(plans: Sequence[Plan]) -> dict[str, float]:
    """`distinct_exercises` over all plans, and `self_likeness`: the mean Jaccard similarity of two people's exercises.

    At most 2,000 pairs are compared, drawn with a fixed seed.
    """
    sets = [exercises_of(plan) for plan in plans]
    pairs = list(combinations(range(len(sets)), 2))
    if len(pairs) > MOST_PAIRS:
        pairs = random.Random(1).sample(pairs, MOST_PAIRS)  # noqa: S311 - a sample, not a secret
    alike = [jaccard(sets[one], sets[two]) for one, two in pairs]
    return {
        "distinct_exercises": float(len(frozenset().union(*sets))),
        "self_likeness": sum(alike) / len(alike) if alike else 1.0,
    }
