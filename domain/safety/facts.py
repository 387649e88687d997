"""What a profile says about health, gathered once for screening and for the rules."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from msgspec import Struct

from domain.catalogue.types import Joint
from domain.profile import BloodPressure, Condition, Health, ParqAnswers, PregnancyStage, Profile, Symptom
from domain.safety.contraindications import CLEARED
from domain.safety.medicines import IMPLIES, read_medicines
from domain.safety.phrases import Mention, Status, read_text
from domain.safety.regions import read_injuries
from domain.text.normal import plain

ANY: Final = "any"

STAGES: Final[dict[str, frozenset[str]]] = {
    "diabetes": frozenset({"peripheral_neuropathy", "autonomic_neuropathy", "unstable_retinopathy", "foot_ulcer"}),
    "heart_disease": frozenset({CLEARED, "chest_pain_or_new_symptoms"}),
    "hernia": frozenset({"unrepaired", "after_repair"}),
    "asthma": frozenset({"uncontrolled_symptoms"}),
    "osteoporosis": frozenset({"vertebral_fracture"}),
    "hypertension": frozenset({"resting_180_110_or_more"}),
}
"""The stages that the contraindication table names."""

RAISED = BloodPressure(systolic=140, diastolic=90)
CRISIS = BloodPressure(systolic=180, diastolic=110)
"""mmHg. From 140/90 the rules of hypertension hold (ESC/ESH); from 180/110 nobody trains (ACSM, AHA 2007)."""

_LONG_AGO = re.compile(
    r"\b(?:\d+|two|three|five|ten|many|several) (?:years|yrs) ago\b|\bil y a (?:\d+|plusieurs|deux|trois) ans\b"
    r"|(?:منذ|قبل) (?:\d+ )?(?:سن(?:ه|تين|وات|ين)|عام|عامين|اعوام)\b|\bas a child\b|\bin childhood\b|\benfance\b"
)

PREGNANT: Final = frozenset({PregnancyStage.TRIMESTER_1, PregnancyStage.TRIMESTER_2, PregnancyStage.TRIMESTER_3})
STOP_SIGNS: Final = frozenset({Symptom.VAGINAL_BLEEDING, Symptom.CONTRACTIONS, Symptom.DIZZINESS})


class HealthFacts(Struct, frozen=True, kw_only=True):
    """`conditions` maps a condition (also `pregnancy`, and `neck` with nerve signs) to its stages, `any` included.

    `referrals` maps an entry of the table's `refer` section to the words that named it. `unmapped` texts are injuries,
    `unknown` ones conditions and `unknown_medicines` medicines that no word is known for.
    """

    regions: frozenset[Joint]
    healed: frozenset[Joint]
    unmapped: tuple[str, ...]
    unknown: tuple[str, ...]
    unknown_medicines: tuple[str, ...]
    conditions: dict[str, frozenset[str]]
    flags: frozenset[Condition]
    symptoms: frozenset[Symptom]
    medicines: frozenset[str]
    referrals: dict[str, str]


def facts_of(profile: Profile) -> HealthFacts:
    """Read every health field and every free text of a profile."""
    health = profile.health
    injuries = read_injuries(profile.constraints.injuries)
    medicines = read_medicines(health.medicines)
    mentions, unknown = _conditions_in_words(health)
    every = (*injuries.mentions, *mentions)
    symptoms = frozenset(health.symptoms) | _symptoms_told(every) | _parq_symptoms(health.parq)
    stages = _stages(health, every, medicines.classes, symptoms)
    regions = injuries.regions | _regions_told(mentions)
    referrals = {each.entry: each.clause for each in every if _refers(each)}
    if Joint.NECK in regions and "nerve" in referrals:
        stages["neck"] = {ANY, "arm_pain_or_numbness"}
    return HealthFacts(
        regions=regions,
        healed=injuries.healed - regions,
        unmapped=injuries.unmapped,
        unknown=unknown,
        unknown_medicines=medicines.unmapped,
        conditions={name: frozenset(found) for name, found in stages.items()},
        flags=frozenset(Condition(name) for name in stages if name in set(Condition)),
        symptoms=symptoms,
        medicines=medicines.classes,
        referrals=referrals,
    )


def _conditions_in_words(health: Health) -> tuple[list[Mention], tuple[str, ...]]:
    """Mentions in `other_conditions` and in stages that the table does not name, and what was not understood."""
    texts = list(health.other_conditions)
    texts += [f"{name} {stage}" for name, stage in health.stages.items() if _stage(name, stage) is None]
    mentions: list[Mention] = []
    unknown = []
    for text in texts:
        found = read_text(text)
        mentions += found.mentions
        if not found.understood:
            unknown.append(text)
    return mentions, tuple(dict.fromkeys(unknown))


def _stage(condition: str, stage: str) -> tuple[str, str] | None:
    name, wanted = plain(condition).replace(" ", "_"), plain(stage).replace(" ", "_")
    return (name, wanted) if wanted in STAGES.get(name, frozenset()) else None


def _stages(
    health: Health, mentions: Iterable[Mention], medicines: frozenset[str], symptoms: frozenset[Symptom]
) -> dict[str, set[str]]:
    stages: dict[str, set[str]] = {}

    def add(condition: str, stage: str = "") -> None:
        stages.setdefault(str(condition), {ANY}).update({stage} - {""})

    for condition in health.conditions:
        add(condition)
    for medicine in medicines & IMPLIES.keys():
        add(IMPLIES[medicine])
    for known in filter(None, (_stage(*pair) for pair in health.stages.items())):
        add(*known)
    for each in mentions:
        if each.section == "condition" and _counts(each):
            add(*each.entry.split("/"))
    _add_pressure(health.blood_pressure, stages)
    _add_pregnancy(health.pregnancy, symptoms, stages)
    if "heart_disease" in stages and Symptom.CHEST_PAIN in symptoms:
        add("heart_disease", "chest_pain_or_new_symptoms")
    for found in stages.values() if health.medical_clearance else ():
        found.add(CLEARED)
    return stages


def _refers(mention: Mention) -> bool:
    """A present mention; an operation or a fracture of a year ago or more no longer asks for a surgeon's word."""
    past = mention.entry in {"surgery", "fracture"} and _LONG_AGO.search(mention.clause) is not None
    return mention.section == "refer" and mention.status is Status.PRESENT and not past


