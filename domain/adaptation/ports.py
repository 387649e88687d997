"""What changes of a plan need from the outside, as a Protocol; part of `domain.ports`, apart for its length."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from domain.adaptation.changes import ChangeState, StoredChange


class Changes(Protocol):
    """Changes of a plan that rules asked for. A person has at most one that waits for each rule and subject."""

    async def add(self, change: StoredChange) -> None:
        """Store a new one. Raises `Conflict` when one of its rule and subject waits."""

    async def get(self, owner: UUID, change_id: UUID) -> StoredChange | None: ...
    async def waiting(self, owner: UUID) -> list[StoredChange]: ...
    async def that_made(self, owner: UUID, plan: UUID) -> list[StoredChange]:
        """Those whose application made a plan version."""

    async def page(
        self, owner: UUID, before: UUID | None, limit: int, states: Sequence[ChangeState]
    ) -> list[StoredChange]:
        """Those in one of `states` (empty: in any) with ids below `before`, newest first, at most `limit`."""

    async def refresh(self, change: StoredChange) -> bool:
        """Store base, suggestion and seq of one that waits; False when it does not wait any more."""

    async def decide(
        self, owner: UUID, change_id: UUID, was: ChangeState, now: ChangeState, at: datetime, plan: UUID | None = None
    ) -> bool:
        """Compare-and-set of the state, with the plan version it made; False when it is not in `was`."""
