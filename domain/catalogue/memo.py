"""Values computed from an object once."""

from collections.abc import Callable
from typing import Generic, TypeVar

from domain.catalogue.types import Catalogue

K = TypeVar("K")
T = TypeVar("T")


class Latest(Generic[K, T]):
    """`build(key)`, computed once for as long as the same object is asked about."""

    def __init__(self, build: Callable[[K], T]) -> None:
        self._build = build
        self._held: tuple[K, T] | None = None

    def __call__(self, key: K) -> T:
        held = self._held
        if held is None or held[0] is not key:
            held = self._held = (key, self._build(key))
        return held[1]


class PerCatalogue(Latest[Catalogue, T]):
    """What is drawn from a catalogue once."""
