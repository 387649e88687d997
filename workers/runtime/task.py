"""What a task function is and what it is given."""

from collections.abc import Awaitable, Callable

from msgspec import Raw, Struct, json

from domain.errors import Unavailable
from domain.jobs.events import PROGRESS
from domain.jobs.job import Job, JobState
from domain.ports import Clock, Ids, StreamEvent, StreamLog, UnitOfWork, UnitOfWorkFactory

Result = Struct | bytes | None
"""What a task hands over: a Struct, JSON as bytes, or nothing."""


Report = Callable[[str, Raw], Awaitable[None]]
"""Puts an event (type, data) on the job's stream."""


async def _say_nothing(_type: str, _data: Raw) -> None:
    """For an owner whom nobody told of a stream."""


class _NoStreams:
    """For a task that nobody gave a stream: as when Redis is away."""

    async def append(self, topic: str, type: str, data: bytes, *, fence: int = 0) -> int:  # noqa: A002, ARG002
        raise Unavailable("there are no streams")

    async def read(self, topic: str, after: int, limit: int) -> list[StreamEvent]:  # noqa: ARG002
        raise Unavailable("there are no streams")

    async def expire(self, topic: str, seconds: int) -> None:  # noqa: ARG002
        raise Unavailable("there are no streams")


class TaskContext:
    """The job a task works on, and what it may do about it. `streams` for one that tells more than its progress."""

    def __init__(
        self,
        job: Job,
        *,
        uow: UnitOfWorkFactory,
        clock: Clock,
        ids: Ids,
        report: Report,
        tell_owner: Report = _say_nothing,
        streams: StreamLog | None = None,
    ) -> None:
        self.job = job
        self.uow = uow
        self.clock = clock
        self.ids = ids
        self.streams: StreamLog = streams or _NoStreams()
        self.cancelled = False
        self.completing = False
        self.completed: Raw | None = None
        self.unsaved_progress: Raw | None = None
        self._report = report
        self._tell_owner = tell_owner

    async def progress(self, stage: str, **data: object) -> None:
        """Say what is being done: at once on the job's stream, and with the next heartbeat in its row.

        `data` is anything that is JSON. It is a `ProgressSink`.
        """
        progress = Raw(json.encode({"stage": stage, **data}))
        self.unsaved_progress = progress
        await self._report(PROGRESS, progress)

    async def tell_owner(self, event_type: str, data: Result) -> None:
        """Put an event on the owner's own stream (socket topic `me`), once what it tells of is committed.

        It may be lost with the process; what it tells of can always be asked for.
        """
        await self._tell_owner(event_type, encode_result(data))

    async def complete(self, uow: UnitOfWork, result: Result = None) -> None:
        """End the job as succeeded inside the task's own transaction, as its last statement.

        What the task stores and the end of the job are then committed together or not at all, so however often the job
        is run, it has its effect once. Raises `LeaseLost`, which must be let through: the job is somebody else's.
        """
        encoded = encode_result(result)
        self.completing = True
        await uow.work.finish(self.job.id, self.job.lease_token, JobState.SUCCEEDED, self.clock.now(), result=encoded)
        self.completed = encoded


Task = Callable[[TaskContext], Awaitable[Result]]
"""Does the work of one job kind.

It either calls `ctx.complete` in the transaction that stores its effects, or stores nothing and returns the result. A
domain error ends the job, but `Unavailable` and `RateLimited` bring another attempt, and so does any foreign exception.
"""


def encode_result(result: Result) -> Raw:
    """The JSON of a result; null for none."""
    return Raw(result) if isinstance(result, bytes) else Raw(json.encode(result))
