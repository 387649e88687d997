"""Medicines in a person's own words, mapped to the classes that matter in training.

The product never advises on a medicine; a class only changes what the plan asks for and what the person is told.
"""

from collections.abc import Iterable
from typing import Final

from msgspec import Struct

from domain.profile import Condition
from domain.safety.phrases import Status, read_text

HARMLESS: Final = "harmless"
"""Medicines and supplements that change nothing here."""

IMPLIES: Final[dict[str, Condition]] = {
    "blood_pressure": Condition.HYPERTENSION,
    "nitrate": Condition.HEART_DISEASE,
    "insulin_or_sulfonylurea": Condition.DIABETES,
    "bronchodilator": Condition.ASTHMA,
}
"""Who takes it has the condition, named or not: its rules hold."""

EFFECTS: Final[dict[str, tuple[str, ...]]] = {
    "beta_blocker": ("effort_by_feel",),
    "blood_pressure": ("long_cooldown",),
    "diuretic": ("long_cooldown", "drink"),
    "nitrate": ("long_cooldown",),
    "insulin_or_sulfonylurea": ("glucose",),
    "anticoagulant": ("no_falls",),
    "corticosteroid": ("bone_and_tendon",),
    "fluoroquinolone": ("no_jumps",),
    "statin": ("muscle_pain",),
    "sedating": ("balance",),
    "stimulant": ("effort_by_feel", "drink"),
    "bronchodilator": ("inhaler_at_hand",),
    "weight_loss_injection": ("protein_and_strength",),
}
"""What each class asks of a plan or a coach (ACSM Guidelines, 11th ed., appendix on medicines; ADA for glucose)."""


class Medicines(Struct, frozen=True, kw_only=True):
    """Classes taken, without the harmless ones, and names that are not known."""

    classes: frozenset[str] = frozenset()
    unmapped: tuple[str, ...] = ()


def read_medicines(texts: Iterable[str]) -> Medicines:
    """Map free texts: generic and brand names and lay terms."""
    classes: set[str] = set()
    unmapped: list[str] = []
    for text in texts:
        found = read_text(text, frozenset({"medicine"}))
        classes |= {each.entry for each in found.mentions if each.status is not Status.DENIED}
        if not found.understood:
            unmapped.append(text)
    return Medicines(classes=frozenset(classes - {HARMLESS}), unmapped=tuple(dict.fromkeys(unmapped)))
