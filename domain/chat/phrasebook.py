"""Words of a message found as concepts, however they are spelt, and patterns of concepts that stand near each other.

A book is a TOML file. `[group]` entries are concepts with their words and phrases, separated by `;` or line ends:
`faint*` stands for every word that begins so, `im {12-17}` for any whole number in that range. A pattern is concepts
and phrases joined by `+`, in any order, within a window of words: `<chest> + <pain>`, or `<calf> + swollen ~ 9` for a
window of its own.

Spelling is forgiving on purpose: case, accents, vowel marks, zero-width characters, look-alike letters, doubled
letters, Arabic prefixes and endings, digits for letters, and one wrong letter in words of five or more.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from msgspec import Struct

from domain.errors import CatalogueError
from domain.text.normal import unaccented

WINDOW: Final = 7
"""Words, the first and the last included, in which a pattern's concepts must lie unless it says otherwise."""

_MISSPELT_FROM: Final = 5
_SENTENCE: Final = ".!?؟\n…"
_PART = re.compile(r"[^\W_]+|[^\w\s]|\n|_")
_CONTRACTION = re.compile(r"(?<=[a-z])['’`´](?=(?:t+|m+|s+|v+e+|r+e+|l+|d+)\b)")
_DOUBLED = re.compile(r"([^\W\d_])\1+")
_RANGE = re.compile(r"\{(\d+)-(\d+)\}(\w*)")
_NUMBER = re.compile(r"(\d{1,4})([^\W\d]*)")
_LOOKALIKES = str.maketrans(dict(zip("аеорсухіѕјո", "aeopcyxisjn", strict=True)))
_LIGATURES = re.compile("([œæ])\\1+", re.IGNORECASE)
"""Doubled ligatures are made one before they are taken apart: afterwards they are no doubled letters."""

_DIGITS_FOR_LETTERS = str.maketrans({"1": "i", "0": "o", "3": "e", "4": "a", "5": "s", "$": "s", "@": "a"})
_PICTURES = {"💊": "pills", "🔪": "knife", "🩸": "blood", "🤰": "pregnant", "❤": "heart", "🫀": "heart", "🤮": "vomit"}
_BEFORE = ("وال", "بال", "فال", "كال", "عال", "هال", "لل", "ال", "و", "ف", "ب", "ل", "ك", "ح", "عم", "")
_AFTER = ("ني", "ها", "هم", "نا", "كم", "ات", "ين", "ي", "ه", "ك", "ت", "")


class Token(Struct, frozen=True):
    """A word of a message as it is compared. `clause` and `sentence` count the stretches between punctuation."""

    word: str
    clause: int
    sentence: int


class Span(Struct, frozen=True, order=True):
    """Tokens `start` to before `end`."""

    start: int
    end: int

    def overlaps(self, other: "Span") -> bool:
        return self.start < other.end and other.start < self.end


class Pattern(Struct, frozen=True):
    """Concepts that must all be there within `window` words. `always`: no easing word weakens it (written `!`)."""

    concepts: tuple[str, ...]
    window: int = WINDOW
    always: bool = False


class Found(Struct, frozen=True):
    """A message with the places of every concept in it."""

    tokens: tuple[Token, ...]
    places: dict[str, tuple[Span, ...]]

    def matches(self, pattern: Pattern) -> Iterator[tuple[Span, ...]]:
        """The ways in which the concepts stand together, each in its own words."""
        if all(name in self.places for name in pattern.concepts):
            yield from self._together(pattern, ())

    def _together(self, pattern: Pattern, held: tuple[Span, ...]) -> Iterator[tuple[Span, ...]]:
        if len(held) == len(pattern.concepts):
            yield held
            return
        for place in self.places[pattern.concepts[len(held)]]:
            near = all(max(place.end, other.end) - min(place.start, other.start) <= pattern.window for other in held)
            if near and not any(place.overlaps(other) for other in held):
                yield from self._together(pattern, (*held, place))

    def has(self, concept: str, start: int, end: int) -> bool:
        """Whether the concept lies within tokens `start` to before `end`."""
        return any(start <= place.start and place.end <= end for place in self.places.get(concept, ()))


