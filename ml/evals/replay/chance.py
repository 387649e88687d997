"""Chance that does not depend on the order of asking: each draw is named, so the arms of a replay share their luck."""

from hashlib import blake2b
from math import exp
from statistics import NormalDist
from typing import TypeVar

T = TypeVar("T")

_NORMAL = NormalDist()
_SCALE = 2**64


class Chance:
    """Draws of one person. The same seed and the same name give the same number, whatever was drawn before."""

    def __init__(self, seed: int) -> None:
        self._key = f"replay:{seed}".encode()

    def uniform(self, *name: object) -> float:
        """A number in (0, 1)."""
        digest = blake2b(repr(name).encode(), digest_size=8, key=self._key).digest()
        return (int.from_bytes(digest) + 0.5) / _SCALE

    def below(self, share: float, *name: object) -> bool:
        """True in `share` of the names."""
        return self.uniform(*name) < share

    def normal(self, *name: object) -> float:
        """A standard normal number."""
        return _NORMAL.inv_cdf(self.uniform(*name))

    def around_one(self, spread: float, *name: object) -> float:
        """A positive factor with median 1; `spread` is the standard deviation of its logarithm."""
        return exp(spread * self.normal(*name))

    def one_of(self, values: tuple[T, ...], *name: object) -> T:
        """One of `values`, each as likely as the others."""
        return values[int(self.uniform(*name) * len(values))]
