"""What trackers need from the outside, as Protocols; part of `domain.ports`, in a file of its own for its length."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from msgspec import Struct

from domain.activity.records import TrackerRecord
from domain.trackers.connection import Connection, Grant, PendingConsent, Tokens
from domain.trackers.notification import InboxRow, What


class Arrival(Struct, frozen=True, kw_only=True):
    """A notification on its way into the inbox: see `domain.trackers.notification`. `payload` is sealed, or empty."""

    account: str
    external_id: str
    what: What
    kind: str
    object_id: str
    happened_at: datetime | None
    starts_at: datetime | None
    ends_at: datetime | None
    payload: bytes


class Inbox(Protocol):
    """What providers told us, each event once."""

    async def receive(self, source: str, arrivals: Sequence[Arrival], at: datetime, max_attempts: int) -> int:
        """Store what is new, with one `trackers.ingest` job for each person it is of, in one statement.

        Returns how many were new. An account that nobody here has connected leaves nothing.
        """

    async def waiting(self, owner: UUID, source: str, limit: int) -> list[InboxRow]:
        """Rows that are not handled, in the order in which they came."""

    async def handled(self, ids: Sequence[UUID], at: datetime) -> None:
        """Mark rows, and drop their payloads."""

    async def oldest_waiting(self) -> datetime | None:
        """When the row that has waited longest came, of anybody's; None when nothing waits."""

    async def delete_expired(self, now: datetime) -> int:
        """Housekeeping: rows of more than 90 days ago, a thousand at a time; returns how many."""


class Connections(Protocol):
    """Connections to providers, and ways there that were begun."""

    async def of_user(self, owner: UUID) -> list[Connection]: ...
    async def get(self, owner: UUID, provider: str) -> Connection | None: ...
    async def begin(self, pending: PendingConsent) -> None: ...
    async def take_pending(self, state_hash: bytes) -> PendingConsent | None:
        """Use it up: the second taker gets None."""

    async def connect(
        self,
        owner: UUID,
        provider: str,
        *,
        account: str,
        scope: str,
        sealed: bytes,
        expires_at: datetime | None,
        at: datetime,
    ) -> Connection:
        """Store or renew. Raises `Conflict` when somebody else here has connected that account."""

    async def delete(self, owner: UUID, provider: str) -> bool: ...
    async def lease(self, owner: UUID, provider: str, job: UUID, fence: int, now: datetime) -> Connection | None:
        """Take the connection for a job's attempt. None: there is none, or another job has it."""

    async def replace_tokens(
        self, held: Connection, *, sealed: bytes, expires_at: datetime | None, now: datetime
    ) -> Connection | None:
        """Store refreshed tokens under the lease. None: the lease or the connection is no longer ours."""

    async def release(self, held: Connection, *, synced_at: datetime | None = None, broken: bool = False) -> bool:
        """Give a leased connection back. False: rows have come meanwhile, and it is still held.

        Raises `ConnectionLost`, so that nothing is stored of a connection that the person took away meanwhile.
        """

    async def abandon(self, held: Connection) -> None:
        """Give it back whatever waits, after a failure: the job's next attempt, or the sweep, goes on."""

    async def start_due(self, now: datetime, *, stranded_before: datetime, max_attempts: int, limit: int) -> int:
        """Make jobs for connections that are due for their daily reading or have old rows without a job."""

    async def delete_expired(self, now: datetime) -> int:
        """Housekeeping: ways that were begun and not finished in time; returns how many."""


class Vault(Protocol):
    """Seals what only this server may read again. Rotates: seals with the first key, opens with any."""

    def seal(self, data: bytes) -> bytes: ...
    def open(self, sealed: bytes) -> bytes:
        """Raises `Unavailable` when none of the keys opens it."""


class Fetched(Struct, frozen=True, kw_only=True):
    """What a provider has of the days from `start` to `end`, both included: all of it, so that what is missing is gone.

    `partial` kinds could not be read (no scope, no such service for this person); nothing is concluded from those.
    """

    start: date
    end: date
    records: tuple[TrackerRecord, ...]
    partial: tuple[str, ...] = ()


class ProviderClient(Protocol):
    """One provider as its OAuth server and its API. Every call has a deadline and raises `Unavailable` when it fails.

    `AccessRevoked` is raised when the provider refuses the tokens for good, `RateLimited` when it asks for patience.
    """

    def authorize_url(self, *, redirect_uri: str, state: str, challenge: str) -> str:
        """Where the person's browser is sent to consent."""

    async def exchange(self, *, code: str, verifier: str, redirect_uri: str) -> Grant:
        """The tokens for the code that the browser came back with. Raises `ConsentFailed`."""

    async def refresh(self, tokens: Tokens) -> Tokens:
        """New tokens; the old ones may be worth nothing from now on."""

    async def revoke(self, tokens: Tokens, account: str) -> None:
        """Tell the provider that we are done."""

    async def fetch(self, tokens: Tokens, start: date, end: date) -> Fetched:
        """What there is of these days, both included."""


class ReferenceClient(Protocol):
    """A service that pushes data under a name that we gave: no tokens of ours, nothing to fetch."""

    async def page_for(self, reference: str) -> str:
        """Where the person goes on to choose a device; empty: nowhere, the operator's bridge is told the name."""
