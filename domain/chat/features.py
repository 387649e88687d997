"""What the intent classifier sees of a message: hashed words, word pairs, letter runs and topics.

Topics (`data/topics.toml`) are words that mean the same for the classifier ("swap", "remplace", "بدل"): with a small
training set they carry what was learnt from one phrasing to another, and from one language to another.
"""

import re
import zlib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from itertools import combinations
from tomllib import loads
from typing import Final

from domain.chat.phrasebook import Phrasebook

BUCKETS: Final = 1 << 13
"""Size of the hash table. Two features in one bucket cost less accuracy than the table would cost in size."""

MOST_LETTERS: Final = 400
"""Letters of a message that are looked at: what a person wants is said by then."""

LEAST_FEATURES: Final = 12
"""Fewer ("42") say too little to be sure of anything."""

TOPIC_WEIGHT: Final = 2
"""Features that a topic counts for: a known word says more than the letters of one."""

_DIGITS = re.compile(r"\d+")


def features(text: str) -> tuple[int, ...]:
    """The distinct buckets of a message, in order. The same message gives the same buckets on every machine."""
    found = _topics().find(text[:MOST_LETTERS])
    words = [_DIGITS.sub("0", token.word) for token in found.tokens]
    if not words:
        return ()
    names = (*_names(words), *_of_topics(sorted(found.places)))
    return tuple(sorted({zlib.crc32(name.encode()) % BUCKETS for name in names}))


def weight_of(count: int) -> float:
    """What each of `count` features weighs: rows have unit length, so that a long message counts as a short one."""
    return float(max(count, LEAST_FEATURES) ** -0.5)


def mentions(text: str, topic: str) -> bool:
    """Whether `text` speaks of a topic of `data/topics.toml`."""
    return topic in _topics().find(text[:MOST_LETTERS]).places


def _names(words: list[str]) -> Iterator[str]:
    for word in words:
        yield f"w {word}"
        marked = f"^{word}$"
        for size in (3, 4, 5):
            for at in range(len(marked) - size + 1):
                yield f"c {marked[at : at + size]}"
    for one, other in zip(["^", *words], [*words, "$"], strict=True):
        yield f"p {one} {other}"


def _of_topics(topics: list[str]) -> Iterator[str]:
    for topic in topics:
        for copy in range(TOPIC_WEIGHT):
            yield f"t{copy} {topic}"
    for one, other in combinations(topics, 2):
        yield f"tt {one} {other}"


@cache
def _topics() -> Phrasebook:
    tree = loads((files("domain.chat") / "data" / "topics.toml").read_text(encoding="utf-8"))
    return Phrasebook(tree["topic"], "", "")
