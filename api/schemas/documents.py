"""Wire structs of uploaded documents."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from domain.knowledge.documents import MOST_BYTES, MOST_TITLE, Document
from domain.profile import Locale


class DocumentRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Plain text or Markdown, up to 200 KiB."""

    title: Annotated[str, Meta(min_length=1, max_length=MOST_TITLE)]
    text: Annotated[str, Meta(min_length=1, max_length=MOST_BYTES)]


class DocumentView(Struct, frozen=True, kw_only=True):
    """A document without its text. `parts` are what it was cut into; `indexed_at` is when their meaning was read.

    It is found by its words from the start.
    """

    id: UUID
    title: str
    locale: Locale
    parts: int
    created_at: datetime
    indexed_at: datetime | None


class DocumentText(Struct, frozen=True, kw_only=True):
    """A document as it was handed in."""

    document: DocumentView
    text: str


class DocumentList(Struct, frozen=True, kw_only=True):
    """All of them, oldest first."""

    items: tuple[DocumentView, ...]


def document_view(document: Document) -> DocumentView:
    """What is shown of a stored document."""
    return DocumentView(
        id=document.id,
        title=document.title,
        locale=document.locale,
        parts=document.parts,
        created_at=document.created_at,
        indexed_at=document.indexed_at,
    )
