"""What the socket's topic `admin.jobs` says: which jobs have moved, a few times a second at most."""

from uuid import UUID

from msgspec import Struct

from domain.jobs.job import JobKind

TOPIC = "admin.jobs"
CHANGED = "changed"
"""Event type whose data is a `Changes`."""

MOST = 100
"""Jobs that one event names; what is beyond is only counted."""


class JobMoved(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A job and what it did last: queued, started, retrying, succeeded, failed or cancelled."""

    id: UUID
    what: str
    kind: JobKind | None = None
    queue: str = ""


class Changes(Struct, frozen=True, kw_only=True):
    """Jobs that moved since the event before, in that order, each once; `more` are not named."""

    jobs: tuple[JobMoved, ...]
    more: int = 0


def changes_of(moved: dict[UUID, JobMoved]) -> Changes:
    """The event that tells of `moved`."""
    named = tuple(moved.values())[:MOST]
    return Changes(jobs=named, more=len(moved) - len(named))
