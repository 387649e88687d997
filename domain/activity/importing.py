"""Handing in a tracker's file: kept in pieces until a job has imported it."""

from collections.abc import AsyncIterator, Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

from msgspec import Struct

from domain.activity.limits import disbelieved
from domain.activity.records import TrackerRecord
from domain.errors import Conflict
from domain.jobs.job import JobKind, queued
from domain.ports import Clock, Direct

IMPORT_QUEUE: Final = "ingest"

MOST_UPLOADS: Final = 3
"""Files of one person that wait at a time: they are large."""


MOST_A_DAY: Final = 200
"""Things that one file may tell of a day; years of a watch, a phone and a scale tell about twenty."""


class TooManyUploads(Conflict):
    """The person has as many files waiting as are kept."""

    code = "too_many_uploads"


class ImportArgs(Struct, frozen=True, kw_only=True):
    """What the job imports: the upload, what kind of file it is, and the IANA name of the zone the person lived in."""

    upload: UUID
    kind: str
    zone: str


class ImportResult(Struct, frozen=True, kw_only=True):
    """What became of a file: things it told, how many of them were news, how many could not be true and why."""

    kind: str
    told: int
    news: int
    disbelieved: dict[str, int]
    first_day: date | None
    last_day: date | None
    took_ms: float


class ImportDesk(Struct, frozen=True, kw_only=True):
    """The ports of handing in files; `max_attempts` of their jobs."""

    direct: Direct
    clock: Clock
    max_attempts: int


async def hand_in(desk: ImportDesk, owner: UUID, job_id: UUID, args: ImportArgs, pieces: AsyncIterator[bytes]) -> None:
    """Keep the pieces and order their import. Raises `TooManyUploads`; whatever goes wrong, nothing is left."""
    now = desk.clock.now()
    if not await desk.direct.tracker_uploads.begin(owner, args.upload, now, MOST_UPLOADS):
        raise TooManyUploads(f"{MOST_UPLOADS} files wait for their import already; try again when one is done.")
    try:
        index = 0
        async for piece in pieces:
            await desk.direct.tracker_uploads.append(args.upload, index, piece)
            index += 1
        job = queued(
            id=job_id,
            user_id=owner,
            kind=JobKind.TRACKERS_IMPORT,
            queue=IMPORT_QUEUE,
            args=args,
            max_attempts=desk.max_attempts,
            at=now,
        )
        await desk.direct.jobs.add(job)
    except BaseException:
        await desk.direct.tracker_uploads.delete(owner, args.upload)
        raise


class Sifted(Struct, frozen=True, kw_only=True):
    """Records that may be true, and how many were not, by reason."""

    believed: tuple[TrackerRecord, ...]
    doubted: dict[str, int]


def sift(records: Sequence[TrackerRecord], now: datetime) -> Sifted:
    """Take out what cannot be true, and of a day that is told too much of, what comes after `MOST_A_DAY`."""
    doubted: dict[str, int] = {}
    of_day: dict[date, int] = {}
    believed = []
    for record in records:
        of_day[record.day] = of_day.get(record.day, 0) + 1
        reason = disbelieved(record, now.date()) or ("too_many" if of_day[record.day] > MOST_A_DAY else None)
        if reason is None:
            believed.append(record)
        else:
            doubted[reason] = doubted.get(reason, 0) + 1
    return Sifted(believed=tuple(believed), doubted=doubted)
