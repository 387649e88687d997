"""Phrases of the tables in `data/`, found in a text whatever their number, article, accents or case."""

from functools import cache
from typing import Final

from domain.reading.words import NOTHING
from domain.safety.phrases import stem
from domain.text.normal import plain
from domain.text.words import word_table

Label = tuple[str, str]
Book = dict[str, tuple[Label, ...]]
"""Stemmed phrase to sections and entries."""

_LONGEST: Final = 6


@cache
def table(name: str) -> dict[str, dict[str, tuple[str, ...]]]:
    """Section, entry and phrases of a table in `domain/meals/data`."""
    return word_table("domain.meals", f"data/{name}")


def book_of(name: str, sections: tuple[str, ...]) -> Book:
    """The phrases of some sections of a table."""
    book: dict[str, list[Label]] = {}
    for section in sections:
        for entry, phrases in table(name).get(section, {}).items():
            for phrase in phrases:
                labels = book.setdefault(key_of(phrase), [])
                labels.extend([(section, entry)] if (section, entry) not in labels else [])
    return {phrase: tuple(labels) for phrase, labels in book.items()}


def key_of(phrase: str) -> str:
    """A phrase as books hold it: plain, every word stemmed."""
    return " ".join(_stem(word) for word in plain(phrase).split())


def spans(words: list[str], book: Book) -> tuple[list[Label], list[str]]:
    """Labels of the longest known phrases from left to right, and the words that belong to none."""
    stems = [_stem(word) for word in words]
    labels: list[Label] = []
    left: list[str] = []
    at = 0
    while at < len(stems):
        for end in range(min(len(stems), at + _LONGEST), at, -1):
            found = book.get(" ".join(stems[at:end])) or book.get(
                " ".join((_unjoined(words[at]), *stems[at + 1 : end]))
            )
            if found:
                labels += found
                at = end
                break
        else:
            left.append(words[at])
            at += 1
    return labels, left


def _unjoined(word: str) -> str:
    """The stem of an Arabic word without the "and" written onto it."""
    return _stem(word[1:]) if word.startswith("و") and len(word) > 3 else _stem(word)


@cache
def fillers(kind: str = "filler") -> frozenset[str]:
    """Words that say nothing of which food is meant; of the kind `form` what a food comes as, such as flour or oil."""
    return frozenset(word for phrase in table("allergen_words.toml")["grammar"][kind] for word in phrase.split())


def telling(text: str) -> tuple[str, ...]:
    """The words of a text that may name a food: no fillers ("I am allergic to"), nothing of one letter."""
    return tuple(word for word in plain(text).split() if word not in fillers() and len(word) > 1)


def unled(text: str) -> str:
    """The key of a text without leading articles and "some": "a few walnuts" and "des noix" are the bare nuts."""
    words = plain(text).split()
    while len(words) > 1 and words[0] in table("allergen_words.toml")["grammar"]["article"]:
        words = words[1:]
    return key_of(" ".join(words))


def is_nothing(text: str) -> bool:
    """Whether a text says that there is no allergy; a lone picture or sign says nothing that we could read."""
    said = plain(text)
    if not said:
        return not text.strip(" \t\r\n-–—./")
    return said in NOTHING or said in table("allergen_words.toml")["grammar"]["nothing"]


def _stem(word: str) -> str:
    """`stem`, and the English plural in -es and -ies that it leaves half done."""
    if word.isascii() and len(word) > 4:
        for ending, instead in (("ies", "y"), ("oes", "o"), ("shes", "sh"), ("ches", "ch")):
            if word.endswith(ending):
                return word.removesuffix(ending) + instead
    return stem(word)
