"""The phrasings of `phrases/`, read once."""

from functools import cache
from pathlib import Path
from tomllib import loads

from msgspec import Struct

_FOLDER = Path(__file__).parent / "phrases"

SETS = ("seen", "heldout", "fresh", "late")
"""SEEN: the rules were written with it in sight. Each of the others was written afterwards, measured once, and then
used to mend the rules. At first sight 88.6 %, 87.5 % and 58.8 % of their red flags were found (LATE is made of indirect
phrasings on purpose), and 5.2 %, 1.7 % and 0 % of their harmless messages alarmed."""


class Phrase(Struct, frozen=True):
    """A message, what it means (a kind of red flag, an intent; "" for a harmless one) and its language."""

    text: str
    meaning: str
    locale: str


@cache
def red_flags(which: str) -> tuple[Phrase, ...]:
    return _by_meaning(f"red_{which}.toml")


@cache
def harmless(which: str) -> tuple[Phrase, ...]:
    tree = loads((_FOLDER / f"harmless_{which}.toml").read_text(encoding="utf-8"))
    return tuple(Phrase(line, "", locale) for locale, text in tree.items() for line in text.strip().splitlines())


@cache
def intents_heldout() -> tuple[Phrase, ...]:
    return _by_meaning("intents_heldout.toml")


def all_red_flags() -> tuple[Phrase, ...]:
    return tuple(phrase for which in SETS for phrase in red_flags(which))


def all_harmless() -> tuple[Phrase, ...]:
    return tuple(phrase for which in SETS for phrase in harmless(which))


def _by_meaning(name: str) -> tuple[Phrase, ...]:
    tree = loads((_FOLDER / name).read_text(encoding="utf-8"))
    return tuple(
        Phrase(line, meaning, locale)
        for meaning, by in tree.items()
        for locale, text in by.items()
        for line in text.strip().splitlines()
    )
