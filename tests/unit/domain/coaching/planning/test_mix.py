import pytest

from domain.coaching.planning.mix import day_counts, families
from domain.coaching.planning.proposal import DayKind, Split
from domain.profile import Activity, Goal


@pytest.mark.parametrize(
    ("goals", "strength"),
    [((Goal.WEIGHT_LOSS,), 1), ((Goal.ENDURANCE_IMPROVEMENT,), 0), ((Goal.GENERAL_FITNESS,), 1)],
)
def test_who_loses_weight_by_cardio_keeps_one_strength_day_in_three(goals, strength, make_person):
    person = make_person(goals=goals, activities=(Activity.CARDIO,), days=3)
    counts = day_counts(person, Split.CARDIO)
    assert (counts.strength, counts.cardio) == (strength, 3 - strength)


def test_from_65_walkers_and_stretchers_get_strength_days_too(make_person):
    wished = (Activity.WALKING, Activity.STRETCHING)
    assert DayKind.STRENGTH in families(make_person(age=70, activities=wished, goals=(Goal.FLEXIBILITY,)))
    assert DayKind.STRENGTH not in families(make_person(age=40, activities=wished, goals=(Goal.FLEXIBILITY,)))
