"""What the inside needs from the outside, as Protocols. Adapters implement them; wiring passes them in."""

from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import date, datetime
from typing import Protocol, Self
from uuid import UUID

from msgspec import Raw, Struct

from domain.activity.ports import TrackerRecords, TrackerUploads
from domain.adaptation.ports import Changes
from domain.chat.ports import Chats
from domain.coaching.planning.proposal import Frame, Proposal
from domain.coaching.versions import PlanVersion, ProfileVersion
from domain.events.ports import Events, Projections
from domain.gamification.standings import Standings
from domain.identity.account import AccessToken, Credential, Presented, Role, Session, User
from domain.identity.consents import Consents
from domain.jobs.job import Job, JobKind, JobState
from domain.knowledge.documents import Documents
from domain.meals.planning.integer import IntegerProgramme, Solution
from domain.meals.versions import LoggedFood, MealPlanVersion
from domain.operations.ports import Monitor, Operations
from domain.privacy.ports import Exports
from domain.trackers.ports import Connections, Inbox


class Clock(Protocol):
    """The time now, UTC, with a zone."""

    def now(self) -> datetime: ...


class Ids(Protocol):
    """New identifiers, increasing in time (UUID version 7)."""

    def new(self) -> UUID: ...


# --- storage ---


class Users(Protocol):
    async def add(self, user: User) -> None:
        """Store a new account. Raises `Conflict` when the e-mail is taken."""

    async def by_email(self, email: str) -> User | None: ...
    async def get(self, user_id: UUID) -> User | None: ...
    async def set_role(self, user_id: UUID, role: Role) -> None: ...
    async def set_password_hash(self, user_id: UUID, password_hash: str) -> None: ...
    async def delete(self, user_id: UUID) -> None:
        """Erase the account and, by cascade, every row that belongs to it."""


class Sessions(Protocol):
    async def add(self, session: Session) -> None: ...
    async def by_token_hash(self, token_hash: bytes) -> Session | None: ...
    async def touch(self, session_id: UUID, seen_at: datetime) -> None: ...
    async def delete(self, session_id: UUID) -> None: ...
    async def delete_all(self, user_id: UUID) -> None: ...
    async def delete_expired(self, now: datetime) -> int:
        """Housekeeping: sessions past `expires_at`, a thousand at a time; returns how many."""


class AccessTokens(Protocol):
    async def add(self, token: AccessToken) -> None: ...
    async def by_token_hash(self, token_hash: bytes) -> AccessToken | None: ...
    async def of_user(self, user_id: UUID) -> list[AccessToken]: ...
    async def touch(self, token_id: UUID, used_at: datetime) -> None: ...
    async def delete(self, owner: UUID, token_id: UUID) -> bool: ...


class Credentials(Protocol):
    """Who is behind a secret. Read before every request: one statement with a join, outside any transaction."""

    async def session(self, token_hash: bytes) -> Credential | None: ...
    async def token(self, token_hash: bytes) -> Credential | None: ...


class Profiles(Protocol):
    async def latest(self, owner: UUID) -> ProfileVersion | None: ...
    async def version(self, owner: UUID, version: int) -> ProfileVersion | None: ...
    async def add(self, owner: UUID, raw: Raw, at: datetime) -> ProfileVersion:
        """Store the next version and return it."""


class Plans(Protocol):
    async def get(self, owner: UUID, plan_id: UUID) -> PlanVersion | None: ...
    async def latest(self, owner: UUID) -> PlanVersion | None: ...
    async def page(self, owner: UUID, before: int | None, limit: int) -> list[PlanVersion]:
        """Versions below `before` (all when None), newest first, at most `limit`."""

    async def next_version(self, owner: UUID) -> int:
        """The next version number, holding the owner's row lock until the transaction ends."""

    async def add(self, plan: PlanVersion) -> None: ...


