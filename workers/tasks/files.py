"""`trackers.import`: read a handed-in file in a confined process; store what it tells and the job's end together.

No adaptation follows: readiness is worked out whenever it is asked for, and changes the day's session, not the plan.
"""

import asyncio
import tempfile
import time
from pathlib import Path

import msgspec

from adapters.files.kinds import FileKind
from adapters.files.reader import read_file
from adapters.files.refused import FileRefused
from domain.activity.importing import ImportArgs, ImportResult, sift
from domain.activity.records import TrackerRecord
from domain.errors import NotFound
from domain.trackers.ingest import news
from workers.runtime.task import TaskContext


class FileTask:
    """The task function. A refused file is deleted at once; one whose import failed otherwise is tried again."""

    async def __call__(self, ctx: TaskContext) -> None:
        """Raises `FileRefused`, and `NotFound` when the upload is gone."""
        args = msgspec.json.decode(ctx.job.args, type=ImportArgs)
        began, owner = time.perf_counter(), ctx.job.user_id
        with tempfile.TemporaryDirectory(prefix="fitai-import-") as folder:
            path = Path(folder) / "file"
            await _fetch(ctx, args, path)
            try:
                records = await _read(ctx, args, path)
            except FileRefused:
                async with ctx.uow() as uow:
                    await uow.tracker_uploads.delete(ctx.job.user_id, args.upload)
                raise
        await ctx.progress("store", records=len(records))
        now = ctx.clock.now()
        sifted = await asyncio.to_thread(sift, records, now)
        days = [record.day for record in sifted.believed]
        first, last = min(days, default=None), max(days, default=None)
        async with ctx.uow() as uow:
            known = [] if not first or not last else await uow.tracker_records.of_source(owner, args.kind, first, last)
            found = await uow.tracker_records.put(owner, news(known, sifted.believed), now)
            await uow.tracker_uploads.delete(owner, args.upload)
            result = ImportResult(
                kind=args.kind,
                told=len(records),
                news=found,
                disbelieved=sifted.doubted,
                first_day=first,
                last_day=last,
                took_ms=round((time.perf_counter() - began) * 1000, 1),
            )
            await ctx.complete(uow, result)


async def _fetch(ctx: TaskContext, args: ImportArgs, path: Path) -> None:
    await ctx.progress("fetch")
    size = 0
    with path.open("wb") as file:
        async with ctx.uow() as uow:
            async for piece in uow.tracker_uploads.pieces(ctx.job.user_id, args.upload):
                size += await asyncio.to_thread(file.write, piece)
    if not size:
        raise NotFound("the file is no longer there")


async def _read(ctx: TaskContext, args: ImportArgs, path: Path) -> list[TrackerRecord]:
    async def tell(done: int, whole: int) -> None:
        await ctx.progress("read", bytes=done, of=whole)

    records: list[TrackerRecord] = []
    # Handed in then, whichever attempt this is: told again, it is told at the same instant.
    told_at = ctx.job.created_at
    async for group in read_file(path, FileKind(args.kind), told_at=told_at, zone=args.zone, progress=tell):
        records.extend(group)
    return records
