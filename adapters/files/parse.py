"""Reads one file and tells its records: in a process of its own, with bounds on memory and time.

`python -m adapters.files.parse KIND PATH TOLD_AT ZONE` writes one JSON object a line: `{"records": [...]}`,
`{"read": [done, whole]}`, and at the end `{"done": count}` or `{"refused": {"reason", "message"}}`. Its parent is
`adapters.files.reader`.
"""

import resource
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import BinaryIO, Final
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct

from adapters.files.apple import read_apple
from adapters.files.fit import read_fit
from adapters.files.gpx import read_gpx
from adapters.files.kinds import FileKind
from adapters.files.limits import ACTIVITY_BYTES, CPU_SECONDS, MEMORY_BYTES, MIB, MOST_RECORDS, UPLOAD_BYTES
from adapters.files.reading import FileContext
from adapters.files.refused import FileRefused, Reason
from adapters.files.tcx import read_tcx
from domain.activity.records import TrackerRecord

_PARSERS: Final[Mapping[FileKind, Callable[[Path, FileContext], Iterator[TrackerRecord]]]] = {
    FileKind.FIT: read_fit,
    FileKind.TCX: read_tcx,
    FileKind.GPX: read_gpx,
    FileKind.APPLE_HEALTH: read_apple,
}
_BATCH: Final = 500
_TELL_S: Final = 0.25


class Refusal(Struct, frozen=True):
    """Why the file is not read."""

    reason: Reason
    message: str


class Line(Struct, frozen=True, omit_defaults=True):
    """One line of what the process writes: exactly one of the fields is set."""

    records: tuple[TrackerRecord, ...] = ()
    read: tuple[int, int] | None = None
    done: int | None = None
    refused: Refusal | None = None


def parse(path: Path, kind: FileKind, context: FileContext) -> Iterator[TrackerRecord]:
    """The records of a file, as they are found, in this process. Raises `FileRefused`."""
    size = path.stat().st_size
    most = UPLOAD_BYTES if kind is FileKind.APPLE_HEALTH else ACTIVITY_BYTES
    if size == 0:
        raise FileRefused(Reason.EMPTY, "The file is empty.")
    if size > most:
        raise FileRefused(Reason.TOO_LARGE, f"The file has {size // MIB} MiB; allowed: up to {most // MIB}.")
    count = 0
    for count, record in enumerate(_PARSERS[kind](path, context), start=1):
        if count > MOST_RECORDS:
            raise FileRefused(Reason.TOO_LARGE, f"The file tells of more than {MOST_RECORDS} things.")
        yield record
    if not count:
        raise FileRefused(Reason.EMPTY, "The file has no workout, night or measurement in it.")


def zone_of(name: str) -> tzinfo:
    """The zone of an IANA name, read before files are out of reach. UTC needs no data about zones."""
    return UTC if name == "UTC" else ZoneInfo(name)


def confine() -> None:
    """Bound this process for good: memory, processor time, no writing of files, no core dump."""
    for what, most in ((resource.RLIMIT_AS, MEMORY_BYTES), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0)):
        resource.setrlimit(what, (most, most))
    # The soft limit's own signal tells the parent that it was the time.
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 5))


def tell(path: Path, kind: FileKind, told_at: datetime, zone: tzinfo, out: BinaryIO) -> None:
    """Write the lines of a file to `out`."""
    writer = _Writer(out)
    try:
        for record in parse(path, kind, FileContext(told_at=told_at, zone=zone, progress=writer.read)):
            writer.record(record)
        writer.flush()
        writer.write(Line(done=writer.count))
    except FileRefused as error:
        writer.write(Line(refused=Refusal(error.reason, error.message)))
    except MemoryError:
        message = f"Reading the file takes more than {MEMORY_BYTES // MIB} MiB of memory."
        writer.write(Line(refused=Refusal(Reason.TOO_LARGE, message)))


class _Writer:
    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._held: list[TrackerRecord] = []
        self._told = 0.0
        self.count = 0

    def write(self, line: Line) -> None:
        self._out.write(msgspec.json.encode(line) + b"\n")
        self._out.flush()

    def record(self, record: TrackerRecord) -> None:
        self.count += 1
        self._held.append(record)
        if len(self._held) >= _BATCH:
            self.flush()

    def flush(self) -> None:
        if self._held:
            self.write(Line(records=tuple(self._held)))
            self._held.clear()

    def read(self, done: int, whole: int) -> None:
        now = time.monotonic()
        if now - self._told >= _TELL_S:
            self._told = now
            self.write(Line(read=(done, whole)))


def main() -> None:
    """The process: confine itself, then read."""
    kind, path, told_at, zone = sys.argv[1:]
    place = zone_of(zone)
    confine()
    tell(Path(path), FileKind(kind), datetime.fromisoformat(told_at), place, sys.stdout.buffer)


if __name__ == "__main__":
    main()