class MealPlans(Protocol):
    async def get(self, owner: UUID, plan_id: UUID) -> MealPlanVersion | None: ...
    async def covering(self, owner: UUID, start: date, end: date, limit: int = 1) -> list[MealPlanVersion]:
        """Versions with a day from `start` to `end`, both included, newest first, at most `limit`."""

    async def latest_number(self, owner: UUID) -> int:
        """The number of the latest version, 0 when there is none."""

    async def next_version(self, owner: UUID) -> int:
        """The next version number, holding the owner's row lock until the transaction ends."""

    async def add(self, plan: MealPlanVersion) -> None:
        """Store a version. Raises `Conflict` when its number is taken."""


class FoodLog(Protocol):
    """What was eaten: entries are added and deleted, never changed. `start` to `end` are days, both included."""

    async def add(self, logged: LoggedFood) -> LoggedFood | None:
        """Store it, unless the owner has an entry under its `client_id`; returns what is stored.

        None, and nothing stored, when the owner has deleted the entry of that id: a deletion is final.
        """

    async def between(self, owner: UUID, start: date, end: date) -> list[LoggedFood]: ...
    async def energy_by_day(self, owner: UUID, start: date, end: date) -> dict[date, float]:
        """Kcal of each day that has an entry."""

    async def delete(self, owner: UUID, client_id: UUID) -> bool: ...


class StoredReply(Struct, frozen=True, kw_only=True):
    """The first reply to an idempotent request. `status` is None while that request is still in flight."""

    fingerprint: bytes
    status: int | None
    headers: dict[str, str]
    body: bytes


class KeyedReply(Struct, frozen=True, kw_only=True):
    """The reply that a request will get, under the key (Idempotency-Key) that makes its effect happen once."""

    key: str
    reply: StoredReply


class Jobs(Protocol):
    """The caller's own jobs, and creation with its outbox row in the same statement."""

    async def add(self, job: Job, once: KeyedReply | None = None) -> StoredReply | None:
        """Insert the job, its outbox row and, under the owner's key, the reply: all or nothing. None: inserted.

        Otherwise nothing was inserted, because the key is taken (for 24 h): the reply that was stored first, or one
        with `status` None (and an empty fingerprint) while another transaction holds the key; no waiting for it.
        """

    async def get(self, owner: UUID, job_id: UUID) -> Job | None: ...
    async def page(self, owner: UUID, before: UUID | None, limit: int) -> list[Job]: ...
    async def request_cancel(self, owner: UUID, job_id: UUID, at: datetime) -> Job | None:
        """A queued job ends as cancelled at once; a running one is flagged. Returns the job after the change."""


class Work(Protocol):
    """The job rows as the runtime sees them: every user's, every write fenced."""

    async def claim(self, job_id: UUID, now: datetime, lease_s: float, worker: str = "") -> Job | None:
        """Compare-and-set: a due queued job, or a running one whose lease ran out, becomes running under a new token.

        Charges one attempt. None when it was not claimable (already ended, leased, cancelled or not yet due). `worker`
        is kept with the attempt, for operators.
        """

    async def claim_many(self, ids: Sequence[UUID], now: datetime, lease_s: float, worker: str = "") -> list[Job]:
        """`claim` for several jobs in one statement: those that were claimable, in no order."""

    async def heartbeat(self, job_id: UUID, token: int, now: datetime, lease_s: float) -> bool:
        """Extend the lease. Returns True while the owner asks for cancellation. Raises `LeaseLost`."""

    async def progress(self, job_id: UUID, token: int, progress: Raw) -> None:
        """Store progress under the token. Raises `LeaseLost`."""

    async def finish(
        self,
        job_id: UUID,
        token: int,
        state: JobState,
        now: datetime,
        *,
        result: Raw | None = None,
        error_code: str = "",
        error: str = "",
    ) -> None:
        """End the job under the token. Raises `LeaseLost`."""

    async def release(
        self,
        job_id: UUID,
        token: int,
        now: datetime,
        *,
        not_before: datetime,
        charge: bool,
        error_code: str = "",
        error: str = "",
    ) -> JobState:
        """Back to queued with a new outbox row; `charge=False` gives the attempt back (drain). Raises `LeaseLost`.

        Returns QUEUED, or CANCELLED when the owner had asked for that: the job has then ended.
        """

    async def reap(self, now: datetime, *, stale_before: datetime, limit: int) -> list[Job]:
        """Make overdue rows dispatchable again (queued since `stale_before` without a message, or lease run out).

        Rows out of attempts end as failed, and rows whose owner asked for it as cancelled; those are the jobs returned.
        Skips locked rows, so two reapers may run.
        """

    async def delete_ended(self, before: datetime, routine: Collection[JobKind], routine_before: datetime) -> int:
        """Housekeeping: jobs that ended before `before`, succeeded ones of the `routine` kinds before `routine_before`;
        a thousand at a time; returns how many."""

    async def counts(self) -> dict[tuple[str, str], int]:
        """Jobs by (queue, state), ended ones of the last day only."""


