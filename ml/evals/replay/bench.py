"""Many lives in parallel, each in every arm, as results that can be stored."""

from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed

from msgspec import Struct

from ml.evals.replay.body import as_percent
from ml.evals.replay.diary import Decided, Fault
from ml.evals.replay.measures import measured
from ml.evals.replay.people import ARCHETYPES, Archetype
from ml.evals.replay.run import ARMS, live
from ml.evals.replay.steps import load_steps


class LifeResult(Struct, frozen=True, kw_only=True):
    """One life in one arm: its figures by `measures.MEASURES`, the lifts' gain in % at each week's end, what happened.

    `steps` are rises of ordered loads as fractions, `forced_steps` those of them to the next load that exists.
    """

    archetype: str
    arm: str
    seed: int
    figures: dict[str, float]
    curve: tuple[float, ...]
    decided: tuple[Decided, ...]
    faults: tuple[Fault, ...]
    steps: tuple[float, ...]
    forced_steps: tuple[float, ...]
    events: int
    sessions: int


def life_result(archetype: Archetype, seed: int, arm: str, weeks: int) -> LifeResult:
    """One life, lived and measured."""
    diary = live(archetype, seed, arm, weeks=weeks)
    steps = load_steps(diary.sessions)
    return LifeResult(
        archetype=archetype.name,
        arm=arm,
        seed=seed,
        figures=measured(diary),
        curve=tuple(round(as_percent(week.lifts), 3) for week in diary.weeks),
        decided=tuple(diary.decided),
        faults=tuple(diary.faults),
        steps=tuple(round(step.share, 4) for step in steps if not step.forced),
        forced_steps=tuple(round(step.share, 4) for step in steps if step.forced),
        events=diary.events,
        sessions=sum(bool(entry.outcomes) for entry in diary.sessions),
    )


def replay(
    *,
    people: int,
    weeks: int,
    seed: int,
    processes: int,
    done: Callable[[int, int], None],
    archetypes: Sequence[Archetype] = ARCHETYPES,
    arms: Sequence[str] = ARMS,
) -> list[LifeResult]:
    """`people` of each archetype, `weeks` weeks, in each arm; sorted. `done(ended, all)` is called after each life.

    Person `i` of an archetype has the seed `seed + i`, in every arm.
    """
    tasks = [(archetype, seed + number, arm, weeks) for archetype in archetypes for number in range(people)
             for arm in arms]  # fmt: skip
    results = []
    if processes == 1:
        for task in tasks:
            results.append(life_result(*task))
            done(len(results), len(tasks))
    else:
        with ProcessPoolExecutor(processes) as pool:
            for ended in as_completed([pool.submit(life_result, *task) for task in tasks]):
                results.append(ended.result())
                done(len(results), len(tasks))
    order = {archetype.name: number for number, archetype in enumerate(archetypes)}
    return sorted(results, key=lambda life: (order[life.archetype], life.seed, arms.index(life.arm)))
