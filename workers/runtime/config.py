"""Numbers the runtime goes by, and the queue classes there are."""

from collections.abc import Mapping

from msgspec import Struct

from adapters.settings import Settings
from domain.jobs.rules import Backoff


class RuntimeConfig(Struct, frozen=True, kw_only=True):
    """How one worker process runs the jobs of one queue. Times in seconds."""

    queue: str
    slots: int
    lease_s: float
    timeout_s: float
    drain_s: float
    beat_s: float
    """Between heartbeats, which also bring the wish to cancel: at most a second."""
    wait_s: float = 1.0
    """Longest blocking read of the queue, and so the longest a stop waits for it."""
    relay_s: float = 1.0
    """The relay's look without having been woken: finds what became due later, and what a lost NOTIFY left."""
    reap_s: float = 5.0
    """Between reaper passes."""
    stale_s: float = 15.0
    """A queued row whose message has been out for longer is sent again."""
    batch: int = 200
    """Rows the relay or the reaper handles in one transaction."""
    cleanup_s: float = 5.0
    """How long cancelled jobs may take to let go before a draining worker hands them back over their heads."""
    backoff: Backoff = Backoff(base_s=2.0, cap_s=60.0)


class QueueClass(Struct, frozen=True, kw_only=True):
    """One kind of worker. A field that is None takes the setting's value."""

    slots: int | None = None
    timeout_s: float | None = None


QUEUE_CLASSES: Mapping[str, QueueClass] = {
    "plans": QueueClass(),
    "chat": QueueClass(slots=64, timeout_s=180.0),  # an answer waits for the model most of its time
    "ingest": QueueClass(slots=4),  # readings wait for providers, and an import holds a core for a minute
}
"""Queue name -> how its workers differ from the settings."""


def runtime_config(settings: Settings, queue: str) -> RuntimeConfig:
    """The numbers for a worker of `queue`, one of `QUEUE_CLASSES`."""
    chosen = QUEUE_CLASSES[queue]
    return RuntimeConfig(
        queue=queue,
        slots=chosen.slots or settings.worker_slots,
        lease_s=settings.lease_s,
        timeout_s=chosen.timeout_s or settings.job_timeout_s,
        drain_s=settings.drain_s,
        beat_s=min(1.0, settings.lease_s / 3),
        reap_s=min(5.0, settings.lease_s / 2),
        stale_s=settings.lease_s,
    )
