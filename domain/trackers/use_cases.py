"""Connecting a tracker, and taking the connection away again."""

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from uuid import UUID

from msgspec import Struct, json

from domain.activity.records import Gone, TrackerRecord
from domain.errors import FieldProblem, FitaiError, InvalidInput
from domain.identity.data_use import DataUse, policy_of
from domain.identity.policies import secret_hash
from domain.identity.use_cases import Secrets
from domain.jobs.job import JobKind, queued
from domain.ports import Clock, Direct, Ids, UnitOfWork, UnitOfWorkFactory
from domain.trackers.connection import STATE_LIFE, Connection, Grant, PendingConsent, Tokens, code_challenge, is_live
from domain.trackers.errors import ConsentFailed, NotConnected, TrackerNotAvailable
from domain.trackers.notification import Provider
from domain.trackers.ports import ProviderClient, ReferenceClient, Vault

QUEUE = "ingest"
"""Queue of the jobs that read from providers."""

MOST_DAYS_SHOWN = 92
"""Days of one look at what a provider told."""

# A path of our own pages: never another host, whatever a browser makes of slashes.
_PATH = re.compile(r"/(?![/\\])[A-Za-z0-9/_.~%-]*")


class IngestArgs(Struct, frozen=True, kw_only=True):
    """Arguments of `trackers.ingest`: which of the owner's connections."""

    provider: Provider


class TrackerDesk(Struct, frozen=True, kw_only=True):
    """The ports of connecting. `origin` is what browsers reach this server by; providers send them back there.

    `clients` are the providers that are configured here with an OAuth client of ours, `references` those that push
    under a name that we give.
    """

    uow: UnitOfWorkFactory
    direct: Direct
    vault: Vault
    clients: Mapping[Provider, ProviderClient]
    references: Mapping[Provider, ReferenceClient]
    secrets: Secrets
    clock: Clock
    ids: Ids
    origin: str
    max_attempts: int


class TrackerStatus(Struct, frozen=True, kw_only=True):
    """A provider as one person finds it. `connection` None: not connected."""

    provider: Provider
    available: bool
    use: DataUse
    connection: Connection | None


class Way(Struct, frozen=True, kw_only=True):
    """Where to go to consent, until when. `reference` is the name for a bridge that pushes, empty for the others."""

    url: str
    reference: str
    expires_at: datetime | None


class Answer(Struct, frozen=True, kw_only=True):
    """What the provider sent the browser back with; `error` instead of `code` when the person said no."""

    state: str
    code: str
    error: str


class Finished(Struct, frozen=True, kw_only=True):
    """The end of a way that was ours: the connection, or None when the provider gave no leave; the path to go on to."""

    connection: Connection | None
    return_to: str


async def list_trackers(desk: TrackerDesk, owner: UUID) -> tuple[TrackerStatus, ...]:
    """Every provider, available here or not."""
    held = {connection.provider: connection for connection in await desk.direct.connections.of_user(owner)}
    return tuple(
        TrackerStatus(
            provider=provider,
            available=provider in desk.clients or provider in desk.references,
            use=policy_of(provider.value),
            connection=held.get(provider.value),
        )
        for provider in Provider
    )


async def records_of(
    desk: TrackerDesk, owner: UUID, provider: Provider, start: date, end: date
) -> tuple[TrackerRecord, ...]:
    """What one provider (or whoever stands behind a bridge) told of these days, both included, without what is gone.

    Raises `InvalidInput` for days in the wrong order or more than `MOST_DAYS_SHOWN`.
    """
    if not timedelta(0) <= end - start < timedelta(days=MOST_DAYS_SHOWN):
        problem = FieldProblem(field="end", message=str(end), allowed=f"start to {MOST_DAYS_SHOWN - 1} days after it")
        raise InvalidInput("The request cannot be used.", (problem,))
    held = await desk.direct.tracker_records.between(owner, start, end)
    return tuple(
        record
        for record in held
        if record.source.partition("/")[0] == provider.value and not isinstance(record.what, Gone)
    )


async def connect(desk: TrackerDesk, owner: UUID, session: UUID, provider: Provider, return_to: str) -> Way:
    """Begin. Raises `TrackerNotAvailable`, and `InvalidInput` for a `return_to` that is no path of ours."""
    if return_to and not _PATH.fullmatch(return_to):
        allowed = "a path of this site, such as /settings"
        problem = FieldProblem(field="return_to", message="not a path", allowed=allowed)
        raise InvalidInput("The request cannot be used.", (problem,))
    if provider in desk.references:
        return await _by_reference(desk, owner, provider)
    client = _client(desk, provider)
    state, verifier, now = desk.secrets.new(), desk.secrets.new(), desk.clock.now()
    pending = PendingConsent(
        state_hash=secret_hash(state),
        user_id=owner,
        session_id=session,
        provider=provider.value,
        verifier=desk.vault.seal(verifier.encode()),
        return_to=return_to,
        created_at=now,
    )
    await desk.direct.connections.begin(pending)
    url = client.authorize_url(
        redirect_uri=_redirect_uri(desk, provider), state=state, challenge=code_challenge(verifier)
    )
    return Way(url=url, reference="", expires_at=now + STATE_LIFE)


