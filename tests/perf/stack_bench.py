"""How fast the product starts and how much memory it takes, against a bare Litestar application in the same run.

`python -m tests.perf.stack_bench`. Targets: ready in under 6 s cold and 3 s warm (model excluded); API under 150 MB.
"""

import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx

from adapters.local.process import free_port
from cli.settings import settings_from_environment
from cli.stack import running_stack
from tests.perf.machine import machine, resident_mb

_BARE = """
import sys, uvicorn
from litestar import Litestar, get
@get("/health/ready")
async def ready() -> str: return "ok"
uvicorn.run(Litestar([ready]), port=int(sys.argv[1]), log_level="error")
"""
_ROUNDS = 5


def main() -> None:
    """Print the figures."""
    print(machine())
    bare = sorted(_bare_start() for _ in range(_ROUNDS))[_ROUNDS // 2]
    print(f"bare Litestar ready (baseline): {bare:.2f} s, median of {_ROUNDS}")
    folder = Path(tempfile.mkdtemp(prefix="fitai-bench-"))
    folder.chmod(0o755)
    try:
        cold, _ = _stack_start(folder)
        print(f"fitai up, cold: {cold:.2f} s ({cold / bare:.1f} x baseline)   target < 6 s")
        warm = [_stack_start(folder) for _ in range(_ROUNDS)]
        median = sorted(seconds for seconds, _ in warm)[_ROUNDS // 2]
        print(f"fitai up, warm: {median:.2f} s ({median / bare:.1f} x baseline), median of {_ROUNDS}   target < 3 s")
        print(
            "resident MB: "
            + ", ".join(f"{name} {size:.0f}" for name, size in warm[-1][1].items())
            + "   target: api < 150"
        )
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _bare_start() -> float:
    port = free_port()
    began = time.monotonic()
    server = subprocess.Popen([sys.executable, "-c", _BARE, str(port)])
    try:
        while True:
            try:
                httpx.get(f"http://127.0.0.1:{port}/health/ready", trust_env=False)
            except httpx.TransportError:
                time.sleep(0.02)
            else:
                return time.monotonic() - began
    finally:
        server.terminate()
        server.wait()


def _stack_start(folder: Path) -> tuple[float, dict[str, float]]:
    settings = settings_from_environment(FITAI_PORT="0", FITAI_DATA_DIR=str(folder / "data"), FITAI_LOG_LEVEL="error")
    with running_stack(settings, engine="none", log=folder / "log") as stack:
        httpx.get(f"{stack.url}/health/ready", trust_env=False)
        return stack.started_s, {name: resident_mb(child.pid) for name, child in stack.programs.items()}


if __name__ == "__main__":
    main()