def tokens_of(text: str) -> tuple[Token, ...]:
    """The words of a message, normalised, with the clause and sentence they stand in."""
    flat = unaccented(_LIGATURES.sub(r"\1", text)).translate(_LOOKALIKES)
    for picture, word in _PICTURES.items():
        flat = flat.replace(picture, f" {word} ")
    found: list[Token] = []
    clause = sentence = 0
    for part in _PART.findall(_CONTRACTION.sub("", flat)):
        if part[0].isalnum():
            found.append(Token(_DOUBLED.sub(r"\1", part), clause, sentence))
        elif part not in "'’`´-_*":
            clause += 1
            sentence += part in _SENTENCE
    return tuple(_joined(found))


def _joined(tokens: list[Token]) -> Iterator[Token]:
    """Letters written apart ("s u i c i d e") made one word again."""
    at = 0
    while at < len(tokens):
        end = at
        while end < len(tokens) and len(tokens[end].word) == 1 and tokens[end].word.isalpha():
            end += 1
        if end - at >= 4:
            word = _DOUBLED.sub(r"\1", "".join(token.word for token in tokens[at:end]))
            yield Token(word, tokens[at].clause, tokens[at].sentence)
            at = end
        else:
            yield tokens[at]
            at += 1


class Phrasebook:
    """The words of a book, ready for lookup. Built once; finding is a few dictionary lookups a word."""

    def __init__(self, groups: dict[str, str], harmless: str, ordinary: str) -> None:
        """`harmless` phrases hide their words from every concept; `ordinary` words are never taken for misspelt."""
        self._phrases: dict[tuple[str, str], list[tuple[tuple[str, ...], str]]] = {}
        self._exact: set[str] = set()
        self._stems: dict[str, str] = {}
        self._ranges: dict[str, tuple[int, int, str]] = {}
        self._near: dict[str, list[str]] = {}
        self._memo: dict[str, tuple[str, ...]] = {}
        self._groups = frozenset(groups)
        self._ordinary = {word for phrase in _expanded(ordinary) for word in phrase}
        for name, text in groups.items():
            self._add(name, _expanded(text))
        self._add("", _expanded(harmless))

    def pattern(self, text: str) -> Pattern:
        """A pattern from its written form; phrases in it become concepts of their own.

        Raises `CatalogueError` for a concept that no group defines.
        """
        body, _, window = text.partition("~")
        always = body.startswith("!")
        concepts = []
        for part in body.removeprefix("!").split("+"):
            name = part.strip()
            if name.startswith("<"):
                concepts.append(name.strip("<>"))
                if concepts[-1] not in self._groups:
                    raise CatalogueError(f"pattern {text!r}: there is no group {concepts[-1]!r}")
            else:
                self._add(f'"{name}"', _expanded(name))
                concepts.append(f'"{name}"')
        return Pattern(tuple(concepts), int(window) if window else WINDOW, always)

    def find(self, text: str) -> Found:
        """Every concept of `text` that no harmless phrase hides."""
        tokens = tokens_of(text)
        known = [self._known(token.word) for token in tokens]
        spans: list[tuple[Span, str]] = []
        for at in range(len(tokens)):
            for phrase, name in self._begun(known, at):
                end = at + len(phrase)
                if end <= len(tokens) and all(each in known[at + n] for n, each in enumerate(phrase)):
                    spans.append((Span(at, end), name))
        # A harmless phrase stands in one sentence: "... after training. Chest pain ..." is no chest training.
        hidden = [
            span for span, name in spans if not name and tokens[span.start].sentence == tokens[span.end - 1].sentence
        ]
        places: dict[str, list[Span]] = {}
        for span, name in sorted(set(spans)):
            if name and not any(span.overlaps(other) and _longer(other, span) for other in hidden):
                places.setdefault(name, []).append(span)
        return Found(tokens, {name: tuple(held) for name, held in places.items()})

    def _begun(self, known: list[tuple[str, ...]], at: int) -> Iterator[tuple[tuple[str, ...], str]]:
        """The phrases that begin with the word at `at` and go on with the next one."""
        for word in known[at]:
            yield from self._phrases.get((word, ""), ())
            for following in known[at + 1] if at + 1 < len(known) else ():
                yield from self._phrases.get((word, following), ())

    def _add(self, name: str, phrases: Iterable[tuple[str, ...]]) -> None:
        self._memo.clear()
        for phrase in phrases:
            begun = self._phrases.setdefault((phrase[0], phrase[1] if len(phrase) > 1 else ""), [])
            if (phrase, name) in begun:
                continue
            begun.append((phrase, name))
            for word in phrase:
                self._learn(word)

    def _learn(self, word: str) -> None:
        if span := _RANGE.fullmatch(word):
            self._ranges[word] = (int(span[1]), int(span[2]), span[3])
        elif word.endswith("*"):
            self._stems[word[:-1]] = word
        elif word not in self._exact:
            self._exact.add(word)
            if len(word) >= _MISSPELT_FROM and not word.isdigit():
                for shorter in {word, *_without_one(word)}:
                    self._near.setdefault(shorter, []).append(word)

    def _known(self, word: str) -> tuple[str, ...]:
        """The book's words that `word` may be."""
        found = self._memo.get(word)
        if found is None:
            found = self._memo[word] = tuple(dict.fromkeys(self._read(word)))
            if len(self._memo) > 20_000:
                self._memo.clear()
        return found

    def _read(self, word: str) -> Iterator[str]:
        hits = list(self._spelt(word))
        if number := _NUMBER.fullmatch(word):
            value, unit = int(number[1]), number[2]
            hits += [name for name, (low, high, its) in self._ranges.items() if low <= value <= high and unit == its]
        if not word.isascii():
            for variant in _bare(word):
                hits += self._spelt(variant)
        elif not word.isdigit() and any(char.isdigit() for char in word):
            hits += self._spelt(word.translate(_DIGITS_FOR_LETTERS))
        if not hits and len(word) >= _MISSPELT_FROM and not word.isdigit() and word not in self._ordinary:
            hits = [
                near
                for shorter in {word, *_without_one(word)}
                for near in self._near.get(shorter, ())
                if near[0] == word[0] and _one_apart(word, near)
            ]
        yield from hits

    def _spelt(self, word: str) -> Iterator[str]:
        if word in self._exact:
            yield word
        for length in range(3, len(word) + 1):
            stem = self._stems.get(word[:length])
            if stem:
                yield stem


