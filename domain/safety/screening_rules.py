"""The rows of the screening catalogue: what each looks for, its numbers, its source and what it leads to."""

from typing import Final

from msgspec import Struct

from domain.plan import ScreeningOutcome
from domain.profile import BloodPressure, Condition, PregnancyStage, Symptom
from domain.safety.contraindications import CANNOT_STAND
from domain.safety.facts import CRISIS, RAISED
from domain.safety.screening_checks import (
    HIGH,
    LOW,
    THIN,
    UNACCUSTOMED_FROM,
    URGENT,
    VERY_HEAVY,
    VERY_THIN_ADULT,
    VERY_THIN_MINOR,
    Check,
    body_mass,
    conditions,
    eating_disorder,
    follow_up,
    joints,
    low_pressure,
    medicines,
    pregnancy_risk,
    pregnant,
    pressure_from,
    referral_words,
    stages_for_a_doctor,
    symptoms,
    unaccustomed,
    unknown_texts,
    unnamed_condition,
    unstable_heart,
    very_thin,
    when,
)


class ScreeningRule(Struct, frozen=True, kw_only=True):
    """`cleared` is the outcome once a professional has agreed (None: agreement given earlier does not answer it).

    `moderate`: light or moderate effort only. `referral` is a key below `safety.referral`; the text of the rule is
    `safety.reason.<id>`.
    """

    id: str
    outcome: ScreeningOutcome
    source: str
    check: Check
    cleared: ScreeningOutcome | None = None
    moderate: bool = False
    referral: str = ""
    numbers: dict[str, float] = {}


STOP, GENTLE, CAUTION, CLEAR = (
    ScreeningOutcome.STOP,
    ScreeningOutcome.GENTLE,
    ScreeningOutcome.CAUTION,
    ScreeningOutcome.CLEAR,
)
_PARQ = "PAR-Q+ 2023, general questions"
_ACSM = "ACSM Guidelines for Exercise Testing and Prescription, 11th ed."
_AHA = "Williams 2007, American Heart Association"
_ACOG = "ACOG Committee Opinion 804 (2020)"
_OWN = "judgement"


def _rule(rule_id: str, outcome: ScreeningOutcome, source: str, check: Check, **more: object) -> ScreeningRule:
    return ScreeningRule(id=rule_id, outcome=outcome, source=source, check=check, **more)  # type: ignore[arg-type]


def _mmhg(limit: BloodPressure) -> dict[str, float]:
    return {"limit_systolic": limit.systolic, "limit_diastolic": limit.diastolic}


_EASED: Final = {"cleared": CAUTION}
_DOCTOR: Final = {**_EASED, "referral": "doctor"}

