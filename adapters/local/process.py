"""Child processes that end with their parent, whatever ends the parent.

On Linux the kernel does it (`PR_SET_PDEATHSIG`). Where that is not to be had, a short shell guard holds the read end
of a pipe: when the parent is gone the pipe closes and the guard stops the child.
"""

import contextlib
import ctypes
import os
import pwd
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from domain.errors import Unavailable

_PR_SET_PDEATHSIG = 1
_GUARD = """
exec 3<&0
"$@" 3<&- </dev/null & child=$!
{ read -r _ <&3; kill -"$FITAI_STOP" $child; } 2>/dev/null & reader=$!
wait $child; status=$?
kill $reader 2>/dev/null
exit $status
"""


class Identity(Struct, frozen=True, kw_only=True):
    """As whom a child runs. PostgreSQL refuses uid 0, so root gives it another user.

    `uid` and `gid` are None to stay as we are. `wrapper` is put before the command: as root with files that no other
    user can reach, a user namespace in which root is called 1 is the way left.
    """

    uid: int | None = None
    gid: int | None = None
    wrapper: tuple[str, ...] = ()

    def own(self, path: Path) -> None:
        """Give `path` and all below it to this identity. Only root can, and only root needs to."""
        if os.geteuid() != 0:
            return
        uid, gid = self.uid or 0, self.gid or 0
        if path.stat().st_uid == uid:
            return
        for each in (path, *path.rglob("*")):
            os.chown(each, uid, gid, follow_symlinks=False)


def unprivileged(*paths: Path) -> Identity:
    """The identity for a program that refuses to run as root; `paths` are what it must be able to reach."""
    if os.geteuid() != 0:
        return Identity()
    if all(_others_reach(path) for path in paths):
        nobody = pwd.getpwnam("nobody")
        return Identity(uid=nobody.pw_uid, gid=nobody.pw_gid)
    return Identity(wrapper=("unshare", "--user", "--map-user=1", "--map-group=1", "--"))


def _others_reach(path: Path) -> bool:
    return all(parent.stat().st_mode & 0o001 for parent in path.resolve().parents if parent.exists())


class Child:
    """A running child. `stop_signal` is the program's own signal for a fast and clean stop."""

    def __init__(self, popen: subprocess.Popen[bytes], stop_signal: signal.Signals) -> None:
        self._popen = popen
        self._stop_signal = stop_signal

    @property
    def pid(self) -> int:
        """Process id (of the guard, where there is one)."""
        return self._popen.pid

    @property
    def running(self) -> bool:
        """False once it has ended."""
        return self._popen.poll() is None

    def stop(self, patience_s: float = 10.0) -> None:
        """Ask for a clean stop, wait, and kill only what does not listen."""
        if self._popen.stdin:
            self._popen.stdin.close()  # the guard reads the end of the pipe as the order to stop
        elif self.running:
            self._popen.send_signal(self._stop_signal)
        try:
            self._popen.wait(patience_s)
        except subprocess.TimeoutExpired:
            self._popen.kill()
            self._popen.wait()

    def kill(self) -> None:
        """`kill -9`, for the fault tests."""
        self._popen.kill()
        self._popen.wait()


def spawn(
    command: Sequence[str | Path],
    *,
    log: Path | None,
    stop_signal: signal.Signals,
    identity: Identity | None = None,
    guard: bool | None = None,
    env: Mapping[str, str] | None = None,
) -> Child:
    """Start `command` with its output appended to `log` (None: our own output). Must be called from the main thread.

    The kernel ties the child to the thread that forked it; a thread that ends early would take the child with it.
    """
    if threading.current_thread() is not threading.main_thread():
        raise RuntimeError("children are started from the main thread: they end with the thread that started them")
    who = identity or Identity()
    guarded = guard if guard is not None else (sys.platform != "linux" or bool(who.wrapper))
    words = [*who.wrapper, *(str(word) for word in command)]
    if guarded:
        words = ["/bin/sh", "-c", _GUARD, "guard", *words]
    with log.open("ab") if log else contextlib.nullcontext() as output:
        popen = subprocess.Popen(  # noqa: S603 - the command is ours
            words,
            stdin=subprocess.PIPE if guarded else subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT if log else None,
            env={**_clean_environment(), **(env or {}), "FITAI_STOP": stop_signal.name.removeprefix("SIG")},
            user=who.uid,
            group=who.gid,
            extra_groups=[] if who.uid is not None else None,
            preexec_fn=None if guarded else _die_with_parent(stop_signal),  # noqa: PLW1509 - main thread only, see above
            start_new_session=True,
        )
    return Child(popen, stop_signal)


def _clean_environment() -> dict[str, str]:
    """The environment without what would steer PostgreSQL's own programs elsewhere."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")} | {"LC_ALL": "C.UTF-8"}


def _die_with_parent(stop_signal: signal.Signals) -> Callable[[], None]:
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    parent = os.getpid()

    def in_child() -> None:
        prctl(_PR_SET_PDEATHSIG, int(stop_signal))
        if os.getppid() != parent:  # the parent went between fork and prctl
            os._exit(1)

    return in_child


def free_port() -> int:
    """A TCP port of loopback that nobody held a moment ago."""
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(ready, child: Child, *, what: str, log: Path, patience_s: float = 30.0) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    """Poll `ready()`. Raises `Unavailable` with the log's last lines when the child ends or time runs out."""
    deadline = time.monotonic() + patience_s
    while not ready():
        if not child.running or time.monotonic() > deadline:
            why = "ended" if not child.running else f"was not ready after {patience_s:.0f} s"
            child.stop(1.0)
            tail = "\n".join(log.read_text(errors="replace").splitlines()[-8:])
            raise Unavailable(f"the embedded {what} {why}; its log ends:\n{tail}")
        time.sleep(0.01)
