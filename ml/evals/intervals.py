"""Means with 95 % intervals by the bootstrap: people are drawn with replacement, the draw is seeded."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

DRAWS: Final = 2000
SEED: Final = 20
"""Fixed, so that a report made twice of the same runs is the same."""


class Interval(Struct, frozen=True, kw_only=True):
    """A mean over `n` people and where the middle 95 % of the bootstrap's means lie."""

    mean: float
    low: float
    high: float
    n: int

    def clear_of(self, value: float) -> bool:
        """Whether the whole interval is on one side of `value`."""
        return self.low > value or self.high < value


def interval(values: Sequence[float]) -> Interval:
    """The mean of `values`; with fewer than two the interval is the mean itself, which says nothing."""
    found = np.asarray(values, dtype=float)
    if len(found) < 2:
        mean = float(found.mean()) if len(found) else 0.0
        return Interval(mean=mean, low=mean, high=mean, n=len(found))
    return _told(float(found.mean()), _means(found), len(found))


def difference(first: Sequence[float], second: Sequence[float]) -> Interval:
    """Mean of `first` less mean of `second`, two groups of different people; `n` is of the smaller one."""
    one, two = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    return _told(float(one.mean() - two.mean()), _means(one) - _means(two, SEED + 1), min(len(one), len(two)))


def _means(values: NDArray[np.float64], seed: int = SEED) -> NDArray[np.float64]:
    draw = np.random.default_rng(seed).integers(0, len(values), size=(DRAWS, len(values)))
    means: NDArray[np.float64] = values[draw].mean(axis=1)
    return means


def _told(mean: float, means: NDArray[np.float64], n: int) -> Interval:
    low, high = np.quantile(means, (0.025, 0.975))
    return Interval(mean=round(mean, 6), low=round(float(low), 6), high=round(float(high), 6), n=n)
