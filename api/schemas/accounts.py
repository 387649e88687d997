"""Wire structs of accounts, sessions and access tokens."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from domain.identity.account import AccessToken, Credential, Role, Session, User

Email = Annotated[str, Meta(min_length=3, max_length=320, examples=["sam@example.org"])]
Password = Annotated[str, Meta(min_length=1, max_length=1024, examples=["three quiet rowing machines"])]
Name = Annotated[str, Meta(min_length=1, max_length=100, examples=["laptop script"])]


class Registration(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    email: Email
    password: Password
    display_name: Annotated[str, Meta(max_length=100)] = ""


class LogIn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    email: Email
    password: Password


class PasswordAgain(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The password, given once more for what cannot be undone."""

    password: Password


class NewToken(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`expires_at` with a zone; none: until deleted."""

    name: Name
    expires_at: Annotated[datetime, Meta(tz=True)] | None = None


class Me(Struct, frozen=True, kw_only=True):
    """The account. `csrf_token` is there when the caller came with a session; send it in `X-CSRF-Token`."""

    id: UUID
    email: str
    display_name: str
    role: Role
    created_at: datetime
    csrf_token: str | None = None
    session_expires_at: datetime | None = None


class TokenView(Struct, frozen=True, kw_only=True):
    id: UUID
    name: str
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None


class TokenMade(Struct, frozen=True, kw_only=True):
    """`token` is shown this once."""

    token: str
    info: TokenView


class TokenList(Struct, frozen=True, kw_only=True):
    items: tuple[TokenView, ...]


class Ticket(Struct, frozen=True, kw_only=True):
    """Opens one socket within `expires_in_s` seconds."""

    ticket: str
    expires_in_s: int


def me(user: User, session: Session | Credential) -> Me:
    """The account as its owner sees it."""
    in_session = bool(session.csrf_token)
    return Me(
        id=user.id,
        email=user.email,
        display_name=user.display_name,
        role=user.role,
        created_at=user.created_at,
        csrf_token=session.csrf_token if in_session else None,
        session_expires_at=session.expires_at if in_session else None,
    )


def token_view(token: AccessToken) -> TokenView:
    """An access token without anything secret."""
    return TokenView(
        id=token.id,
        name=token.name,
        created_at=token.created_at,
        expires_at=token.expires_at,
        last_used_at=token.last_used_at,
    )
