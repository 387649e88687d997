"""The rows of the screening catalogue: what each looks for, its numbers, its source and what it leads to."""

from collections.abc import Callable, Iterator
from typing import Final

from msgspec import Struct

from domain.catalogue.types import Joint
from domain.plan import ScreeningOutcome
from domain.profile import (
    Activity,
    ActivityLevel,
    BloodPressure,
    Condition,
    FitnessLevel,
    Goal,
    ParqAnswers,
    PregnancyStage,
    Profile,
    Symptom,
)
from domain.safety.facts import CRISIS, PREGNANT, RAISED, HealthFacts, reaches

HIGH = BloodPressure(systolic=160, diastolic=100)
LOW = BloodPressure(systolic=90, diastolic=60)
"""mmHg: at or above `HIGH` light work only until a professional agrees; below `LOW` care when standing up."""

URGENT: Final = frozenset(
    {
        Symptom.CHEST_PAIN,
        Symptom.FAINTING,
        Symptom.BREATHLESS_AT_REST,
        Symptom.CALF_SWELLING,
        Symptom.NUMBNESS_OR_WEAKNESS,
        Symptom.VAGINAL_BLEEDING,
        Symptom.CONTRACTIONS,
    }
)
"""No earlier clearance answers these: they have to be looked at now."""

STAGES_FOR_A_DOCTOR: Final = frozenset(
    {"uncontrolled_symptoms", "after_repair", "vertebral_fracture", "foot_ulcer", "unstable_retinopathy"}
)
VIGOROUS_GOALS: Final = frozenset({Goal.ATHLETIC_PERFORMANCE, Goal.ENDURANCE_IMPROVEMENT, Goal.STRENGTH_INCREASE})
VIGOROUS_ACTIVITIES: Final = frozenset({Activity.HIIT, Activity.RUNNING})
UNACCUSTOMED_FROM: Final = 45
THIN, VERY_THIN_ADULT, VERY_THIN_MINOR, VERY_HEAVY = 18.5, 17.0, 14.5, 40.0
"""BMI, kg/m2. WHO: below 18.5 underweight, below 17 moderate thinness, from 40 obesity class III."""


class Case(Struct, frozen=True):
    """What a rule reads."""

    profile: Profile
    facts: HealthFacts

    @property
    def bmi(self) -> float:
        person = self.profile.personal_info
        return person.weight / (person.height / 100) ** 2

    @property
    def parq(self) -> ParqAnswers:
        return self.profile.health.parq or ParqAnswers()


class Seen(Struct, frozen=True, kw_only=True):
    """One thing a rule saw. `words` fill its text; those named in `keys` are keys of texts. `referral` overrides."""

    where: str
    numbers: dict[str, float] = {}
    words: dict[str, str] = {}
    keys: frozenset[str] = frozenset()
    referral: str = ""


Check = Callable[[Case], Iterator[Seen]]


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


# --- checks ---


def _if(test: Callable[[Case], bool], where: str) -> Check:
    def check(case: Case) -> Iterator[Seen]:
        if test(case):
            yield Seen(where=where)

    return check


def _unnamed_condition(case: Case) -> bool:
    health = case.profile.health
    return case.parq.other_chronic_condition and not (health.conditions or health.other_conditions or health.medicines)


def _follow_up(case: Case) -> bool:
    asked = case.parq
    return asked.prescribed_medicine or asked.bone_or_joint_problem or asked.other_chronic_condition


def _pressure(lowest: BloodPressure, below: BloodPressure | None = None) -> Check:
    def check(case: Case) -> Iterator[Seen]:
        given = case.profile.health.blood_pressure
        if given is not None and reaches(given, lowest) and not (below is not None and reaches(given, below)):
            numbers: dict[str, float] = {"systolic": given.systolic, "diastolic": given.diastolic}
            yield Seen(where="health.blood_pressure", numbers=numbers)

    return check


def _low_pressure(case: Case) -> Iterator[Seen]:
    given = case.profile.health.blood_pressure
    if given is not None and (given.systolic < LOW.systolic or given.diastolic < LOW.diastolic):
        numbers: dict[str, float] = {"systolic": given.systolic, "diastolic": given.diastolic}
        yield Seen(where="health.blood_pressure", numbers=numbers)


def _symptoms(which: frozenset[Symptom]) -> Check:
    def check(case: Case) -> Iterator[Seen]:
        for symptom in sorted(which & case.facts.symptoms):
            words = {"symptom": f"safety.symptom.{symptom}"}
            yield Seen(where="health.symptoms", words=words, keys=frozenset(words), referral=str(symptom))

    return check


def _refer(*entries: str, referral: str = "") -> Check:
    def check(case: Case) -> Iterator[Seen]:
        for entry in entries:
            if entry in case.facts.referrals:
                yield Seen(where="constraints.injuries", words={"text": case.facts.referrals[entry]}, referral=referral)

    return check


