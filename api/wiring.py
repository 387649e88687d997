"""What the application is built from: the ports, passed in; one small function or property per concern."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import date, timedelta
from typing import TypeVar
from urllib.parse import urlsplit
from uuid import UUID

from msgspec import Struct, field
from redis.asyncio import Redis

from adapters.clock import SystemClock, TimeOrderedIds
from adapters.providers.services import Trackers, trackers_from
from adapters.queue.connection import connect
from adapters.settings import Settings
from adapters.solver.highs import HighsSolver
from adapters.storage.credentials import CredentialReader
from adapters.storage.direct import DirectStorage
from adapters.storage.engine import Engine
from adapters.storage.unit_of_work import unit_of_work_factory
from adapters.streams.rate_limits import RedisRateLimits
from adapters.streams.redis_hub import RedisStreamHub
from adapters.streams.redis_log import RedisStreamLog
from adapters.streams.tickets import RedisTickets
from api.auth.authenticator import Authenticator
from api.auth.limits import ZONES, Limiter, Zone
from api.auth.origins import Origins, SessionCookie
from api.auth.passwords import Argon2Passwords, RandomSecrets
from api.pages import Site, load_site
from api.ws.registry import SocketRules, Sockets
from domain.activity.importing import ImportDesk
from domain.adaptation.use_cases import CoachDesk
from domain.catalogue.loader import load_catalogue
from domain.chat.use_cases import ChatDesk
from domain.coaching.use_cases import PlanDesk
from domain.errors import ConfigError
from domain.events.projection import Fold
from domain.events.use_cases import EventDesk, load_state, person_day
from domain.identity.use_cases import Identity, Passwords, Secrets
from domain.knowledge.document_use_cases import DocumentDesk
from domain.meals.diary import Larder, LogDesk
from domain.meals.dishes import load_dishes
from domain.meals.use_cases import MealDesk
from domain.ports import (
    Clock,
    Credentials,
    Direct,
    Ids,
    MealSolver,
    RateLimits,
    StreamHub,
    StreamLog,
    Tickets,
    UnitOfWorkFactory,
)
from domain.privacy.export import ExportDesk
from domain.trackers.use_cases import TrackerDesk

S = TypeVar("S")

Check = Callable[[], Awaitable[None]]
"""Asks a service whether it answers; raises when it does not."""


SOLVING = 2
"""Meals worked out at a time: each takes a core for a tenth of a second, which the event loop needs too."""


class Wiring(Struct, frozen=True, kw_only=True):
    """Everything a request may use. `checks` are the services that readiness asks, by name."""

    settings: Settings
    uow: UnitOfWorkFactory
    direct: Direct
    credentials: Credentials
    hub: StreamHub
    streams: StreamLog
    limits: RateLimits
    tickets: Tickets
    clock: Clock
    ids: Ids
    checks: Mapping[str, Check]
    zones: Mapping[str, Zone] = field(default_factory=lambda: ZONES)
    socket_rules: SocketRules = SocketRules()
    passwords: Passwords = field(default_factory=Argon2Passwords)
    secrets: Secrets = field(default_factory=RandomSecrets)
    sockets: Sockets = field(default_factory=Sockets)
    solver: MealSolver = field(default_factory=HighsSolver)
    trackers: Trackers = field(default_factory=Trackers)
    site: Site = field(default_factory=dict)
    solving: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(SOLVING))

    @property
    def origins(self) -> Origins:
        """The pages that may talk to us."""
        return Origins(public=self.settings.public_origin, allowed=self.settings.allowed_origins)

    @property
    def cookie(self) -> SessionCookie:
        """The session cookie, Secure unless on loopback."""
        return SessionCookie(secure=self.origins.secure)

    @property
    def session_max(self) -> timedelta:
        """The longest life of a session."""
        return timedelta(days=self.settings.session_max_d)

    @property
    def identity(self) -> Identity:
        """The ports of the account use cases."""
        return Identity(
            uow=self.uow,
            passwords=self.passwords,
            secrets=self.secrets,
            clock=self.clock,
            ids=self.ids,
            session_max=self.session_max,
        )

    @property
    def plan_desk(self) -> PlanDesk:
        """The ports of ordering plans."""
        return PlanDesk(uow=self.uow, direct=self.direct, clock=self.clock, max_attempts=self.settings.job_max_attempts)

    @property
    def event_desk(self) -> EventDesk:
        """The ports of recording events."""
        return EventDesk(
            direct=self.direct, clock=self.clock, ids=self.ids, max_attempts=self.settings.job_max_attempts
        )

    @property
    def coach_desk(self) -> CoachDesk:
        """The ports of changing a plan and of today's session."""
        return CoachDesk(
            uow=self.uow,
            direct=self.direct,
            clock=self.clock,
            ids=self.ids,
            catalogue=load_catalogue(),
            aside=asyncio.to_thread,
            max_attempts=self.settings.job_max_attempts,
        )

    @property
    def chat_desk(self) -> ChatDesk:
        """The ports of chats with the coach."""
        return ChatDesk(uow=self.uow, direct=self.direct, streams=self.streams, clock=self.clock)

    async def day_of(self, owner: UUID) -> date:
        """The person's calendar day."""
        return person_day(await self.direct.events.head(owner), self.clock.now())

    async def state_of(self, owner: UUID, fold: Fold[S], day: date) -> S:
        """What the person's events add up to at the end of `day`, current to the last one; folded in a thread."""
        return await load_state(self.direct, owner, fold, day, asyncio.to_thread)

    @property
    def larder(self) -> Larder:
        """Foods and dishes, read at the first use."""
        return Larder(catalogue=load_catalogue(), dishes=load_dishes())

    @property
    def meal_desk(self) -> MealDesk:
        """The ports of planning meals."""
        return MealDesk(
            uow=self.uow,
            direct=self.direct,
            clock=self.clock,
            ids=self.ids,
            larder=self.larder,
            aside=asyncio.to_thread,
            max_attempts=self.settings.job_max_attempts,
        )

    @property
    def log_desk(self) -> LogDesk:
        """The ports of the food log."""
        return LogDesk(direct=self.direct, clock=self.clock, ids=self.ids, larder=self.larder)

    @property
    def tracker_desk(self) -> TrackerDesk:
        """The ports of connecting trackers."""
        return TrackerDesk(
            uow=self.uow,
            direct=self.direct,
            vault=self.trackers.vault,
            clients=self.trackers.clients,
            references=self.trackers.references,
            secrets=self.secrets,
            clock=self.clock,
            ids=self.ids,
            origin=self.settings.public_origin or f"http://{self.settings.host}:{self.settings.port}",
            max_attempts=self.settings.job_max_attempts,
        )

    @property
    def import_desk(self) -> ImportDesk:
        """The ports of handing in tracker files."""
        return ImportDesk(direct=self.direct, clock=self.clock, max_attempts=self.settings.job_max_attempts)

    @property
    def export_desk(self) -> ExportDesk:
        """The ports of data exports."""
        return ExportDesk(direct=self.direct, clock=self.clock, max_attempts=self.settings.job_max_attempts)

    @property
    def document_desk(self) -> DocumentDesk:
        """The ports of handing in documents."""
        return DocumentDesk(
            uow=self.uow,
            direct=self.direct,
            clock=self.clock,
            ids=self.ids,
            aside=asyncio.to_thread,
            max_attempts=self.settings.job_max_attempts,
        )

    @property
    def authenticator(self) -> Authenticator:
        """Reads who is calling."""
        return Authenticator(
            credentials=self.credentials,
            uow=self.uow,
            cookie=self.cookie,
            clock=self.clock,
            session_idle=timedelta(hours=self.settings.session_idle_h),
        )

    @property
    def limiter(self) -> Limiter:
        """The rate-limit zones."""
        return Limiter(self.limits, self.zones)


