"""The embedded services as a person meets them: cold, warm, killed, twice at once, as root and as a normal user."""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest
import redis

from adapters.local.services import local_services
from domain.errors import Conflict, Unavailable

PROGRAM = textwrap.dedent(
    """
    import os, pathlib, sys, time
    # imported before the change of user: the interpreter may lie where that user cannot read
    import encodings.idna, platform
    from adapters.local.services import local_services
    if os.geteuid() == 0 and sys.argv[2] != "root":
        os.setgroups([]); os.setgid(int(sys.argv[2])); os.setuid(int(sys.argv[2]))
    with local_services(pathlib.Path(sys.argv[1])) as running:
        print(running.database_url, running.redis_url, running.postgres.pid, running.valkey.pid, flush=True)
        time.sleep(600)
    """
)


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("services")


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that other users can reach, which pytest's own is not."""
    folder = Path(tempfile.mkdtemp(prefix="fitai-test-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def start_program(folder: Path, user: str = "root") -> tuple[subprocess.Popen[str], list[str]]:
    program = subprocess.Popen([sys.executable, "-c", PROGRAM, str(folder), user], stdout=subprocess.PIPE, text=True)
    assert program.stdout is not None
    words = program.stdout.readline().split()
    assert len(words) == 4, "the services did not start"
    return program, words


def finish(program: subprocess.Popen[str]) -> None:
    program.wait()
    assert program.stdout is not None
    program.stdout.close()


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def wait_gone(*pids: int, patience_s: float = 15) -> None:
    deadline = time.monotonic() + patience_s
    while any(alive(pid) for pid in pids):
        assert time.monotonic() < deadline, f"still running: {[pid for pid in pids if alive(pid)]}"
        time.sleep(0.02)


def query(url: str, statement: str) -> list[asyncpg.Record]:
    async def run() -> list[asyncpg.Record]:
        connection = await asyncpg.connect(url)
        try:
            return await connection.fetch(statement)
        finally:
            await connection.close()

    return asyncio.run(run())


def remember(url: str, redis_url: str) -> None:
    query(url, "CREATE TABLE kept AS SELECT 42 AS answer")
    with redis.Redis.from_url(redis_url) as client:
        client.set("kept", "42")


def assert_remembered(url: str, redis_url: str) -> None:
    assert query(url, "SELECT answer FROM kept")[0]["answer"] == 42
    with redis.Redis.from_url(redis_url) as client:
        assert client.get("kept") == b"42"


def test_data_outlives_a_clean_stop_and_nothing_is_left_running(folder: Path) -> None:
    with local_services(folder) as running:
        assert running.postgres is not None
        assert running.valkey is not None
        pids = running.postgres.pid, running.valkey.pid
        remember(running.database_url, running.redis_url)
    wait_gone(*pids, patience_s=0.5)
    with local_services(folder) as running:
        assert_remembered(running.database_url, running.redis_url)


@pytest.mark.parametrize("user", ["root", "65534"])
def test_kill_9_of_the_parent_leaves_no_orphan_and_loses_nothing(open_folder: Path, user: str) -> None:
    folder = open_folder
    if user != "root":
        if os.geteuid() != 0:
            pytest.skip("only root can become another user; this run is that other user already")
        os.chown(folder, int(user), int(user))
    program, (url, redis_url, postgres, valkey) = start_program(folder, user)
    remember(url, redis_url)
    time.sleep(1.1)  # appendfsync everysec: what Valkey promises
    program.kill()
    finish(program)
    wait_gone(int(postgres), int(valkey))
    program, (url, redis_url, *_) = start_program(folder, user)
    assert_remembered(url, redis_url)
    program.send_signal(signal.SIGKILL)
    finish(program)


def test_a_second_start_adopts_nothing_and_says_who_holds_the_folder(folder: Path) -> None:
    program, (_, _, postgres, _) = start_program(folder)
    with pytest.raises(Conflict, match=f"in use by process {program.pid}.*FITAI_DATA_DIR"), local_services(folder):
        pass
    assert alive(int(postgres)), "the first one must not be disturbed"
    program.kill()
    finish(program)


def test_a_pid_file_that_names_somebody_else_is_survived(folder: Path) -> None:
    with local_services(folder):
        pass
    stale = folder / "pg" / "postmaster.pid"
    stale.write_text(f"{os.getpid()}\n{folder / 'pg'}\n0\n0\n\n\n\nready\n")
    with local_services(folder) as running:
        assert query(running.database_url, "SELECT 1 AS one")[0]["one"] == 1


def test_each_server_comes_back_from_kill_9_on_its_port_with_its_data(folder: Path) -> None:
    with local_services(folder) as running:
        assert running.postgres is not None
        assert running.valkey is not None
        remember(running.database_url, running.redis_url)
        time.sleep(1.1)  # appendfsync everysec
        for server in (running.postgres, running.valkey):
            server.kill()
            server.start(server.port)
        assert_remembered(running.database_url, running.redis_url)


def test_only_loopback_listens_and_a_password_is_asked(folder: Path) -> None:
    with local_services(folder) as running:
        wrong = running.database_url.replace("fitai:", "fitai:wrong", 1)
        with pytest.raises(asyncpg.InvalidPasswordError):
            query(wrong, "SELECT 1")
        with redis.Redis.from_url(running.redis_url.split("@")[1].join(["redis://", ""])) as client:  # noqa: SIM117
            with pytest.raises(redis.AuthenticationError):
                client.ping()
        assert query(running.database_url, "SHOW listen_addresses")[0]["listen_addresses"] == "127.0.0.1"


def test_a_given_url_starts_nothing(folder: Path) -> None:
    with local_services(folder, database_url="postgresql://elsewhere/x", redis_url="redis://elsewhere/0") as running:
        assert (running.postgres, running.valkey) == (None, None)
    assert list(folder.iterdir()) == []


def test_a_server_that_cannot_start_says_why(folder: Path) -> None:
    with local_services(folder):
        pass
    (folder / "pg" / "PG_VERSION").write_text("12\n")
    with (
        pytest.raises(Unavailable, match=r"(?s)embedded PostgreSQL ended; its log ends:.*version"),
        local_services(folder),
    ):
        pass
