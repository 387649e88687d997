"""A child that never outlives its parent, whatever kills the parent."""

import ctypes
import signal
import threading
from typing import BinaryIO

_PR_SET_PDEATHSIG = 1


def die_with_parent() -> None:
    """Ask Linux for SIGKILL when the parent thread ends; elsewhere the pipe alone watches. See prctl(2)."""
    try:
        prctl = ctypes.CDLL(None, use_errno=True).prctl
    except (OSError, AttributeError):
        return
    prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def stop_at_end_of(pipe: BinaryIO, stop: threading.Event) -> None:
    """Set `stop` when `pipe` ends: the parent holds its other end, and the system closes that with the parent."""

    def watch() -> None:
        while pipe.read(1):
            pass
        stop.set()

    threading.Thread(target=watch, name="parent-watch", daemon=True).start()
