"""The check of an answer: rules with ids, each a small function over one sentence.

What a rule finds reaches nobody. The words of some rules are data (`data/check.toml`).

REFUSE drops the sentence; REJECT says that the text as a whole cannot be trusted: it is made again, and then composed.
Sources: evidence 1.3 (what a coach may say), 4.11 (pain), 4.13 and 4.14 (food, drugs); the rest are ours.
"""

import re
from collections.abc import Callable
from enum import StrEnum
from functools import cache
from importlib.resources import files
from tomllib import loads
from typing import Final

from msgspec import Struct

from domain.catalogue.names import find_exercise
from domain.catalogue.types import Catalogue
from domain.chat.answer import TextFinding
from domain.chat.language import language_of
from domain.coaching.verifier.text import forbidden_food
from domain.coaching.verifier.wording import names_a_drug
from domain.profile import Locale, NutritionPreferences
from domain.text.normal import unaccented


class Origin(StrEnum):
    """Who wrote a sentence: a model, the coach's notes, or the person who uploaded it."""

    MODEL = "model"
    NOTE = "note"
    DOCUMENT = "document"


class Verdict(StrEnum):
    """What happens to what a rule found."""

    REFUSE = "refused"
    REJECT = "rejected"


class Grounds(Struct, frozen=True, kw_only=True):
    """What a sentence is checked against.

    `known` is every text that the answer may rest on (figures of the person, passages, the question); `menu` the
    exercises that may be recommended (None: no person is known), `asked` the one the person asked about; `system` is
    the instruction of the model.
    """

    locale: Locale
    known: str
    catalogue: Catalogue
    menu: frozenset[str] | None = None
    asked: str | None = None
    eating: NutritionPreferences = NutritionPreferences()
    system: str = ""


class Rule(Struct, frozen=True, kw_only=True):
    """`find` gives the words that break the rule, or an empty string. `holds`: for whose sentences."""

    id: str
    why: str
    verdict: Verdict
    find: Callable[[str, Grounds], str]
    holds: frozenset[Origin] = frozenset({Origin.MODEL, Origin.DOCUMENT})


EVERYBODY: Final = frozenset(Origin)
MODEL_ONLY: Final = frozenset({Origin.MODEL})

SHOWN: Final = 60
"""Characters of a refused sentence that a finding may quote."""

_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_MARK = re.compile(r"\[\d{1,2}\]")
_WORD = re.compile(r"[\w'-]+")
_LONGEST_NAME: Final = 5
_COPIED_WORDS: Final = 8
"""Words in a row of the instruction that no answer says by chance (our judgement)."""


def _said(rule: str, text: str) -> str:
    """What `data/check.toml` has against a sentence."""
    plain = unaccented(text)
    return next((found.group() for each in _patterns()[rule] if (found := each.search(plain))), "")


@cache
def _patterns() -> dict[str, tuple[re.Pattern[str], ...]]:
    tree = loads((files("domain.chat") / "data" / "check.toml").read_text(encoding="utf-8"))
    return {rule: tuple(map(re.compile, each)) for rule, each in tree.items()}


def _says(rule: str) -> Callable[[str, Grounds], str]:
    return lambda text, _: _said(rule, text)


def _system(text: str, grounds: Grounds) -> str:
    """Words about the instruction, or a run of words out of it."""
    if found := _said("CHT-system", text):
        return found
    said = _WORD.findall(text.lower())
    given = f" {' '.join(_WORD.findall(grounds.system.lower()))} "
    runs = (" ".join(said[at : at + _COPIED_WORDS]) for at in range(len(said) - _COPIED_WORDS + 1))
    return next((run for run in runs if f" {run} " in given), "")


def _doses(text: str, grounds: Grounds) -> str:
    """A named drug or supplement: with an amount never, without one only where a passage or the question names it."""
    if dosed := _said("CHT-dose", text):
        return dosed
    word = names_a_drug(text)
    with_figure = bool(_NUMBER.search(_MARK.sub("", text)))
    return word if word and (with_figure or word.lower() not in grounds.known.lower()) else ""