class OutboxRow(Struct, frozen=True, kw_only=True):
    """A message to send: the job's id and queue, and when it is due."""

    id: int
    job_id: UUID
    queue: str
    due_at: datetime


class Outbox(Protocol):
    async def take(self, now: datetime, limit: int) -> list[OutboxRow]:
        """Lock due rows (skipping locked ones) until the transaction ends."""

    async def delete(self, ids: Sequence[int]) -> None: ...
    async def oldest_due(self, now: datetime) -> datetime | None:
        """When the longest-waiting due row was due, for the lag; None when nothing waits."""


class Idempotency(Protocol):
    async def claim(self, principal: UUID, once: KeyedReply, now: datetime) -> StoredReply | None:
        """Keep the reply under the key until the transaction commits it. None: kept; otherwise as `Jobs.add` says."""

    async def delete_expired(self, now: datetime) -> int:
        """Housekeeping: keys older than 24 h, a thousand at a time; returns how many."""


class Audit(Protocol):
    async def add(self, at: datetime, actor: UUID | None, action: str, target: str, detail: Raw) -> None: ...


class UnitOfWork(Protocol):
    """One transaction. Commits on a clean exit of `async with`, rolls back on an exception; nesting is refused."""

    users: Users
    sessions: Sessions
    tokens: AccessTokens
    profiles: Profiles
    plans: Plans
    events: Events
    projections: Projections
    changes: Changes
    meal_plans: MealPlans
    food_log: FoodLog
    jobs: Jobs
    work: Work
    outbox: Outbox
    idempotency: Idempotency
    audit: Audit
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

    async def __aenter__(self) -> Self: ...
    async def __aexit__(self, *exc: object) -> None: ...
    def savepoint(self) -> AbstractAsyncContextManager[None]:
        """A part that may fail alone: its exception rolls back to here and goes on up."""


UnitOfWorkFactory = Callable[[], UnitOfWork]


class Direct(Protocol):
    """What one statement can do, without the round trips of a transaction: each call commits at once, by itself.

    A call that needs a transaction around it, such as `Profiles.add`, is refused.
    """

    profiles: Profiles
    plans: Plans
    events: Events
    projections: Projections
    changes: Changes
    meal_plans: MealPlans
    food_log: FoodLog
    jobs: Jobs
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

    async def profile_number(self, owner: UUID) -> int | None:
        """The number of the owner's latest profile version."""


# --- transport ---


class Queue(Protocol):
    """Wake-ups: the message is a job id. At least once, unordered, may be lost: the reaper makes up for it.

    An id that is sent again before it was taken stays one message.
    """

    async def send(self, queue: str, *job_ids: UUID) -> None:
        """Put one message for each id and wake workers. Raises `Unavailable`."""

    async def take(self, queue: str, limit: int, wait_s: float) -> list[UUID]:
        """Up to `limit` messages, each given to one taker; waits up to `wait_s` for the first. Raises `Unavailable`."""

    async def depth(self, queue: str) -> int:
        """Messages waiting. Raises `Unavailable`."""


class StreamEvent(Struct, frozen=True, kw_only=True):
    """One entry of a topic's stream; `seq` runs from 1 without gaps."""

    seq: int
    type: str
    data: Raw


