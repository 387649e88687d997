"""The rows of the nutrition catalogue: numbers and sources of every limit and choice behind the targets."""

from typing import Final

from msgspec import Struct

from domain.profile import Goal, PregnancyStage


class NutritionRule(Struct, frozen=True):
    """A rule's numbers and where they come from; its text is `nutrition.reason.<id>`."""

    id: str
    source: str
    numbers: dict[str, float] = {}


_OBESITY = "AHA/ACC/TOS obesity guideline 2013"
_DRI = "Dietary Reference Intakes (IOM 2005)"
_OWN = "judgement"

_RULES = (
    NutritionRule("NUT-mifflin", "Mifflin 1990"),
    NutritionRule("NUT-katch", "Katch and McArdle 1996"),
    NutritionRule("NUT-activity", "activity factors of Harris and Benedict; light when not stated"),
    NutritionRule("NUT-training", "Compendium of Physical Activities 2011, energy of the planned sessions"),
    NutritionRule("NUT-adaptive", "energy balance of the log: eaten less stored, 6,000 kcal/kg", {"most_weekly": 150}),
    NutritionRule("NUT-loss", _OBESITY, {"share": 0.20, "most_kcal": 750, "weekly": 0.01}),
    NutritionRule("NUT-loss-older", _OWN, {"most_kcal": 500, "age": 65}),
    NutritionRule("NUT-recomposition", _OWN, {"share": 0.10}),
    NutritionRule("NUT-gain", "Iraki 2019", {"beginner": 0.15, "trained": 0.10, "most_kcal": 500, "weekly": 0.005}),
    NutritionRule("NUT-strength", _OWN, {"share": 0.05}),
    NutritionRule("NUT-no-gain", _OWN, {"bmi": 30}),
    NutritionRule("NUT-maintain", _OWN),
    NutritionRule("CAL-floor", _OBESITY, {"female": 1200, "male": 1500}),
    NutritionRule("CAL-available", "IOC RED-S 2018", {"kcal_per_kg_lean": 30}),
    NutritionRule("CAL-minor", "standard practice: growth"),
    NutritionRule("CAL-pregnancy", _DRI, {"trimester_2": 340, "trimester_3": 452}),
    NutritionRule("CAL-breastfeeding", _DRI, {"kcal": 330}),
    NutritionRule("CAL-thin", "standard practice; WHO", {"bmi": 18.5}),
    NutritionRule("CAL-eating", "standard practice; IOC RED-S 2018"),
    NutritionRule("MAC-protein", "Morton 2018; ISSN 2017; Helms 2014", {"least": 1.4, "most": 2.2}),
    NutritionRule("MAC-protein-share", _DRI, {"share": 0.35}),
    NutritionRule("MAC-protein-least", _DRI, {"share": 0.10}),
    NutritionRule("MAC-protein-young", "AAP; ISSN 2017", {"most": 1.6}),
    NutritionRule("MAC-protein-weight", _OWN, {"bmi": 30}),
    NutritionRule("MAC-kidney", "KDIGO 2024", {"per_kg": 0.8}),
    NutritionRule("MAC-fat", _DRI, {"low": 0.20, "high": 0.35}),
    NutritionRule("MAC-carbs", "what protein and fat leave"),
    NutritionRule("MAC-fibre", "Dietary Guidelines for Americans", {"per_1000_kcal": 14}),
    NutritionRule("WAT-base", "EFSA 2010, total water", {"female": 2.0, "male": 2.5, "training_hour": 0.5}),
    NutritionRule("WAT-pregnancy", "EFSA 2010", {"pregnancy": 0.3, "breastfeeding": 0.7}),
    NutritionRule("WAT-doctor", _OWN),
)

NUTRITION_RULES: Final[dict[str, NutritionRule]] = {rule.id: rule for rule in _RULES}
"""Every nutrition rule by id."""

PROTEIN_PER_KG: Final[dict[Goal, float]] = {
    Goal.MUSCLE_GAIN: 1.8,
    Goal.STRENGTH_INCREASE: 1.8,
    Goal.WEIGHT_LOSS: 1.6,
    Goal.BODY_RECOMPOSITION: 1.8,
    Goal.ATHLETIC_PERFORMANCE: 1.7,
    Goal.ENDURANCE_IMPROVEMENT: 1.6,
    Goal.REHABILITATION: 1.6,
    Goal.GENERAL_FITNESS: 1.4,
    Goal.FLEXIBILITY: 1.4,
    Goal.STRESS_REDUCTION: 1.4,
}
"""Grams a kg and day, inside the band of `MAC-protein`; the highest of the person's goals counts."""

FAT_SHARE: Final[dict[Goal, float]] = {Goal.ENDURANCE_IMPROVEMENT: 0.25, Goal.MUSCLE_GAIN: 0.25}
USUAL_FAT_SHARE: Final = 0.30
LEAST_FAT_PER_KG: Final = 0.6
"""Shares of energy, and grams a kg of reference weight, inside the band of `MAC-fat`."""

PREGNANCY_KCAL: Final[dict[PregnancyStage, tuple[str, float]]] = {
    PregnancyStage.TRIMESTER_1: ("CAL-pregnancy", 0),
    PregnancyStage.TRIMESTER_2: ("CAL-pregnancy", 340),
    PregnancyStage.TRIMESTER_3: ("CAL-pregnancy", 452),
    PregnancyStage.POSTPARTUM_UNDER_12_WEEKS: ("CAL-pregnancy", 0),
    PregnancyStage.BREASTFEEDING: ("CAL-breastfeeding", 330),
}
"""Rule and kcal a day on top of expenditure."""
