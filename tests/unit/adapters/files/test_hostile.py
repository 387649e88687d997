"""Files that are broken or mean harm: refused for a clear reason, and the process that asked lives on."""

import asyncio
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from adapters.files import limits, reader
from adapters.files.kinds import FileKind, kind_of
from adapters.files.parse import Line, parse
from adapters.files.reader import read_file
from adapters.files.reading import FileContext
from adapters.files.refused import FileRefused, Reason
from domain.activity.records import TrackerRecord
from domain.errors import FitaiError, Unavailable
from tests.recordings import apple, documents, fit, hostile

START = datetime(2026, 11, 20, 9, tzinfo=UTC)
TOLD = datetime(2026, 11, 23, tzinfo=UTC)
RIDE = fit.ride(START, 30)
GPX = documents.gpx(START, 30)
ACTIVITY = b'<Activity Sport="Running"><Lap StartTime="2026-11-20T10:00:00Z"></Lap></Activity>\n'
SMALL = apple.zipped([apple.HEAD, apple.workout("Running", START, 30), apple.TAIL])


def damaged(content: bytes, at: int) -> bytes:
    return content[:at] + bytes((content[at] ^ 0xFF,)) + content[at + 1 :]


def refusal(tmp_path: Path, content: bytes, kind: FileKind | None = None) -> Reason:
    path = tmp_path / "file"
    path.write_bytes(content)
    with pytest.raises(FileRefused) as refused:
        list(parse(path, kind or kind_of(content[:4096]), FileContext(told_at=TOLD)))
    assert refused.value.code == "file_refused"
    assert 10 < len(refused.value.message) < 300
    return refused.value.reason


CASES = {
    "nothing": (b"", Reason.EMPTY),
    "text": (b"hello, this is no recording at all", Reason.UNKNOWN_KIND),
    "pdf": (b"%PDF-1.7 and so on", Reason.UNKNOWN_KIND),
    "page": (b"<html><body>", Reason.UNKNOWN_KIND),
    "page-with-gpx-in-a-comment": (b"<!-- <gpx > --><html></html>", Reason.UNKNOWN_KIND),
    "fit-cut": (RIDE[:-40], Reason.TRUNCATED),
    "fit-cut-at-the-head": (RIDE[:20], Reason.TRUNCATED),
    "fit-cut-by-a-byte": (RIDE[:-1], Reason.TRUNCATED),
    "fit-damaged": (damaged(RIDE, len(RIDE) - 30), Reason.CHECKSUM),
    "fit-wrong-checksum": (damaged(RIDE, len(RIDE) - 1), Reason.CHECKSUM),
    "fit-rubbish-after-it": (RIDE + b"rubbish after the end", Reason.MALFORMED),
    "fit-empty": (fit.FitFile().bytes(), Reason.EMPTY),
    "gpx-cut": (GPX[:-20].encode(), Reason.TRUNCATED),
    "gpx-wrong-tag": (GPX.replace("</trkseg>", "</wrong>", 1).encode(), Reason.MALFORMED),
    "gpx-empty": (b"<gpx></gpx>", Reason.EMPTY),
    "gpx-code": (GPX.replace("UTF-8", "no-such-code").encode(), Reason.MALFORMED),
    "gpx-laughs": (hostile.laughs("gpx").encode(), Reason.FORBIDDEN),
    "gpx-entity-of-a-file": (hostile.outside("gpx").encode(), Reason.FORBIDDEN),
    "gpx-type-from-outside": (hostile.outside_type("gpx").encode(), Reason.FORBIDDEN),
    "gpx-default": (hostile.defaulted("gpx").encode(), Reason.FORBIDDEN),
    "tcx-laughs": (hostile.laughs("TrainingCenterDatabase").encode(), Reason.FORBIDDEN),
    "gpx-long-field": (hostile.long_field("gpx", 8 * limits.MIB), Reason.TOO_LARGE),
    "gpx-deep": (b"<gpx>" + b"<a>" * 1000, Reason.MALFORMED),
    "apple-laughs": (apple.zipped([hostile.laughs("HealthData")]), Reason.FORBIDDEN),
    "apple-entity-of-a-file": (apple.zipped([hostile.outside("HealthData")]), Reason.FORBIDDEN),
    "zip-of-another-kind": (apple.zipped(["<nothing/>"]), Reason.UNKNOWN_KIND),
    "apple-empty": (apple.zipped([apple.HEAD, apple.TAIL]), Reason.EMPTY),
    "apple-cut-inside": (apple.zipped([apple.HEAD]), Reason.TRUNCATED),
    "apple-cut": (SMALL[:-30], Reason.TRUNCATED),
    "apple-bomb": (hostile.bomb(), Reason.BOMB),
}


