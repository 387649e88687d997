"""The whole product as `fitai up` and `fitai demo` run it: real servers, real sockets, killed processes."""

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import httpx
import msgspec
import pytest

from domain.plan import Plan

ROOT = Path(__file__).resolve().parents[2]
BARE = ROOT / "examples" / "profiles" / "bare.json"


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "cli.main", *words]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "COLUMNS": "160",
        "FITAI_DATA_DIR": str(tmp_path / "data"),
    }


class Up:
    """A running `fitai up`."""

    def __init__(self, environment: dict[str, str], folder: Path) -> None:
        self.process = subprocess.Popen(
            command("up", "--port", "0", "--engine", "none"),
            stderr=subprocess.PIPE,
            text=True,
            env=environment,
            cwd=folder,
        )
        self.lines: list[str] = []
        self._ready = threading.Event()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        assert self._ready.wait(50), "\n".join(self.lines)
        self.url = re.findall(r"is ready at (http://127\.0\.0\.1:\d+)", "".join(self.lines))[-1]

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.lines.append(line)
            if "is ready at" in line:
                self._ready.set()
        self._ready.set()

    def children(self) -> dict[str, int]:
        listing = subprocess.run(
            ["ps", "-o", "pid=,args=", "--ppid", str(self.process.pid)], capture_output=True, text=True, check=True
        ).stdout.splitlines()
        named = {}
        for line in listing:
            pid, args = line.split(maxsplit=1)
            named |= {name: int(pid) for name in ("api", "worker") if args.endswith(f"cli.main {name}")}
        return named

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(40)
        self._reader.join(5)
        assert self.process.stderr is not None
        self.process.stderr.close()
        return code


@pytest.fixture
def up(environment: dict[str, str], tmp_path: Path) -> Iterator[Up]:
    running = Up(environment, tmp_path)
    try:
        yield running
    finally:
        if running.process.poll() is None:
            running.stop()


def person(url: str) -> httpx.Client:
    """A registered person with the bare profile."""
    client = httpx.Client(base_url=url, timeout=20, trust_env=False)
    account = {"email": f"{uuid4().hex}@example.org", "password": "three quiet rowing machines"}
    client.headers["X-CSRF-Token"] = (
        client.post("/api/auth/register", json=account).raise_for_status().json()["csrf_token"]
    )
    client.put(
        "/api/profile", content=BARE.read_bytes(), headers={"Content-Type": "application/json"}
    ).raise_for_status()
    return client


def finished(client: httpx.Client, job: str, patience_s: float = 40) -> dict:
    deadline = time.monotonic() + patience_s
    while True:
        try:
            view = client.get(f"/api/jobs/{job}").raise_for_status().json()
            if view["state"] in ("succeeded", "failed", "cancelled"):
                return view
        except httpx.TransportError:
            pass
        assert time.monotonic() < deadline, "the job did not end"
        time.sleep(0.1)


def test_demo_prints_a_plan_and_writes_its_json(environment: dict[str, str], tmp_path: Path) -> None:
    done = subprocess.run(
        command("demo", "--engine", "none"), capture_output=True, text=True, check=False, env=environment, cwd=tmp_path
    )
    assert done.returncode == 0, done.stdout + done.stderr
    plan = msgspec.json.decode((tmp_path / "demo-plan.json").read_bytes(), type=Plan)
    assert len(plan.workout_plan.weekly_schedule) == json.loads(BARE.read_text())["preferences"]["days_per_week"]
    for word in ("registered", "plan requested", "verify", "succeeded", plan.workout_plan.name):
        assert word in done.stdout


@pytest.mark.timeout(120)
def test_up_serves_survives_killed_children_and_stops_clean(up: Up, environment: dict[str, str]) -> None:
    with contextlib.closing(person(up.url)) as client:
        first = client.post("/api/plans", json={}).raise_for_status().json()["job_id"]
        assert finished(client, first)["state"] == "succeeded"

        for name in ("worker", "api"):
            os.kill(up.children()[name], signal.SIGKILL)
            deadline = time.monotonic() + 20
            while not any(f"{name} had ended and was started again" in line for line in up.lines):
                assert time.monotonic() < deadline, "".join(up.lines)
                time.sleep(0.05)

        deadline = time.monotonic() + 20
        while True:
            try:
                accepted = client.post("/api/plans", json={"reason": "different"}).raise_for_status().json()
                break
            except httpx.TransportError:
                assert time.monotonic() < deadline
                time.sleep(0.1)
        assert finished(client, accepted["job_id"])["state"] == "succeeded"
        assert [plan["version"] for plan in client.get("/api/plans").raise_for_status().json()["items"]] == [2, 1]
        metrics = client.get("/metrics").raise_for_status().text
        assert "fitai_http_requests_total" in metrics

    children = up.children()
    assert up.stop() == 0
    assert [name for name, pid in children.items() if Path(f"/proc/{pid}").exists()] == []
