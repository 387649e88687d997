"""`privacy.export`: everything that is kept about a person as one ZIP file, stored together with the job's end."""

import asyncio
import tempfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile

import msgspec
from msgspec import Raw

from domain.privacy.export import KEPT, ExportArgs, ExportResult, readme
from workers.runtime.task import TaskContext


class ExportTask:
    """The task function. What is read is of one moment; what happens while it is read is in the next export."""

    async def __call__(self, ctx: TaskContext) -> None:
        """Write the file, and keep it."""
        args = msgspec.json.decode(ctx.job.args, type=ExportArgs)
        now, owner, export = ctx.clock.now(), ctx.job.user_id, ctx.job.id
        with tempfile.TemporaryDirectory(prefix="fitai-export-") as folder:
            path = Path(folder) / "export.zip"
            things = await _write(ctx, path)
            file = await asyncio.to_thread(_finish, path, args, now, things)
        result = ExportResult(
            download=f"/api/privacy/export/{export}", expires_at=now + KEPT, size_bytes=len(file), things=things
        )
        async with ctx.uow() as uow:
            await uow.exports.put(owner, export, now, result.expires_at, file)
            await ctx.complete(uow, result)


async def _write(ctx: TaskContext, path: Path) -> dict[str, int]:
    """A JSON array for each part; returns how many things each holds."""
    things = {}
    async with ctx.uow() as uow:
        await uow.exports.hold_still()
        with ZipFile(path, "w", ZIP_DEFLATED) as archive:
            for part in uow.exports.parts:
                await ctx.progress("export", part=part)
                things[part] = 0
                with archive.open(f"{part}.json", "w") as file:
                    async for rows in uow.exports.rows(ctx.job.user_id, part):
                        await asyncio.to_thread(_append, file, rows, first=things[part] == 0)
                        things[part] += len(rows)
                    file.write(b"\n]\n" if things[part] else b"[]\n")
    return things


def _append(file: IO[bytes], rows: Sequence[Raw], *, first: bool) -> None:
    file.write(b"[\n" if first else b",\n")
    file.write(b",\n".join(bytes(row) for row in rows))


def _finish(path: Path, args: ExportArgs, now: datetime, things: Mapping[str, int]) -> bytes:
    with ZipFile(path, "a", ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", readme(args.locale, now, things))
    return path.read_bytes()