@pytest.mark.parametrize("name", CASES)
def test_refused(tmp_path: Path, name: str) -> None:
    content, reason = CASES[name]
    assert refusal(tmp_path, content) is reason


def test_a_damaged_archive_is_refused_wherever_the_damage_is(tmp_path: Path) -> None:
    text = [
        apple.HEAD,
        *(apple.quantity("RestingHeartRate", 50 + n, "count/min", START) for n in range(40)),
        apple.TAIL,
    ]
    archive = apple.zipped(text)
    reasons = {refusal_or_none(tmp_path, damaged(archive, at)) for at in range(4, len(archive), 41)}
    assert reasons <= {None, *Reason}
    assert reasons & {Reason.CHECKSUM, Reason.MALFORMED}


def test_a_damaged_recording_is_refused_wherever_the_damage_is(tmp_path: Path) -> None:
    for at in range(12, len(RIDE), 13):
        assert refusal(tmp_path, damaged(RIDE, at), FileKind.FIT) in Reason


def test_a_recording_cut_anywhere_is_refused(tmp_path: Path) -> None:
    for length in range(1, len(RIDE), 37):
        assert refusal(tmp_path, RIDE[:length], FileKind.FIT) in (Reason.TRUNCATED, Reason.MALFORMED, Reason.EMPTY)


def refusal_or_none(tmp_path: Path, content: bytes) -> Reason | None:
    path = tmp_path / "file"
    path.write_bytes(content)
    try:
        list(parse(path, FileKind.APPLE_HEALTH, FileContext(told_at=TOLD)))
    except FileRefused as refused:
        return refused.reason
    return None


def test_an_encrypted_archive_is_refused(tmp_path: Path) -> None:
    content = bytearray(SMALL)
    at = 0
    while (at := content.find(b"PK\x01\x02", at + 1)) > 0:
        content[at + 8] |= 1
    assert refusal(tmp_path, bytes(content)) is Reason.UNKNOWN_KIND


def test_an_archive_whose_members_lie_nowhere_is_refused(tmp_path: Path) -> None:
    content = bytearray(SMALL)
    at = 0
    while (at := content.find(b"PK\x01\x02", at + 1)) > 0:
        content[at + 42 : at + 46] = b"\xf0\xff\xff\xff"
    assert refusal(tmp_path, bytes(content)) in (Reason.MALFORMED, Reason.TRUNCATED)


def test_times_that_no_zone_can_show_are_no_times(tmp_path: Path) -> None:
    for year in ("0001", "9999"):
        content = GPX.replace("2026-", f"{year}-").encode()
        path = tmp_path / "file"
        path.write_bytes(content)
        for zone in ("America/Los_Angeles", "Pacific/Auckland"):
            with pytest.raises(FileRefused, match="no workout"):
                list(parse(path, FileKind.GPX, FileContext(told_at=TOLD, zone=ZoneInfo(zone))))


def test_a_file_handed_over_as_another_kind_is_refused(tmp_path: Path) -> None:
    for kind in FileKind:
        if kind is not FileKind.GPX:
            assert refusal(tmp_path, GPX.encode(), kind) in (Reason.UNKNOWN_KIND, Reason.MALFORMED, Reason.TRUNCATED)


def test_a_file_beyond_the_limit_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.touch()
    os.truncate(path, limits.ACTIVITY_BYTES + 1)
    with pytest.raises(FileRefused, match="allowed: up to 100") as refused:
        list(parse(path, FileKind.FIT, FileContext(told_at=TOLD)))
    assert refused.value.reason is Reason.TOO_LARGE


# --- in a process of its own ---


async def records(path: Path, kind: FileKind, **options: object) -> list[TrackerRecord]:
    return [each async for group in read_file(path, kind, told_at=TOLD, **options) for each in group]


