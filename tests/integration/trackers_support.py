"""The application with every provider configured, and people who are connected to them."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

import httpx
import msgspec
from msgspec import structs

from adapters.clock import TimeOrderedIds
from adapters.providers.config import ProviderConfig
from adapters.providers.services import Trackers
from adapters.providers.vault import FernetVault
from api.wiring import Wiring
from cli.signed_traffic import Post, signed
from domain.identity.account import Role, User
from domain.trackers.connection import Tokens
from domain.trackers.notification import Provider
from tests.integration.api.support import settings_for, wired
from tests.trackers import CONFIGS, KEYS, TOKEN_KEY, event

_ACCOUNTS = count(700_000)


@asynccontextmanager
async def tracker_wiring(
    postgres_url: str, redis_url: str, configs: Mapping[Provider, ProviderConfig] = CONFIGS, **changes: Any
) -> AsyncIterator[Wiring]:
    """The real wiring with these providers."""
    trackers = Trackers(configs=configs, vault=FernetVault((TOKEN_KEY,)))
    async with wired(settings_for(postgres_url, redis_url), trackers=trackers, **changes) as wiring:
        yield wiring


def without(provider: Provider, *fields: str) -> Mapping[Provider, ProviderConfig]:
    """Every configuration, with these fields of one provider left out."""
    empty = {name: None if name in ("verify_token", "path_secret") else "" for name in fields}
    if "webhook_secrets" in fields:
        empty["webhook_secrets"] = ()
    return {**CONFIGS, provider: structs.replace(CONFIGS[provider], **empty)}


async def new_person(wiring: Wiring) -> UUID:
    """An account, without a session."""
    identifier = TimeOrderedIds().new()
    user = User(
        id=identifier,
        email=f"{identifier.hex}@example.org",
        display_name="Sam",
        password_hash="argon2id",
        role=Role.USER,
        created_at=datetime.now(UTC),
    )
    async with wiring.uow() as uow:
        await uow.users.add(user)
    return identifier


async def connected(wiring: Wiring, provider: Provider, owner: UUID | None = None, **changes: Any) -> tuple[UUID, str]:
    """A person and the account at the provider that they are connected by."""
    owner = owner or await new_person(wiring)
    account = str(next(_ACCOUNTS))
    tokens = structs.replace(Tokens(access=f"access-{account}", refresh=f"refresh-{account}"), **changes)
    async with wiring.uow() as uow:
        await uow.connections.connect(
            owner,
            provider.value,
            account=account,
            scope="",
            sealed=wiring.trackers.vault.seal(msgspec.json.encode(tokens)),
            expires_at=tokens.expires_at,
            at=wiring.clock.now(),
        )
    return owner, account


def delivery(provider: Provider, account: str, number: int = 1, *, at: datetime | None = None) -> Post:
    """An event of the account, signed now (or at `at`)."""
    return signed(provider, event(provider, account, number), KEYS[provider], at or datetime.now(UTC))


async def send(http: httpx.AsyncClient, post: Post) -> httpx.Response:
    """Deliver it."""
    return await http.post(post.path, content=post.body, headers=post.headers)


async def stored(wiring: Wiring, owner: UUID) -> tuple[int, int, int]:
    """Inbox rows, ingest jobs and outbox rows of a person."""
    rows = await wiring.direct.jobs.page(owner, None, 1000)
    jobs = [job for job in rows if job.kind.value == "trackers.ingest"]
    inbox = [await wiring.direct.inbox.waiting(owner, provider.value, 1000) for provider in Provider]
    async with wiring.uow() as uow:
        due = await uow.outbox.take(wiring.clock.now() + timedelta(seconds=5), 100_000)
    sent = {row.job_id for row in due} & {job.id for job in jobs}
    return sum(len(each) for each in inbox), len(jobs), len(sent)
