"""Start and stop the embedded model server as a child process."""

import subprocess
import sys
import threading
from pathlib import Path
from queue import Empty, Queue

import msgspec
from msgspec import Struct

from domain.errors import Unavailable
from ml.serve.adapter import Adapter
from ml.serve.weights import ModelNotInstalled, embedded_weights

_STOP_S = 5.0


class _Announcement(Struct, frozen=True):
    url: str = ""
    error: str = ""


class EmbeddedModel:
    """The running child. `url` is empty until `ready` has returned."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.url = ""
        self._process = process
        self._lines: Queue[bytes] = Queue()
        threading.Thread(target=self._read, name="embedded-model", daemon=True).start()

    @property
    def pid(self) -> int:
        """The child's process id."""
        return self._process.pid

    def ready(self, timeout_s: float = 30.0) -> str:
        """Wait until the server listens and return its URL; blocking, callable again.

        Raises `ModelNotInstalled` when the child found a part missing, `Unavailable` when it ended or took too long;
        the child is stopped then.
        """
        if self.url:
            return self.url
        try:
            line = self._lines.get(timeout=timeout_s)
        except Empty:
            self.stop()
            raise Unavailable(f"The embedded model did not start within {timeout_s:g} s.") from None
        try:
            said = msgspec.json.decode(line, type=_Announcement)
        except msgspec.DecodeError:
            status = self.stop()
            raise Unavailable(f"The embedded model ended while it started (exit status {status}).") from None
        if said.error:
            self.stop()
            raise ModelNotInstalled(said.error)
        self.url = said.url
        return self.url

    def running(self) -> bool:
        """Whether the child is alive."""
        return self._process.poll() is None

    def stop(self) -> int:
        """End the child: SIGTERM, then SIGKILL after 5 s. Returns its exit status; stopping twice is harmless."""
        self._process.terminate()
        try:
            self._process.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdin is not None:
            self._process.stdin.close()
        return self._process.returncode

    def _read(self) -> None:
        pipe = self._process.stdout
        if pipe is None:
            raise AssertionError("the child is started with a pipe as stdout")
        with pipe:
            self._lines.put(pipe.readline())
            # Read on, so that a full pipe never blocks the child.
            for _ in pipe:
                pass


def start_embedded(
    *,
    port: int = 0,
    slots: int = 4,
    weights: Path | None = None,
    adapter: Adapter | None = None,
    warm: bool = True,
    log: Path | None = None,
) -> EmbeddedModel:
    """Start the server and return at once; `ready` waits for it (about 1 s) while the warm-up goes on behind.

    Call it from the main thread: Linux ends the child when the *thread* that started it ends. `log` takes the engine's
    own messages (default: nowhere). Raises `ModelNotInstalled` when the engine or the weights are missing.
    """
    path = weights or embedded_weights()
    command = [sys.executable, "-m", "ml.serve", "--child", "--port", str(port), "--slots", str(slots)]
    command += ["--weights", str(path)]
    if adapter is not None:
        command += ["--adapter", str(adapter.path)]
    if not warm:
        command.append("--no-warm")
    with (log or Path("/dev/null")).open("ab") as errors:
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors)  # noqa: S603
    return EmbeddedModel(process)