@asynccontextmanager
async def wiring_from(settings: Settings, *, clock: Clock | None = None) -> AsyncIterator[Wiring]:
    """Open the database pool, Redis and the stream hub for one process; close them at the end.

    `clock` is the machine's unless another is given (`fitai story` plays weeks in a minute).
    Raises `ConfigError` without DATABASE_URL or REDIS_URL, and `Unavailable` when PostgreSQL does not answer. Redis may
    be away: it is only transport, and readiness says so.
    """
    for name, url in (("DATABASE_URL", settings.database_url), ("REDIS_URL", settings.redis_url)):
        if not url:
            raise ConfigError(f"{name} is empty; give it, or run `fitai up`, which starts its own services")
    clock, ids, secrets = clock or SystemClock(), TimeOrderedIds(), RandomSecrets()
    redis = connect(settings.redis_url)
    streams = RedisStreamLog(redis)
    try:
        async with (
            Engine(settings.database_url, pool_size=settings.db_pool, application="fitai-api") as engine,
            RedisStreamHub(redis, streams) as hub,
            trackers_from(settings, clock) as trackers,
        ):
            credentials = CredentialReader(engine)
            yield Wiring(
                settings=settings,
                uow=unit_of_work_factory(engine, ids, clock),
                direct=DirectStorage(engine, ids),
                credentials=credentials,
                hub=hub,
                streams=streams,
                limits=RedisRateLimits(redis),
                tickets=RedisTickets(redis, secrets),
                clock=clock,
                ids=ids,
                secrets=secrets,
                checks=_checks(settings, credentials, redis),
                trackers=trackers,
                site=load_site(settings.web_dir),
            )
    finally:
        await redis.aclose(close_connection_pool=True)


def _checks(settings: Settings, credentials: Credentials, redis: Redis) -> dict[str, Check]:
    async def postgresql() -> None:
        await credentials.session(b"")  # the query that every request begins with

    async def valkey() -> None:
        await redis.ping()

    async def model() -> None:
        address = urlsplit(settings.model_url)
        port = address.port or {"https": 443}.get(address.scheme, 80)
        _, writer = await asyncio.open_connection(address.hostname, port)
        writer.close()
        await writer.wait_closed()

    checks: dict[str, Check] = {"postgresql": postgresql, "redis": valkey}
    return checks | {"model": model} if settings.model_url else checks
