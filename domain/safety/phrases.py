"""What a person's own words about their body mention: phrases of `words.toml`, and whether they are denied or over.

A text is cut into clauses. In a clause the longest known phrases are found, whatever their number, article or accents.
A phrase counts as denied only when nothing but filler stands between it and the denial ("no pain in the knee"), so that
"no strength in my knee" stays an injury. A clause that only says "healed" speaks of the clause before it.
"""

import difflib
import re
from enum import StrEnum
from functools import cache

from msgspec import Struct

from domain.profile import Symptom
from domain.reading.words import words_of
from domain.text.normal import plain, unaccented
from domain.text.words import word_table, words_in

_CLAUSE = re.compile(r"[,;.:()\[\]\n،؛!?|]|\s[-–—/+&]\s|\b(?:but|however|although|mais|cependant)\b|\bلكن\b")
_MISSPELT_FROM = 6
"""Letters from which a word that is nearly a known one is taken for it; shorter ones are too easily something else."""

_LIKENESS = 0.84


SECTIONS = frozenset({"region", "condition", "refer", "symptom"})
"""What is looked for in a text about injuries or conditions; medicines have a field of their own."""

TOLD_SYMPTOMS = (
    Symptom.CHEST_PAIN,
    Symptom.FAINTING,
    Symptom.BREATHLESS_AT_REST,
    Symptom.PALPITATIONS,
    Symptom.CALF_SWELLING,
)
"""Symptoms whose words mean the same in any sentence."""


class Status(StrEnum):
    """PRESENT: now. HEALED: was, and is over. DENIED: said not to be."""

    PRESENT = "present"
    HEALED = "healed"
    DENIED = "denied"


class Mention(Struct, frozen=True):
    """`label` is section and entry of `words.toml` (`region:knee`), `clause` the words around it."""

    label: str
    status: Status
    clause: str

    @property
    def section(self) -> str:
        return self.label.partition(":")[0]

    @property
    def entry(self) -> str:
        return self.label.partition(":")[2]


class TextReading(Struct, frozen=True):
    """The mentions of one text. `nothing`: it says that there is nothing. Neither: it was not understood.

    `unplaced`: a part names an ailment somewhere that no word is known for ("knee and rib pain").
    """

    mentions: tuple[Mention, ...]
    nothing: bool
    unplaced: bool = False

    @property
    def understood(self) -> bool:
        return bool(self.mentions) or self.nothing


class Book(Struct, frozen=True):
    """Stemmed phrases with their labels, and by first letter single words long enough to be known misspelt."""

    phrases: dict[str, tuple[str, ...]]
    singles: dict[str, tuple[str, ...]]


_NO_SLIPS = frozenset({"should", "shouldn"})
"""Everyday words that look like a slip for a word of the table: "should" is no shoulder."""


def read_text(text: str, sections: frozenset[str] = SECTIONS) -> TextReading:
    """The mentions of `text` in these sections of the table."""
    book = _book(sections)
    mentions: list[Mention] = []
    silent, unplaced = True, False
    for raw in _CLAUSE.split(unaccented(text)):
        words = plain(raw).split()
        if not words:
            continue
        found, taken = _mentions(words, book)
        unplaced = unplaced or _ails_elsewhere(words, taken)
        if found:
            mentions += found
        elif _says(words, "healed") and not _says(words, "unhealed") and mentions:
            last = mentions[-1].clause
            mentions = [
                Mention(each.label, Status.HEALED, each.clause)
                if each.clause == last and each.status is Status.PRESENT
                else each
                for each in mentions
            ]
        silent = silent and (bool(found) or _is_nothing(words))
    return TextReading(tuple(dict.fromkeys(mentions)), silent and not mentions, unplaced)


# --- one clause ---


def _mentions(words: list[str], book: Book) -> tuple[list[Mention], set[int]]:
    """The mentions of a clause, and the positions of the words that made them."""
    stems = [stem(word) for word in words]
    spans = _spans(stems, book) or _spans([_corrected(each, book) for each in stems], book)
    taken = {index for start, end, _ in spans for index in range(start, end)}
    over = _says(words, "healed") and not _says(words, "unhealed")
    clause = " ".join(words)
    mentions = []
    for start, end, labels in spans:
        denied = _denied(words, start, end, taken)
        status = Status.DENIED if denied else Status.HEALED if over else Status.PRESENT
        mentions += [Mention(label, status, clause) for label in labels]
    return [each for each in mentions if each.section != "ignore"], taken


