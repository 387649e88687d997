"""How long a plan takes without a model, over 1,000 varied people: `python -m tests.perf.planner_bench`.

Two figures: frame, layout, choices and compilation; and the same with verification and repair (target: 20 ms).
"""

import platform
import statistics
import time

from domain.catalogue.loader import load_catalogue
from domain.coaching.person_of import person_of
from domain.coaching.planning.layout import frame_of
from domain.coaching.planning.menu import build_menu
from domain.coaching.planning.planner import plan_outline, plan_week
from domain.coaching.programming.compiler import compile_program
from domain.coaching.verifier.repair import settle
from domain.coaching.verifier.rule import Context
from domain.nutrition.targets import targets_of
from domain.plan import ScreeningOutcome
from domain.safety.screening import screen
from tests.people import profile_of

PEOPLE = 1000


def main() -> None:
    """Measure and print."""
    catalogue = load_catalogue()
    planned: list[float] = []
    verified: list[float] = []
    exercises = 0
    for seed in range(PEOPLE):
        profile = profile_of(seed)
        screening = screen(profile)
        if screening.outcome is ScreeningOutcome.STOP:
            continue
        person = person_of(profile, catalogue, screening)
        menu = build_menu(person, catalogue)
        targets = targets_of(person, profile)
        start = time.perf_counter()
        frame = frame_of(person, menu)
        proposal = plan_week(frame, plan_outline(frame, seed), seed)
        program = compile_program(frame, proposal, targets, catalogue)
        planned.append((time.perf_counter() - start) * 1000)
        context = Context(
            person=person, menu=menu, catalogue=catalogue, screening=screening, frame=frame, eating=profile.nutrition
        )
        exercises += sum(len(session.items) for session in settle(program, context).program.sessions)
        verified.append((time.perf_counter() - start) * 1000)
    stopped = PEOPLE - len(planned)
    print(f"{platform.machine()}: {len(planned)} plans, {exercises} exercises; {stopped} people stopped by screening")
    _show("frame + layout + choices + compile", planned)
    _show("the same + verify and repair (target 20)", verified)


def _show(what: str, taken: list[float]) -> None:
    taken = sorted(taken)
    middle, high = taken[len(taken) // 2], taken[int(len(taken) * 0.95)]
    print(f"{what}: mean {statistics.mean(taken):.1f} ms, p50 {middle:.1f}, p95 {high:.1f}, worst {taken[-1]:.1f}")


if __name__ == "__main__":
    main()
