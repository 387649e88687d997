"""Varied people for property tests and benchmarks: one recipe, whoever makes the choices.

`profile_from(choose)` asks `choose` for one of each list of values: a seeded generator in benchmarks, Hypothesis in
tests (so that failures shrink). Contradictory people are wanted: a pregnant minor, a powerlifter without equipment.
"""

import random
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import msgspec

from domain.profile import (
    Activity,
    ActivityLevel,
    Condition,
    Diet,
    EquipmentAccess,
    FitnessLevel,
    Gender,
    Goal,
    Locale,
    PregnancyStage,
    Profile,
    Symptom,
    Weekday,
)

T = TypeVar("T")
Choose = Callable[[Sequence[Any]], Any]

INJURIES: tuple[tuple[str, ...], ...] = (
    (),
    (),
    (),
    ("knee",),
    ("lower back pain",),
    ("shoulder",),
    ("mal au genou", "poignet"),
    ("ألم في أسفل الظهر",),
    ("neck", "elbow"),
    ("hip",),
    ("ankle sprain",),
    ("some mysterious ailment",),
    ("knee", "shoulder", "lower_back", "wrist", "neck", "elbow", "hip", "ankle"),
)
EQUIPMENT: tuple[tuple[str, ...] | None, ...] = (
    None,
    None,
    None,
    ("dumbbell",),
    ("barbell", "bench", "rack"),
    ("band",),
    (),
)
ALLERGIES: tuple[tuple[str, ...], ...] = ((), (), ("milk",), ("nuts", "gluten"), ("something unknown",))
MAXIMA: tuple[dict[str, float], ...] = (
    {},
    {},
    {"Barbell Squat": 140, "bench press": 100},
    {"deadlift": 600, "squat": 1},
)


def profile_from(choose: Choose) -> Profile:
    """A valid profile made of `choose`'s picks."""
    stages = (*(None,) * 10, *PregnancyStage)
    raw: dict[str, Any] = {
        "personal_info": {
            "age": choose((13, 16, 17, 18, 25, 30, 40, 52, 64, 65, 78, 100)),
            "gender": choose(tuple(Gender)),
            "height": choose((100, 150, 158, 165, 172, 180, 190, 205, 250)),
            "weight": choose((25, 42, 55, 62, 70, 78, 88, 95, 140, 350)),
            "fitness_level": choose(tuple(FitnessLevel)),
            "body_fat": choose((None, None, 8, 22, 45)),
            "activity_outside_training": choose((None, *ActivityLevel)),
        },
        "goals": _some(choose, tuple(Goal), (1, 1, 2, 3)),
        "preferences": {
            "workout_duration": choose((10, 15, 20, 30, 45, 60, 75, 90, 120, 180)),
            "days_per_week": choose((1, 2, 3, 4, 5, 6, 7)),
            "equipment_access": choose(tuple(EquipmentAccess)),
            "preferred_activities": _some(choose, tuple(Activity), (0, 0, 1, 2, 3)),
            "equipment": choose(EQUIPMENT),
            "available_weekdays": choose((None, None, (Weekday.MONDAY, Weekday.TUESDAY), tuple(Weekday))),
            "disliked_exercises": choose(((), (), ("burpees",), ("squat", "push-up"))),
        },
        "constraints": {"injuries": choose(INJURIES)},
        "metrics": {"workout_completion_rate": choose((None, None, 0.2, 0.9)), "one_rep_max": choose(MAXIMA)},
        "health": {
            "conditions": _some(choose, tuple(Condition), (0, 0, 0, 0, 1, 2)),
            "symptoms": choose((*((),) * 18, (Symptom.CHEST_PAIN,), (Symptom.FEVER,))),
            "pregnancy": choose(stages),
            "blood_pressure": choose(
                (*(None,) * 12, {"systolic": 165, "diastolic": 95}, {"systolic": 185, "diastolic": 112})
            ),
            "parq": choose(
                (None, None, {"bone_or_joint_problem": True}, {"heart_disease_or_high_blood_pressure": True})
            ),
            "medical_clearance": choose((True, True, False)),
        },
        "nutrition": {"diet": choose(tuple(Diet)), "allergies": choose(ALLERGIES)},
        "locale": choose(tuple(Locale)),
    }
    return msgspec.convert(raw, Profile, strict=False)


def _some(choose: Choose, values: Sequence[T], counts: Sequence[int]) -> tuple[T, ...]:
    picked = [choose(values) for _ in range(choose(counts))]
    return tuple(dict.fromkeys(picked))


def profile_of(seed: int) -> Profile:
    """The profile of a seed: the same on every machine."""
    return profile_from(random.Random(seed).choice)
