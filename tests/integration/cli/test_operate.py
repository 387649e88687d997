"""`fitai migrate`, `user` and `doctor` against a real database."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import asyncpg
import pytest

ROOT = Path(__file__).resolve().parents[3]
Fitai = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def fitai(tmp_path: Path) -> Fitai:
    def run(*words: str, **env: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "cli.main", *words]
        everything = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "COLUMNS": "200", **env}
        return subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path, env=everything)

    return run


def fetch(url: str, query: str, *values: object) -> list[asyncpg.Record]:
    async def run() -> list[asyncpg.Record]:
        connection = await asyncpg.connect(url)
        try:
            return await connection.fetch(query, *values)
        finally:
            await connection.close()

    return asyncio.run(run())


def test_migrate_brings_an_empty_database_up_and_says_so_once(fitai: Fitai, empty_postgres_url: str) -> None:
    first = fitai("migrate", DATABASE_URL=empty_postgres_url)
    assert first.returncode == 0, first.stderr
    assert "applied" in first.stdout
    assert fitai("migrate", DATABASE_URL=empty_postgres_url).stdout == "the schema is up to date\n"


def test_the_first_admin_is_made_here_and_a_role_can_change(fitai: Fitai, postgres_url: str) -> None:
    made = fitai(
        "user",
        "create",
        "Boss@Example.org",
        "--admin",
        "--password",
        "three quiet rowing machines",
        DATABASE_URL=postgres_url,
    )
    assert made.returncode == 0, made.stderr
    assert made.stdout.startswith("boss@example.org is admin")
    again = fitai(
        "user", "create", "boss@example.org", "--password", "three quiet rowing machines", DATABASE_URL=postgres_url
    )
    assert again.returncode == 1
    assert "Traceback" not in again.stderr
    assert (
        fitai("user", "role", "boss@example.org", "user", DATABASE_URL=postgres_url).stdout
        == "boss@example.org is user\n"
    )
    rows = fetch(postgres_url, "SELECT role FROM users WHERE email = $1", "boss@example.org")
    assert [row["role"] for row in rows] == ["user"]
    assert fetch(postgres_url, "SELECT action FROM audit_log WHERE action = 'user.role'")


def test_a_role_for_nobody_says_how_to_make_the_account(fitai: Fitai, postgres_url: str) -> None:
    done = fitai("user", "role", "nobody@example.org", "admin", DATABASE_URL=postgres_url)
    assert done.returncode == 1
    assert "fitai user create nobody@example.org" in done.stderr


@pytest.mark.parametrize("command", ["api", "worker", "migrate"])
def test_servers_without_a_url_say_what_to_set(fitai: Fitai, command: str) -> None:
    done = fitai(command)
    assert done.returncode == 2
    assert "DATABASE_URL" in done.stderr


@pytest.mark.parametrize(
    ("variable", "value", "allowed"),
    [
        ("FITAI_PORT", "eighty", "0 to 65535"),
        ("MODEL_DIALECT", "openai", "tgi, vllm, llamacpp"),
        ("FITAI_OTEL", "maybe", "0, 1"),
    ],
)
def test_a_wrong_setting_stops_the_start(fitai: Fitai, variable: str, value: str, allowed: str) -> None:
    done = fitai("doctor", **{variable: value})
    assert done.returncode == 2
    assert variable in done.stderr
    assert value in done.stderr
    assert allowed in done.stderr


def test_a_wrong_secret_is_not_repeated(fitai: Fitai) -> None:
    done = fitai("doctor", DATABASE_URL="mysql://root:hunter2@db/x")
    assert done.returncode == 2
    assert "hunter2" not in done.stderr
    assert "postgresql://" in done.stderr


def test_doctor_is_content_with_what_make_installed(fitai: Fitai, postgres_url: str, redis_url: str) -> None:
    done = fitai("doctor", DATABASE_URL=postgres_url, REDIS_URL=redis_url)
    assert done.returncode == 0, done.stdout
    assert "up to date" in done.stdout
    assert postgres_url not in done.stdout


def test_doctor_says_what_to_do_about_a_database_that_is_away(fitai: Fitai) -> None:
    done = fitai("doctor", DATABASE_URL="postgresql://fitai:x@127.0.0.1:9/fitai", REDIS_URL="redis://127.0.0.1:9/0")
    assert done.returncode == 1
    assert "start PostgreSQL" in done.stdout
    assert "start Redis or Valkey" in done.stdout
    assert "Traceback" not in done.stderr
