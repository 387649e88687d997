"""What a person uploads for the coach to read: plain text or Markdown, cut into parts that can be found and cited.

The text is the person's: data that is quoted, never an instruction that is followed.
"""

import re
import unicodedata
from datetime import datetime
from typing import Final, Protocol
from uuid import UUID

from msgspec import Struct

from domain.errors import Conflict, FieldProblem, InvalidInput
from domain.profile import Locale

MOST_DOCUMENTS: Final = 50
"""Documents of one person: with their size, ten megabytes, which a search can look through whole."""

MOST_BYTES: Final = 200 * 1024
"""Of one document, in UTF-8."""

MOST_TITLE: Final = 120

PART_WORDS: Final = 120
"""Words of a part: as long as a note of the coach, and well within what the embedding model reads."""

PART_CHARS: Final = 1200
"""Of a part at most: text without spaces would be one endless word."""


class TooManyDocuments(Conflict):
    """The person has as many documents as are kept."""

    code = "too_many_documents"


class Document(Struct, frozen=True, kw_only=True):
    """A document as it was handed in. `parts` is how many it was cut into; `indexed_at` when their meaning was read.

    Until then, and without an embedding model for ever, its parts are found by their words alone.
    """

    id: UUID
    user_id: UUID
    title: str
    text: str
    locale: Locale
    parts: int
    created_at: datetime
    indexed_at: datetime | None = None


class Part(Struct, frozen=True, kw_only=True):
    """Part `number` (from 0) of a document."""

    document: UUID
    title: str
    number: int
    text: str
    locale: Locale


class Vector(Struct, frozen=True, kw_only=True):
    """What part `number` means, as a point of unit length."""

    number: int
    values: tuple[float, ...]


class Documents(Protocol):
    """Documents of a person: every call names the owner, and finds nothing of anybody else."""

    async def add(self, document: Document, parts: tuple[str, ...], most: int) -> Document:
        """Store it, or return the one that the owner has with the same text; needs a transaction.

        Raises `TooManyDocuments` when the owner has `most` already.
        """

    async def get(self, owner: UUID, document: UUID) -> Document | None: ...
    async def all_of(self, owner: UUID) -> list[Document]:
        """All of them with their text, oldest first."""

    async def delete(self, owner: UUID, document: UUID) -> bool: ...
    async def parts(self, owner: UUID, document: UUID) -> list[Part]:
        """In order; none when the document is gone."""

    async def store_vectors(self, owner: UUID, document: UUID, vectors: list[Vector], at: datetime) -> None:
        """Store what its parts mean; nothing happens when it is gone. Needs a transaction."""

    async def by_words(self, owner: UUID, query: str, limit: int) -> list[Part]:
        """Parts that share a word with the query, best first."""

    async def by_meaning(self, owner: UUID, query: tuple[float, ...], limit: int) -> list[Part]:
        """Parts nearest to a point, best first: all parts of the owner are compared, so none is missed."""


def checked(title: str, text: str) -> tuple[str, str]:
    """Title and text as they are stored. Raises `InvalidInput` that names what is allowed."""
    title, found = _clean(title).strip(), _clean(text)
    problems = []
    if not 0 < len(title) <= MOST_TITLE:
        problems.append(FieldProblem(field="title", message="Its length", allowed=f"1 to {MOST_TITLE} characters"))
    if not found.strip() or len(found.encode()) > MOST_BYTES:
        problems.append(FieldProblem(field="text", message="Its size", allowed=f"1 to {MOST_BYTES} bytes of text"))
    if problems:
        raise InvalidInput("The document cannot be used.", tuple(problems))
    return title, found


def _clean(text: str) -> str:
    """Without control characters and marks that reorder or hide text, which nobody reads and a model might."""
    return "".join(
        each
        for each in text.replace("\r\n", "\n").replace("\r", "\n")
        if each in "\n\t\u200c\u200d\u200f\u200e" or unicodedata.category(each) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
    )


_MARKS: Final = (
    (re.compile(r"^[ ]{0,3}(?:```|~~~).*$", re.MULTILINE), ""),
    (re.compile(r"<!--[^>]{0,2000}?-->"), ""),
    (re.compile(r"!?\[([^\[\]\n]{0,300})\]\([^()\s]{0,2000}\)"), r"\1"),
    (re.compile(r"^[ ]{0,3}#{1,6}[ \t]+", re.MULTILINE), ""),
    (re.compile(r"^[ ]{0,3}(?:>[ ]?){1,9}", re.MULTILINE), ""),
    (re.compile(r"^[ \t]{0,9}[-*+][ \t]+", re.MULTILINE), ""),
    (re.compile(r"^[ ]{0,3}(?:[-*_][ \t]*){3,80}$", re.MULTILINE), ""),
    (re.compile(r"(\*\*|__|\*|`)(?=\S)([^*`\n]{1,500}?)(?<=\S)\1"), r"\2"),
)
"""Marks of Markdown that say how a text looks, and what is left of them."""


def plain_text(text: str) -> str:
    """The words of Markdown without its marks; text without marks stays as it is."""
    for mark, left in _MARKS:
        text = mark.sub(left, text)
    return text


def cut(text: str) -> tuple[str, ...]:
    """Parts of about `PART_WORDS` words, in order; together they have every word of the text.

    Paragraphs stay whole where they fit; longer ones are cut after a sentence, and where that does not do, at a word.
    """
    parts: list[str] = []
    held: list[str] = []
    words = 0
    for piece in _pieces(plain_text(text)):
        size = len(piece.split())
        if held and (words + size > PART_WORDS or sum(map(len, held)) + len(held) + len(piece) > PART_CHARS):
            parts.append(" ".join(held))
            held, words = [], 0
        held.append(piece)
        words += size
    return (*parts, " ".join(held)) if held else tuple(parts)


def _pieces(text: str) -> list[str]:
    """What is kept whole: paragraphs that are no longer than a part, else sentences, else runs of words."""
    found: list[str] = []
    for paragraph in re.split(r"\n[ \t]*\n", text):
        whole = " ".join(paragraph.split())
        if _fits(whole):
            found.append(whole)
            continue
        for sentence in re.split(r"(?<=[.!?؟。])\s", whole):
            found.extend([sentence] if _fits(sentence) else _runs(sentence))
    return [piece for piece in found if piece]


def _fits(text: str) -> bool:
    return len(text) <= PART_CHARS and len(text.split()) <= PART_WORDS


def _runs(text: str) -> list[str]:
    """Runs of words; a word that is longer than a part is cut itself."""
    words = [word[at : at + PART_CHARS] for word in text.split() for at in range(0, len(word), PART_CHARS)]
    runs: list[str] = []
    held: list[str] = []
    size = 0
    for word in words:
        if held and (len(held) == PART_WORDS or size + 1 + len(word) > PART_CHARS):
            runs.append(" ".join(held))
            held, size = [], 0
        size += len(word) + bool(held)
        held.append(word)
    return [*runs, " ".join(held)] if held else runs
