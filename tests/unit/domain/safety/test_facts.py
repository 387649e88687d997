"""Health facts: conditions with stages, what medicines imply, and the contraindication table's names."""

from collections.abc import Callable

import pytest

from domain.catalogue.loader import load_catalogue
from domain.catalogue.types import Joint
from domain.profile import Condition, Profile, Symptom
from domain.safety.facts import STAGES, facts_of

Make = Callable[..., Profile]


@pytest.mark.parametrize(
    ("text", "condition", "stage"),
    [
        ("high blood pressure", "hypertension", "any"),
        ("HTA", "hypertension", "any"),
        ("ارتفاع ضغط الدم", "hypertension", "any"),
        ("Type 2 diabetes", "diabetes", "any"),
        ("diabète de type 1", "diabetes", "any"),
        ("مرض السكري", "diabetes", "any"),
        ("diabetic neuropathy", "diabetes", "peripheral_neuropathy"),
        ("rétinopathie diabétique", "diabetes", "unstable_retinopathy"),
        ("قدم سكرية", "diabetes", "foot_ulcer"),
        ("exercise induced asthma", "asthma", "any"),
        ("الربو", "asthma", "any"),
        ("asthme non contrôlé", "asthma", "uncontrolled_symptoms"),
        ("ostéoporose", "osteoporosis", "any"),
        ("هشاشة العظام", "osteoporosis", "any"),
        ("compression fracture", "osteoporosis", "vertebral_fracture"),
        ("hernie inguinale", "hernia", "unrepaired"),
        ("insuffisance rénale", "kidney_disease", "any"),
        ("فشل كلوي", "kidney_disease", "any"),
        ("anorexie", "eating_disorder_history", "any"),
        ("اضطراب الأكل", "eating_disorder_history", "any"),
        ("heart attack in 2019", "heart_disease", "any"),
        ("infarctus", "heart_disease", "any"),
        ("أمراض القلب", "heart_disease", "any"),
    ],
)
def test_conditions_in_words(make_profile: Make, text: str, condition: str, stage: str) -> None:
    for given in ({"conditions": [text]}, {"other_conditions": [text]}):
        facts = facts_of(make_profile(health=given))
        assert stage in facts.conditions[condition]
        assert Condition(condition) in facts.flags
        assert facts.unknown == ()


def test_denied_conditions_are_none(make_profile: Make) -> None:
    facts = facts_of(make_profile(health={"other_conditions": ["no diabetes", "pas d'asthme", "لا يوجد ضغط"]}))
    assert facts.conditions == {}


def test_pressure_makes_the_condition_and_its_stage(make_profile: Make) -> None:
    assert facts_of(make_profile(health={"blood_pressure": "141/80"})).conditions == {"hypertension": {"any"}}
    crisis = facts_of(make_profile(health={"blood_pressure": "185/100"}))
    assert crisis.conditions["hypertension"] == {"any", "resting_180_110_or_more"}


def test_medicines_imply_conditions(make_profile: Make) -> None:
    facts = facts_of(make_profile(health={"medicines": ["Lantus", "ramipril 5mg", "Ventoline", "GTN spray"]}))
    assert facts.flags == {Condition.DIABETES, Condition.HYPERTENSION, Condition.ASTHMA, Condition.HEART_DISEASE}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Concor 5 mg", "beta_blocker"),
        ("bêtabloquant", "beta_blocker"),
        ("حاصرات بيتا", "beta_blocker"),
        ("insuline", "insulin_or_sulfonylurea"),
        ("أنسولين", "insulin_or_sulfonylurea"),
        ("gliclazide", "insulin_or_sulfonylurea"),
        ("blood thinners", "anticoagulant"),
        ("Xarelto", "anticoagulant"),
        ("مميعات الدم", "anticoagulant"),
        ("furosemide", "diuretic"),
        ("prednisone", "corticosteroid"),
        ("كورتيزون", "corticosteroid"),
        ("atorvastatin", "statin"),
        ("Ozempic", "weight_loss_injection"),
    ],
)
def test_medicine_classes(make_profile: Make, text: str, name: str) -> None:
    facts = facts_of(make_profile(health={"medicines": [text]}))
    assert facts.medicines == {name}
    assert facts.unknown_medicines == ()


def test_clearance_is_a_stage(make_profile: Make) -> None:
    health = {"conditions": ["heart_disease"], "medical_clearance": True}
    assert facts_of(make_profile(health=health)).conditions["heart_disease"] == {"any", "cleared"}


def test_pregnancy_is_a_condition_with_its_stage(make_profile: Make) -> None:
    assert facts_of(make_profile(health={"pregnancy": "t2"})).conditions == {"pregnancy": {"any", "trimester_2"}}
    signs = facts_of(make_profile(health={"pregnancy": "t2", "symptoms": ["contractions"]}))
    assert "bleeding_pain_dizziness_contractions" in signs.conditions["pregnancy"]
    assert facts_of(make_profile(health={"pregnancy": "breastfeeding"})).conditions == {}


def test_nerve_signs_with_a_sore_neck_are_a_stage_of_the_neck(make_profile: Make) -> None:
    facts = facts_of(make_profile(injuries=["neck pain, tingling in my hand"]))
    assert "arm_pain_or_numbness" in facts.conditions["neck"]


def test_a_stage_in_own_words_is_read(make_profile: Make) -> None:
    facts = facts_of(make_profile(health={"conditions": ["diabetes"], "stages": {"diabetes": "peripheral neuropathy"}}))
    assert "peripheral_neuropathy" in facts.conditions["diabetes"]
    odd = facts_of(make_profile(health={"stages": {"blorb": "glorp"}}))
    assert odd.unknown == ("blorb glorp",)


def test_injuries_and_conditions_may_stand_in_each_others_field(make_profile: Make) -> None:
    facts = facts_of(make_profile(injuries=["asthma"], health={"other_conditions": ["bad knee", "palpitations"]}))
    assert Condition.ASTHMA in facts.flags
    assert facts.regions == {Joint.KNEE}
    assert facts.symptoms == {Symptom.PALPITATIONS}


def test_stages_are_those_of_the_table() -> None:
    named = {(row.condition, row.stage) for row in load_catalogue().contraindications}
    for condition, stages in STAGES.items():
        assert {(condition, stage) for stage in stages} <= named | {
            ("hernia", "after_repair"),
            ("hernia", "unrepaired"),
        }


@pytest.mark.parametrize(
    "said", ["I use a wheelchair", "unable to stand", "Je suis en fauteuil roulant", "أنا على كرسي متحرك", "paraplegic"]
)
def test_who_cannot_stand_is_understood(make_profile: Make, said: str) -> None:
    facts = facts_of(make_profile(injuries=[said]))
    assert "cannot_stand" in facts.conditions
    assert facts.unmapped == ()
