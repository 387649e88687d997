"""Which week of the mesocycle it is, by what was done: a week that hardly took place is done again."""

from collections.abc import Iterable, Sequence

from domain.plan import WeekTarget

REPEAT_BELOW = 0.5
"""A building week with less than this share of its sessions done is repeated (our judgement)."""

REPEAT_RULE = "ADP-repeat"


def week_of_cycle(weeks: Sequence[WeekTarget], past: Iterable[tuple[int, int]]) -> int:
    """Index into `weeks` of the week that follows `past`.

    `past` holds (planned, done) sessions of each calendar week since the cycle began, oldest first. A deload counts as
    done whatever was trained in it; a building week without any session never does. After the last week the cycle
    begins again. Raises `ValueError` without weeks.
    """
    if not weeks:
        raise ValueError("a cycle has at least one week")
    return sum(_counts(weeks, past)) % len(weeks)


def cycles_done(weeks: Sequence[WeekTarget], past: Iterable[tuple[int, int]]) -> int:
    """How many whole cycles lie behind, by the same count."""
    return sum(_counts(weeks, past)) // len(weeks)


def repeats(weeks: Sequence[WeekTarget], past: Sequence[tuple[int, int]]) -> bool:
    """Whether the week after `past` is one that is done again."""
    return bool(past) and not list(_counts(weeks, past))[-1]


def _counts(weeks: Sequence[WeekTarget], past: Iterable[tuple[int, int]]) -> Iterable[bool]:
    """For each past week, whether the cycle moved on after it."""
    index = 0
    for planned, done in past:
        moved = weeks[index % len(weeks)].deload or (done > 0 and done >= REPEAT_BELOW * planned)
        index += moved
        yield moved
