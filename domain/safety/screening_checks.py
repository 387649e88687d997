"""What the screening rules look for in a profile and its health facts."""

from collections.abc import Callable, Iterator
from typing import Final

from msgspec import Struct

from domain.catalogue.types import Joint
from domain.profile import (
    Activity,
    ActivityLevel,
    BloodPressure,
    Condition,
    FitnessLevel,
    Goal,
    ParqAnswers,
    Profile,
    Symptom,
)
from domain.safety.facts import PREGNANT, HealthFacts, reaches

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


def when(test: Callable[[Case], bool], where: str) -> Check:
    def check(case: Case) -> Iterator[Seen]:
        if test(case):
            yield Seen(where=where)

    return check


def unnamed_condition(case: Case) -> bool:
    health = case.profile.health
    return case.parq.other_chronic_condition and not (health.conditions or health.other_conditions or health.medicines)


def follow_up(case: Case) -> bool:
    asked = case.parq
    return asked.prescribed_medicine or asked.bone_or_joint_problem or asked.other_chronic_condition


def pressure_from(lowest: BloodPressure, below: BloodPressure | None = None) -> Check:
    def check(case: Case) -> Iterator[Seen]:
        given = case.profile.health.blood_pressure
        if given is not None and reaches(given, lowest) and not (below is not None and reaches(given, below)):
            numbers: dict[str, float] = {"systolic": given.systolic, "diastolic": given.diastolic}
            yield Seen(where="health.blood_pressure", numbers=numbers)

    return check


def low_pressure(case: Case) -> Iterator[Seen]:
    given = case.profile.health.blood_pressure
    if given is not None and (given.systolic < LOW.systolic or given.diastolic < LOW.diastolic):
        numbers: dict[str, float] = {"systolic": given.systolic, "diastolic": given.diastolic}
        yield Seen(where="health.blood_pressure", numbers=numbers)


def symptoms(which: frozenset[Symptom]) -> Check:
    def check(case: Case) -> Iterator[Seen]:
        for symptom in sorted(which & case.facts.symptoms):
            words = {"symptom": f"safety.symptom.{symptom}"}
            yield Seen(where="health.symptoms", words=words, keys=frozenset(words), referral=str(symptom))

    return check


def referral_words(*entries: str, referral: str = "") -> Check:
    def check(case: Case) -> Iterator[Seen]:
        for entry in entries:
            if entry in case.facts.referrals:
                yield Seen(where="constraints.injuries", words={"text": case.facts.referrals[entry]}, referral=referral)

    return check


def conditions(case: Case) -> Iterator[Seen]:
    skipped = {Condition.HEART_DISEASE, Condition.EATING_DISORDER_HISTORY}
    for condition in sorted(case.facts.flags - skipped):
        words = {"condition": f"common.condition.{condition}"}
        yield Seen(where="health.conditions", words=words, keys=frozenset(words))


def stages_for_a_doctor(case: Case) -> Iterator[Seen]:
    for condition, stages in sorted(case.facts.conditions.items()):
        for stage in sorted(stages & STAGES_FOR_A_DOCTOR):
            words = {"stage": f"safety.stage.{stage}"}
            yield Seen(where=f"health.stages.{condition}", words=words, keys=frozenset(words))


def unstable_heart(case: Case) -> bool:
    return "chest_pain_or_new_symptoms" in case.facts.conditions.get("heart_disease", frozenset())


def pregnant(case: Case) -> bool:
    return case.profile.health.pregnancy in PREGNANT


def pregnancy_risk(case: Case) -> Iterator[Seen]:
    if pregnant(case):
        yield from referral_words("pregnancy_risk")(case)


def unknown_texts(where: str, texts: Callable[[HealthFacts], tuple[str, ...]]) -> Check:
    def check(case: Case) -> Iterator[Seen]:
        for text in texts(case.facts):
            yield Seen(where=where, words={"text": text})

    return check


def joints(healed: bool) -> Check:  # noqa: FBT001
    def check(case: Case) -> Iterator[Seen]:
        for joint in sorted(case.facts.healed if healed else case.facts.regions, key=list(Joint).index):
            words = {"region": f"common.joint.{joint}"}
            yield Seen(where="constraints.injuries", words=words, keys=frozenset(words))

    return check


def medicines(case: Case) -> Iterator[Seen]:
    for medicine in sorted(case.facts.medicines):
        words = {"advice": f"safety.medicine.{medicine}"}
        yield Seen(where="health.medicines", words=words, keys=frozenset(words))


def body_mass(test: Callable[[Case], bool]) -> Check:
    def check(case: Case) -> Iterator[Seen]:
        if test(case):
            yield Seen(where="personal_info.weight", numbers={"bmi": round(case.bmi, 1)})

    return check


def very_thin(case: Case) -> bool:
    return case.bmi < (VERY_THIN_MINOR if case.profile.personal_info.age < 18 else VERY_THIN_ADULT)


def eating_disorder(case: Case) -> bool:
    return Condition.EATING_DISORDER_HISTORY in case.facts.flags


def unaccustomed(case: Case) -> bool:
    person, wanted = case.profile.personal_info, case.profile.preferences.preferred_activities
    new = person.fitness_level is FitnessLevel.BEGINNER or (person.training_years or 1) < 0.5
    still = person.activity_outside_training in {None, ActivityLevel.SEDENTARY, ActivityLevel.LIGHT}
    vigorous = bool(VIGOROUS_GOALS & set(case.profile.goals) or VIGOROUS_ACTIVITIES & set(wanted))
    return person.age > UNACCUSTOMED_FROM and new and still and vigorous
