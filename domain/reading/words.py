"""The words of `words.toml` for the choices of a profile, and the words for yes, no and nothing."""

from enum import StrEnum
from functools import cache

from domain.text.normal import plain
from domain.text.words import word_table, words_in

NOTHING = frozenset(
    words_in(
        """none; none known; nil; no; nope; n/a; na; not applicable; nothing; null; not any; no injuries; no injury
        none at all; aucun; aucune; rien; néant; non; pas de blessure; aucune blessure; sans objet; ras; sans
        لا; لا شيء; لا يوجد; لا توجد; لا يوجد شيء; لا توجد إصابات; بدون; بلا; ليس لدي; ما فيه; مفيش; والو"""
    )
) | {""}
"""Texts that say there is nothing to say."""

YES = frozenset(words_in("yes; y; true; oui; vrai; نعم; أيوه; 1"))
NO = frozenset(words_in("no; n; false; non; faux; لا; كلا; 0; none"))


@cache
def words_of(choices: type[StrEnum]) -> dict[str, StrEnum]:
    """Every accepted word of a choice type, as `plain` leaves it."""
    found = {plain(member.value): member for member in choices}
    for value, words in _table().get(choices.__name__, {}).items():
        for word in words:
            found.setdefault(word, choices(value))
    return found


@cache
def _table() -> dict[str, dict[str, tuple[str, ...]]]:
    return word_table("domain.reading", "words.toml")


def choice(choices: type[StrEnum], text: str) -> StrEnum | None:
    """The member that `text` names in any spelling or language, or None."""
    return words_of(choices).get(plain(text))
