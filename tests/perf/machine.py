"""What every benchmark says of where it ran."""

import os
import platform
from pathlib import Path


def machine() -> str:
    """Processor, cores, Python, and how busy the machine is: figures mean nothing without it."""
    model = platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        model = next(
            (line.partition(":")[2].strip() for line in info.read_text().splitlines() if line.startswith("model name")),
            model,
        )
    load = os.getloadavg()[0]
    return f"machine: {os.cpu_count()} x {model}, Python {platform.python_version()}, load {load:.1f} at the start"


def resident_mb(pid: int) -> float:
    """Resident memory of a process, MB."""
    status = Path(f"/proc/{pid}/status").read_text()
    return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmRSS"))
