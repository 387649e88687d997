"""Levels, against the worked examples of the curve."""

import pytest

from domain.gamification.levels import BANDS, COHORTS, band_of, cohort_of, level_of, xp_to_next


@pytest.mark.parametrize(("level", "xp"), [(1, 150), (5, 200), (10, 260), (20, 440), (50, 1260)])
def test_xp_to_next(level: int, xp: int) -> None:
    assert xp_to_next(level) == xp


@pytest.mark.parametrize(("level", "about"), [(10, 1780), (20, 5170), (50, 29_200)])
def test_the_sum_of_the_levels_before(level: int, about: int) -> None:
    total = sum(xp_to_next(each) for each in range(1, level))
    assert total == pytest.approx(about, rel=0.005)
    assert level_of(total).level == level
    assert level_of(total - 1).level == level - 1


@pytest.mark.parametrize(
    ("xp", "level", "into", "needed"),
    [(0, 1, 0, 150), (149, 1, 149, 150), (150, 2, 0, 160), (151, 2, 1, 160), (310, 3, 0, 170)],
)
def test_surplus_is_carried(xp: int, level: int, into: int, needed: int) -> None:
    found = level_of(xp)
    assert (found.level, found.into, found.needed) == (level, into, needed)


def test_every_level_has_a_band_and_a_cohort() -> None:
    assert [band_of(level) for level in (1, 4, 5, 74, 75, 400)] == [1, 1, 5, 50, 75, 75]
    assert [cohort_of(level) for level in (1, 4, 5, 19, 34, 35)] == [1, 1, 5, 10, 20, 35]
    assert tuple(sorted(BANDS)) == BANDS
    assert tuple(sorted(COHORTS)) == COHORTS