_RULES = (
    _rule("SCR-CRISIS", STOP, "WHO mhGAP guide", referral_words("crisis"), referral="crisis"),
    _rule("SCR-3", STOP, f"{_PARQ}; {_AHA}; {_ACOG}", symptoms(URGENT)),
    _rule(
        "SCR-3-seen",
        STOP,
        _PARQ,
        symptoms(frozenset({Symptom.DIZZINESS, Symptom.PALPITATIONS})),
        cleared=CAUTION,
        moderate=True,
    ),
    _rule("SCR-3-ill", STOP, _PARQ, symptoms(frozenset({Symptom.FEVER}))),
    _rule(
        "SCR-3-weight",
        GENTLE,
        _OWN,
        symptoms(frozenset({Symptom.UNEXPLAINED_WEIGHT_LOSS})),
        cleared=CAUTION,
        moderate=True,
    ),
    _rule("SCR-2-stop", STOP, f"{_ACSM}; {_AHA}", pressure_from(CRISIS), referral="pressure", numbers=_mmhg(CRISIS)),
    _rule(
        "SCR-2",
        GENTLE,
        "PAR-Q+; ACE",
        pressure_from(HIGH, CRISIS),
        cleared=CAUTION,
        referral="pressure",
        numbers=_mmhg(HIGH),
        moderate=True,
    ),
    _rule("SCR-2-raised", CAUTION, "ESC/ESH 2018; Sorace 2012", pressure_from(RAISED, HIGH), numbers=_mmhg(RAISED)),
    _rule("SCR-2-low", CAUTION, _OWN, low_pressure, numbers=_mmhg(LOW)),
    _rule(
        "SCR-1-heart",
        GENTLE,
        _PARQ,
        when(lambda case: case.parq.heart_disease_or_high_blood_pressure, "health.parq"),
        moderate=True,
        **_DOCTOR,
    ),
    _rule(
        "SCR-1-supervised",
        GENTLE,
        _PARQ,
        when(lambda case: case.parq.supervised_exercise_only, "health.parq"),
        moderate=True,
        **_DOCTOR,
    ),
    _rule("SCR-1", GENTLE, _PARQ, when(unnamed_condition, "health.parq"), **_DOCTOR),
    _rule("SCR-1-follow", CAUTION, _PARQ, when(follow_up, "health.parq")),
    _rule("SCR-4-unstable", STOP, f"{_PARQ}; {_AHA}", when(unstable_heart, "health.conditions"), referral="chest_pain"),
    _rule(
        "SCR-4-heart",
        GENTLE,
        _ACSM,
        when(lambda case: Condition.HEART_DISEASE in case.facts.flags, "health.conditions"),
        moderate=True,
        **_DOCTOR,
    ),
    _rule(
        "SCR-4-stage",
        GENTLE,
        "Colberg 2016; Parsons 2013; Brooke-Wavell 2022",
        stages_for_a_doctor,
        moderate=True,
        **_DOCTOR,
    ),
    _rule("SCR-4", CAUTION, _ACSM, conditions),
    _rule(
        "SCR-4-stand",
        CAUTION,
        _OWN,
        when(lambda case: CANNOT_STAND in case.facts.conditions, "health.conditions"),
    ),
    _rule("SCR-5", GENTLE, f"{_PARQ}, follow-up pages", referral_words("serious"), moderate=True, **_DOCTOR),
    _rule(
        "SCR-5-unknown",
        CAUTION,
        _OWN,
        unknown_texts("health.other_conditions", lambda facts: facts.unknown),
        moderate=True,
        referral="unknown",
    ),
    _rule(
        "SCR-6-emergency",
        STOP,
        "cauda equina and palsy signs; NICE NG59",
        referral_words("emergency"),
        referral="spine",
    ),
    _rule(
        "SCR-6", GENTLE, _OWN, referral_words("surgery", "fracture"), cleared=CAUTION, referral="surgeon", moderate=True
    ),
    _rule(
        "SCR-6-nerve",
        GENTLE,
        "Blanpied 2017; NICE NG59",
        referral_words("nerve"),
        cleared=CAUTION,
        referral="nerve",
        moderate=True,
    ),
    _rule("PRG-stop", GENTLE, _ACOG, pregnancy_risk, cleared=CAUTION, referral="midwife", moderate=True),
    _rule(
        "PRG-birth",
        GENTLE,
        _ACOG,
        when(
            lambda case: case.profile.health.pregnancy is PregnancyStage.POSTPARTUM_UNDER_12_WEEKS, "health.pregnancy"
        ),
        cleared=CAUTION,
        referral="midwife",
        moderate=True,
    ),
    _rule("PRG-care", CAUTION, _ACOG, when(pregnant, "health.pregnancy"), moderate=True, referral="pregnancy"),
    _rule(
        "EAT-1",
        CAUTION,
        "IOC RED-S 2018; standard practice",
        when(eating_disorder, "health.conditions"),
        referral="eating",
    ),
    _rule(
        "EAT-2",
        GENTLE,
        "IOC RED-S 2018; standard practice",
        body_mass(lambda case: eating_disorder(case) and case.bmi < THIN),
        cleared=CAUTION,
        referral="eating",
        numbers={"limit": THIN},
    ),
    _rule(
        "BMI-1",
        GENTLE,
        "WHO",
        body_mass(very_thin),
        cleared=CAUTION,
        referral="thin",
        numbers={"adult": VERY_THIN_ADULT, "minor": VERY_THIN_MINOR},
    ),
    _rule(
        "BMI-2",
        CAUTION,
        "WHO; ACSM",
        body_mass(lambda case: case.bmi >= VERY_HEAVY),
        moderate=True,
        numbers={"limit": VERY_HEAVY},
    ),
    _rule(
        "AGE-45",
        CAUTION,
        _PARQ,
        when(unaccustomed, "personal_info.age"),
        cleared=CLEAR,
        moderate=True,
        referral="before_vigorous",
        numbers={"age": UNACCUSTOMED_FROM},
    ),
    _rule(
        "AGE-1",
        CAUTION,
        "youth resistance training statements (NSCA 2009, AAP 2020)",
        when(lambda case: case.profile.personal_info.age < 18, "personal_info.age"),
        referral="guardian",
        numbers={"age": 18},
    ),
    _rule(
        "AGE-2",
        CAUTION,
        "NSCA 2019, older adults",
        when(lambda case: case.profile.personal_info.age >= 65, "personal_info.age"),
        numbers={"age": 65},
    ),
    _rule("INJ-region", CAUTION, "evidence 4.10", joints(healed=False)),
    _rule(
        "INJ-unmapped",
        CAUTION,
        _OWN,
        unknown_texts("constraints.injuries", lambda facts: facts.unmapped),
        referral="unknown",
    ),
    _rule("INJ-healed", CLEAR, _OWN, joints(healed=True)),
    _rule("MDC-1", CAUTION, "ACSM Guidelines, medicines; ADA Standards of Care", medicines),
    _rule(
        "MDC-2",
        CAUTION,
        _OWN,
        unknown_texts("health.medicines", lambda facts: facts.unknown_medicines),
        referral="pharmacist",
    ),
)

SCREENING_RULES: Final[dict[str, ScreeningRule]] = {rule.id: rule for rule in _RULES}
"""Every screening rule by id, most urgent first."""