def _counts(mention: Mention) -> bool:
    """A condition said to be over still counts, save a hernia: most come back or leave their mark."""
    healed_hernia = mention.status is Status.HEALED and mention.entry.startswith("hernia")
    return mention.status is not Status.DENIED and not healed_hernia


def _add_pressure(pressure: BloodPressure | None, stages: dict[str, set[str]]) -> None:
    if pressure is not None and reaches(pressure, RAISED):
        stages.setdefault("hypertension", {ANY})
    if pressure is not None and reaches(pressure, CRISIS):
        stages["hypertension"].add("resting_180_110_or_more")


def reaches(pressure: BloodPressure, limit: BloodPressure) -> bool:
    """Whether either figure is at or above its limit."""
    return pressure.systolic >= limit.systolic or pressure.diastolic >= limit.diastolic


def _add_pregnancy(stage: PregnancyStage | None, symptoms: frozenset[Symptom], stages: dict[str, set[str]]) -> None:
    if stage is None or stage is PregnancyStage.BREASTFEEDING:
        return
    stages["pregnancy"] = {ANY, str(stage)}
    if stage in PREGNANT and symptoms & STOP_SIGNS:
        stages["pregnancy"].add("bleeding_pain_dizziness_contractions")


def _symptoms_told(mentions: Iterable[Mention]) -> frozenset[Symptom]:
    told = (each for each in mentions if each.section == "symptom" and each.status is Status.PRESENT)
    return frozenset(Symptom(each.entry) for each in told)


def _parq_symptoms(parq: ParqAnswers | None) -> frozenset[Symptom]:
    answers: Mapping[Symptom, bool] = (
        {Symptom.CHEST_PAIN: parq.chest_pain, Symptom.DIZZINESS: parq.dizziness_or_fainting} if parq else {}
    )
    return frozenset(symptom for symptom, yes in answers.items() if yes)


def _regions_told(mentions: Iterable[Mention]) -> frozenset[Joint]:
    told = (each for each in mentions if each.section == "region" and each.status is Status.PRESENT)
    return frozenset(Joint(each.entry) for each in told)
