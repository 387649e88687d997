"""Health and eating of the seeded people: conditions by age, pregnancy, diets and allergies, in stated shares."""

import random
from collections.abc import Mapping
from typing import Any, Final

from domain.profile import Condition, Diet, Gender, Locale, PregnancyStage, Symptom
from ml.train.dataset.people_words import DISLIKES

CONDITIONS: Final[Mapping[Condition, tuple[float, float, float]]] = {
    # share under 45, from 45 to 64, from 65
    Condition.HYPERTENSION: (0.05, 0.25, 0.45),
    Condition.DIABETES: (0.02, 0.09, 0.17),
    Condition.ASTHMA: (0.08, 0.07, 0.06),
    Condition.HEART_DISEASE: (0.005, 0.04, 0.12),
    Condition.OSTEOPOROSIS: (0.0, 0.03, 0.15),
    Condition.HERNIA: (0.01, 0.02, 0.03),
    Condition.KIDNEY_DISEASE: (0.005, 0.02, 0.06),
    Condition.EATING_DISORDER_HISTORY: (0.02, 0.005, 0.0),
}
"""Rounded from common prevalence figures; eating-disorder history and hernia are our judgement."""
PREGNANT: Final = 0.04
"""Of women from 18 to 44; all stages alike, six weeks to a year after birth among them."""
SYMPTOMS: Final = 0.01
"""With a red flag: screening stops these, and they are not in the pairs."""
CLEARED: Final = 0.8
"""Of people with a condition, the share whose doctor has agreed to training."""
DIETS: Final[Mapping[Locale, Mapping[Diet, float]]] = {
    Locale.EN: {Diet.OMNIVORE: 0.76, Diet.VEGETARIAN: 0.10, Diet.VEGAN: 0.05, Diet.PESCATARIAN: 0.05,
                Diet.GLUTEN_FREE: 0.02, Diet.LACTOSE_FREE: 0.02},
    Locale.FR: {Diet.OMNIVORE: 0.70, Diet.HALAL: 0.12, Diet.VEGETARIAN: 0.07, Diet.VEGAN: 0.03,
                Diet.PESCATARIAN: 0.03, Diet.LACTOSE_FREE: 0.03, Diet.KOSHER: 0.02},
    Locale.AR: {Diet.HALAL: 0.80, Diet.OMNIVORE: 0.14, Diet.VEGETARIAN: 0.04, Diet.LACTOSE_FREE: 0.02},
}  # fmt: skip
ALLERGIES: Final[Mapping[str, float]] = {"milk": 0.03, "nuts": 0.02, "peanuts": 0.015, "gluten": 0.02, "eggs": 0.01,
                                         "fish": 0.01, "crustaceans": 0.01, "soy": 0.005, "sesame": 0.005}  # fmt: skip
_MEDICINES: Final = {
    Condition.HYPERTENSION: ("ramipril", "amlodipine", "bisoprolol"),
    Condition.DIABETES: ("metformin", "insulin"),
    Condition.ASTHMA: ("salbutamol",),
    Condition.HEART_DISEASE: ("bisoprolol", "aspirin"),
}


def health_of(rng: random.Random, age: int, gender: Gender, bmi: float) -> dict[str, Any]:
    """The `health` part of a profile."""
    column = 0 if age < 45 else 1 if age < 65 else 2
    heavier = 1.6 if bmi >= 32 else 1.0
    found = [
        condition
        for condition, shares in CONDITIONS.items()
        if rng.random() < shares[column] * (heavier if condition in _MEDICINES else 1.0)
    ]
    health: dict[str, Any] = {"conditions": found}
    medicines = [rng.choice(_MEDICINES[condition]) for condition in found if condition in _MEDICINES]
    if rng.random() < 0.7:
        health["medicines"] = medicines
    if found:
        health["medical_clearance"] = rng.random() < CLEARED
    if Condition.HYPERTENSION in found and rng.random() < 0.5:
        health["blood_pressure"] = {"systolic": rng.randint(122, 158), "diastolic": rng.randint(74, 96)}
    if gender is Gender.FEMALE and 18 <= age <= 44 and rng.random() < PREGNANT:
        health |= {"pregnancy": rng.choice(tuple(PregnancyStage)), "medical_clearance": rng.random() < CLEARED}
    if rng.random() < SYMPTOMS:
        health["symptoms"] = [rng.choice((Symptom.CHEST_PAIN, Symptom.DIZZINESS, Symptom.FEVER))]
    return health


def eating_of(rng: random.Random, locale: Locale) -> dict[str, Any]:
    """The `nutrition` part of a profile."""
    shares = DIETS[locale]
    return {
        "diet": rng.choices(list(shares), weights=list(shares.values()))[0],
        "allergies": [name for name, share in ALLERGIES.items() if rng.random() < share],
        "dislikes": rng.sample(DISLIKES[locale], 1) if rng.random() < 0.15 else [],
        "meals_per_day": rng.choice((3, 3, 3, 4, 4, 5)),
    }
