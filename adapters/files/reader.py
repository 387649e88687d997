"""Reads a stranger's file without trusting it: a process of its own does it, and can only write lines or die."""

import asyncio
import contextlib
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec

from adapters.files.kinds import FileKind
from adapters.files.limits import CPU_SECONDS, WALL_SECONDS
from adapters.files.parse import Line
from adapters.files.refused import FileRefused, Reason
from domain.activity.records import TrackerRecord
from domain.errors import Unavailable

_LINE_BYTES: Final = 16 * 1024 * 1024
"""Of one line: five hundred records with names at their longest are under one MiB."""

_HERE: Final = str(Path(__file__).resolve().parents[2])

Progress = Callable[[int, int], Awaitable[None]]
"""Bytes read so far, of how many."""

_decode = msgspec.json.Decoder(Line).decode


async def read_file(
    path: Path,
    kind: FileKind,
    *,
    told_at: datetime,
    zone: str = "UTC",
    progress: Progress | None = None,
    wall_s: float = WALL_SECONDS,
) -> AsyncIterator[tuple[TrackerRecord, ...]]:
    """The records of a file in groups, as they are found.

    `zone` is the IANA name of where the person lived. Raises `FileRefused`, and `Unavailable` when somebody else ended
    the process (the machine was out of memory); what came before is then not to be kept. The process is killed when
    this is closed, cancelled or takes longer than `wall_s` seconds.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "adapters.files.parse",
        kind,
        str(path),
        told_at.isoformat(),
        zone,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={"PATH": "", "PYTHONPATH": _HERE},
        limit=_LINE_BYTES,
    )
    try:
        deadline = asyncio.get_running_loop().time() + wall_s
        ended = False
        while not ended:
            line = await _line(process, deadline, wall_s)
            if line.records:
                yield line.records
            elif line.read is not None:
                if progress is not None:
                    await progress(*line.read)
            elif line.refused is not None:
                raise FileRefused(line.refused.reason, line.refused.message)
            else:
                ended = line.done is not None
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def _line(process: asyncio.subprocess.Process, deadline: float, wall_s: float) -> Line:
    assert process.stdout is not None  # noqa: S101 -- it was asked for
    try:
        async with asyncio.timeout_at(deadline):
            text = await process.stdout.readline()
            status = None if text.endswith(b"\n") else await process.wait()
    except TimeoutError as error:
        raise FileRefused(Reason.TOO_SLOW, f"Reading the file takes longer than {wall_s:.0f} s.") from error
    if status is None:
        return _decode(text)
    if status == -signal.SIGXCPU:
        raise FileRefused(Reason.TOO_SLOW, f"Reading the file takes more than {CPU_SECONDS} s of a processor.")
    if status in (-signal.SIGKILL, -signal.SIGTERM):
        raise Unavailable("the process that reads the file was ended from outside")
    raise FileRefused(Reason.CRASHED, "The file could not be read.")
