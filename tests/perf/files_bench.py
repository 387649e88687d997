"""How fast tracker files are read, and in how much memory: `python -m tests.perf.files_bench`.

Each reading runs in a process of its own. Apple's export: ours against `ElementTree.iterparse` that keeps what it has
read, which is what most scripts do (targets: 200 MB of records in under 60 s and under 200 MB of memory). FIT: two
hours at a point a second against a plain loop over all messages of fitdecode (target: under 1 s).
"""

import io
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile
from zoneinfo import ZoneInfo

import fitdecode
from defusedxml.ElementTree import iterparse

from adapters.files.kinds import FileKind
from adapters.files.parse import confine, tell
from tests.perf.machine import machine
from tests.recordings import apple, fit

START = datetime(2023, 1, 1, tzinfo=timezone(timedelta(hours=1)))
RECORDS_MB = 200
RIDE_S = 7200
ROUNDS = 3


def main() -> None:
    """Make the files, measure and print; or, with arguments, be one of the readers."""
    if len(sys.argv) > 1:
        _be(sys.argv[1], Path(sys.argv[2]))
        return
    print(machine())
    with tempfile.TemporaryDirectory() as folder:
        export, ride = Path(folder) / "export.zip", Path(folder) / "ride.fit"
        size = _write_export(export)
        ride.write_bytes(fit.ride(START, RIDE_S))
        packed = export.stat().st_size / 1e6
        print(
            f"Apple Health: {size / 1e6:.0f} MB of XML, {packed:.1f} MB packed; FIT: {ride.stat().st_size / 1e3:.0f} kB"
        )
        ours = _measure("ours", "apple", export)
        naive = _measure("iterparse, keeping", "apple-naive", export)
        print(f"  ratio: {naive[0] / ours[0]:.1f} times as fast, {naive[1] / ours[1]:.1f} times less memory")
        mine = _measure("ours", "fit", ride)
        plain = _measure("plain fitdecode loop", "fit-naive", ride)
        print(f"  ratio: {plain[0] / mine[0]:.2f} times as fast")


def _measure(name: str, reader: str, path: Path) -> tuple[float, float]:
    """The best of some rounds: seconds in the reader and peak memory, MB."""
    rounds = ROUNDS if path.suffix == ".fit" else 1
    found = []
    for _ in range(rounds):
        command = [sys.executable, "-m", "tests.perf.files_bench", reader, str(path)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        found.append(tuple(float(word) for word in done.stderr.split()[-2:]))
    seconds, peak = min(found)
    print(f"{reader:12} {name:22} {seconds:7.2f} s {peak:7.0f} MB at most")
    return seconds, peak


def _be(reader: str, path: Path) -> None:
    began = time.perf_counter()
    _READERS[reader](path)
    taken = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    print(f"{taken:.4f} {peak:.1f}", file=sys.stderr)


def _ours(kind: FileKind) -> Callable[[Path], None]:
    def read(path: Path) -> None:
        confine()
        told = io.BytesIO()
        tell(path, kind, datetime.now(UTC), ZoneInfo("UTC"), told)
        assert b'"done"' in told.getvalue()[-40:], told.getvalue()[-200:]

    return read


def _apple_naive(path: Path) -> None:
    steps: dict[str, float] = {}
    with ZipFile(path) as archive, archive.open("export.xml") as member:
        for _, element in iterparse(member):
            if element.tag == "Record" and element.get("type", "").endswith("StepCount"):
                day = element.get("startDate", "")[:10]
                steps[day] = steps.get(day, 0.0) + float(element.get("value", "0"))
    assert steps


def _fit_naive(path: Path) -> None:
    with fitdecode.FitReader(str(path)) as reader:
        points = sum(frame.frame_type == fitdecode.FIT_FRAME_DATA and frame.name == "record" for frame in reader)
    assert points == RIDE_S


_READERS: dict[str, Callable[[Path], None]] = {
    "apple": _ours(FileKind.APPLE_HEALTH),
    "apple-naive": _apple_naive,
    "fit": _ours(FileKind.FIT),
    "fit-naive": _fit_naive,
}


def _write_export(path: Path) -> int:
    written = 0
    with ZipFile(path, "w", ZIP_DEFLATED) as archive, archive.open("export.xml", "w", force_zip64=True) as member:
        for piece in _days():
            written += member.write(piece.encode())
    return written


def _days() -> Iterator[str]:
    """Days of one watch until there is enough."""
    size = 0
    yield apple.HEAD
    for index in range(100_000):
        for piece in list(apple.year(START + timedelta(days=index), 1))[2:-1]:
            size += len(piece)
            yield piece
        if size > RECORDS_MB * 1_000_000:
            break
    yield apple.TAIL


if __name__ == "__main__":
    main()