def _conditions(case: Case) -> Iterator[Seen]:
    skipped = {Condition.HEART_DISEASE, Condition.EATING_DISORDER_HISTORY}
    for condition in sorted(case.facts.flags - skipped):
        words = {"condition": f"common.condition.{condition}"}
        yield Seen(where="health.conditions", words=words, keys=frozenset(words))


def _stages(case: Case) -> Iterator[Seen]:
    for condition, stages in sorted(case.facts.conditions.items()):
        for stage in sorted(stages & STAGES_FOR_A_DOCTOR):
            words = {"stage": f"safety.stage.{stage}"}
            yield Seen(where=f"health.stages.{condition}", words=words, keys=frozenset(words))


def _unstable_heart(case: Case) -> bool:
    return "chest_pain_or_new_symptoms" in case.facts.conditions.get("heart_disease", frozenset())


def _pregnant(case: Case) -> bool:
    return case.profile.health.pregnancy in PREGNANT


def _pregnancy_risk(case: Case) -> Iterator[Seen]:
    if _pregnant(case):
        yield from _refer("pregnancy_risk")(case)


def _texts(where: str, texts: Callable[[HealthFacts], tuple[str, ...]]) -> Check:
    def check(case: Case) -> Iterator[Seen]:
        for text in texts(case.facts):
            yield Seen(where=where, words={"text": text})

    return check


def _regions(healed: bool) -> Check:  # noqa: FBT001
    def check(case: Case) -> Iterator[Seen]:
        for joint in sorted(case.facts.healed if healed else case.facts.regions, key=list(Joint).index):
            words = {"region": f"common.joint.{joint}"}
            yield Seen(where="constraints.injuries", words=words, keys=frozenset(words))

    return check


def _medicines(case: Case) -> Iterator[Seen]:
    for medicine in sorted(case.facts.medicines):
        words = {"advice": f"safety.medicine.{medicine}"}
        yield Seen(where="health.medicines", words=words, keys=frozenset(words))


def _bmi(test: Callable[[Case], bool]) -> Check:
    def check(case: Case) -> Iterator[Seen]:
        if test(case):
            yield Seen(where="personal_info.weight", numbers={"bmi": round(case.bmi, 1)})

    return check


def _very_thin(case: Case) -> bool:
    return case.bmi < (VERY_THIN_MINOR if case.profile.personal_info.age < 18 else VERY_THIN_ADULT)


def _eating_disorder(case: Case) -> bool:
    return Condition.EATING_DISORDER_HISTORY in case.facts.flags


def _unaccustomed(case: Case) -> bool:
    person, wanted = case.profile.personal_info, case.profile.preferences.preferred_activities
    new = person.fitness_level is FitnessLevel.BEGINNER or (person.training_years or 1) < 0.5
    still = person.activity_outside_training in {None, ActivityLevel.SEDENTARY, ActivityLevel.LIGHT}
    vigorous = bool(VIGOROUS_GOALS & set(case.profile.goals) or VIGOROUS_ACTIVITIES & set(wanted))
    return person.age > UNACCUSTOMED_FROM and new and still and vigorous


