"""Where tracker records and handed-in files are kept; part of `domain.ports`, in a file of its own for its length."""

from collections.abc import AsyncIterator, Sequence
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from domain.activity.records import TrackerRecord


class TrackerRecords(Protocol):
    """A person's records, one for each (source, key): the one told last (`domain.activity.merging.merged`)."""

    async def put(self, owner: UUID, records: Sequence[TrackerRecord], at: datetime) -> int:
        """Store those that were told later than what is held; `at` is when they were fetched. How many were news.

        Raises `NotFound` for an erased account.
        """

    async def between(self, owner: UUID, start: date, end: date) -> list[TrackerRecord]:
        """Records of the days from `start` to `end`, both included, by day; taken-back ones too."""

    async def of_source(self, owner: UUID, source: str, start: date, end: date) -> list[TrackerRecord]:
        """Those of one source."""

    async def delete_source(self, owner: UUID, source: str) -> int:
        """Forget all that a source told; returns how many."""

    async def delete_fetched_before(self, source: str, before: datetime) -> int:
        """Housekeeping for sources whose data may be kept for some days only, a thousand at a time."""


class TrackerUploads(Protocol):
    """Files that were handed in and wait for their import, in pieces of about a mebibyte."""

    async def begin(self, owner: UUID, upload: UUID, at: datetime, most: int) -> bool:
        """Open an upload; False when the owner has `most` already."""

    async def append(self, upload: UUID, index: int, piece: bytes) -> None:
        """Store a piece. Raises `NotFound` when the upload is gone."""

    def pieces(self, owner: UUID, upload: UUID) -> AsyncIterator[bytes]:
        """The pieces in order; none when it is gone."""

    async def delete(self, owner: UUID, upload: UUID) -> None: ...
    async def delete_expired(self, now: datetime) -> int:
        """Housekeeping: uploads of more than a day ago, which nothing will import any more; returns how many."""
