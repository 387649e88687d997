"""The equations, with worked examples."""

import pytest

from domain.nutrition.energy import activity_factor, katch_mcardle, lean_mass, mifflin_st_jeor
from domain.profile import ActivityLevel, Gender


def test_mifflin_st_jeor() -> None:
    assert mifflin_st_jeor(Gender.MALE, 80, 180, 30) == pytest.approx(1780)
    assert mifflin_st_jeor(Gender.FEMALE, 60, 165, 30) == pytest.approx(1320.25)


def test_other_is_the_mean_of_both_equations() -> None:
    both = [mifflin_st_jeor(gender, 70, 170, 40) for gender in (Gender.MALE, Gender.FEMALE)]
    assert mifflin_st_jeor(Gender.OTHER, 70, 170, 40) == pytest.approx(sum(both) / 2)


def test_katch_mcardle() -> None:
    assert katch_mcardle(65) == pytest.approx(1774)
    assert lean_mass(80, 20) == pytest.approx(64)


def test_training_is_counted_once() -> None:
    assert activity_factor(ActivityLevel.SEDENTARY, training_counted=True, days=6) == pytest.approx(1.2)
    assert activity_factor(ActivityLevel.SEDENTARY, training_counted=False, days=6) == pytest.approx(1.725)
    assert activity_factor(None, training_counted=True, days=3) == pytest.approx(1.375)
    assert activity_factor(ActivityLevel.VERY_ACTIVE, training_counted=False, days=1) == pytest.approx(1.9)