def _expanded(text: str) -> list[tuple[str, ...]]:
    """The phrases of a `;`-separated text as words of the book."""
    phrases: list[tuple[str, ...]] = []
    for part in re.split(r"[;\n]+", text):
        words: list[str] = []
        for raw in part.split():
            plain_words = [raw] if _RANGE.fullmatch(raw) else [token.word for token in tokens_of(raw)]
            if raw.endswith("*") and plain_words:
                plain_words[-1] += "*"
            words += plain_words
        if words:
            phrases.append(tuple(words))
    return list(dict.fromkeys(phrases))


def _longer(one: Span, other: Span) -> bool:
    return one.end - one.start >= other.end - other.start


def _bare(word: str) -> Iterator[str]:
    """An Arabic word without joined words before it and endings after it, three letters or more left."""
    if word.startswith("و"):
        yield word[1:]
    for before in _BEFORE:
        if word.startswith(before):
            for after in _AFTER:
                bare = word[len(before) : len(word) - len(after)]
                mine = after and before.endswith(("ال", "لل")) and bare.endswith("ي")
                if (before or after) and word.endswith(after) and len(bare) >= 3 and not mine:
                    yield bare


def _without_one(word: str) -> Iterator[str]:
    return (word[:at] + word[at + 1 :] for at in range(len(word)))


def _one_apart(one: str, other: str) -> bool:
    """One letter more, less or other, or two neighbours swapped."""
    if abs(len(one) - len(other)) > 1:
        return False
    start = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    rest, its = one[start:], other[start:]
    return rest[1:] == its[1:] or rest[1:] == its or rest == its[1:] or (rest[1::-1] + rest[2:] == its)
