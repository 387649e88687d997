"""Whether plans serve one group of people worse than the others.

For each group: its mean less the mean of everyone else, with a bootstrap interval. A difference is no fault by itself
(older people should get fewer hard sets); one clear of zero in constraints, safety or rubric is to be explained.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct

from domain.profile import Diet, Profile
from ml.evals.intervals import Interval, difference

MEASURES: Final = (
    "chosen_faults",
    "delivered_warnings",
    "all_kept",
    "safety_chosen",
    "fitt_vp",
    "sets_a_day",
    "kcal_per_kg",
)
JUDGED: Final = ("chosen_faults", "all_kept", "safety_chosen", "fitt_vp")
"""Measures in which no group may be worse off; the others have grounds to differ."""

LEAST: Final = 8
"""Groups with fewer people are left out: their interval says nothing."""

_AGES: Final = ((17, "under 18"), (29, "18-29"), (44, "30-44"), (64, "45-64"), (200, "65 and over"))
_SIZES: Final = ((18.5, "BMI under 18.5"), (25.0, "BMI 18.5-25"), (30.0, "BMI 25-30"), (200.0, "BMI 30 and over"))


class Gap(Struct, frozen=True, kw_only=True):
    """A group's mean and how far it is from everyone else's."""

    dimension: str
    group: str
    measure: str
    mean: float
    gap: Interval


def groups_of(profile: Profile) -> dict[str, str]:
    """The group of a person in each dimension."""
    info = profile.personal_info
    bmi = info.weight / (info.height / 100) ** 2
    return {
        "gender": str(info.gender),
        "age": next(name for most, name in _AGES if info.age <= most),
        "body size": next(name for most, name in _SIZES if bmi < most),
        "level": str(info.fitness_level),
        "language": str(profile.locale),
        "diet": "omnivore" if profile.nutrition.diet is Diet.OMNIVORE else "a diet of culture, faith or choice",
    }


def audit(profiles: Mapping[int, Profile], scored: Mapping[int, Mapping[str, float]]) -> tuple[Gap, ...]:
    """Every group against the rest, for each measure that the records have."""
    placed = {person: groups_of(profiles[person]) for person in scored}
    found: list[Gap] = []
    for dimension in next(iter(placed.values()), {}):
        for group in sorted({groups[dimension] for groups in placed.values()}):
            inside = {person for person, groups in placed.items() if groups[dimension] == group}
            for measure in MEASURES:
                own = _values(scored, measure, [person for person in scored if person in inside])
                rest = _values(scored, measure, [person for person in scored if person not in inside])
                if len(own) >= LEAST and len(rest) >= LEAST:
                    gap = difference(own, rest)
                    mean = round(sum(own) / len(own), 4)
                    found.append(Gap(dimension=dimension, group=group, measure=measure, mean=mean, gap=gap))
    return tuple(found)


def _values(scored: Mapping[int, Mapping[str, float]], measure: str, people: Sequence[int]) -> list[float]:
    return [scored[person][measure] for person in people if measure in scored[person]]


def worse_off(gap: Gap) -> bool:
    """Whether the group is clearly worse off in a measure in which nobody may be."""
    if gap.measure not in JUDGED:
        return False
    return gap.gap.low > 0 if gap.measure == "chosen_faults" else gap.gap.high < 0
