"""Values computed from a catalogue once."""

from collections.abc import Callable
from typing import Generic, TypeVar

from domain.catalogue.types import Catalogue

T = TypeVar("T")


class PerCatalogue(Generic[T]):
    """`build(catalogue)`, computed once for as long as the same catalogue object is asked about."""

    def __init__(self, build: Callable[[Catalogue], T]) -> None:
        self._build = build
        self._held: tuple[Catalogue, T] | None = None

    def __call__(self, catalogue: Catalogue) -> T:
        held = self._held
        if held is None or held[0] is not catalogue:
            held = self._held = (catalogue, self._build(catalogue))
        return held[1]
