"""Jumps of load, counted from what was ordered and done, without asking the coach how it counts."""

from collections import defaultdict
from datetime import date
from itertools import pairwise

from msgspec import Struct

from ml.evals.replay.diary import SessionEntry
from ml.evals.replay.lifts import next_load

LARGEST = 0.10
_TOLERANCE = 1e-6
_WEEKS = 4


class Step(Struct, frozen=True, kw_only=True):
    """A load ordered above the heaviest of late. `forced`: it is the very next load that exists above that."""

    day: date
    exercise: str
    before_kg: float
    load_kg: float
    forced: bool

    @property
    def share(self) -> float:
        """The rise as a fraction of the load before."""
        return self.load_kg / self.before_kg - 1


def load_steps(sessions: list[SessionEntry]) -> list[Step]:
    """Every rise of an ordered load, in order; loads that the person found alone are not orders.

    The way back after a lighter day or a deload is no rise: the heaviest load of four weeks counts, or the last two
    outings when those are longer ago. An exercise for few repetitions and the same one for many are two, for who lifts
    40 kg twelve times may lift 55 kg thrice; but what was lifted for more repetitions is no rise for fewer.
    """
    lifted: defaultdict[tuple[str, int], list[tuple[date, float]]] = defaultdict(list)
    steps = []
    for entry in sessions:
        for outcome in entry.outcomes:
            order = outcome.order
            key = (order.exercise.id, order.reps[0] if order.reps else 0)
            known = max(
                (_known(done, entry.day) for (id_, low), done in lifted.items() if id_ == key[0] and low >= key[1]),
                default=None,
            )
            if order.load_kg is not None and known is not None and order.load_kg > known:
                forced = order.load_kg <= next_load(order.exercise, known) + _TOLERANCE
                steps.append(
                    Step(
                        day=entry.day,
                        exercise=order.exercise.id,
                        before_kg=known,
                        load_kg=order.load_kg,
                        forced=forced,
                    )
                )
            loads = [each.load_kg for each in outcome.sets if each.load_kg]
            if loads and not entry.orders.deload:
                lifted[key].append((entry.day, max(loads)))
    return steps


def _known(done: list[tuple[date, float]], day: date) -> float:
    """The heaviest load of the last four weeks, at least of the last two outings."""
    recent = [kg for when, kg in done if (day - when).days <= _WEEKS * 7]
    return max(recent or [kg for _, kg in done[-2:]])


def too_large(step: Step) -> bool:
    """Whether it is above a tenth and not simply the next load there is."""
    return step.share > LARGEST + _TOLERANCE and not step.forced


def most_sets_rise(weeks: list[tuple[int, dict[str, float]]]) -> float | None:
    """Largest rise in the week's sum of sets, as a fraction, between building weeks of one plan; None without two.

    `weeks` are (cycle, sets by group) of the building weeks, oldest first.
    """
    sums = [(cycle, sum(sets.values())) for cycle, sets in weeks]
    rises = [
        after / before - 1 for (cycle, before), (next_cycle, after) in pairwise(sums) if cycle == next_cycle and before
    ]
    return max(rises, default=None)
