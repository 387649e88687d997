"""`trackers.ingest`: read what a provider has of a person's days, and store it with the end of the job.

One job at a time uses a connection: it holds a lease, under which it also refreshes the tokens, so there is one
refresher. A job that finds the connection leased ends: whoever holds it looks for its rows before letting go.
What is stored is not turned into events: readiness reads the records themselves, each with its source, and an event
would carry their values on without the terms that they came under.
"""

import asyncio
from datetime import datetime

import msgspec
from msgspec import Struct

from adapters.providers.http import TokenRefused
from adapters.providers.pushed import PUSHED, pushed_records
from adapters.providers.services import Trackers
from adapters.telemetry.metrics import TRACKER_READS
from domain.activity.importing import sift
from domain.activity.records import TrackerRecord
from domain.errors import FitaiError, Unavailable
from domain.ports import UnitOfWork
from domain.trackers.connection import Connection, ConnectionState, Tokens, wants_refresh
from domain.trackers.errors import AccessRevoked, ConnectionLost
from domain.trackers.ingest import days_to_read, deletions, news, vanished
from domain.trackers.notification import InboxRow, Provider, What, in_order
from domain.trackers.ports import Fetched, ProviderClient
from domain.trackers.use_cases import IngestArgs, forget, sealed, tokens_of
from workers.runtime.task import TaskContext

_AT_ONCE = 200


class IngestResult(Struct, frozen=True, kw_only=True):
    """The job's result. `outcome`: read, gone (the person withdrew), left (another job has the connection), none."""

    provider: Provider
    outcome: str
    rows: int = 0
    news: int = 0


class TrackerRead(Struct, frozen=True, kw_only=True):
    """Told to the owner as `trackers.read`: a provider had news, so readiness may be another."""

    provider: Provider
    news: int