def _numbers(text: str, grounds: Grounds) -> str:
    """A figure that neither the person's plan and targets, nor a passage, nor the question holds."""
    known = _figures(grounds.known)
    return next((each for each in _written_figures(_MARK.sub("", text)) if _value(each) not in known), "")


def _figures(text: str) -> frozenset[float]:
    return frozenset(_value(each) for each in _written_figures(text))


def _written_figures(text: str) -> list[str]:
    return _NUMBER.findall(unaccented(text))


def _value(text: str) -> float:
    return float(text.replace(",", "."))


def _exercises(text: str, grounds: Grounds) -> str:
    """A named exercise (of two words or more: "row" and "run" mean too much) that is not on the person's menu."""
    if grounds.menu is None:
        return ""
    for id_, name in exercises_in(text, grounds.catalogue):
        if id_ not in grounds.menu and id_ != grounds.asked:
            return name
    return ""


def exercises_in(text: str, catalogue: Catalogue) -> list[tuple[str, str]]:
    """(id, the words) of exercises that a sentence names, longest names first."""
    words, found, at = _WORD.findall(text), [], 0
    while at < len(words):
        for size in range(min(_LONGEST_NAME, len(words) - at), 1, -1):
            name = " ".join(words[at : at + size])
            if id_ := find_exercise(catalogue, name):
                found.append((id_, name))
                at += size - 1
                break
        at += 1
    return found


def _foods(text: str, grounds: Grounds) -> str:
    found = forbidden_food(text, grounds.eating)
    return found[1] if found else ""


_LEAST_WORDS: Final = 5
"""Words from which a sentence shows its language; below, it may be a line of exercise names."""


def _language(text: str, grounds: Grounds) -> str:
    if len(_WORD.findall(text)) < _LEAST_WORDS:
        return ""
    return "" if language_of(text, grounds.locale) is grounds.locale else text


RULES: Final = (
    Rule(
        id="CHT-link", why="no links, images or markup", verdict=Verdict.REJECT, find=_says("CHT-link"), holds=EVERYBODY
    ),
    Rule(
        id="CHT-private", why="nobody else's data", verdict=Verdict.REJECT, find=_says("CHT-private"), holds=EVERYBODY
    ),
    Rule(id="CHT-system", why="no text of the system", verdict=Verdict.REJECT, find=_system, holds=EVERYBODY),
    Rule(
        id="CHT-risky", why="never train through warning signs (4.11)", verdict=Verdict.REJECT, find=_says("CHT-risky")
    ),
    Rule(id="CHT-dose", why="no drug or supplement dosing (4.14)", verdict=Verdict.REJECT, find=_doses),
    Rule(
        id="CHT-diagnosis", why="a coach does not diagnose (1.3)", verdict=Verdict.REJECT, find=_says("CHT-diagnosis")
    ),
    Rule(
        id="CHT-done",
        why="only the person's confirmation does anything",
        verdict=Verdict.REJECT,
        find=_says("CHT-done"),
    ),
    Rule(id="CHT-food", why="nothing they must not eat (4.13)", verdict=Verdict.REFUSE, find=_foods, holds=EVERYBODY),
    Rule(id="CHT-exercise", why="nothing off the menu", verdict=Verdict.REFUSE, find=_exercises, holds=EVERYBODY),
    Rule(id="CHT-number", why="no figure without a ground", verdict=Verdict.REFUSE, find=_numbers, holds=MODEL_ONLY),
    Rule(id="CHT-language", why="the person's language", verdict=Verdict.REFUSE, find=_language, holds=MODEL_ONLY),
)
"""Every rule, gravest first. Notes are ours, so only what does not suit this person is looked for in them."""


def check_sentence(text: str, grounds: Grounds, origin: Origin = Origin.MODEL) -> tuple[TextFinding, Verdict] | None:
    """The gravest thing that is wrong with a sentence, or None."""
    for rule in RULES:
        if origin in rule.holds and (words := rule.find(text, grounds)):
            return TextFinding(rule=rule.id, words=words[:SHOWN], action=rule.verdict.value), rule.verdict
    return None
