"""Energy: resting needs, what activity adds, and what a goal may take away or add. Evidence section 4.8."""

from typing import Final

from domain.profile import ActivityLevel, Gender

ACTIVITY_FACTORS: Final[dict[ActivityLevel, float]] = {
    ActivityLevel.SEDENTARY: 1.2,
    ActivityLevel.LIGHT: 1.375,
    ActivityLevel.MODERATE: 1.55,
    ActivityLevel.ACTIVE: 1.725,
    ActivityLevel.VERY_ACTIVE: 1.9,
}
"""Multipliers of resting needs."""

KCAL_PER_KG: Final = 7700
"""Energy of a kilogram of body fat."""

PROTEIN_KCAL, CARBS_KCAL, FAT_KCAL = 4, 4, 9
"""Atwater factors, kcal per gram."""

_MIFFLIN_CONSTANT: Final = {Gender.MALE: 5.0, Gender.FEMALE: -161.0, Gender.OTHER: -78.0}
"""`other` takes the mean of the two equations."""


def mifflin_st_jeor(gender: Gender, weight_kg: float, height_cm: float, age: int) -> float:
    """Resting energy in kcal a day."""
    return 10 * weight_kg + 6.25 * height_cm - 5 * age + _MIFFLIN_CONSTANT[gender]


def katch_mcardle(lean_kg: float) -> float:
    """Resting energy in kcal a day from lean body mass."""
    return 370 + 21.6 * lean_kg


def lean_mass(weight_kg: float, body_fat: float) -> float:
    """Lean body mass in kg; `body_fat` in per cent."""
    return weight_kg * (1 - body_fat / 100)


def activity_factor(outside: ActivityLevel | None, *, training_counted: bool, days: int) -> float:
    """The multiplier: activity outside training, or, when training is not counted on its own, with it included.

    Nobody who did not say is taken for bedbound: light activity is assumed.
    """
    level = outside or ActivityLevel.LIGHT
    if training_counted:
        return ACTIVITY_FACTORS[level]
    with_training = ActivityLevel.LIGHT if days <= 2 else ActivityLevel.MODERATE if days <= 5 else ActivityLevel.ACTIVE
    return max(ACTIVITY_FACTORS[level], ACTIVITY_FACTORS[with_training])
