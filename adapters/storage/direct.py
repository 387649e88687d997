"""Single statements on any free connection, without a transaction around them: one round trip instead of three."""

from uuid import UUID

import asyncpg

from adapters.batches import Batches
from adapters.storage.connection import Connection
from adapters.storage.engine import Engine
from adapters.storage.errors import TransactionMisuse, translated
from adapters.storage.repositories.changes import ChangeRepository
from adapters.storage.repositories.chats import ChatRepository
from adapters.storage.repositories.connections import ConnectionRepository
from adapters.storage.repositories.consents import ConsentRepository
from adapters.storage.repositories.documents import DocumentRepository
from adapters.storage.repositories.events import EventRepository
from adapters.storage.repositories.exports import ExportRepository
from adapters.storage.repositories.food_log import FoodLogRepository
from adapters.storage.repositories.inbox import InboxRepository
from adapters.storage.repositories.jobs import JobRepository
from adapters.storage.repositories.meal_plans import MealPlanRepository
from adapters.storage.repositories.monitor import MonitorRepository
from adapters.storage.repositories.operations import OperationsRepository
from adapters.storage.repositories.plans import PlanRepository
from adapters.storage.repositories.profiles import ProfileRepository
from adapters.storage.repositories.projections import ProjectionRepository
from adapters.storage.repositories.standings import StandingRepository
from adapters.storage.repositories.tracker_records import TrackerRecordRepository
from adapters.storage.repositories.tracker_uploads import TrackerUploadRepository
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


class DirectConnection(Connection):
    """Borrows a connection for each statement, which PostgreSQL commits by itself. Many tasks may use it at once."""

    __slots__ = ("_engine",)

    def __init__(self, engine: Engine) -> None:
        super().__init__()
        self._engine = engine

    async def fetch(self, sql: str, *args: object) -> list[asyncpg.Record]:
        lease = await self._engine.acquire()
        try:
            with translated:
                rows: list[asyncpg.Record] = await lease.driver.fetch(sql, *args)
        except BaseException:
            await lease.hand_in()
            raise
        await lease.give_back()
        return rows

    async def first(self, sql: str, *args: object) -> asyncpg.Record | None:
        rows = await self.fetch(sql, *args)
        return rows[0] if rows else None

    def demand_transaction(self) -> None:
        raise TransactionMisuse("this takes more than one statement: use a unit of work")


class DirectStorage:
    """`ports.Direct` on an engine that is, or will be, open. One serves a whole process."""

    profiles: ports.Profiles
    plans: ports.Plans
    events: Events
    projections: Projections
    changes: Changes
    meal_plans: ports.MealPlans
    food_log: ports.FoodLog
    jobs: ports.Jobs
    inbox: Inbox
    connections: Connections
    tracker_records: TrackerRecords
    tracker_uploads: TrackerUploads
    exports: Exports
    consents: Consents
    standings: Standings
    chats: Chats
    documents: Documents
    monitor: Monitor
    operations: Operations

    def __init__(self, engine: Engine, ids: ports.Ids) -> None:
        connection = DirectConnection(engine)
        self._connection = connection
        self._profile_numbers = Batches(self._read_profile_numbers)
        self.profiles = ProfileRepository(connection, ids)
        self.plans = PlanRepository(connection)
        self.events = EventRepository(connection)
        self.projections = ProjectionRepository(connection)
        self.changes = ChangeRepository(connection)
        self.meal_plans = MealPlanRepository(connection)
        self.food_log = FoodLogRepository(connection)
        self.jobs = JobRepository(connection, ids)
        self.inbox = InboxRepository(connection, ids)
        self.connections = ConnectionRepository(connection, ids)
        self.tracker_records = TrackerRecordRepository(connection)
        self.tracker_uploads = TrackerUploadRepository(connection)
        self.exports = ExportRepository(connection)
        self.consents = ConsentRepository(connection)
        self.standings = StandingRepository(connection, ids)
        self.chats = ChatRepository(connection)
        self.documents = DocumentRepository(connection)
        self.monitor = MonitorRepository(connection)
        self.operations = OperationsRepository(connection)

    async def profile_number(self, owner: UUID) -> int | None:
        """The number of the owner's latest profile version."""
        return await self._profile_numbers.get(owner)

    async def _read_profile_numbers(self, owners: list[UUID]) -> dict[UUID, int]:
        rows = await self._connection.fetch(
            "SELECT user_id, max(version) AS number FROM profile_versions WHERE user_id = ANY($1::uuid[]) "
            "GROUP BY user_id",
            owners,
        )
        return {row["user_id"]: row["number"] for row in rows}
