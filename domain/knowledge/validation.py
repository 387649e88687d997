"""What is wrong with a set of notes: ids, vocabularies, lengths, doses, and what they leave uncovered."""

import re
from collections.abc import Iterator
from typing import Final

from domain.catalogue.types import Joint
from domain.catalogue.vocabulary import PATTERNS
from domain.knowledge.notes import AUDIENCES, CONDITIONS, SAFETY, TOPICS, Note, Notes
from domain.profile import Goal, Locale

LEAST_NOTES: Final = 250
BODY_WORDS: Final = (60, 160)
ASKS: Final = (2, 4)

BODY_SHARE: Final = (60, 170)
"""Least and most letters of a translated body, per cent of the English one: nothing left out, nothing added."""

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_DOSE = re.compile(
    r"\d\s?(?:mg|mcg|µg|iu|i\.u\.|milligrams?|micrograms?|tablets?|capsules?|scoops?|pills?"
    r"|comprimés?|gélules?|mesurettes?|مغ|ملغ|مكغ|ملليغرام|مكاييل|كبسول\w*)\b",
    re.IGNORECASE,
)
_SUBSTANCE = re.compile(
    r"\b(?:creatine|caffeine|vitamin|b12|iron|omega-3|zinc|magnesium|beta-alanine|citrulline|steroids?|testosterone"
    r"|supplements?|ibuprofen|paracetamol|melatonin|ashwagandha|insulin)\b",
    re.IGNORECASE,
)
_GRAMS = re.compile(r"\d\s?(?:g|grams?|ml|units?)\b", re.IGNORECASE)
_NUMBER = re.compile(r"(?<![A-Za-z\d])\d+(?:[.,]\d+)?")  # not the 2 of VO2max
_THOUSANDS = {
    Locale.EN: re.compile(r"(?<=\d),(?=\d{3}\b)"),
    Locale.FR: re.compile(r"(?<=\d)[ \u00a0\u202f](?=\d{3}\b)"),
    Locale.AR: re.compile(r"(?<=\d),(?=\d{3}\b)"),
}
_LINK = re.compile(r"https?:|www\.|@")


def catalogue_problems(notes: Notes) -> tuple[str, ...]:
    """Everything wrong, one line each; empty when the notes may ship."""
    found = [f"{note.id}: {problem}" for note in notes.values() for problem in _note_problems(note, notes)]
    if len(notes) < LEAST_NOTES:
        found.append(f"{len(notes)} notes, at least {LEAST_NOTES}")
    covered = {pattern for note in notes.values() if note.topic == "technique" for pattern in note.patterns}
    covered |= {pattern for note in notes.values() if note.topic in {"cardio", "mobility"} for pattern in note.patterns}
    found += [f"no note on the pattern {pattern}" for pattern in sorted(PATTERNS - covered)]
    found += [f"no note for {each}" for each in sorted(CONDITIONS - {c for n in notes.values() for c in n.conditions})]
    found += _same_asks(notes)
    return tuple(found)


def dose_in(text: str) -> str | None:
    """The sentence that gives an amount of a medicine or supplement, if there is one."""
    for sentence in re.split(r"(?<=[.:;!?])\s", text):
        if _DOSE.search(sentence) and not re.search(r"mg/dl", sentence):
            return sentence
        if _SUBSTANCE.search(sentence) and _GRAMS.search(sentence):
            return sentence
    return None


def numbers_in(text: str, locale: Locale) -> tuple[str, ...]:
    """The figures of a body, sorted, with a point for decimals: 1,500 and, in French, 1 500 are one figure."""
    joined = _THOUSANDS[locale].sub("", text)
    return tuple(sorted(found.replace(",", ".") for found in _NUMBER.findall(joined)))


def _note_problems(note: Note, notes: Notes) -> Iterator[str]:
    if not _SLUG.fullmatch(note.id):
        yield "the id is no slug"
    words = len(note.body.split())
    if not BODY_WORDS[0] <= words <= BODY_WORDS[1]:
        yield f"a body of {words} words, {BODY_WORDS[0]} to {BODY_WORDS[1]} are allowed"
    if not note.sources or not note.tags:
        yield "no source or no tag"
    for locale, wording in note.words.items():
        if dose := dose_in(wording.body):
            yield f"a dose in {locale}: {dose}"
        if _LINK.search(wording.body):
            yield f"a link in {locale}"
        yield from _unlike_english(note, locale)
    yield from _unknown(note)
    yield from (f"related to {other}, which does not exist" for other in note.related if other not in notes)
    if note.id in note.related:
        yield "related to itself"
    for locale, wording in note.words.items():
        if not wording.title or (locale is not Locale.EN and not wording.summary):
            yield f"no title or summary in {locale}"
        if not ASKS[0] <= len(wording.asks) <= ASKS[1] or not all(wording.asks):
            yield f"{len(wording.asks)} asks in {locale}, {ASKS[0]} to {ASKS[1]} are allowed"


def _unlike_english(note: Note, locale: Locale) -> Iterator[str]:
    """Whether a body says as much as the English one, with the same figures."""
    body = note.words[locale].body
    share = round(100 * len(body) / len(note.body))
    if not BODY_SHARE[0] <= share <= BODY_SHARE[1]:
        yield f"a body in {locale} of {share} % of the English one, {BODY_SHARE[0]} to {BODY_SHARE[1]} are allowed"
    given, meant = numbers_in(body, locale), numbers_in(note.body, Locale.EN)
    if given != meant:
        yield f"the numbers {', '.join(given)} in {locale}, in English {', '.join(meant)}"


def _unknown(note: Note) -> Iterator[str]:
    checks = (
        ("topic", {note.topic}, TOPICS),
        ("audience", set(note.audience), AUDIENCES),
        ("safety", note.safety, SAFETY),
        ("conditions", note.conditions, CONDITIONS),
        ("not_for", note.not_for, CONDITIONS),
        ("patterns", note.patterns, PATTERNS),
        ("regions", note.regions, frozenset(Joint)),
        ("goals", note.goals, frozenset(Goal)),
    )
    for field, given, known in checks:
        if strange := set(given) - known:
            yield f"{field}: {', '.join(sorted(strange))} is not known"
    if both := note.conditions & note.not_for:
        yield f"for {', '.join(sorted(both))} and not for them"


def _same_asks(notes: Notes) -> Iterator[str]:
    first: dict[str, str] = {}
    for note in notes.values():
        for wording in note.words.values():
            for ask in wording.asks:
                other = first.setdefault(ask.casefold(), note.id)
                if other != note.id:
                    yield f"{note.id}: asks the same as {other}: {ask}"