# --- the catalogue ---

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
    _rule("SCR-CRISIS", STOP, "WHO mhGAP guide", _refer("crisis"), referral="crisis"),
    _rule("SCR-3", STOP, f"{_PARQ}; {_AHA}; {_ACOG}", _symptoms(URGENT)),
    _rule(
        "SCR-3-seen",
        STOP,
        _PARQ,
        _symptoms(frozenset({Symptom.DIZZINESS, Symptom.PALPITATIONS})),
        cleared=CAUTION,
        moderate=True,
    ),
    _rule("SCR-3-ill", STOP, _PARQ, _symptoms(frozenset({Symptom.FEVER}))),
    _rule(
        "SCR-3-weight",
        GENTLE,
        _OWN,
        _symptoms(frozenset({Symptom.UNEXPLAINED_WEIGHT_LOSS})),
        cleared=CAUTION,
        moderate=True,
    ),
    _rule("SCR-2-stop", STOP, f"{_ACSM}; {_AHA}", _pressure(CRISIS), referral="pressure", numbers=_mmhg(CRISIS)),
    _rule(
        "SCR-2",
        GENTLE,
        "PAR-Q+; ACE",
        _pressure(HIGH, CRISIS),
        cleared=CAUTION,
        referral="pressure",
        numbers=_mmhg(HIGH),
        moderate=True,
    ),
    _rule("SCR-2-raised", CAUTION, "ESC/ESH 2018; Sorace 2012", _pressure(RAISED, HIGH), numbers=_mmhg(RAISED)),
    _rule("SCR-2-low", CAUTION, _OWN, _low_pressure, numbers=_mmhg(LOW)),
    _rule(
        "SCR-1-heart",
        GENTLE,
        _PARQ,
        _if(lambda case: case.parq.heart_disease_or_high_blood_pressure, "health.parq"),
        moderate=True,
        **_DOCTOR,
    ),
    _rule(
        "SCR-1-supervised",
        GENTLE,
        _PARQ,
        _if(lambda case: case.parq.supervised_exercise_only, "health.parq"),
        moderate=True,
        **_DOCTOR,
    ),
    _rule("SCR-1", GENTLE, _PARQ, _if(_unnamed_condition, "health.parq"), **_DOCTOR),
    _rule("SCR-1-follow", CAUTION, _PARQ, _if(_follow_up, "health.parq")),
    _rule("SCR-4-unstable", STOP, f"{_PARQ}; {_AHA}", _if(_unstable_heart, "health.conditions"), referral="chest_pain"),
    _rule(
        "SCR-4-heart",
        GENTLE,
        _ACSM,
        _if(lambda case: Condition.HEART_DISEASE in case.facts.flags, "health.conditions"),
        moderate=True,
        **_DOCTOR,
    ),
    _rule("SCR-4-stage", GENTLE, "Colberg 2016; Parsons 2013; Brooke-Wavell 2022", _stages, moderate=True, **_DOCTOR),
    _rule("SCR-4", CAUTION, _ACSM, _conditions),
    _rule("SCR-5", GENTLE, f"{_PARQ}, follow-up pages", _refer("serious"), moderate=True, **_DOCTOR),
    _rule(
        "SCR-5-unknown",
        CAUTION,
        _OWN,
        _texts("health.other_conditions", lambda facts: facts.unknown),
        moderate=True,
        referral="unknown",
    ),
    _rule("SCR-6-emergency", STOP, "cauda equina and palsy signs; NICE NG59", _refer("emergency"), referral="spine"),
    _rule("SCR-6", GENTLE, _OWN, _refer("surgery", "fracture"), cleared=CAUTION, referral="surgeon", moderate=True),
    _rule(
        "SCR-6-nerve",
        GENTLE,
        "Blanpied 2017; NICE NG59",
        _refer("nerve"),
        cleared=CAUTION,
        referral="nerve",
        moderate=True,
    ),
    _rule("PRG-stop", GENTLE, _ACOG, _pregnancy_risk, cleared=CAUTION, referral="midwife", moderate=True),
    _rule(
        "PRG-birth",
        GENTLE,
        _ACOG,
        _if(lambda case: case.profile.health.pregnancy is PregnancyStage.POSTPARTUM_UNDER_12_WEEKS, "health.pregnancy"),
        cleared=CAUTION,
        referral="midwife",
        moderate=True,
    ),
    _rule("PRG-care", CAUTION, _ACOG, _if(_pregnant, "health.pregnancy"), moderate=True, referral="pregnancy"),
    _rule(
        "EAT-1",
        CAUTION,
        "IOC RED-S 2018; standard practice",
        _if(_eating_disorder, "health.conditions"),
        referral="eating",
    ),
    _rule(
        "EAT-2",
        GENTLE,
        "IOC RED-S 2018; standard practice",
        _bmi(lambda case: _eating_disorder(case) and case.bmi < THIN),
        cleared=CAUTION,
        referral="eating",
        numbers={"limit": THIN},
    ),
    _rule(
        "BMI-1",
        GENTLE,
        "WHO",
        _bmi(_very_thin),
        cleared=CAUTION,
        referral="thin",
        numbers={"adult": VERY_THIN_ADULT, "minor": VERY_THIN_MINOR},
    ),
    _rule(
        "BMI-2",
        CAUTION,
        "WHO; ACSM",
        _bmi(lambda case: case.bmi >= VERY_HEAVY),
        moderate=True,
        numbers={"limit": VERY_HEAVY},
    ),
    _rule(
        "AGE-45",
        CAUTION,
        _PARQ,
        _if(_unaccustomed, "personal_info.age"),
        cleared=CLEAR,
        moderate=True,
        referral="before_vigorous",
        numbers={"age": UNACCUSTOMED_FROM},
    ),
    _rule(
        "AGE-1",
        CAUTION,
        "youth resistance training statements (NSCA 2009, AAP 2020)",
        _if(lambda case: case.profile.personal_info.age < 18, "personal_info.age"),
        referral="guardian",
        numbers={"age": 18},
    ),
    _rule(
        "AGE-2",
        CAUTION,
        "NSCA 2019, older adults",
        _if(lambda case: case.profile.personal_info.age >= 65, "personal_info.age"),
        numbers={"age": 65},
    ),
    _rule("INJ-region", CAUTION, "evidence 4.10", _regions(healed=False)),
    _rule(
        "INJ-unmapped", CAUTION, _OWN, _texts("constraints.injuries", lambda facts: facts.unmapped), referral="unknown"
    ),
    _rule("INJ-healed", CLEAR, _OWN, _regions(healed=True)),
    _rule("MDC-1", CAUTION, "ACSM Guidelines, medicines; ADA Standards of Care", _medicines),
    _rule(
        "MDC-2", CAUTION, _OWN, _texts("health.medicines", lambda facts: facts.unknown_medicines), referral="pharmacist"
    ),
)

SCREENING_RULES: Final[dict[str, ScreeningRule]] = {rule.id: rule for rule in _RULES}
"""Every screening rule by id, most urgent first."""