class StreamLog(Protocol):
    """Append and read topics such as `job:ID`. Losing a stream loses nothing for good."""

    async def append(self, topic: str, type: str, data: bytes, *, fence: int = 0) -> int:  # noqa: A002
        """Append JSON `data`; returns its seq. Raises `Unavailable`.

        With a `fence` the writers of a topic take turns: raises `LeaseLost` once its newest event came under a higher
        one.
        """

    async def read(self, topic: str, after: int, limit: int) -> list[StreamEvent]: ...
    async def expire(self, topic: str, seconds: int) -> None: ...


class StreamHub(Protocol):
    """The one reader of a process: follows every topic somebody here is subscribed to."""

    def follow(self, topic: str, after: int) -> AbstractAsyncContextManager[AsyncIterator[StreamEvent]]:
        """Replay after `after`, then follow, without gap or repeat. A slow reader's iterator raises `Conflict`."""


class RateLimits(Protocol):
    async def hit(self, zone: str, principal: str, limit: int, window_s: int) -> None:
        """Count one use of (zone, principal). Raises `RateLimited` over `limit` in `window_s`."""


class Tickets(Protocol):
    """One-use tickets: what a page that cannot send a header or cookie opens the socket with, within `TICKET_S`."""

    async def issue(self, presented: Presented) -> str:
        """A new ticket for who presented it. Raises `Unavailable`."""

    async def redeem(self, ticket: str) -> Presented:
        """Use it up. Raises `NotAuthenticated` when unknown, used or too old, and `Unavailable`."""


# --- the language model ---


class Message(Struct, frozen=True, kw_only=True):
    """One turn of a talk with the model; `role` is system, user or assistant."""

    role: str
    content: str


class ModelRequest(Struct, frozen=True, kw_only=True):
    """One call. `schema` (JSON Schema) binds the answer; `stop` strings end it and are not part of it.

    `temperature` 0 is greedy. `adapter` is one of the server's known adapter names (empty: its default). The deadlines
    are in seconds from the start of the call, retries included; they can only shorten the client's own.
    """

    messages: tuple[Message, ...]
    max_tokens: int
    schema: dict[str, object] | None = None
    temperature: float = 0.0
    top_p: float = 1.0
    seed: int = 0
    stop: tuple[str, ...] = ()
    adapter: str = ""
    first_token_s: float | None = None
    total_s: float | None = None


class ModelReply(Struct, frozen=True, kw_only=True):
    """A whole answer. `finish` is stop or length; token counts are 0 when the server did not say; times in seconds."""

    text: str
    finish: str
    model: str
    adapter: str
    prompt_tokens: int
    completion_tokens: int
    first_token_s: float
    total_s: float
    attempts: int


class ModelStream(Protocol):
    """An answer on its way: iterate the pieces of text; `reply` is there once they have ended."""

    reply: ModelReply | None

    def __aiter__(self) -> AsyncIterator[str]: ...


class ModelClient(Protocol):
    """A language model behind the Messages API. A failed call is `Unavailable`; an unknown adapter is `InvalidInput`.

    Leaving `stream`, or cancelling, closes the connection, which is how the server is told to stop. `narrow_schemas`: a
    new schema costs this server next to nothing, so a request may carry one made for one person.
    """

    model: str
    adapter: str
    narrow_schemas: bool

    def stream(self, request: ModelRequest) -> AbstractAsyncContextManager[ModelStream]: ...
    async def complete(self, request: ModelRequest) -> ModelReply: ...


# --- the proposer ---


class ProgressSink(Protocol):
    """Told what is being done: `stage` is screen, menu, outline, day, compile, verify or done."""

    async def __call__(self, stage: str, **data: object) -> None: ...


class PlanEngine(Protocol):
    """Makes the choices of a plan: the model with the planner behind it, or the planner alone."""

    name: str

    async def propose(self, frame: Frame, *, seed: int, progress: ProgressSink) -> Proposal:
        """Never fails for want of a model: what the model does not choose, the planner does, and that is noted."""


# --- meals ---


class MealSolver(Protocol):
    """Solves integer programmes: synchronous, the same answer for the same programme, within seconds.

    Takes 10-200 ms of one core for a day of meals: call it from a worker or a thread, never on the event loop.
    """

    def solve(self, programme: IntegerProgramme) -> Solution:
        """Raises `Unavailable` when the solver itself fails; a programme without solution is an answer."""
