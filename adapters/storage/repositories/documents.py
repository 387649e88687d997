"""What people uploaded for the coach to read. Every statement filters by owner."""

from datetime import datetime
from hashlib import sha256
from typing import Final
from uuid import UUID

from asyncpg import Record

from adapters.storage.connection import Connection
from domain.errors import NotFound
from domain.knowledge.documents import Document, Part, TooManyDocuments, Vector
from domain.profile import Locale

CONFIGS: Final = {Locale.EN: "english", Locale.FR: "french", Locale.AR: "arabic"}
"""PostgreSQL's stemmer for each language."""

_COLUMNS = ", ".join(Document.__struct_fields__)
_PART = "p.document_id, d.title, p.number, p.text, d.locale"
_MINE = "document_parts p JOIN documents d ON d.id = p.document_id AND d.user_id = p.user_id WHERE p.user_id = $1"


class DocumentRepository:
    """`domain.knowledge.documents.Documents`.

    Vectors are `real[]`, so the same schema stands on a server without pgvector. Where the extension is there, it
    measures the distances, otherwise plain SQL does. An owner has few parts, so all are compared; an approximate index
    over everybody's parts would find other people's first and then drop them.
    """

    def __init__(self, connection: Connection, *, pgvector: bool | None = None) -> None:
        """`pgvector`: None asks the server once."""
        self._connection = connection
        self._pgvector = pgvector

    async def add(self, document: Document, parts: tuple[str, ...], most: int) -> Document:
        self._connection.demand_transaction()
        owner, digest = document.user_id, sha256(f"{document.title}\n{document.text}".encode()).digest()
        if await self._connection.first("SELECT FROM users WHERE id = $1 FOR UPDATE", owner) is None:
            raise NotFound("The account is gone.")
        row = await self._connection.first(
            f"SELECT {_COLUMNS} FROM documents WHERE user_id = $1 AND digest = $2",  # noqa: S608
            owner,
            digest,
        )
        if row is not None:
            return _document(row)
        counted = await self._connection.fetch("SELECT count(*) AS n FROM documents WHERE user_id = $1", owner)
        if counted[0]["n"] >= most:
            raise TooManyDocuments(f"There are {most} documents already; delete one first.")
        await self._connection.fetch(
            f"INSERT INTO documents ({_COLUMNS}, digest) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",  # noqa: S608
            document.id, owner, document.title, document.text, document.locale.value, document.parts,
            document.created_at, document.indexed_at, digest,
        )  # fmt: skip
        await self._connection.fetch(
            """
            INSERT INTO document_parts (document_id, user_id, number, config, text)
            SELECT $1, $2, number - 1, $3::text::regconfig, text
            FROM unnest($4::text[]) WITH ORDINALITY AS given (text, number)
            """,
            document.id, owner, CONFIGS[document.locale], list(parts),
        )  # fmt: skip
        return document

    async def get(self, owner: UUID, document: UUID) -> Document | None:
        row = await self._connection.first(
            f"SELECT {_COLUMNS} FROM documents WHERE user_id = $1 AND id = $2",  # noqa: S608
            owner,
            document,
        )
        return None if row is None else _document(row)

    async def all_of(self, owner: UUID) -> list[Document]:
        rows = await self._connection.fetch(
            f"SELECT {_COLUMNS} FROM documents WHERE user_id = $1 ORDER BY created_at, id",  # noqa: S608
            owner,
        )
        return [_document(row) for row in rows]

    async def delete(self, owner: UUID, document: UUID) -> bool:
        row = await self._connection.first(
            "DELETE FROM documents WHERE user_id = $1 AND id = $2 RETURNING id", owner, document
        )
        return row is not None

    async def parts(self, owner: UUID, document: UUID) -> list[Part]:
        rows = await self._connection.fetch(
            f"SELECT {_PART} FROM {_MINE} AND p.document_id = $2 ORDER BY p.number",  # noqa: S608
            owner,
            document,
        )
        return [_part(row) for row in rows]

    async def store_vectors(self, owner: UUID, document: UUID, vectors: list[Vector], at: datetime) -> None:
        self._connection.demand_transaction()
        for vector in vectors:
            await self._connection.fetch(
                "UPDATE document_parts SET embedding = $4::real[] WHERE user_id = $1 AND document_id = $2 "
                "AND number = $3",
                owner, document, vector.number, list(vector.values),
            )  # fmt: skip
        await self._connection.fetch(
            "UPDATE documents SET indexed_at = $3 WHERE user_id = $1 AND id = $2", owner, document, at
        )

    async def by_words(self, owner: UUID, query: str, limit: int) -> list[Part]:
        # A question's words are joined by OR: few parts have all of them, and the rank knows how many they have.
        rows = await self._connection.fetch(
            f"""
            SELECT {_PART} FROM {_MINE} AND p.words @@ replace(plainto_tsquery(p.config, $2)::text, '&', '|')::tsquery
            ORDER BY ts_rank_cd(p.words, replace(plainto_tsquery(p.config, $2)::text, '&', '|')::tsquery, 1) DESC,
                p.document_id, p.number
            LIMIT $3
            """,  # noqa: S608
            owner, query, limit,
        )  # fmt: skip
        return [_part(row) for row in rows]

    async def by_meaning(self, owner: UUID, query: tuple[float, ...], limit: int) -> list[Part]:
        if self._pgvector is None:
            found = await self._connection.fetch("SELECT to_regtype('vector') IS NOT NULL AS there")
            self._pgvector = found[0]["there"]
        near = (
            "p.embedding::vector <=> $2::real[]::vector"
            if self._pgvector
            else "(SELECT -sum(a * b) FROM unnest(p.embedding, $2::real[]) AS both_of (a, b))"
        )
        rows = await self._connection.fetch(
            f"""
            SELECT {_PART} FROM {_MINE} AND p.embedding IS NOT NULL
            ORDER BY {near}, p.document_id, p.number LIMIT $3
            """,  # noqa: S608
            owner, list(query), limit,
        )  # fmt: skip
        return [_part(row) for row in rows]


def _document(row: Record) -> Document:
    return Document(**{**row, "locale": Locale(row["locale"])})


def _part(row: Record) -> Part:
    return Part(
        document=row["document_id"],
        title=row["title"],
        number=row["number"],
        text=row["text"],
        locale=Locale(row["locale"]),
    )
