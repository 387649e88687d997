"""A copy of everything that is kept about a person, for that person (GDPR, Art. 15 and 20).

A job writes one ZIP file: a JSON array for each kind of thing, as it is stored, and a README in the person's language.
It can be fetched for `KEPT`; a new one replaces it, and it goes with the account. What trackers told is in it, source
by source, also where a source's terms forbid other uses: it is the person's own.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from msgspec import Struct

from domain.errors import NotFound
from domain.jobs.job import JobKind, queued
from domain.ports import Clock, Direct, KeyedReply, StoredReply
from domain.profile import Locale
from domain.text.messages import say

EXPORT_QUEUE: Final = "ingest"
"""The queue of work that takes long and that nobody watches."""

KEPT: Final = timedelta(days=3)
"""How long the file can be fetched: over a weekend, and not so long that a copy of a life lies about."""


class ExportArgs(Struct, frozen=True, kw_only=True):
    """`args` of the job: the language of the README."""

    locale: Locale


class ExportResult(Struct, frozen=True, kw_only=True):
    """What the job made: where to fetch it and until when, its size, and how many things of each kind it holds."""

    download: str
    expires_at: datetime
    size_bytes: int
    things: Mapping[str, int]


class ExportDesk(Struct, frozen=True, kw_only=True):
    """The ports of ordering and fetching exports; `max_attempts` of their jobs."""

    direct: Direct
    clock: Clock
    max_attempts: int


async def order_export(
    desk: ExportDesk, owner: UUID, job_id: UUID, args: ExportArgs, once: KeyedReply | None
) -> StoredReply | None:
    """Store the job that writes the file, whose id is the job's. The result is that of `Jobs.add`."""
    job = queued(
        id=job_id,
        user_id=owner,
        kind=JobKind.PRIVACY_EXPORT,
        queue=EXPORT_QUEUE,
        args=args,
        max_attempts=desk.max_attempts,
        at=desk.clock.now(),
    )
    return await desk.direct.jobs.add(job, once)


async def fetch_export(desk: ExportDesk, owner: UUID, export: UUID) -> bytes:
    """The ZIP file. Raises `NotFound` when there is none, is none yet, or none any more."""
    file = await desk.direct.exports.get(owner, export, desk.clock.now())
    if file is None:
        raise NotFound("There is no such export, or it has expired; ask for a new one.")
    return file


def readme(locale: Locale, at: datetime, things: Mapping[str, int]) -> str:
    """What the files of the ZIP hold, in a language; `things` are the counts by file."""
    lines = [say(locale, "export.title"), "", say(locale, "export.intro", at=f"{at:%Y-%m-%d %H:%M} UTC"), ""]
    lines += [
        say(locale, "export.line", file=f"{part}.json", count=count, what=say(locale, f"export.part.{part}"))
        for part, count in things.items()
    ]
    return "\n".join([*lines, "", say(locale, "export.left_out"), ""])
