"""What a person does with an account: come in, leave, make tokens for scripts, erase everything."""

from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from msgspec import Struct

from domain.errors import FieldProblem, InvalidInput, NotAuthenticated, NotFound
from domain.identity.account import AccessToken, Credential, Role, Session, User
from domain.identity.policies import TOKEN_PREFIX, check_password, normal_email, secret_hash, wants_touch
from domain.ports import Clock, Ids, UnitOfWorkFactory

MAX_TOKENS = 50
"""Access tokens one account may have at a time."""


class Passwords(Protocol):
    """Hashing of passwords; slow on purpose."""

    async def hash(self, password: str) -> str: ...
    async def verify(self, password_hash: str | None, password: str) -> bool:
        """False for no hash, after the same work, so that time does not tell whether an account exists."""

    def is_outdated(self, password_hash: str) -> bool:
        """True when the hash was made with weaker parameters than today's."""


class Secrets(Protocol):
    def new(self) -> str:
        """256 random bits as URL-safe text."""


class Identity(Struct, frozen=True, kw_only=True):
    """The ports that accounts need. `session_max` is the longest life of a session."""

    uow: UnitOfWorkFactory
    passwords: Passwords
    secrets: Secrets
    clock: Clock
    ids: Ids
    session_max: timedelta


class OpenedSession(Struct, frozen=True, kw_only=True):
    """A new session and its secret, which is told to the browser and stored nowhere."""

    user: User
    session: Session
    secret: str


async def register(identity: Identity, *, email: str, password: str, display_name: str, role: Role = Role.USER) -> User:
    """Make an account. Raises `InvalidInput` for a bad e-mail or password, `Conflict` when the e-mail is taken."""
    email = normal_email(email)
    check_password(password, email)
    user = User(
        id=identity.ids.new(),
        email=email,
        display_name=display_name.strip() or email.partition("@")[0],
        password_hash=await identity.passwords.hash(password),
        role=role,
        created_at=identity.clock.now(),
    )
    async with identity.uow() as uow:
        await uow.users.add(user)
    return user


async def log_in(identity: Identity, *, email: str, password: str, replaces: UUID | None = None) -> OpenedSession:
    """Check the password and open a new session; the one the browser came with (`replaces`) ends.

    The secret is always new, so a session planted before log-in is worth nothing (ASVS 5.0, 7.2.4). Raises
    `NotAuthenticated`, the same for an unknown e-mail and a wrong password.
    """
    async with identity.uow() as uow:
        user = await uow.users.by_email(email.strip().lower())
    verified = await identity.passwords.verify(user.password_hash if user else None, password)
    if user is None or not verified:
        raise NotAuthenticated("E-mail or password is wrong.")
    if identity.passwords.is_outdated(user.password_hash):
        new_hash = await identity.passwords.hash(password)
        async with identity.uow() as uow:
            await uow.users.set_password_hash(user.id, new_hash)
    return await open_session(identity, user, replaces)


async def open_session(identity: Identity, user: User, replaces: UUID | None = None) -> OpenedSession:
    """Open a session for a person who has just shown who they are."""
    secret, now = identity.secrets.new(), identity.clock.now()
    session = Session(
        id=identity.ids.new(),
        user_id=user.id,
        token_hash=secret_hash(secret),
        csrf_token=identity.secrets.new(),
        created_at=now,
        last_seen_at=now,
        expires_at=now + identity.session_max,
    )
    async with identity.uow() as uow:
        if replaces is not None:
            await uow.sessions.delete(replaces)
        await uow.sessions.add(session)
    return OpenedSession(user=user, session=session, secret=secret)


async def log_out(identity: Identity, session_id: UUID) -> None:
    """End the session."""
    async with identity.uow() as uow:
        await uow.sessions.delete(session_id)


async def get_user(identity: Identity, user_id: UUID) -> User:
    """The account. Raises `NotFound`."""
    async with identity.uow() as uow:
        user = await uow.users.get(user_id)
    if user is None:
        raise NotFound("There is no such account.")
    return user


async def delete_account(identity: Identity, user_id: UUID, password: str) -> None:
    """Erase the account and all that belongs to it, after the password was given again. Raises `NotAuthenticated`."""
    user = await get_user(identity, user_id)
    if not await identity.passwords.verify(user.password_hash, password):
        raise NotAuthenticated("The password is wrong.")
    async with identity.uow() as uow:
        await uow.users.delete(user_id)


async def create_token(
    identity: Identity, owner: UUID, *, name: str, expires_at: datetime | None
) -> tuple[AccessToken, str]:
    """A new token and its secret, shown this once. Raises `InvalidInput` over `MAX_TOKENS` or for a time past."""
    now = identity.clock.now()
    if expires_at is not None and expires_at <= now:
        problem = FieldProblem(field="expires_at", message=f"{expires_at.isoformat()} is past", allowed="a future time")
        raise InvalidInput("The token would never be valid.", (problem,))
    secret = TOKEN_PREFIX + identity.secrets.new()
    token = AccessToken(
        id=identity.ids.new(),
        user_id=owner,
        name=name,
        token_hash=secret_hash(secret),
        created_at=now,
        expires_at=expires_at,
        last_used_at=None,
    )
    async with identity.uow() as uow:
        if len(await uow.tokens.of_user(owner)) >= MAX_TOKENS:
            raise InvalidInput(f"An account may have {MAX_TOKENS} access tokens; delete one first.")
        await uow.tokens.add(token)
    return token, secret


async def list_tokens(identity: Identity, owner: UUID) -> list[AccessToken]:
    """The owner's access tokens, without their secrets."""
    async with identity.uow() as uow:
        return await uow.tokens.of_user(owner)


async def delete_token(identity: Identity, owner: UUID, token_id: UUID) -> None:
    """End one of the owner's access tokens. Raises `NotFound`."""
    async with identity.uow() as uow:
        if not await uow.tokens.delete(owner, token_id):
            raise NotFound("There is no such access token.")


async def note_use(uow: UnitOfWorkFactory, credential: Credential, now: datetime) -> None:
    """Write down that the credential was used, at most once a minute."""
    if not wants_touch(credential, now):
        return
    async with uow() as work:
        if credential.via == "session":
            await work.sessions.touch(credential.id, now)
        else:
            await work.tokens.touch(credential.id, now)
