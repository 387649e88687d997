"""A person's connection to a provider, its tokens, and the way there (OAuth 2.0, RFC 6749; PKCE, RFC 7636)."""

import base64
import hashlib
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from msgspec import Struct

STATE_LIFE = timedelta(minutes=10)
"""From "connect" to the provider's answer: long enough to log in there, RFC 6749 10.12 asks for no number."""

EARLY = timedelta(minutes=2)
"""Tokens are refreshed this long before they end, so that none ends between the check and its use."""

LEASE = timedelta(minutes=5)
"""How long one job holds a connection; longer than an attempt may take, so a living job keeps it."""

SYNC_EVERY = timedelta(hours=24)
"""Webhooks get lost, so each connection is also read once a day."""


class ConnectionState(StrEnum):
    """BROKEN: the provider refused our tokens for good; the person has to connect again."""

    CONNECTED = "connected"
    BROKEN = "broken"


class Tokens(Struct, frozen=True, kw_only=True):
    """What opens a person's data at a provider. Stored sealed, shown to nobody. `refresh` is empty where there is none.

    `expires_at` None: they hold until they are revoked.
    """

    access: str
    refresh: str = ""
    expires_at: datetime | None = None


class Grant(Struct, frozen=True, kw_only=True):
    """What a person's consent at the provider gave us: the tokens, whose account it is, and what may be read."""

    account: str
    tokens: Tokens
    scope: str


class Connection(Struct, frozen=True, kw_only=True):
    """A stored connection. `sealed` are the tokens as the vault wrote them, `version` counts their replacements.

    `lease_job` and `lease_fence` are the job and its fencing token that may use it until `lease_until`.
    """

    id: UUID
    user_id: UUID
    provider: str
    account: str
    state: ConnectionState
    scope: str
    sealed: bytes
    version: int
    expires_at: datetime | None
    connected_at: datetime
    synced_at: datetime | None
    next_sync_at: datetime
    lease_job: UUID | None
    lease_fence: int
    lease_until: datetime | None


class PendingConsent(Struct, frozen=True, kw_only=True):
    """A way to a provider that was begun: only `state_hash` of the secret in the URL is stored, used up by its answer.

    Bound to the session that began it, so that nobody can have another person's browser finish theirs.
    """

    state_hash: bytes
    user_id: UUID
    session_id: UUID
    provider: str
    verifier: bytes
    return_to: str
    created_at: datetime


def code_challenge(verifier: str) -> str:
    """PKCE's S256: base64url, without padding, of the verifier's SHA-256 (RFC 7636, 4.2)."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def wants_refresh(tokens: Tokens, now: datetime) -> bool:
    """Whether they end soon and can be refreshed."""
    return bool(tokens.refresh) and tokens.expires_at is not None and tokens.expires_at - now <= EARLY


def is_live(pending: PendingConsent, provider: str, session_id: UUID, now: datetime) -> bool:
    """Whether the provider's answer finishes this very way: same provider, same session, in time."""
    return (
        pending.provider == provider
        and pending.session_id == session_id
        and timedelta(0) <= now - pending.created_at < STATE_LIFE
    )
