"""One transaction on one connection. Ours, because Piccolo's loses connections and nests without a word.

When COMMIT fails, Piccolo 1.38 leaves the connection out of the pool and a dead transaction in its context variable; an
inner `transaction()` is nothing at all. Here BEGIN, COMMIT and ROLLBACK are our own statements, a connection whose end
we did not see is terminated, and a second unit of work in the same task is refused.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import Any, Self

from adapters.storage.connection import Connection
from adapters.storage.engine import Engine, Lease
from adapters.storage.errors import DRIVER_ERRORS, TransactionMisuse, translated
from adapters.storage.repositories.accounts import AccessTokenRepository, SessionRepository, UserRepository
from adapters.storage.repositories.audit import AuditRepository
from adapters.storage.repositories.changes import ChangeRepository
from adapters.storage.repositories.chats import ChatRepository
from adapters.storage.repositories.connections import ConnectionRepository
from adapters.storage.repositories.consents import ConsentRepository
from adapters.storage.repositories.documents import DocumentRepository
from adapters.storage.repositories.events import EventRepository
from adapters.storage.repositories.exports import ExportRepository
from adapters.storage.repositories.food_log import FoodLogRepository
from adapters.storage.repositories.idempotency import IdempotencyRepository
from adapters.storage.repositories.inbox import InboxRepository
from adapters.storage.repositories.jobs import JobRepository
from adapters.storage.repositories.meal_plans import MealPlanRepository
from adapters.storage.repositories.monitor import MonitorRepository
from adapters.storage.repositories.operations import OperationsRepository
from adapters.storage.repositories.outbox import OutboxRepository
from adapters.storage.repositories.plans import PlanRepository
from adapters.storage.repositories.profiles import ProfileRepository
from adapters.storage.repositories.projections import ProjectionRepository
from adapters.storage.repositories.standings import StandingRepository
from adapters.storage.repositories.tracker_records import TrackerRecordRepository
from adapters.storage.repositories.tracker_uploads import TrackerUploadRepository
from adapters.storage.repositories.work import WorkRepository
from domain import ports
from domain.activity.ports import TrackerRecords, TrackerUploads
from domain.adaptation.ports import Changes
from domain.chat.ports import Chats
from domain.events.ports import Events, Projections
from domain.gamification.standings import Standings
from domain.identity.consents import Consents
from domain.knowledge.documents import Documents
from domain.operations.ports import Monitor, Operations
from domain.privacy.ports import Exports
from domain.trackers.ports import Connections, Inbox

_latest: ContextVar["UnitOfWork | None"] = ContextVar("fitai_unit_of_work", default=None)


class UnitOfWork:
    """`ports.UnitOfWork` over PostgreSQL; READ COMMITTED.

    Raises `TransactionMisuse` when nested in one of the same engine and task, used outside its block, used by two tasks
    at once, or committed after an error was swallowed; `Unavailable` when the connection is lost, COMMIT included.
    """

    users: ports.Users
    sessions: ports.Sessions
    tokens: ports.AccessTokens
    profiles: ports.Profiles
    plans: ports.Plans
    events: Events
    projections: Projections
    changes: Changes
    meal_plans: ports.MealPlans
    food_log: ports.FoodLog
    jobs: ports.Jobs
    work: ports.Work
    outbox: ports.Outbox
    idempotency: ports.Idempotency
    audit: ports.Audit
    consents: Consents
    standings: Standings
    chats: Chats
    documents: Documents
    monitor: Monitor
    operations: Operations
    inbox: Inbox
    connections: Connections
    tracker_records: TrackerRecords
    tracker_uploads: TrackerUploads
    exports: Exports

    def __init__(self, engine: Engine, ids: ports.Ids, clock: ports.Clock) -> None:
        self._engine = engine
        self._connection = connection = Connection()
        self._lease: Lease | None = None
        self._task: asyncio.Task[Any] | None = None
        self._savepoints = 0
        self.users = UserRepository(connection)
        self.sessions = SessionRepository(connection)
        self.tokens = AccessTokenRepository(connection)
        self.profiles = ProfileRepository(connection, ids)
        self.plans = PlanRepository(connection)
        self.events = EventRepository(connection)
        self.projections = ProjectionRepository(connection)
        self.changes = ChangeRepository(connection)
        self.meal_plans = MealPlanRepository(connection)
        self.food_log = FoodLogRepository(connection)
        self.jobs = JobRepository(connection, ids)
        self.work = WorkRepository(connection, clock)
        self.outbox = OutboxRepository(connection)
        self.idempotency = IdempotencyRepository(connection, ids)
        self.audit = AuditRepository(connection, ids)
        self.consents = ConsentRepository(connection)
        self.standings = StandingRepository(connection, ids)
        self.chats = ChatRepository(connection)
        self.documents = DocumentRepository(connection)
        self.monitor = MonitorRepository(connection)
        self.operations = OperationsRepository(connection)
        self.inbox = InboxRepository(connection, ids)
        self.connections = ConnectionRepository(connection, ids)
        self.tracker_records = TrackerRecordRepository(connection)
        self.tracker_uploads = TrackerUploadRepository(connection)
        self.exports = ExportRepository(connection)

    async def __aenter__(self) -> Self:
        if self._lease is not None:
            raise TransactionMisuse("this unit of work is already open")
        outer = _latest.get()
        if outer is not None and outer.open_in(self._engine, asyncio.current_task()):
            raise TransactionMisuse("a unit of work is open in this task: use its savepoint() instead of a second one")
        lease = await self._engine.acquire()
        try:
            with translated:
                await lease.driver.execute("BEGIN")
        except BaseException:
            await lease.cut()
            raise
        self._lease, self._connection.driver = lease, lease.driver
        self._task = asyncio.current_task()
        _latest.set(self)
        return self

    def open_in(self, engine: Engine, task: asyncio.Task[Any] | None) -> bool:
        """Whether it is open, on that engine, in that task.

        A task inherits the context of the one that started it, but not its transaction: it may open one of its own.
        """
        return self._lease is not None and self._engine is engine and self._task is task

    async def __aexit__(self, *exc: object) -> None:
        lease = self._lease
        assert lease is not None  # noqa: S101  # `async with` enters before it exits
        self._lease = self._connection.driver = self._task = None
        _latest.set(None)
        if exc[0] is None:
            await _commit(lease)
        else:
            await _roll_back(lease)

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """A part that may fail alone: its exception rolls back to here and goes on up."""
        self._savepoints += 1
        name = f"s{self._savepoints}"
        await self._connection.execute(f"SAVEPOINT {name}")
        try:
            yield
        except BaseException:
            await self._connection.execute(f"ROLLBACK TO SAVEPOINT {name}")
            await self._connection.execute(f"RELEASE SAVEPOINT {name}")
            raise
        await self._connection.execute(f"RELEASE SAVEPOINT {name}")


async def _commit(lease: Lease) -> None:
    try:
        with translated:
            status = await lease.driver.execute("COMMIT")
    except BaseException:
        # A deferred constraint failed, the connection was lost, or we were cancelled: in the last two we do not know
        # whether it is stored.
        await lease.cut()
        raise
    await lease.give_back()
    if status != "COMMIT":
        # PostgreSQL answers COMMIT of a failed transaction with ROLLBACK and no error.
        raise TransactionMisuse(
            "nothing was stored: a statement failed and its error was swallowed without a savepoint"
        )


async def _roll_back(lease: Lease) -> None:
    """Undo, and let the error of the block go on up: when ROLLBACK fails too, cutting the connection undoes as well."""
    try:
        await lease.driver.execute("ROLLBACK")
    except asyncio.CancelledError:
        await lease.cut()
        raise
    except DRIVER_ERRORS:
        await lease.cut()
    else:
        await lease.give_back()


def unit_of_work_factory(engine: Engine, ids: ports.Ids, clock: ports.Clock) -> ports.UnitOfWorkFactory:
    """New units of work on an engine that is, or will be, open."""

    def factory() -> UnitOfWork:
        return UnitOfWork(engine, ids, clock)

    return factory