def test_the_process_tells_what_the_parser_finds(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(apple.zipped(apple.year(START, 30)))
    told: list[tuple[int, int]] = []

    async def tell(done: int, whole: int) -> None:
        told.append((done, whole))

    found = asyncio.run(records(path, FileKind.APPLE_HEALTH, zone="Africa/Cairo", progress=tell))
    assert found == list(parse(path, FileKind.APPLE_HEALTH, FileContext(told_at=TOLD)))
    assert len(found) > 150
    assert told


def test_a_refusal_comes_out_of_the_process_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(hostile.laughs("gpx").encode())
    with pytest.raises(FileRefused, match="entities") as refused:
        asyncio.run(records(path, FileKind.GPX))
    assert refused.value.reason is Reason.FORBIDDEN


def test_a_million_workouts_are_too_many(tmp_path: Path) -> None:
    path = tmp_path / "file"
    with path.open("wb") as file:
        file.write(b"<TrainingCenterDatabase><Activities>")
        for _ in range(1000):
            file.write(ACTIVITY * 1000)
    with pytest.raises(FileRefused, match="100000") as refused:
        asyncio.run(records(path, FileKind.TCX))
    assert refused.value.reason is Reason.TOO_LARGE


def test_a_process_that_takes_too_long_is_killed(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(SMALL)
    with pytest.raises(FileRefused, match="longer") as refused:
        asyncio.run(records(path, FileKind.APPLE_HEALTH, wall_s=0.001))  # shorter than any process takes to start
    assert refused.value.reason is Reason.TOO_SLOW


def test_a_process_is_bounded_in_memory_and_tells_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The bound itself: a child that takes too much is stopped by it, and what it says is one clear reason."""
    code = (
        "import sys; from datetime import datetime, UTC; from pathlib import Path; from zoneinfo import ZoneInfo;"
        "from adapters.files import parse, refused;\n"
        "def greedy(path, context):\n    yield bytearray(2 * parse.MEMORY_BYTES)\n"
        "parse._PARSERS = {parse.FileKind.GPX: greedy}; parse.confine();"
        "parse.tell(Path(sys.argv[1]), parse.FileKind.GPX, datetime.now(UTC), ZoneInfo('UTC'), sys.stdout.buffer)"
    )
    path = tmp_path / "file"
    path.write_bytes(b"<gpx/>")

    async def said() -> bytes:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", code, str(path), stdout=asyncio.subprocess.PIPE, cwd=Path(__file__).parents[4]
        )
        return (await process.communicate())[0]

    assert b"too_large" in asyncio.run(said())


@pytest.mark.parametrize(
    ("script", "kind", "says"),
    [
        ("kill -XCPU $$", FileRefused, "of a processor"),
        ("kill -KILL $$", Unavailable, "from outside"),
        ("kill -ABRT $$", FileRefused, "could not be read"),
        ("exit 3", FileRefused, "could not be read"),
        ("printf half", FileRefused, "could not be read"),
    ],
)
def test_whatever_ends_the_process_is_one_clear_reason(script: str, kind: type[FitaiError], says: str) -> None:
    async def line() -> Line:
        process = await asyncio.create_subprocess_exec("sh", "-c", script, stdout=asyncio.subprocess.PIPE)
        return await reader._line(process, asyncio.get_running_loop().time() + 30, 30)

    with pytest.raises(kind, match=says):
        asyncio.run(line())


def test_a_process_may_not_use_a_processor_for_ever() -> None:
    code = "from adapters.files import parse\nparse.CPU_SECONDS = 1\nparse.confine()\nwhile True: pass"
    done = subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[4], check=False)
    assert done.returncode == -signal.SIGXCPU


def test_leaving_early_kills_the_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"<TrainingCenterDatabase><Activities>" + ACTIVITY * 100_000)
    started: list[asyncio.subprocess.Process] = []
    start = asyncio.create_subprocess_exec

    async def starting(*args: str, **options: object) -> asyncio.subprocess.Process:
        started.append(await start(*args, **options))
        return started[0]

    monkeypatch.setattr(asyncio, "create_subprocess_exec", starting)

    async def first() -> int:
        groups = read_file(path, FileKind.TCX, told_at=TOLD)
        async for group in groups:
            await groups.aclose()
            return len(group)
        return 0

    assert asyncio.run(first()) > 0
    assert started[0].returncode == -signal.SIGKILL
