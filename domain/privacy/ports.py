"""Where a person's things are read for them, and the file is kept; part of `domain.ports`, for its length."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Protocol
from uuid import UUID

from msgspec import Raw


class Exports(Protocol):
    """Reading everything of one person, and the file that it becomes."""

    @property
    def parts(self) -> tuple[str, ...]:
        """The kinds of things there are, by the name of their file."""

    async def hold_still(self) -> None:
        """First statement of a unit of work: what is read after it is as it was then, and nothing is written."""

    def rows(self, owner: UUID, part: str) -> AsyncIterator[list[Raw]]:
        """Everything of a part, as JSON objects, oldest first, some at a time; without secrets."""

    async def put(self, owner: UUID, export: UUID, at: datetime, until: datetime, file: bytes) -> None:
        """Keep the file in place of an earlier one."""

    async def get(self, owner: UUID, export: UUID, now: datetime) -> bytes | None:
        """The file. None: there is none, or it has expired."""

    async def delete_expired(self, now: datetime) -> int:
        """Housekeeping, a few at a time; returns how many."""