async def finish(desk: TrackerDesk, owner: UUID, session: UUID, provider: Provider, answer: Answer) -> Finished:
    """The browser came back. The state is used up by the first answer, whatever becomes of it.

    Raises `ConsentFailed` for a way that was not begun by this session, or is over, or ended without leave and without
    a page to say so on.
    """
    client = _client(desk, provider)
    pending = await desk.direct.connections.take_pending(secret_hash(answer.state))
    if pending is None or not is_live(pending, provider.value, session, desk.clock.now()):
        raise ConsentFailed("This way to the tracker was not begun here, or is over; connect again.")
    try:
        grant = await _granted(desk, client, provider, pending, answer)
    except ConsentFailed:
        if not pending.return_to:
            raise
        return Finished(connection=None, return_to=pending.return_to)
    return Finished(connection=await _keep(desk, owner, provider, grant), return_to=pending.return_to)


async def _granted(
    desk: TrackerDesk, client: ProviderClient, provider: Provider, pending: PendingConsent, answer: Answer
) -> Grant:
    if answer.error or not answer.code:
        raise ConsentFailed("The provider did not get your consent; connect again if that was not meant.")
    return await client.exchange(
        code=answer.code,
        verifier=desk.vault.open(pending.verifier).decode(),
        redirect_uri=_redirect_uri(desk, provider),
    )


async def disconnect(desk: TrackerDesk, owner: UUID, provider: Provider) -> bool:
    """Forget the tokens and tell the provider. Raises `NotConnected`; True when the provider took the news.

    Forgetting comes first and is certain; that a provider cannot be reached must not keep anybody connected.
    """
    async with desk.uow() as uow:
        connection = await uow.connections.get(owner, provider.value)
        if connection is None:
            raise NotConnected(f"{provider.value} is not connected.")
        await forget(uow, owner, provider)
    return await revoke(desk, connection)


async def revoke(desk: TrackerDesk, connection: Connection) -> bool:
    """Tell the provider that a connection which is forgotten here has ended; whether it took the news."""
    client = desk.clients.get(Provider(connection.provider))
    if client is None:
        return False
    try:
        await client.revoke(tokens_of(desk.vault, connection), connection.account)
    except FitaiError:
        return False
    return True


async def forget(uow: UnitOfWork, owner: UUID, provider: Provider) -> None:
    """Delete the connection, and the data of a source that may be kept only for a time: its leave has ended."""
    await uow.connections.delete(owner, provider.value)
    if policy_of(provider.value).retention_days is not None:
        await uow.tracker_records.delete_source(owner, provider.value)


def tokens_of(vault: Vault, connection: Connection) -> Tokens:
    """The tokens of a connection. Raises `Unavailable` without the key that they were sealed with."""
    return json.decode(vault.open(connection.sealed), type=Tokens)


def sealed(vault: Vault, tokens: Tokens) -> bytes:
    """Tokens as they are stored."""
    return vault.seal(json.encode(tokens))


def _client(desk: TrackerDesk, provider: Provider) -> ProviderClient:
    client = desk.clients.get(provider)
    if client is None:
        raise TrackerNotAvailable(f"{provider.value} is not set up on this server.")
    return client


def _redirect_uri(desk: TrackerDesk, provider: Provider) -> str:
    return f"{desk.origin}/api/trackers/{provider.value}/callback"


async def _by_reference(desk: TrackerDesk, owner: UUID, provider: Provider) -> Way:
    reference = desk.secrets.new()
    url = await desk.references[provider].page_for(reference)
    await _keep(desk, owner, provider, Grant(account=reference, tokens=Tokens(access=""), scope=""))
    return Way(url=url, reference=reference, expires_at=None)


async def _keep(desk: TrackerDesk, owner: UUID, provider: Provider, grant: Grant) -> Connection:
    """Store the connection with the job that reads what there already is."""
    now = desk.clock.now()
    async with desk.uow() as uow:
        connection = await uow.connections.connect(
            owner,
            provider.value,
            account=grant.account,
            scope=grant.scope,
            sealed=sealed(desk.vault, grant.tokens),
            expires_at=grant.tokens.expires_at,
            at=now,
        )
        if provider in desk.clients:
            await uow.jobs.add(
                queued(
                    id=desk.ids.new(),
                    user_id=owner,
                    kind=JobKind.TRACKERS_INGEST,
                    queue=QUEUE,
                    args=IngestArgs(provider=provider),
                    max_attempts=desk.max_attempts,
                    at=now,
                )
            )
    return connection
