"""Whether a name or an overview is about training, and about this person's: a text may be well formed and be a tale.

Small models write fluent sentences about strangers. The word lists (`topic.toml`) lean to refusing: what is refused
gives way to our own words and costs nothing.
"""

import re
from functools import cache, lru_cache

from domain.coaching.person import Person
from domain.profile import FitnessLevel, Goal, Locale
from domain.text.normal import plain
from domain.text.words import word_table

LEAST_TRAINING_SHARE = 0.15
"""Share of an overview's words that are about training; our own overviews have 0.18 and more."""

LEAST_TRAINING_WORDS = 2

_NAMED_GOALS = {
    "weight_loss": frozenset({Goal.WEIGHT_LOSS, Goal.BODY_RECOMPOSITION}),
    "muscle_gain": frozenset({Goal.MUSCLE_GAIN, Goal.BODY_RECOMPOSITION}),
    "rehabilitation": frozenset({Goal.REHABILITATION}),
}
_NAMED_LEVELS = {"beginner": FitnessLevel.BEGINNER, "advanced": FitnessLevel.ADVANCED}
_CAPITALISED = re.compile(r"(?<![.!?:\s])\s+([A-ZÀ-Þ][\w'-]+)")
_ARTICLES = ("وال", "بال", "لل", "ال", "و", "ب", "ل")


def strays(text: str, person: Person, *, title: bool) -> str:
    """What is wrong with the subject of `text`: `topic`, `goal` or `level`; empty when nothing is.

    `title`: every word of a name must be known; an overview needs enough training words and no strange proper names.
    """
    locale = str(person.locale)
    if _off_topic(text, locale, title=title):
        return "topic"
    for section, goals in _NAMED_GOALS.items():
        if _says(text, section, locale) and not goals & set(person.goals):
            return "goal"
    for section, level in _NAMED_LEVELS.items():
        if _says(text, section, locale) and person.level is not level:
            return "level"
    return ""


@lru_cache(maxsize=4096)
def _off_topic(text: str, locale: str, *, title: bool) -> bool:
    words = plain(text).split()
    about = sum(_trains(word, locale) for word in words)
    if not about or _says(text, "stranger", locale) or _says(text, "result", locale):
        return True
    if title:
        return not all(_known(word, locale) for word in words)
    named = [plain(match) for match in _CAPITALISED.findall(text)] if locale != Locale.AR else []
    strange = any(not _known(word, locale) for name in named for word in name.split())
    return strange or about < LEAST_TRAINING_WORDS or about < LEAST_TRAINING_SHARE * len(words)


def _known(word: str, locale: str) -> bool:
    own = _table()["plain"][locale]
    return word.isdigit() or len(word) == 1 or _trains(word, locale) or any(form in own for form in _forms(word))


def _trains(word: str, locale: str) -> bool:
    """Whether the word is a training word: it begins with one of the stems and is not much longer."""
    stems, forms = _table()["training"][locale], _forms(word)
    return any(
        form.startswith(stem) and len(form) - len(stem) <= _longest_ending(stem) for form in forms for stem in stems
    )


def _longest_ending(stem: str) -> int:
    """Short stems take short endings: `run` is in `running`, `ab` in `abs`, not in `about`."""
    return {1: 0, 2: 1}.get(len(stem), 6 if len(stem) > 3 else 4)


def _forms(word: str) -> list[str]:
    """The word, and without each Arabic article or joined particle."""
    joined = (each for each in _ARTICLES if word.startswith(each) and len(word) > len(each) + 2)
    return [word, *(word.removeprefix(each) for each in joined)]


def _says(text: str, section: str, locale: str) -> bool:
    """Whether one of the section's phrases stands in the text as whole words."""
    spoken = f" {' '.join(_bare(word) for word in plain(text).split())} "
    return any(f" {phrase} " in spoken for phrase in _phrases(section, locale))


@cache
def _phrases(section: str, locale: str) -> tuple[str, ...]:
    return tuple(" ".join(_bare(word) for word in phrase.split()) for phrase in _table()[section][locale])


def _bare(word: str) -> str:
    """An Arabic word without its article; others as they are."""
    return word.removeprefix("ال") if len(word) > 4 else word


@cache
def _table() -> dict[str, dict[str, tuple[str, ...]]]:
    return word_table("domain.coaching.verifier", "topic.toml")
