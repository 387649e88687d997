"""Workers, queues and schedules as operators see them."""

from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct

BEAT_S = 5.0
"""Seconds between two signs of life of a worker."""

STALE = timedelta(seconds=4 * BEAT_S)
"""A worker that has not been heard of for so long is shown as stale: three signs of life in a row were lost."""

KEPT = timedelta(days=1)
"""How long a worker that never said goodbye is shown."""


class ModelTotals(Struct, frozen=True, kw_only=True):
    """What a worker saw of the model server since it started, by dialect; times in seconds, all sums."""

    calls: int = 0
    failed: int = 0
    answers: int = 0
    first_token_s: float = 0.0
    seconds: float = 0.0
    tokens_out: int = 0

    def plus(self, other: "ModelTotals") -> "ModelTotals":
        """Both together."""
        return ModelTotals(
            **{name: getattr(self, name) + getattr(other, name) for name in ModelTotals.__struct_fields__}
        )


class WorkerBeat(Struct, frozen=True, kw_only=True):
    """A worker's latest sign of life: `running` of its `slots` are taken."""

    id: str
    queue: str
    version: str
    slots: int
    running: int
    started_at: datetime
    seen_at: datetime
    model: dict[str, ModelTotals] = {}

    def stale(self, now: datetime) -> bool:
        """Whether it has been silent for too long."""
        return now - self.seen_at > STALE


class QueueState(Struct, frozen=True, kw_only=True):
    """A queue: jobs by state (ended ones of the last day), since when the oldest due one waits, and who paused it."""

    name: str
    counts: dict[str, int]
    oldest_due: datetime | None
    paused_at: datetime | None
    paused_by: UUID | None


class ScheduleRun(Struct, frozen=True, kw_only=True):
    """The latest run of something that is done again and again, in any worker. `error` is empty after a good one."""

    name: str
    every_s: float
    last_at: datetime
    next_at: datetime
    took_ms: float
    worker: str
    error: str


class Lag(Struct, frozen=True, kw_only=True):
    """Something that waits to be taken on: how much, and since when the oldest."""

    waiting: int
    oldest: datetime | None


class EngineFindings(Struct, frozen=True, kw_only=True):
    """What the verifier found in the latest plans of one engine, by rule; `repaired` of all."""

    engine: str
    plans: int
    findings: int
    repaired: int
    rules: dict[str, int]

    @property
    def per_100(self) -> float:
        """Findings in a hundred plans."""
        return 100 * self.findings / self.plans if self.plans else 0.0
