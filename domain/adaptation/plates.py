"""Real loads: the next one up, what to put on each side of a bar, and the sets that lead up to a heavy one."""

from collections.abc import Iterator

from msgspec import Struct

from domain.catalogue.types import Exercise
from domain.coaching.programming.loads import BAR_KG, implement, round_down

PLATES_KG = (25.0, 20.0, 15.0, 10.0, 5.0, 2.5, 1.25)
WARMUP_STEPS = ((0.4, 8), (0.6, 5), (0.8, 3))
"""Share of the working load and repetitions of each warm-up set (practice guides)."""

_SEARCH_KG, _SEARCH_STEP = 12.0, 0.5


class WarmupSet(Struct, frozen=True, kw_only=True):
    """A set that leads up to the working load; counts towards nothing."""

    load_kg: float
    reps: int


def next_load(exercise: Exercise, kg: float) -> float | None:
    """The smallest load above `kg` that exists for the exercise's implement; None when there is none."""
    for number in range(1, int(_SEARCH_KG / _SEARCH_STEP) + 1):
        found = round_down(exercise, kg + number * _SEARCH_STEP)
        if found is not None and found > kg:
            return found
    return None


def lower_load(exercise: Exercise, kg: float, factor: float) -> float:
    """`kg` times `factor` rounded down, and always below `kg` where a lighter load exists."""
    return round_down(exercise, kg * factor) or kg


def reduced_load(exercise: Exercise, kg: float, factor: float) -> float:
    """The load that exists nearest to `kg` times `factor`, never above `kg`: coarse steps may leave it where it is."""
    target = kg * factor
    below = round_down(exercise, target)
    above = next_load(exercise, target - 0.01 if below is None else below)
    found = [load for load in (below, above, kg) if load is not None and load <= kg]
    return min(found, key=lambda load: (abs(load - target), load))


def plates_per_side(exercise: Exercise, kg: float | None) -> tuple[float, ...]:
    """Plates for each side of the exercise's bar, heaviest first; empty without a bar or with the bar alone."""
    bar = BAR_KG.get(implement(exercise))
    if bar is None or kg is None:
        return ()
    left = (kg - bar) / 2
    found: list[float] = []
    for plate in PLATES_KG:
        while left >= plate - 1e-6:
            found.append(plate)
            left -= plate
    return tuple(found)


def warmup_sets(exercise: Exercise, kg: float | None) -> tuple[WarmupSet, ...]:
    """Sets at 40, 60 and 80 % of a working load, each at a load that exists and heavier than the one before."""
    return () if kg is None else tuple(_leading_up(exercise, kg))


def _leading_up(exercise: Exercise, kg: float) -> Iterator[WarmupSet]:
    before = 0.0
    for share, reps in WARMUP_STEPS:
        load = round_down(exercise, kg * share)
        if load is not None and before < load < kg:
            before = load
            yield WarmupSet(load_kg=load, reps=reps)