class IngestTask:
    """The task function."""

    def __init__(self, trackers: Trackers) -> None:
        self._trackers = trackers

    async def __call__(self, ctx: TaskContext) -> IngestResult | None:
        """Raises `AccessRevoked` when the person has to connect again, and what the provider's client raises."""
        provider = msgspec.json.decode(ctx.job.args, type=IngestArgs).provider
        owner, now = ctx.job.user_id, ctx.clock.now()
        async with ctx.uow() as uow:
            held = await uow.connections.lease(owner, provider.value, ctx.job.id, ctx.job.lease_token, now)
            there = held or await uow.connections.get(owner, provider.value)
        if held is None:
            return IngestResult(provider=provider, outcome="none" if there is None else "left")
        try:
            outcome = await self._read(ctx, provider, held)
        except ConnectionLost:
            return IngestResult(provider=provider, outcome="none")
        except BaseException as error:
            await asyncio.shield(_let_go(ctx, held, broken=isinstance(error, AccessRevoked)))
            TRACKER_READS.labels(provider.value, getattr(error, "code", "unexpected")).inc()
            raise
        TRACKER_READS.labels(provider.value, outcome).inc()
        return None

    async def _read(self, ctx: TaskContext, provider: Provider, held: Connection) -> str:
        rows_done = news_done = 0
        while True:
            async with ctx.uow() as uow:
                rows = in_order(await uow.inbox.waiting(held.user_id, provider.value, _AT_ONCE))
            if any(row.what is What.GONE for row in rows):
                await _withdrawn(ctx, provider, rows)
                return "gone"
            told, fetched, held = await self._told(ctx, provider, held, rows)
            found, ended = await self._store(ctx, provider, held, rows, told, fetched, (rows_done, news_done))
            rows_done, news_done = rows_done + len(rows), news_done + found
            if ended:
                if news_done:
                    await ctx.tell_owner("trackers.read", TrackerRead(provider=provider, news=news_done))
                return "read"

    async def _told(
        self, ctx: TaskContext, provider: Provider, held: Connection, rows: list[InboxRow]
    ) -> tuple[list[TrackerRecord], Fetched | None, Connection]:
        """What the provider says now: pushed in the rows, or fetched for the days that they are about."""
        now = ctx.clock.now()
        told = list(deletions(rows, now))
        if provider in PUSHED:
            for row in rows:
                if row.payload:
                    told += pushed_records(provider, row, self._trackers.vault.open(row.payload))
            return told, None, held
        client = self._trackers.clients.get(provider)
        if client is None:
            raise Unavailable(f"this worker has no client for {provider.value}")  # a newer configuration may have it
        if held.state is ConnectionState.BROKEN:
            raise AccessRevoked("The provider has taken its leave back; connect again.")
        start, end = days_to_read(rows, held, now)
        tokens = tokens_of(self._trackers.vault, held)
        if wants_refresh(tokens, now):
            tokens, held = await self._refreshed(ctx, client, held, tokens)
        try:
            fetched = await client.fetch(tokens, start, end)
        except TokenRefused:
            tokens, held = await self._refreshed(ctx, client, held, tokens)
            try:
                fetched = await client.fetch(tokens, start, end)
            except TokenRefused as error:
                raise AccessRevoked("The provider refuses tokens that it has just given; connect again.") from error
        return [*told, *fetched.records], fetched, held

    async def _refreshed(
        self, ctx: TaskContext, client: ProviderClient, held: Connection, tokens: Tokens
    ) -> tuple[Tokens, Connection]:
        """New tokens, stored before they are used: the old ones may be worth nothing now."""
        if not tokens.refresh:
            raise AccessRevoked("The provider has taken its leave back; connect again.")
        new = await client.refresh(tokens)
        async with ctx.uow() as uow:
            kept = await uow.connections.replace_tokens(
                held, sealed=sealed(self._trackers.vault, new), expires_at=new.expires_at, now=ctx.clock.now()
            )
        if kept is None:
            raise ConnectionLost("the connection was taken away, or renewed, meanwhile")
        return new, kept

    async def _store(
        self,
        ctx: TaskContext,
        provider: Provider,
        held: Connection,
        rows: list[InboxRow],
        told: list[TrackerRecord],
        fetched: Fetched | None,
        before: tuple[int, int],
    ) -> tuple[int, bool]:
        """Store what is new; end the job unless more rows have come meanwhile. How much was new, and whether it ended.

        Raises `NotFound` when the account was erased.
        """
        now = ctx.clock.now()
        async with ctx.uow() as uow:
            found = await _put(uow, held, told, fetched, now)
            await uow.inbox.handled([row.id for row in rows], now)
            ended = await uow.connections.release(held, synced_at=now)
            if ended:
                result = IngestResult(
                    provider=provider, outcome="read", rows=before[0] + len(rows), news=before[1] + found
                )
                await ctx.complete(uow, result)
        return found, ended


async def _put(
    uow: UnitOfWork, held: Connection, told: list[TrackerRecord], fetched: Fetched | None, now: datetime
) -> int:
    """Those that can be true and say something new, and the taking-back of what is no longer there."""
    believed = sift(told, now).believed
    if fetched is None:
        return await uow.tracker_records.put(held.user_id, believed, now)
    existing = await uow.tracker_records.of_source(held.user_id, held.provider, fetched.start, fetched.end)
    changed = (*news(existing, believed), *vanished(existing, fetched, held.provider, now))
    return await uow.tracker_records.put(held.user_id, changed, now)


async def _withdrawn(ctx: TaskContext, provider: Provider, rows: list[InboxRow]) -> None:
    """The person took our leave back at the provider: nothing is asked there any more, and the tokens go."""
    async with ctx.uow() as uow:
        await forget(uow, ctx.job.user_id, provider)
        await uow.inbox.handled([row.id for row in rows], ctx.clock.now())
        await ctx.complete(uow, IngestResult(provider=provider, outcome="gone", rows=len(rows)))


async def _let_go(ctx: TaskContext, held: Connection, *, broken: bool) -> None:
    """Give the connection back after a failure. When that fails too, the lease runs out by itself."""
    try:
        async with ctx.uow() as uow:
            if broken:
                await uow.connections.release(held, broken=True)
            else:
                await uow.connections.abandon(held)
    except FitaiError:
        return
