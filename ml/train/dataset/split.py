"""Train and evaluation are split by person, 85 to 15, and how alike the two sides still are is measured.

ROUGE on a held-out pair says nothing when the training side holds almost the same pair. So for every held-out profile
and plan the most similar one of the training side is found (Jaccard over `path=value` leaves), and reported.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final
from zlib import crc32

import msgspec
import numpy as np
from msgspec import Struct
from scipy.sparse import csr_matrix

from ml.train.dataset.rows import Row, Split

EVAL_SHARE: Final = 15
"""Per cent of people held out, as in the dissertation."""

NEAR: Final = 0.9
"""From this similarity two profiles or plans are near-duplicates."""

_BLOCK: Final = 256


def split_of(seed: int, person: int) -> Split:
    """The side a person is on: exactly 15 of each 100 in order, which ones by the seed."""
    hundred, place = divmod(person, 100)
    ranked = sorted(range(100), key=lambda other: crc32(f"{seed}:{hundred}:{other}".encode()))
    return Split.EVAL if place in ranked[:EVAL_SHARE] else Split.TRAIN


class Likeness(Struct, frozen=True, kw_only=True):
    """Of the highest similarity of each held-out item to the training side: quantiles, and shares of near and exact."""

    what: str
    held_out: int
    median: float
    p95: float
    highest: float
    near: float
    exact: float


def leakage(train: Sequence[Row], held_out: Sequence[Row]) -> tuple[Likeness, Likeness]:
    """The likeness of profiles and of plans (direct rows). A person on both sides is an error: `ValueError`."""
    both = {row.person for row in train} & {row.person for row in held_out}
    if both:
        raise ValueError(f"{len(both)} people are on both sides of the split, for example {min(both)}")
    return (
        _likeness("profile", [row.input for row in train], [row.input for row in held_out]),
        _likeness("plan", [row.output for row in train], [row.output for row in held_out]),
    )


def _likeness(what: str, train: Sequence[msgspec.Raw], held_out: Sequence[msgspec.Raw]) -> Likeness:
    if not train or not held_out:
        return Likeness(what=what, held_out=len(held_out), median=0, p95=0, highest=0, near=0, exact=0)
    vocabulary: dict[str, int] = {}
    known, asked = _matrix(train, vocabulary), _matrix(held_out, vocabulary)
    width = len(vocabulary)
    known.resize(known.shape[0], width)
    asked.resize(asked.shape[0], width)
    sizes = np.asarray(known.sum(axis=1)).ravel()
    best = np.empty(asked.shape[0])
    transposed = known.T.tocsc()
    for start in range(0, asked.shape[0], _BLOCK):
        block = asked[start : start + _BLOCK]
        shared = (block @ transposed).toarray()
        own = np.asarray(block.sum(axis=1))
        best[start : start + _BLOCK] = (shared / (own + sizes - shared)).max(axis=1)
    return Likeness(
        what=what,
        held_out=len(best),
        median=round(float(np.median(best)), 3),
        p95=round(float(np.quantile(best, 0.95)), 3),
        highest=round(float(best.max()), 3),
        near=round(float((best >= NEAR).mean()), 4),
        exact=round(float((best >= 1 - 1e-9).mean()), 4),
    )


def _matrix(items: Sequence[msgspec.Raw], vocabulary: dict[str, int]) -> csr_matrix:
    """One row an item, one column a leaf."""
    indices: list[int] = []
    ends = [0]
    for item in items:
        found = {vocabulary.setdefault(leaf, len(vocabulary)) for leaf in leaves(msgspec.json.decode(item))}
        indices += sorted(found)
        ends.append(len(indices))
    data = np.ones(len(indices), dtype=np.float32)
    return csr_matrix((data, np.array(indices), np.array(ends)), shape=(len(items), max(1, len(vocabulary))))


def leaves(value: Any, path: str = "") -> Iterator[str]:
    """`path=value` of every leaf; places in a list do not count, so a moved exercise is still the same."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield from leaves(part, f"{path}.{key}")
    elif isinstance(value, list):
        for part in value:
            yield from leaves(part, f"{path}[]")
    elif value is not None and value != "":
        yield f"{path}={value}"
