"""Whole plans by the planner: time a plan, findings before repair, findings that must not be left.

Run: `.venv/bin/python -m tests.perf.verifier_bench [profiles]`.
"""

import asyncio
import sys
import time
from collections import Counter

from domain.catalogue.loader import load_catalogue
from domain.coaching.planning.planner import PlannerEngine
from domain.coaching.service import make_plan
from domain.coaching.verifier.rules import RULES
from domain.plan import PlanDocument, Severity
from tests.people import profile_of

PROFILES = 1000
TARGET_MS = 20.0


async def _quiet(stage: str, **data: object) -> None:
    """A progress sink that keeps nothing."""


async def measure(profiles: int) -> tuple[list[float], list[float], list[PlanDocument]]:
    """Sorted milliseconds by the clock and of the processor, and the documents; people referred are left out."""
    catalogue, engine = load_catalogue(), PlannerEngine()
    took, busy, documents = [], [], []
    for seed in range(-20, profiles):  # the first twenty warm caches up
        profile = profile_of(seed)
        begin, begin_busy = time.perf_counter(), time.process_time()
        document = await make_plan(
            profile, catalogue=catalogue, engine=engine, seed=seed % 7, progress=_quiet, ticks=time.perf_counter
        )
        if seed >= 0 and document.plan is not None:
            took.append((time.perf_counter() - begin) * 1000)
            busy.append((time.process_time() - begin_busy) * 1000)
            documents.append(document)
    return sorted(took), sorted(busy), documents


def main() -> int:
    """Print the figures; 1 when a finding that must go is left."""
    profiles = int(sys.argv[1]) if len(sys.argv) > 1 else PROFILES
    took, busy, documents = asyncio.run(measure(profiles))
    stages = Counter[str]()
    for document in documents:
        stages.update(document.provenance.timings_ms)
    print(f"{len(documents)} plans of {profiles} people ({profiles - len(documents)} referred), {len(RULES)} rules")
    for name, all_ in (("ms a plan", took), ("of processor time", busy)):
        p50, p99 = all_[len(all_) // 2], all_[int(len(all_) * 0.99)]
        print(f"{name}: p50 {p50:.1f}, p99 {p99:.1f}; p50 / target of {TARGET_MS:.0f} ms: {p50 / TARGET_MS:.2f}")
    print("mean ms by stage: " + ", ".join(f"{stage} {ms / len(documents):.1f}" for stage, ms in stages.items()))
    found = Counter((finding.severity, finding.rule) for document in documents for finding in document.findings)
    print("findings before repair, per 100 plans:")
    for (severity, rule), count in sorted(found.items()):
        print(f"  {severity:<5} {rule:<16} {100 * count / len(documents):6.1f}")
    left = [
        finding
        for document in documents
        for finding in document.findings
        if finding.severity is not Severity.WARN and not finding.repaired
    ]
    print(f"BLOCK or FIX left: {len(left)}")
    return int(bool(left))


if __name__ == "__main__":
    sys.exit(main())
