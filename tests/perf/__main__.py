"""`make perf`: every benchmark, one after the other; each prints its figures and its target."""

import subprocess
import sys

_BENCHES = (
    "planner_bench",
    "verifier_bench",
    "storage_bench",
    "http_bench",
    "events_bench",
    "jobs_bench",
    "model_bench",
    "stack_bench",
    "allergen_bench",
    "meals_bench",
    "fold_bench",
    "adapt_bench",
    "files_bench",
    "chat_bench",
    "coach_bench",
    "stream_bench",
    "knowledge_bench",
    "admin_bench",
    "taste_bench",
)


def main() -> int:
    """Run them all; the status says whether any could not run. A missed target is printed, not an error."""
    status = 0
    for name in _BENCHES:
        print(f"\n== {name}", flush=True)
        status |= subprocess.run([sys.executable, "-m", f"tests.perf.{name}"], check=False).returncode
    return status


if __name__ == "__main__":
    sys.exit(main())
