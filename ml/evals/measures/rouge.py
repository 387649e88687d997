"""ROUGE-1, 2, L and Lsum as the package rouge-score 0.1.2 defines them (no stemming), without its cost.

Words are runs of a-z and 0-9 in lower case: punctuation, Arabic and accents vanish, so a plan in French or Arabic is
scored by its keys, numbers and English exercise names alone. A test holds the values against the package's.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence
from functools import lru_cache

_WORD = re.compile("[a-z0-9]+")


def words(text: str) -> tuple[str, ...]:
    """The words that count."""
    return tuple(_WORD.findall(text.lower()))


def rouge(reference: Sequence[str], answer: Sequence[str]) -> dict[str, float]:
    """F-scores 0-1 of two texts given as lines, named rouge1, rouge2, rougeL, rougeLsum."""
    ref_lines = [found for line in reference if (found := words(line))]
    own_lines = [found for line in answer if (found := words(line))]
    ref = [word for line in ref_lines for word in line]
    own = [word for line in own_lines for word in line]
    return {
        "rouge1": _overlap(ref, own, 1),
        "rouge2": _overlap(ref, own, 2),
        "rougeL": f_score(common_length(ref, own), len(ref), len(own)),
        "rougeLsum": f_score(_summary_hits(ref_lines, own_lines), len(ref), len(own)),
    }


def f_score(hits: float, wanted: int, given: int) -> float:
    """The harmonic mean of recall and precision; 0 when either side is empty."""
    return 2 * hits / (wanted + given) if wanted and given else 0.0


def _overlap(ref: list[str], own: list[str], size: int) -> float:
    first, second = _grams(ref, size), _grams(own, size)
    return f_score((first & second).total(), first.total(), second.total())


def _grams(text: list[str], size: int) -> Counter[tuple[str, ...]]:
    return Counter(zip(*(text[start:] for start in range(size)), strict=False))


def common_length(first: Sequence[Hashable], second: Sequence[Hashable]) -> int:
    """The length of the longest common subsequence, 64 cells a step (Hyyro 2004: one bit a place of `first`)."""
    places: dict[Hashable, int] = defaultdict(int)
    for place, word in enumerate(first):
        places[word] |= 1 << place
    full = (1 << len(first)) - 1
    row = full
    for word in second:
        matched = row & places.get(word, 0)
        row = ((row + matched) | (row - matched)) & full
    return len(first) - row.bit_count()


def _summary_hits(ref_lines: list[tuple[str, ...]], own_lines: list[tuple[str, ...]]) -> int:
    """Words of the reference that its lines share, in order, with any line of the answer; each counts once a side."""
    left_ref = Counter(word for line in ref_lines for word in line)
    left_own = Counter(word for line in own_lines for word in line)
    holding: dict[str, dict[tuple[str, ...], None]] = defaultdict(dict)
    for line in own_lines:
        for word in line:
            holding[word][line] = None
    hits = 0
    for line in ref_lines:
        found = _union(line, holding)
        for place, word in enumerate(line):
            if found >> place & 1 and left_ref[word] and left_own[word]:
                hits += 1
                left_ref[word] -= 1
                left_own[word] -= 1
    return hits


def _union(line: tuple[str, ...], holding: dict[str, dict[tuple[str, ...], None]]) -> int:
    """Places of `line` that are in its common subsequence with any line of the answer, as bits.

    Only lines that hold a word still missing are compared: no other line can add one.
    """
    found = 0
    for place, word in enumerate(line):
        for other in holding.get(word, {}):
            if found >> place & 1:
                break
            found |= _places(line, other)
    return found


@lru_cache(maxsize=2**18)
def _places(line: tuple[str, ...], other: tuple[str, ...]) -> int:
    """Places of `line` in the one common subsequence that rouge-score walks back to."""
    rows, columns = len(line), len(other)
    table = [[0] * (columns + 1) for _ in range(rows + 1)]
    for row in range(1, rows + 1):
        for column in range(1, columns + 1):
            same = line[row - 1] == other[column - 1]
            above, left = table[row - 1][column], table[row][column - 1]
            table[row][column] = table[row - 1][column - 1] + 1 if same else max(above, left)
    found, row, column = 0, rows, columns
    while row and column:
        if line[row - 1] == other[column - 1]:
            found |= 1 << (row - 1)
            row, column = row - 1, column - 1
        elif table[row][column - 1] > table[row - 1][column]:
            column -= 1
        else:
            row -= 1
    return found
