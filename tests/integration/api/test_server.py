"""The API as a process: announces its port, logs JSON, drains on SIGTERM, stays small."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from api.server import run_api
from domain.errors import ConfigError
from tests.integration.api.support import settings_for

_PROGRAM = """
import os
from adapters.settings import load
from api.server import run_api
run_api(load(os.environ), lambda url: print(url, flush=True))
"""


@pytest.fixture
def process(postgres_url: str, redis_url: str) -> Iterator["subprocess.Popen[str]"]:
    environment = {**os.environ, "DATABASE_URL": postgres_url, "REDIS_URL": redis_url, "FITAI_PORT": "0"}
    with subprocess.Popen(
        [sys.executable, "-c", _PROGRAM], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as child:
        yield child
        child.kill()


def test_process_serves_logs_and_stops(process: "subprocess.Popen[str]") -> None:
    assert process.stdout is not None
    assert process.stderr is not None
    url = process.stdout.readline().strip()
    reply = httpx.get(f"{url}/health/ready", headers={"X-Request-ID": "check-0001"})
    assert reply.json()["status"] == "ready"
    status = Path(f"/proc/{process.pid}/status").read_text()
    megabytes = int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) / 1024
    process.send_signal(signal.SIGTERM)
    lines = [json.loads(line) for line in process.stderr]
    assert process.wait(20) == 0
    requests = [line for line in lines if line["event"] == "request"]
    assert [(line["request_id"], line["route"], line["status"]) for line in requests] == [
        ("check-0001", "/health/ready", 200)
    ]
    assert lines[-1]["event"] == "draining"
    assert megabytes < 150


@pytest.fixture
def _own_logging(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("adapters.telemetry.logs.configure", lambda *_: None)


@pytest.mark.usefixtures("_own_logging")
def test_address_that_is_not_ours_says_which_variable(postgres_url: str, redis_url: str) -> None:
    with pytest.raises(ConfigError, match=r"FITAI_HOST='203\.0\.113\.1'"):
        run_api(settings_for(postgres_url, redis_url, FITAI_HOST="203.0.113.1", FITAI_PORT="0"))


@pytest.mark.usefixtures("_own_logging")
@pytest.mark.parametrize("missing", ["DATABASE_URL", "REDIS_URL"])
def test_missing_url_is_named(postgres_url: str, redis_url: str, missing: str) -> None:
    with pytest.raises(ConfigError, match=missing):
        run_api(settings_for(postgres_url, redis_url, FITAI_PORT="0", **{missing: ""}))