def _ails_elsewhere(words: list[str], taken: set[int]) -> bool:
    """Whether an ailment ("rib pain", "douleur aux dents") stands by a word that is neither known nor filler."""
    if set(words) & _words("deny"):
        return False
    ordinary = _words("filler") | _words("soft") | _words("healed")
    for index, word in enumerate(words):
        if word not in _words("ailment"):
            continue
        places = [index - 1] if index and word.isascii() else []
        if index + 2 <= len(words) and words[index + 1] in _words("at"):
            after = (at for at in range(index + 2, len(words)) if words[at] not in _words("filler"))
            places += [next(after, index)]
        if any(at not in taken and words[at] not in ordinary and not words[at].isdigit() for at in places):
            return True
    return False


def _spans(stems: list[str], book: Book) -> list[tuple[int, int, tuple[str, ...]]]:
    """Longest known phrases from left to right: (start, end, labels)."""
    spans = []
    at = 0
    while at < len(stems):
        for end in range(min(len(stems), at + 7), at, -1):
            labels = book.phrases.get(" ".join(stems[at:end]))
            if labels:
                spans.append((at, end, labels))
                at = end
                break
        else:
            at += 1
    return spans


def _denied(words: list[str], start: int, end: int, taken: set[int]) -> bool:
    """Whether filler alone lies between a denial and the phrase, on either side."""
    filler, deny, well = _words("filler"), _words("deny"), _words("well")
    at = start - 1
    while at >= 0 and (words[at] in filler or at in taken) and words[at] not in deny:
        at -= 1
    if at >= 0 and words[at] in deny:
        return not (at > 0 and words[at - 1] in _words("unsure"))
    rest = " ".join(words[end:])
    return any(rest == fine or rest.startswith(f"{fine} ") for fine in well)


def _says(words: list[str], group: str) -> bool:
    text = f" {' '.join(words)} "
    return any(f" {phrase} " in text for phrase in _words(group))


def _is_nothing(words: list[str]) -> bool:
    """Only denial and filler: "no injuries at the moment"; or filler alone after something was said."""
    known = _words("filler") | _words("deny") | _words("idle")
    return all(word in known for word in words) and any(
        word in _words("deny") or word in _words("idle") for word in words
    )


# --- words ---


def stem(word: str) -> str:
    """A word without plural ending, Arabic article, joined preposition or possessive ending."""
    if word.isascii():
        return word[:-1] if len(word) > 3 and word[-1] in "sx" and word[-2] != "s" else word
    for prefix in ("وال", "بال", "كال", "فال", "لل", "ال"):
        if word.startswith(prefix) and len(word) - len(prefix) >= 2:
            word = word.removeprefix(prefix)
            break
    for ending, instead in (("تين", "ه"), ("تان", "ه"), ("تي", "ه"), ("ين", ""), ("ان", ""), ("ي", "")):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word.removesuffix(ending) + instead
    return word


def _corrected(each: str, book: "Book") -> str:
    if len(each) < _MISSPELT_FROM or not each.isascii() or each.isdigit() or each in _NO_SLIPS:
        return each
    like = [word for word in book.singles.get(each[0], ()) if abs(len(word) - len(each)) <= 2]
    near = difflib.get_close_matches(each, like, n=1, cutoff=_LIKENESS)
    return near[0] if near else each


@cache
def _table() -> dict[str, dict[str, tuple[str, ...]]]:
    return word_table("domain.safety", "words.toml")


@cache
def _words(group: str) -> frozenset[str]:
    return frozenset(_table()["grammar"][group])


@cache
def _book(sections: frozenset[str]) -> Book:
    """The phrases of some sections. An entry `hip+knee` stands for both; its own name is no phrase."""
    book: dict[str, list[str]] = {}
    for section in sorted(sections | {"ignore"}):
        for entry, phrases in _entries(section).items():
            labels = [f"{section}:{part}" for part in entry.split("+")]
            for phrase in (*phrases, *(words_in(entry) if section == "region" and "+" not in entry else ())):
                key = " ".join(stem(word) for word in phrase.split())
                book.setdefault(key, []).extend(label for label in labels if label not in book.get(key, []))
    singles: dict[str, list[str]] = {}
    for phrase in book:
        if " " not in phrase and len(phrase) >= _MISSPELT_FROM - 1:
            singles.setdefault(phrase[0], []).append(phrase)
    return Book(
        {phrase: tuple(labels) for phrase, labels in book.items()},
        {letter: tuple(words) for letter, words in singles.items()},
    )


def _entries(section: str) -> dict[str, tuple[str, ...]]:
    """A section's entries; symptoms are known by the words of the profile's own choices."""
    if section != "symptom":
        return _table()[section]
    words = words_of(Symptom)
    return {symptom: tuple(word for word, member in words.items() if member is symptom) for symptom in TOLD_SYMPTOMS}
