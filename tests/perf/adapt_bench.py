"""What adapting a plan costs, against making one with the planner: people with a year of history.

Run: `.venv/bin/python -m tests.perf.adapt_bench [people]`. Milliseconds of this process for one person each.
"""

import asyncio
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from domain.adaptation.apply import CannotApply, apply_change, changes_plan
from domain.adaptation.engine import suggestions
from domain.adaptation.scene import Scene, scene_of
from domain.adaptation.today import today_session
from domain.catalogue.loader import load_catalogue
from domain.coaching.planning.planner import PlannerEngine
from domain.coaching.service import make_plan
from domain.profile import Profile
from tests.perf.machine import machine
from tests.unit.domain.adaptation.lives import DAY, lived, plan_of

P = ParamSpec("P")
T = TypeVar("T")
PEOPLE, WEEKS = 60, 52
BASELINE = "make_plan (baseline)"
TARGET_MS = 50.0


class Times:
    """Milliseconds by what was done."""

    def __init__(self) -> None:
        self.of: dict[str, list[float]] = defaultdict(list)

    def __call__(self, name: str, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        begin = time.perf_counter()
        try:
            return work(*args, **kwargs)
        finally:
            self.of[name].append((time.perf_counter() - begin) * 1000)


async def _silent(*_: object, **__: object) -> None:
    return None


def planned(profile: Profile) -> None:
    """The same person's plan made anew by the planner."""
    asyncio.run(
        make_plan(
            profile,
            catalogue=load_catalogue(),
            engine=PlannerEngine(),
            seed=0,
            progress=_silent,
            ticks=time.perf_counter,
        )
    )


def adapted(scene: Scene) -> None:
    """What the worker does: suggestions, and the first change that can be applied."""
    for each in suggestions(scene):
        if changes_plan(each.change):
            try:
                apply_change(each.change, scene, rule=each.rule, subject=each.subject)
            except CannotApply:
                continue
            return


def main() -> None:
    """Print the figures."""
    people = int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE
    print(machine())
    timed = Times()
    for seed in range(people):
        profile, document = plan_of(seed)
        if document.plan is None:
            continue
        training = lived(seed, document, weeks=WEEKS)
        scene = timed("scene", scene_of, document, profile, training, load_catalogue(), day=DAY)
        timed("suggestions", suggestions, scene)
        timed("suggestions + apply", adapted, scene)
        timed("today", today_session, scene, weekday=document.days[0].weekday)
        timed(BASELINE, planned, profile)
    base = sorted(timed.of[BASELINE])
    for name, found in timed.of.items():
        took = sorted(found)
        p50, p99 = took[len(took) // 2], took[int(len(took) * 0.99)]
        print(f"{name:22} n {len(took):4}  p50 {p50:6.1f} ms  p99 {p99:6.1f} ms  x{p50 / base[len(base) // 2]:.2f}")
    p50 = sorted(timed.of["suggestions + apply"])[len(base) // 2]
    print(f"suggestions + apply, p50 / target of {TARGET_MS:.0f} ms: {p50 / TARGET_MS:.2f}")


if __name__ == "__main__":
    main()
