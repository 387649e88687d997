"""`fitai trackers`: a made-up life is written, played against a served API twice, and read by a worker once."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from click.testing import CliRunner, Result

from adapters.clock import SystemClock
from adapters.providers.services import trackers_from
from api.wiring import Wiring
from cli.main import fitai
from domain.activity.merging import days_of
from domain.jobs.job import JobKind
from domain.trackers.notification import Provider
from tests.integration.api.support import served, settings_for, wired
from tests.trackers import CONFIGS, TOKEN_KEY, write_configs
from workers.runtime.build import build_worker
from workers.runtime.config import runtime_config
from workers.tasks.trackers import IngestTask


def run(*arguments: str, **env: str) -> Result:
    return CliRunner().invoke(fitai, ["trackers", *arguments], env=env)


async def _all_read(wiring: Wiring, owner: UUID) -> None:
    """Until no delivery waits; the condition lies in the database."""
    async with asyncio.timeout(30):
        while True:
            if not await wiring.direct.inbox.waiting(owner, "standard", 1):
                return
            await asyncio.sleep(0.05)


async def test_whole_loop_from_a_recording_to_days(postgres_url: str, redis_url: str, tmp_path: Path) -> None:
    path = tmp_path / "trackers.toml"
    write_configs(path)
    env = {"FITAI_TRACKERS": str(path), "FITAI_TOKEN_KEYS": TOKEN_KEY}
    settings = settings_for(postgres_url, redis_url, **env)
    async with wired(settings) as wiring, served(wiring) as api, api.person() as person:
        begun = await person.http.post("/api/trackers/standard/connect", json={})
        assert begun.status_code == 201, begun.text
        reference, owner = begun.json()["reference"], UUID(person.user_id)
        folder = str(tmp_path / "life")
        written = await asyncio.to_thread(run, "generate", folder, "--account", reference, "--days", "30")
        assert written.exit_code == 0, written.output
        played = await asyncio.to_thread(
            run, "replay", folder, "--url", api.url, "--times", "2", "--rate", "500", **env
        )
        assert played.exit_code == 0, played.output
        deliveries = len((tmp_path / "life" / "standard.jsonl").read_text().splitlines())
        assert f"{2 * deliveries} x 204" in played.output
        jobs = [job for job in await wiring.direct.jobs.page(owner, None, 100) if job.kind is JobKind.TRACKERS_INGEST]
        assert len(jobs) == deliveries
        async with trackers_from(settings, SystemClock()) as trackers:
            tasks = {JobKind.TRACKERS_INGEST: IngestTask(trackers)}
            config = runtime_config(settings, "ingest")
            async with build_worker(settings, tasks, config, handle_signals=False) as worker:
                main = asyncio.create_task(worker.main())
                await _all_read(wiring, owner)
                worker.stop()
                await main
        today = datetime.now(UTC).date()
        records = await wiring.direct.tracker_records.between(owner, today - timedelta(days=40), today)
        days = days_of(records, today - timedelta(days=40), today)
        assert len(days) >= 25
        assert {record.source.partition("/")[0] for record in records} == {"standard"}


@pytest.mark.parametrize(
    ("line", "says"),
    [("{", "line 1"), ('{"provider": "oura", "body": "{}"}', "no table for oura")],
    ids=["no JSON", "no secret"],
)
def test_recording_that_cannot_be_played_says_why(tmp_path: Path, line: str, says: str) -> None:
    (tmp_path / "a.jsonl").write_text(line + "\n")
    write_configs(tmp_path / "trackers.toml", {Provider.POLAR: CONFIGS[Provider.POLAR]})
    done = run("replay", str(tmp_path), FITAI_TRACKERS=str(tmp_path / "trackers.toml"))
    assert done.exit_code != 0
    assert says in str(done.exception)
