"""Handed-in files are read by the worker's confined child and become records, all of them or none."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from msgspec import Raw, json

from domain.activity.importing import ImportArgs, ImportResult
from domain.activity.merging import days_of
from domain.activity.records import TrackerRecord
from domain.jobs.events import topic
from domain.jobs.job import Job, JobKind, JobState
from tests.integration.workers.conftest import Harness
from tests.recordings import apple, documents, fit, hostile
from workers.runtime.build import build_worker
from workers.runtime.config import runtime_config
from workers.tasks.files import FileTask

START = datetime(2026, 10, 1, 22, 30, tzinfo=UTC)
ALL = (date(2026, 1, 1), date(2026, 12, 31))


@pytest.fixture
async def working(harness: Harness) -> AsyncIterator[None]:
    config = runtime_config(harness.settings, "plans")
    async with build_worker(
        harness.settings, {JobKind.TRACKERS_IMPORT: FileTask()}, config, handle_signals=False
    ) as worker:
        main = asyncio.create_task(worker.main())
        yield
        worker.stop()
        await main


async def hand_in(harness: Harness, content: bytes, kind: str, zone: str = "UTC") -> Job:
    upload = harness.ids.new()
    async with harness.uow() as uow:
        await uow.tracker_uploads.begin(harness.user, upload, datetime.now(UTC), 100)
        for index, begin in enumerate(range(0, len(content), 50_000)):
            await uow.tracker_uploads.append(upload, index, content[begin : begin + 50_000])
    args = ImportArgs(upload=upload, kind=kind, zone=zone)
    return await harness.add(kind=JobKind.TRACKERS_IMPORT, args=Raw(json.encode(args)))


async def records(harness: Harness) -> list[TrackerRecord]:
    async with harness.uow() as uow:
        return await uow.tracker_records.between(harness.user, *ALL)


async def waiting(harness: Harness) -> int:
    async with harness.uow() as uow:
        connection: Any = uow._connection  # type: ignore[attr-defined]
        rows = await connection.fetch("SELECT 1 FROM tracker_uploads WHERE user_id = $1", harness.user)
    return len(rows)


def result(job: Job) -> ImportResult:
    assert job.state is JobState.SUCCEEDED, (job.error_code, job.error)
    return json.decode(job.result or b"", type=ImportResult)


async def test_files_of_every_kind_become_days(harness: Harness, working: None) -> None:
    files = {
        "fit": fit.ride(START, 600, offset_h=2),
        "tcx": documents.tcx(START).encode(),
        "gpx": documents.gpx(START + timedelta(hours=2)).encode(),
        "apple_health": apple.zipped(apple.year(START, 20)),
    }
    jobs = await harness.ended(
        *[await hand_in(harness, content, kind, "Europe/Paris") for kind, content in files.items()]
    )
    told = {result(job).kind: result(job) for job in jobs}
    assert {kind: found.told for kind, found in told.items() if kind != "apple_health"} == {
        "fit": 1,
        "tcx": 1,
        "gpx": 1,
    }
    assert all(found.news == found.told for found in told.values())
    assert told["fit"].first_day == told["gpx"].first_day == date(2026, 10, 2)
    held = await records(harness)
    assert len(held) == sum(found.told for found in told.values())
    (day,) = days_of(held, date(2026, 10, 2), date(2026, 10, 2))
    assert {trained.origin.source for trained in day.workouts} >= {"fit"}
    assert await waiting(harness) == 0


async def test_the_same_file_again_is_no_news(harness: Harness, working: None) -> None:
    content = fit.ride(START, 100)
    (first,) = await harness.ended(await hand_in(harness, content, "fit"))
    before = await records(harness)
    (second,) = await harness.ended(await hand_in(harness, content, "fit"))
    assert (result(first).news, len(before)) == (1, 1)
    assert [each.what for each in await records(harness)] == [each.what for each in before]
    assert (result(second).told, result(second).news) == (1, 0)


async def test_what_cannot_be_true_is_left_out_and_told(harness: Harness, working: None) -> None:
    file = fit.device(fit.FitFile(), START)
    fit.session(file, START, 3600, hr_high=150)
    fit.session(file, datetime(1999, 1, 1, tzinfo=UTC), 3600)
    fit.session(file, START + timedelta(hours=3), 3600, distance_m=2_000_000)
    (job,) = await harness.ended(await hand_in(harness, file.bytes(), "fit"))
    assert (result(job).told, result(job).news, result(job).disbelieved) == (3, 1, {"time": 1, "value": 1})


async def test_a_refused_file_ends_the_job_with_its_reason_and_leaves_nothing(harness: Harness, working: None) -> None:
    files = [
        (hostile.laughs("gpx").encode(), "gpx"),
        (hostile.bomb(30), "apple_health"),
        (fit.ride(START, 100)[:-5], "fit"),
        (documents.gpx(START).encode(), "tcx"),
    ]
    jobs = await harness.ended(*[await hand_in(harness, content, kind) for content, kind in files])
    assert [(job.state, job.error_code, job.attempt) for job in jobs] == [(JobState.FAILED, "file_refused", 1)] * 4
    assert len({job.error for job in jobs}) == 4
    assert await records(harness) == []
    assert await waiting(harness) == 0


async def test_progress_is_told_while_a_large_file_is_read(harness: Harness, working: None) -> None:
    job = await hand_in(harness, apple.zipped(apple.year(START - timedelta(days=30), 30)), "apple_health")
    await harness.ended(job)
    events = await harness.events(job, "succeeded")
    stages = [data["stage"] for kind, data in events if kind == "progress"]
    assert stages[0] == "fetch"
    assert stages[-1] == "store"
    assert "read" in stages
    read = [data["bytes"] for _, data in events if data.get("stage") == "read"]
    assert read == sorted(read)


async def test_an_account_erased_while_its_file_is_read_leaves_nothing(harness: Harness, working: None) -> None:
    job = await hand_in(harness, apple.zipped(apple.year(START - timedelta(days=60), 60)), "apple_health")
    await begun(harness, job)
    async with harness.uow() as uow:
        await uow.users.delete(harness.user)
    other = harness.user
    harness.user = harness.ids.new()
    await harness.add_user()
    (after,) = await harness.ended(await hand_in(harness, fit.ride(START, 10), "fit"))  # the worker is alive
    assert result(after).news == 1
    async with harness.uow() as uow:
        assert await uow.tracker_records.between(other, *ALL) == []
        assert await uow.users.get(other) is None


async def begun(harness: Harness, job: Job) -> None:
    """Wait until the task has told its first progress."""
    while True:
        if any(event.type == "progress" for event in await harness.streams.read(topic(job.id), 0, 100)):
            return
        await asyncio.sleep(0.01)
