"""The tables as Piccolo sees them. The SQL in `migrations/` makes them; a test holds the two together.

Keys are UUIDs made by the caller, times are UTC with a zone, JSON is `jsonb` (which does not keep the order of keys).
"""

from typing import Any

from piccolo.columns import (
    JSONB,
    UUID,
    Array,
    BigInt,
    BigSerial,
    Boolean,
    Bytea,
    Column,
    Date,
    DoublePrecision,
    ForeignKey,
    Integer,
    OnDelete,
    Real,
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
    """Plans: immutable, numbered from 1 for each person. `job_id` made it (null: no job); its row may be gone."""

    id = UUID(primary_key=True)
    user_id = ForeignKey(UserTable, on_delete=OnDelete.cascade, null=False)
    job_id = UUID(null=True, default=None)
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


class FoodLogDeletedTable(Table, tablename="food_log_deleted", db=DB):
    """Entries that were deleted and do not come back."""

    user_id = ForeignKey(UserTable, on_delete=OnDelete.cascade, null=False)
    client_id = UUID(primary_key=True)


class EventTable(Table, tablename="events", db=DB):
    """Domain events: append-only, `seq` runs from 1 for each person, `key` makes a repeated event a no-op.

    `id` is the device's, unique for the person alone; the primary key is (user_id, seq).
    """

    id = UUID(primary_key=True)
    user_id = ForeignKey(UserTable, on_delete=OnDelete.cascade, null=False)
    seq = BigInt()
    key = Text()
    type = Text()
    version = SmallInt()
    occurred_at = Timestamptz()
    recorded_at = Timestamptz()
    data = JSONB()
    day = Date()
    offset_min = SmallInt()


class EventHeadTable(Table, tablename="event_heads", db=DB):
    """Where a person's events stand; the row is locked while events are recorded. See `domain.ports.EventHead`."""

    user_id = ForeignKey(UserTable, on_delete=OnDelete.cascade, null=False, primary_key=True)
    seq = BigInt()
    adapted_seq = BigInt()
    revision = BigInt()
    offset_min = SmallInt()
    job_id = UUID(null=True, default=None)
    adapted_at = Timestamptz(null=True, default=None)


class ProjectionTable(Table, tablename="projections", db=DB):
    """Snapshots of folded events, one for each person and fold."""

    user_id = ForeignKey(UserTable, on_delete=OnDelete.cascade, null=False)
    name = Text(primary_key=True)
    version = Integer()
    cut = Date()
    seq = BigInt()
    state = Bytea()


class ChangeTable(Table, tablename="changes", db=DB):
    """Changes of a plan. See `domain.adaptation.changes.StoredChange`."""

    id = UUID(primary_key=True)
    user_id = ForeignKey(UserTable, on_delete=OnDelete.cascade, null=False)
    base = UUID()
    rule = Text()
    subject = Text()
    suggestion = JSONB()
    state = Text()
    through_seq = BigInt()
    created_at = Timestamptz()
    plan = UUID(null=True, default=None)
    decided_at = Timestamptz(null=True, default=None)


class ChatTable(Table, tablename="chats", db=DB):
    """Talks with the coach."""

    id = UUID(primary_key=True)
    user_id = ForeignKey(UserTable, on_delete=OnDelete.cascade, null=False)
    title = Text()
    created_at = Timestamptz()
    last_at = Timestamptz()


class TurnTable(Table, tablename="turns", db=DB):
    """Questions and answers. See `domain.chat.ports.StoredTurn`; a trigger on `jobs` ends a turn with its job."""

    id = UUID(primary_key=True)
    chat_id = ForeignKey(ChatTable, on_delete=OnDelete.cascade, null=False)
    user_id = ForeignKey(UserTable, on_delete=OnDelete.cascade, null=False)
    job_id = UUID()
    locale = Text()
    question = Text()
    state = Text()
    attempt = Integer()
    seq = Integer()
    text = Text()
    code = Text()
    answer = JSONB(null=True, default=None)
    created_at = Timestamptz()
    ended_at = Timestamptz(null=True, default=None)


class ConsentTable(Table, tablename="consents", db=DB):
    """Yeses and noes to purposes: append-only, the latest one counts."""

    id = UUID(primary_key=True)
    user_id = ForeignKey(UserTable, on_delete=OnDelete.cascade, null=False)
    purpose = Text()
    granted = Boolean()
    version = Integer()
    at = Timestamptz()


class StandingTable(Table, tablename="standings", db=DB):
    """The leaderboard: the XP of a person's week; rows of people who consented only."""

    id = UUID(primary_key=True)
    user_id = ForeignKey(UserTable, on_delete=OnDelete.cascade, null=False)
    monday = Date()
    cohort = SmallInt()
    xp = Integer()
    level = SmallInt()
    updated_at = Timestamptz()


class JobTable(Table, tablename="jobs", db=DB):
    """Jobs. See `domain.jobs.job.Job`; `started_at` is the latest claim.

    `due_at` is when the latest message for the job was, or will be, due; the reaper goes by it. `worker` claimed it
    last; `ended_as` is made of `state` and `ended_at` by PostgreSQL, for indexes.
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
    worker = Text()
    ended_as = Text(null=True, default=None)


class JobAttemptTable(Table, tablename="job_attempts", db=DB):
    """Attempts that another followed, by (job_id, token). See `domain.operations.timeline.AttemptRecord`."""

    job_id = ForeignKey(JobTable, on_delete=OnDelete.cascade, null=False)
    token = BigInt(primary_key=True)
    number = SmallInt()
    worker = Text()
    started_at = Timestamptz()
    ended_at = Timestamptz()
    outcome = Text()
    not_before = Timestamptz(null=True, default=None)
    code = Text()
    error = Text()


class QueuePauseTable(Table, tablename="queue_pauses", db=DB):
    """Queues that operators have paused."""

    queue = Text(primary_key=True)
    actor = UUID()
    at = Timestamptz()


class WorkerBeatTable(Table, tablename="worker_beats", db=DB):
    """The latest sign of life of each worker. See `domain.operations.fleet.WorkerBeat`."""

    id = Text(primary_key=True)
    queue = Text()
    version = Text()
    slots = Integer()
    running = Integer()
    started_at = Timestamptz()
    seen_at = Timestamptz()
    model = JSONB()


class ScheduleRunTable(Table, tablename="schedule_runs", db=DB):
    """The latest run of everything that is done again and again. See `domain.operations.fleet.ScheduleRun`."""

    name = Text(primary_key=True)
    every_s = DoublePrecision()
    last_at = Timestamptz()
    next_at = Timestamptz()
    took_ms = DoublePrecision()
    worker = Text()
    error = Text()


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


class TrackerConnectionTable(Table, tablename="tracker_connections", db=DB):
    """Connections to providers. See `domain.trackers.connection.Connection`; `sealed` are encrypted tokens."""

    id = UUID(primary_key=True)
    user_id = ForeignKey(UserTable, on_delete=OnDelete.cascade, null=False)
    provider = Text()
    account = Text()
    state = Text()
    scope = Text()
    sealed = Bytea(secret=True)
    version = BigInt()
    expires_at = Timestamptz(null=True, default=None)
    connected_at = Timestamptz()
    synced_at = Timestamptz(null=True, default=None)
    next_sync_at = Timestamptz()
    lease_job = UUID(null=True, default=None)
    lease_fence = BigInt()
    lease_until = Timestamptz(null=True, default=None)


class OAuthStateTable(Table, tablename="oauth_states", db=DB):
    """Ways to a provider that were begun; each row is deleted by its first use."""

    state_hash = Bytea(primary_key=True)
    user_id = ForeignKey(UserTable, on_delete=OnDelete.cascade, null=False)
    session_id = ForeignKey(SessionTable, on_delete=OnDelete.cascade, null=False)
    provider = Text()
    verifier = Bytea(secret=True)
    return_to = Text()
    created_at = Timestamptz()


class InboxTable(Table, tablename="inbox", db=DB):
    """What providers told us: one row for each (source, external id). `payload` is encrypted, and short-lived."""

    id = UUID(primary_key=True)
    user_id = ForeignKey(UserTable, on_delete=OnDelete.cascade, null=False)
    source = Text()
    external_id = Text()
    what = Text()
    kind = Text()
    object_id = Text()
    happened_at = Timestamptz(null=True, default=None)
    starts_at = Timestamptz(null=True, default=None)
    ends_at = Timestamptz(null=True, default=None)
    payload = Bytea(secret=True)
    received_at = Timestamptz()
    handled_at = Timestamptz(null=True, default=None)


class TrackerRecordTable(Table, tablename="tracker_records", db=DB):
    """What trackers told, by (user_id, source, key). `data` is the JSON of `domain.activity.records.TrackerRecord`."""

    user_id = ForeignKey(UserTable, on_delete=OnDelete.cascade, null=False)
    source = Text()
    key = Text(primary_key=True)
    day = Date()
    updated_at = Timestamptz()
    gone = Boolean()
    data = Bytea()
    fetched_at = Timestamptz()


class TrackerUploadTable(Table, tablename="tracker_uploads", db=DB):
    """Files that wait for their import."""

    id = UUID(primary_key=True)
    user_id = ForeignKey(UserTable, on_delete=OnDelete.cascade, null=False)
    created_at = Timestamptz()


class TrackerUploadPieceTable(Table, tablename="tracker_upload_pieces", db=DB):
    """Their bytes, in order."""

    upload_id = ForeignKey(TrackerUploadTable, on_delete=OnDelete.cascade, null=False)
    index = Integer(primary_key=True)
    data = Bytea()


class DataExportTable(Table, tablename="data_exports", db=DB):
    """Copies of everything that is kept about a person, for a few days."""

    id = UUID(primary_key=True)
    user_id = ForeignKey(UserTable, on_delete=OnDelete.cascade, null=False)
    created_at = Timestamptz()
    expires_at = Timestamptz()
    file = Bytea()


class Regconfig(Column):
    """The stemmer of a text."""


class Tsvector(Column):
    """The words of a text, stemmed."""


class DocumentTable(Table, tablename="documents", db=DB):
    """What a person uploaded for the coach to read. `digest`: the same text is kept once."""

    id = UUID(primary_key=True)
    user_id = ForeignKey(UserTable, on_delete=OnDelete.cascade, null=False)
    title = Text()
    text = Text()
    locale = Text()
    parts = Integer()
    created_at = Timestamptz()
    indexed_at = Timestamptz(null=True, default=None)
    digest = Bytea()


class DocumentPartTable(Table, tablename="document_parts", db=DB):
    """Its parts. `words` and `embedding` (a point of unit length) are read in SQL alone."""

    document_id = ForeignKey(DocumentTable, on_delete=OnDelete.cascade, null=False)
    user_id = ForeignKey(UserTable, on_delete=OnDelete.cascade, null=False)
    number = Integer(primary_key=True)
    config = Regconfig()
    text = Text()
    words = Tsvector(null=True, default=None)
    embedding = Array(base_column=Real(), null=True, default=None)


TABLES: tuple[type[Table], ...] = tuple(
    each
    for each in tuple(globals().values())
    if isinstance(each, type) and issubclass(each, Table) and each is not Table
)
"""Every table above, in the order in which they refer to each other."""
