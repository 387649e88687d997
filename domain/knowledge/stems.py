"""Words of a text as they are compared: plain, without filler words, reduced to a light stem by language and script.

Light stems join the common endings of one word and nothing more; they are compared with each other only, never shown.
"""

import re
from functools import cache
from importlib.resources import files
from tomllib import loads
from typing import Final

from domain.profile import Locale
from domain.text.normal import plain

_LEAST: Final = 3
"""A stem keeps at least so many letters."""

_ARABIC = re.compile(r"[\u0600-\u06ff]")
_AR_PREFIXES: Final = ("وبال", "وال", "بال", "كال", "فال", "ولل", "لل", "ال", "وب", "ول", "و", "ف", "ب", "ل", "ك")
_AR_SUFFIXES: Final = (
    "تهم", "تها", "اتي", "هما", "كما", "يات", "تين", "ها", "هم", "نا", "ني", "كم", "ات", "ون", "ين", "ان", "تي", "يه",
    "ته", "تك", "ه", "ي", "ك", "ا",
)  # fmt: skip
_FR_SUFFIXES: Final = (
    "issements", "issement", "ements", "ement", "ations", "ation", "euses", "euse", "eurs", "eur", "antes", "ante",
    "ants", "ant", "aient", "ait", "ais", "erai", "era", "ees", "ee", "ez", "er", "es", "ir", "is", "it", "e", "s", "x",
)  # fmt: skip
_EN_SUFFIXES: Final = (
    "nesses", "ness", "ingly", "edly", "ings", "ing", "ers", "er", "ied", "ies", "ed", "es", "ly", "s", "e", "y",
)  # fmt: skip


@cache
def _words() -> dict[str, dict[str, str]]:
    text = (files("domain.knowledge") / "words.toml").read_text(encoding="utf-8")
    return loads(text)


@cache
def _fillers(locale: Locale) -> frozenset[str]:
    return frozenset(plain(_words()["fillers"][locale.value]).split())


@cache
def _synonyms(locale: Locale) -> dict[str, str]:
    """Each stem of a group of synonyms, and the stem that stands for the group."""
    found: dict[str, str] = {}
    for line in _words()["synonyms"][locale.value].strip().splitlines():
        stems = [stem(word, locale) for word in plain(line).split()]
        found.update(dict.fromkeys(stems[1:], stems[0]))
    return found


@cache
def _english_of(locale: Locale) -> dict[str, tuple[str, ...]]:
    """English stems by each stem of `locale` that means them; empty for English."""
    found: dict[str, tuple[str, ...]] = {}
    for line in _words()["english"].get(locale.value, "").strip().splitlines():
        english, _, words = line.partition(":")
        meant = tuple(terms(english, Locale.EN))
        for word in plain(words).split():
            short = stem(word, locale)
            found[short] = tuple(dict.fromkeys((*found.get(short, ()), *meant)))
    return found


def in_english(text: str, locale: Locale) -> list[str]:
    """English terms that a text in another language means, by a small dictionary; Latin words also as they are."""
    if locale is Locale.EN:
        return []
    known, fillers = _english_of(locale), _fillers(locale)
    words = [word for word in plain(text).split() if word not in fillers]
    found = [english for word in words for english in known.get(stem(word, locale), ())]
    latin = [word for word in words if word.isascii() and stem(word, locale) not in known]
    return list(dict.fromkeys((*found, *terms(" ".join(latin), Locale.EN))))


def terms(text: str, locale: Locale) -> list[str]:
    """Comparable terms of a text in `locale`, in order, repeated as often as they occur."""
    fillers, synonyms = _fillers(locale), _synonyms(locale)
    stems = (stem(word, locale) for word in plain(text).split() if word not in fillers)
    return [synonyms.get(each, each) for each in stems]


@cache
def stem(word: str, locale: Locale) -> str:
    """The light stem of one plain word: by Arabic rules where it is written in Arabic, else by those of `locale`."""
    if _ARABIC.search(word):
        return _arabic(word)
    if locale is Locale.FR:
        return _cut(word, _FR_SUFFIXES)
    return _english(word)


def _arabic(word: str) -> str:
    for prefix in _AR_PREFIXES:
        if word.startswith(prefix) and len(word) - len(prefix) >= _LEAST:
            word = word.removeprefix(prefix)
            break
    return _cut(word, _AR_SUFFIXES)


def _english(word: str) -> str:
    short = _cut(word, _EN_SUFFIXES)
    doubled = len(short) > _LEAST and short[-1] == short[-2] and short[-1] not in "sl"
    return short[:-1] if doubled else short


def _cut(word: str, suffixes: tuple[str, ...]) -> str:
    for suffix in suffixes:
        if word.endswith(suffix) and len(word) - len(suffix) >= _LEAST:
            return word.removesuffix(suffix)
    return word
