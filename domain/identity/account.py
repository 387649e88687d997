"""Accounts: who may come in, and as what."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from msgspec import Struct


class Role(StrEnum):
    USER = "user"
    ADMIN = "admin"


class User(Struct, frozen=True, kw_only=True):
    """An account. `password_hash` is argon2id; e-mail is stored lower-case and is unique."""

    id: UUID
    email: str
    display_name: str
    password_hash: str
    role: Role
    created_at: datetime


class Session(Struct, frozen=True, kw_only=True):
    """A browser session. Only `token_hash` (SHA-256 of the cookie's token) is stored; the token itself never is."""

    id: UUID
    user_id: UUID
    token_hash: bytes
    csrf_token: str
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime


class AccessToken(Struct, frozen=True, kw_only=True):
    """A personal access token for scripts; shown once at creation, stored as SHA-256."""

    id: UUID
    user_id: UUID
    name: str
    token_hash: bytes
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None


class Credential(Struct, frozen=True, kw_only=True):
    """A session or an access token together with its owner's role, as read by the hash of its secret.

    `via` is "session" or "token"; `seen_at` is the last use written down; `csrf_token` is empty for tokens.
    """

    id: UUID
    user_id: UUID
    role: Role
    via: str
    created_at: datetime
    seen_at: datetime | None
    expires_at: datetime | None
    csrf_token: str = ""


class Presented(Struct, frozen=True, kw_only=True):
    """A secret as it was presented, by hash: enough to look the credential up, again and again, and no more.

    `via` is "session" or "token".
    """

    via: str
    token_hash: bytes


class Principal(Struct, frozen=True, kw_only=True):
    """The caller of a request. `via` is "session" or "token"; CSRF is asked only of sessions."""

    user_id: UUID
    role: Role
    via: str
    credential_id: UUID
