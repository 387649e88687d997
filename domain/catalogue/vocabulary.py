"""The words the catalogue may use, and how they group: patterns, positions, categories, families."""

from typing import Final

CATEGORIES: Final = frozenset(
    {"strength", "powerlifting", "olympic", "plyometrics", "cardio", "stretching", "yoga", "pilates", "rehab"}
)
"""`rehab` is gentle strength and control work that a person in pain or just starting can do."""

POSITIONS: Final = frozenset(
    {
        "standing",
        "seated",
        "supine",
        "prone",
        "side_lying",
        "kneeling",
        "quadruped",
        "hanging",
        "incline",
        "decline",
        "inverted",
        "water",
    }
)

FAMILIES: Final[dict[str, tuple[str, ...]]] = {
    "squat": ("squat",),
    "hinge": ("hinge",),
    "lunge": ("lunge",),
    "bridge": ("bridge", "isolation_hip_extension"),
    "horizontal_push": ("horizontal_push", "dip"),
    "horizontal_pull": ("horizontal_pull",),
    "vertical_push": ("vertical_push",),
    "vertical_pull": ("vertical_pull", "isolation_shoulder_extension"),
    "chest": ("isolation_chest_fly",),
    "shoulders": ("isolation_shoulder_raise", "upright_row", "isolation_shrug"),
    "rear_shoulders": ("isolation_rear_delt", "isolation_shoulder_rotation"),
    "biceps": ("isolation_elbow_flexion",),
    "triceps": ("isolation_elbow_extension",),
    "grip_neck": ("isolation_forearm", "isolation_neck"),
    "knee_extension": ("isolation_knee_extension",),
    "knee_flexion": ("isolation_knee_flexion",),
    "hip": ("isolation_hip_abduction", "isolation_hip_adduction", "isolation_hip_flexion"),
    "calves": ("isolation_calf",),
    "core_bracing": ("core_anti_extension", "core_lateral", "core_rotation"),
    "core_trunk": ("core_flexion", "core_extension"),
    "carry": ("carry",),
    "power": ("olympic_lift", "jump", "throw"),
    "conditioning": ("locomotion",),
    "full_body": ("full_body",),
    "balance": ("balance",),
    "mobility": ("mobility",),
}
"""Every movement pattern, under the family that stands for it on a menu and in a week."""

PATTERN_FAMILY: Final[dict[str, str]] = {pattern: family for family, all_ in FAMILIES.items() for pattern in all_}

PATTERNS: Final = frozenset(PATTERN_FAMILY)

INTENSITIES: Final = frozenset(
    {
        "all",
        "breath_hold",
        "heavy_load",
        "static_hold",
        "vigorous",
        "hot_environment",
        "cold_dry_air",
        "contact_or_fall_risk",
    }
)
"""Targets of contraindication rows that speak of how hard or where one trains."""
