"""The tables as Piccolo sees them. The SQL in `migrations/` makes them; a test holds the two together.

Keys are UUIDs made by the caller, times are UTC with a zone, JSON is `jsonb` (which does not keep the order of keys).
"""

from typing import Any

from piccolo.columns import (
    JSONB,
    UUID,
    BigInt,
    BigSerial,
    Boolean,
    Bytea,
    Date,
    ForeignKey,
    Integer,
    OnDelete,
    SmallInt,
    Text,
    Timestamptz,
)
from piccolo.engine.postgres import PostgresEngine
from piccolo.table import Table

from adapters.storage.errors import TransactionMisuse


class TablesEngine(PostgresEngine):
    """Piccolo's engine without a connection of its own: queries run on that of a unit of work, and nowhere else."""

    def __init__(self) -> None:
        super().__init__(config={})

    async def check_version(self) -> None:
        """Nothing: Piccolo would connect here, at import."""

    async def get_new_connection(self) -> Any:
        """Refuse, where Piccolo would open one connection for each query."""
        raise TransactionMisuse("a query ran outside a unit of work")


DB = TablesEngine()


class UserTable(Table, tablename="users", db=DB):
    """Accounts. `email` is unique without regard to case."""

    id = UUID(primary_key=True)
    email = Text()
    display_name = Text()
    password_hash = Text(secret=True)
    role = Text()
    created_at = Timestamptz()


class SessionTable(Table, tablename="sessions", db=DB):
    """Browser sessions."""

    id = UUID(primary_key=True)
    user_id = ForeignKey(UserTable, on_delete=OnDelete.cascade, null=False)
    token_hash = Bytea()
    csrf_token = Text(secret=True)
    created_at = Timestamptz()
    last_seen_at = Timestamptz()
    expires_at = Timestamptz()


class AccessTokenTable(Table, tablename="access_tokens", db=DB):
    """Personal access tokens."""

    id = UUID(primary_key=True)
    user_id = ForeignKey(UserTable, on_delete=OnDelete.cascade, null=False)
    name = Text()
    token_hash = Bytea()
    created_at = Timestamptz()
    expires_at = Timestamptz(null=True, default=None)
    last_used_at = Timestamptz(null=True, default=None)


class ProfileVersionTable(Table, tablename="profile_versions", db=DB):
    """Profiles: immutable, numbered from 1 for each person."""

    id = UUID(primary_key=True)
    user_id = ForeignKey(UserTable, on_delete=OnDelete.cascade, null=False)
    version = Integer()
    profile = JSONB(db_column_name="raw")  # `raw` is a method of Piccolo's Table
    created_at = Timestamptz()


class PlanVersionTable(Table, tablename="plan_versions", db=DB):
    """Plans: immutable, numbered from 1 for each person. `job_id` made it; the job's row may be gone."""

    id = UUID(primary_key=True)
    user_id = ForeignKey(UserTable, on_delete=OnDelete.cascade, null=False)
    job_id = UUID()
    version = Integer()
    profile_version = Integer()
    reason = Text()
    document = JSONB()
    created_at = Timestamptz()


class MealPlanTable(Table, tablename="meal_plans", db=DB):
    """Meal plans: immutable, numbered from 1 for each person. `job_id` made it (null: a swap); the row may be gone."""

    id = UUID(primary_key=True)
    user_id = ForeignKey(UserTable, on_delete=OnDelete.cascade, null=False)
    job_id = UUID(null=True, default=None)
    version = Integer()
    profile_version = Integer()
    starts_on = Date()
    ends_on = Date()
    reason = Text()
    document = JSONB()
    created_at = Timestamptz()


class FoodLogTable(Table, tablename="food_log", db=DB):
    """What was eaten: added and deleted, never changed. `client_id` is unique for each person."""

    id = UUID(primary_key=True)
    user_id = ForeignKey(UserTable, on_delete=OnDelete.cascade, null=False)
    client_id = UUID()
    day = Date()
    eaten_at = Timestamptz()
    entry = JSONB()
    nutrients = JSONB()
    created_at = Timestamptz()


class EventTable(Table, tablename="events", db=DB):
    """Domain events: append-only, `seq` runs from 1 for each person, `key` makes a repeated event a no-op."""

    id = UUID(primary_key=True)
    user_id = ForeignKey(UserTable, on_delete=OnDelete.cascade, null=False)
    seq = BigInt()
    key = Text()
    type = Text()
    version = SmallInt()
    occurred_at = Timestamptz()
    recorded_at = Timestamptz()
    data = JSONB()


class JobTable(Table, tablename="jobs", db=DB):
    """Jobs. See `domain.jobs.job.Job`; `started_at` is the latest claim.

    `due_at` is when the latest message for the job was, or will be, due; the reaper goes by it.
    """

    id = UUID(primary_key=True)
    user_id = ForeignKey(UserTable, on_delete=OnDelete.cascade, null=False)
    kind = Text()
    queue = Text()
    state = Text()
    args = JSONB()
    attempt = SmallInt()
    max_attempts = SmallInt()
    lease_token = BigInt()
    lease_until = Timestamptz(null=True, default=None)
    not_before = Timestamptz(null=True, default=None)
    due_at = Timestamptz()
    cancel_requested = Boolean()
    progress = JSONB(null=True, default=None)
    result = JSONB(null=True, default=None)
    error_code = Text()
    error = Text()
    created_at = Timestamptz()
    started_at = Timestamptz(null=True, default=None)
    ended_at = Timestamptz(null=True, default=None)


class OutboxTable(Table, tablename="outbox", db=DB):
    """Messages to send, each deleted in the transaction that sent it."""

    id = BigSerial(primary_key=True)
    job_id = ForeignKey(JobTable, on_delete=OnDelete.cascade, null=False)
    queue = Text()
    due_at = Timestamptz()


class IdempotencyKeyTable(Table, tablename="idempotency_keys", db=DB):
    """First replies of idempotent requests; `status` is null while the request is in flight.

    `principal` is not a foreign key: requests that come before an account exists are idempotent too.
    """

    id = UUID(primary_key=True)
    principal = UUID()
    key = Text()
    fingerprint = Bytea()
    status = SmallInt(null=True, default=None)
    headers = JSONB(null=True, default=None)
    body = Bytea(null=True, default=None)
    created_at = Timestamptz()


class AuditTable(Table, tablename="audit_log", db=DB):
    """Who did what: append-only. Outlives the account of `actor`, so it holds ids and never personal data."""

    id = UUID(primary_key=True)
    at = Timestamptz()
    actor = UUID(null=True, default=None)
    action = Text()
    target = Text()
    detail = JSONB()


TABLES: tuple[type[Table], ...] = (
    UserTable,
    SessionTable,
    AccessTokenTable,
    ProfileVersionTable,
    PlanVersionTable,
    MealPlanTable,
    FoodLogTable,
    EventTable,
    JobTable,
    OutboxTable,
    IdempotencyKeyTable,
    AuditTable,
)
