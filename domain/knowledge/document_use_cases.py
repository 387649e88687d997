"""Handing in a document, and forgetting it."""

from collections.abc import Awaitable, Callable
from typing import Any, Final
from uuid import UUID

from msgspec import Struct

from domain.chat.language import language_of
from domain.errors import InvalidInput, NotFound
from domain.jobs.job import JobKind, queued
from domain.knowledge.documents import MOST_DOCUMENTS, Document, checked, cut
from domain.ports import Clock, Direct, Ids, UnitOfWorkFactory

INDEX_QUEUE: Final = "ingest"


class DocumentDesk(Struct, frozen=True, kw_only=True):
    """The ports of handing in documents. `aside` runs a function in a thread; `max_attempts` of their jobs."""

    uow: UnitOfWorkFactory
    direct: Direct
    clock: Clock
    ids: Ids
    aside: Callable[..., Awaitable[Any]]
    max_attempts: int


class IndexArgs(Struct, frozen=True, kw_only=True):
    """Which document's parts the job reads."""

    document: UUID


class IndexResult(Struct, frozen=True, kw_only=True):
    """Parts whose meaning was read: 0 without an embedding model, or when the document is gone."""

    parts: int


async def hand_in(desk: DocumentDesk, owner: UUID, title: str, text: str) -> tuple[Document, bool]:
    """Store a document and order the reading of its parts; the same text again changes nothing.

    Returns what is stored, and whether it is new. Raises `InvalidInput` and `TooManyDocuments`.
    """
    title, text, parts = await desk.aside(_prepared, title, text)
    if not parts:
        raise InvalidInput("The document has no words.")
    now = desk.clock.now()
    document = Document(
        id=desk.ids.new(),
        user_id=owner,
        title=title,
        text=text,
        locale=language_of(text[:4000]),
        parts=len(parts),
        created_at=now,
    )
    job = queued(
        id=desk.ids.new(),
        user_id=owner,
        kind=JobKind.DOCUMENTS_INDEX,
        queue=INDEX_QUEUE,
        args=IndexArgs(document=document.id),
        max_attempts=desk.max_attempts,
        at=now,
    )
    async with desk.uow() as uow:
        stored = await uow.documents.add(document, parts, MOST_DOCUMENTS)
        new = stored.id == document.id
        if new:
            await uow.jobs.add(job)
    return stored, new


def _prepared(title: str, text: str) -> tuple[str, str, tuple[str, ...]]:
    title, text = checked(title, text)
    return title, text, cut(text)


async def document_of(desk: DocumentDesk, owner: UUID, document: UUID) -> Document:
    """One of the owner's documents. Raises `NotFound`."""
    found = await desk.direct.documents.get(owner, document)
    if found is None:
        raise NotFound("There is no such document.")
    return found


async def forget(desk: DocumentDesk, owner: UUID, document: UUID) -> None:
    """Delete a document with all its parts. Raises `NotFound`."""
    if not await desk.direct.documents.delete(owner, document):
        raise NotFound("There is no such document.")
