"""The menu: what this person may do, under short ids. A choice that is not on the menu cannot be written."""

from msgspec import Struct

from domain.catalogue.types import Exercise

MENU_SIZE = 48
"""Ids run E01..E48 for everyone, so the grammar is the same for everyone and a server compiles it once."""


class MenuEntry(Struct, frozen=True, kw_only=True):
    """One allowed exercise. `limits` are the rule ids that allow it only with care (lower load, range or speed)."""

    id: str
    exercise: Exercise
    score: float
    limits: tuple[str, ...] = ()


class Menu(Struct, frozen=True, kw_only=True):
    """At most `MENU_SIZE` entries, best first; `removed` counts exercises taken out by rule id (for explanations)."""

    entries: tuple[MenuEntry, ...]
    removed: dict[str, int]

    def by_id(self) -> dict[str, MenuEntry]:
        """Entries keyed by their menu id."""
        return {entry.id: entry for entry in self.entries}
