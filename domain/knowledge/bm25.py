"""Full-text scores over fields of different weight (BM25F), pure Python.

Robertson and Zaragoza 2009, The probabilistic relevance framework: BM25 and beyond.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

from msgspec import Struct

K1: Final = 1.2
"""How soon a repeated term stops to add."""

_LONG: Final = 5
_TYPO_WEIGHT: Final = 0.6
"""A word that no document has counts so much for the words one letter away from it; from `_LONG` letters on."""


class Field(Struct, frozen=True):
    """What a term in this field counts, and how much of the field's length is made up for (0-1)."""

    weight: float
    b: float


Documents = Mapping[str, Mapping[str, list[str]]]
"""Terms by field by document id."""


class Index:
    """Documents that can be asked for; `fields` says what their parts count."""

    def __init__(self, documents: Documents, fields: Mapping[str, Field]) -> None:
        self._postings: dict[str, dict[str, float]] = {}
        average = {
            name: sum(len(parts.get(name, ())) for parts in documents.values()) / max(1, len(documents)) or 1.0
            for name in fields
        }
        for id_, parts in documents.items():
            for name, words in parts.items():
                field = fields[name]
                share = field.weight / (1 - field.b + field.b * len(words) / average[name])
                for term, count in Counter(words).items():
                    found = self._postings.setdefault(term, {})
                    found[id_] = found.get(id_, 0.0) + share * count
        self._size = len(documents)
        self._near: dict[str, list[str]] = {}
        for term in self._postings:
            for key in _neighbours(term):
                self._near.setdefault(key, []).append(term)

    def idf(self, term: str) -> float:
        """How telling a term is; that of a term which no document has is the highest."""
        found = len(self._postings.get(term, ()))
        return math.log(1 + (self._size - found + 0.5) / (found + 0.5))

    def scores(self, query: Iterable[str]) -> dict[str, float]:
        """Score by document id of all documents that share a term with the query."""
        total: dict[str, float] = {}
        for term in dict.fromkeys(query):
            for known, weight in self._known(term):
                worth = weight * self.idf(known)
                for id_, frequency in self._postings[known].items():
                    total[id_] = total.get(id_, 0.0) + worth * frequency * (K1 + 1) / (frequency + K1)
        return total

    def coverage(self, query: Iterable[str], id_: str) -> float:
        """Share (0-1) of what the query says, by `idf`, that the document says too."""
        words = tuple(dict.fromkeys(query))
        said = [term for term in words if any(id_ in self._postings[known] for known, _ in self._known(term))]
        return sum(map(self.idf, said)) / (sum(map(self.idf, words)) or 1.0)

    def _known(self, term: str) -> list[tuple[str, float]]:
        """The term itself where any document has it, else terms that are one letter away."""
        if term in self._postings:
            return [(term, 1.0)]
        if len(term) < _LONG:
            return []
        near = dict.fromkeys(each for key in _neighbours(term) for each in self._near.get(key, ()))
        return [(each, _TYPO_WEIGHT / len(near)) for each in near]


def _neighbours(term: str) -> tuple[str, ...]:
    """The term and what is left of it without one of its letters: one typing error apart share one of these."""
    if len(term) < _LONG:
        return (term,)
    return (term, *dict.fromkeys(term[:at] + term[at + 1 :] for at in range(len(term))))
