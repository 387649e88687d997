"""`kill -9` of the API in the middle of requests with an Idempotency-Key: every key runs exactly once."""

import asyncio
import contextlib
import signal
import socket
import sys
from collections import Counter
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from adapters.local.process import Child, spawn
from adapters.local.services import LocalServices
from tests.faults.conftest import ROOT, SCALE, Ground

PROFILE = {
    "personal_info": {"age": 30, "gender": "male", "height": 180, "weight": 80, "fitness_level": "beginner"},
    "goals": ["muscle_gain"],
    "preferences": {"workout_duration": 60, "days_per_week": 3, "equipment_access": "full_gym"},
}
KILLS = max(1, round(4 * SCALE))
SENDERS = 12
REPLIES_BEFORE_A_KILL = 40


class Api:
    """The API process on one port; it may be killed and started again."""

    def __init__(self, services: LocalServices, log: Path, **env: str) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self._port = free.getsockname()[1]
        self._services = services
        self._env = env
        self._log = log
        self._child: Child | None = None
        self.http = httpx.AsyncClient(base_url=f"http://127.0.0.1:{self._port}", timeout=10)

    async def start(self) -> None:
        """Start it, and wait until it answers."""
        self._child = spawn(
            [sys.executable, "-m", "tests.faults.api_process", str(self._port)],
            log=self._log,
            stop_signal=signal.SIGTERM,
            env={
                "PYTHONPATH": str(ROOT),
                "DATABASE_URL": self._services.database_url,
                "REDIS_URL": self._services.redis_url,
                "FITAI_LOG_LEVEL": "warning",
                **self._env,
            },
        )
        async with asyncio.timeout(30):
            while not await self._answers():
                assert self._child.running, self._log.read_text()
                await asyncio.sleep(0.03)  # the condition lies in another process

    async def _answers(self) -> bool:
        with contextlib.suppress(httpx.TransportError):
            return (await self.http.get("/health/live")).status_code == 200
        return False

    def kill(self) -> None:
        """`kill -9`, when it runs."""
        if self._child is not None:
            self._child.kill()
            self._child = None

    async def log_in(self) -> None:
        """A new person with an access token."""
        account = {"email": f"{uuid4().hex}@example.org", "password": "three quiet rowing machines"}
        me = (await self.http.post("/api/auth/register", json=account)).raise_for_status().json()
        self.http.headers["X-CSRF-Token"] = me["csrf_token"]
        made = (await self.http.post("/api/tokens", json={"name": "faults"})).raise_for_status().json()
        self.http.cookies.clear()
        self.http.headers["Authorization"] = f"Bearer {made['token']}"

    async def ask(self, key: str, body: dict[str, object]) -> httpx.Response:
        return await self.http.post("/api/plans", json=body, headers={"Idempotency-Key": key})


@pytest.mark.parametrize("body", [{"reason": "different"}, {"profile": PROFILE}], ids=["stored profile", "new profile"])
async def test_killed_api_leaves_each_key_run_once_or_not_at_all(
    ground: Ground, mortal_services: tuple[LocalServices, Path], body: dict[str, object]
) -> None:
    services, folder = mortal_services
    api = Api(services, folder / "api.log")
    told: dict[str, str] = {}
    keys: list[str] = []
    try:
        await api.start()
        await api.log_in()
        (await api.http.put("/api/profile", json=PROFILE)).raise_for_status()
        for _ in range(KILLS):
            await _until_killed(api, body, keys, told)
            await api.start()
        before = await _jobs(ground)
        replies = [await api.ask(key, body) for key in keys]
    finally:
        api.kill()
        await api.http.aclose()
    jobs = {key: reply.json()["job_id"] for key, reply in zip(keys, replies, strict=True)}
    stored = await _jobs(ground)
    versions = await _versions(ground, set(jobs.values()))
    sys.stdout.write(
        f"API: {KILLS} x kill -9, {len(keys)} keys, {len(told)} replied to, {len(keys) - len(told)} cut off: "
        f"{len(before & set(jobs.values())) - len(told)} of them had run; "
        f"{sum('Idempotent-Replay' in reply.headers for reply in replies)} replayed\n"
    )
    assert Counter(reply.status_code for reply in replies) == {202: len(keys)}
    assert {key: jobs[key] for key in told} == told  # who got a reply gets the same one again
    assert len(set(jobs.values())) == len(keys)
    assert set(jobs.values()) <= stored
    assert len(stored - before) == len(keys) - len(before & set(jobs.values()))  # each of the others ran once, now
    assert versions == ({1} if "profile" not in body else set(range(2, len(keys) + 2)))


async def _until_killed(api: Api, body: dict[str, object], keys: list[str], told: dict[str, str]) -> None:
    """Send from many connections at once, and kill the process once it has replied often enough."""
    enough = asyncio.Event()
    aim = len(told) + REPLIES_BEFORE_A_KILL

    async def send() -> None:
        while True:
            key = uuid4().hex
            keys.append(key)
            try:
                reply = await api.ask(key, body)
            except httpx.TransportError:
                return
            assert reply.status_code == 202, reply.text
            told[key] = reply.json()["job_id"]
            if len(told) >= aim:
                enough.set()

    async with asyncio.TaskGroup() as senders:
        for _ in range(SENDERS):
            senders.create_task(send())
        await enough.wait()
        api.kill()


async def _jobs(ground: Ground) -> set[str]:
    return {row["id"] for row in await ground.rows("SELECT id::text FROM jobs WHERE $1::text[] IS NOT NULL")}


async def _versions(ground: Ground, jobs: set[str]) -> set[int]:
    """The profile versions that these jobs are about."""
    rows = await ground.rows(
        "SELECT id::text, args->>'profile_version' AS version FROM jobs WHERE $1::text[] IS NOT NULL"
    )
    return {int(row["version"]) for row in rows if row["id"] in jobs}
