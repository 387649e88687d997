"""Screening: who trains, who trains gently, who is referred, and what they are told."""

import itertools
from collections.abc import Callable
from typing import Any

import pytest

from domain.plan import ScreeningOutcome, Severity
from domain.profile import Condition, Locale, ParqAnswers, PregnancyStage, Profile, Symptom
from domain.safety.medicines import EFFECTS
from domain.safety.screening import moderate_only, screen
from domain.safety.screening_rules import SCREENING_RULES
from domain.text.messages import has_text, texts

STOP, GENTLE, CAUTION, CLEAR = (
    ScreeningOutcome.STOP,
    ScreeningOutcome.GENTLE,
    ScreeningOutcome.CAUTION,
    ScreeningOutcome.CLEAR,
)
Make = Callable[..., Profile]


def test_a_healthy_adult_is_clear(make_profile: Make) -> None:
    found = screen(make_profile())
    assert (found.outcome, found.findings, found.referral) == (CLEAR, (), "")


@pytest.mark.parametrize(
    ("given", "outcome", "cleared", "rule"),
    [
        ({"health": {"symptoms": ["chest_pain"]}}, STOP, STOP, "SCR-3"),
        ({"health": {"symptoms": ["fainting"]}}, STOP, STOP, "SCR-3"),
        ({"health": {"symptoms": ["calf_swelling"]}}, STOP, STOP, "SCR-3"),
        ({"health": {"symptoms": ["dizziness"]}}, STOP, CAUTION, "SCR-3-seen"),
        ({"health": {"symptoms": ["fever"]}}, STOP, STOP, "SCR-3-ill"),
        ({"health": {"symptoms": ["unexplained_weight_loss"]}}, GENTLE, CAUTION, "SCR-3-weight"),
        ({"injuries": ["chest pain when I climb stairs"]}, STOP, STOP, "SCR-3"),
        ({"injuries": ["douleur thoracique"]}, STOP, STOP, "SCR-3"),
        ({"injuries": ["ألم في الصدر"]}, STOP, STOP, "SCR-3"),
        ({"health": {"parq": {"chest_pain": True}}}, STOP, STOP, "SCR-3"),
        ({"health": {"parq": {"heart_disease_or_high_blood_pressure": "yes"}}}, GENTLE, CAUTION, "SCR-1-heart"),
        ({"health": {"parq": {"supervised_exercise_only": True}}}, GENTLE, CAUTION, "SCR-1-supervised"),
        ({"health": {"parq": {"other_chronic_condition": True}}}, GENTLE, CAUTION, "SCR-1"),
        (
            {"health": {"parq": {"other_chronic_condition": True}, "conditions": ["asthma"]}},
            CAUTION,
            CAUTION,
            "SCR-1-follow",
        ),
        ({"health": {"parq": {"bone_or_joint_problem": True}}}, CAUTION, CAUTION, "SCR-1-follow"),
        ({"health": {"blood_pressure": "180/95"}}, STOP, STOP, "SCR-2-stop"),
        ({"health": {"blood_pressure": "150/110"}}, STOP, STOP, "SCR-2-stop"),
        ({"health": {"blood_pressure": "179/109"}}, GENTLE, CAUTION, "SCR-2"),
        ({"health": {"blood_pressure": "160/80"}}, GENTLE, CAUTION, "SCR-2"),
        ({"health": {"blood_pressure": "145/85"}}, CAUTION, CAUTION, "SCR-2-raised"),
        ({"health": {"blood_pressure": "85/55"}}, CAUTION, CAUTION, "SCR-2-low"),
        ({"health": {"blood_pressure": "120/80"}}, CLEAR, CLEAR, ""),
        ({"health": {"conditions": ["heart_disease"]}}, GENTLE, CAUTION, "SCR-4-heart"),
        ({"health": {"other_conditions": ["stent two years ago"]}}, GENTLE, CAUTION, "SCR-4-heart"),
        ({"health": {"other_conditions": ["unstable angina"]}}, STOP, STOP, "SCR-4-unstable"),
        ({"health": {"conditions": ["diabetes"]}}, CAUTION, CAUTION, "SCR-4"),
        (
            {"health": {"conditions": ["diabetes"], "stages": {"diabetes": "foot_ulcer"}}},
            GENTLE,
            CAUTION,
            "SCR-4-stage",
        ),
        (
            {"health": {"conditions": ["asthma"], "stages": {"asthma": "uncontrolled_symptoms"}}},
            GENTLE,
            CAUTION,
            "SCR-4-stage",
        ),
        ({"health": {"other_conditions": ["hernia repair in March"]}}, GENTLE, CAUTION, "SCR-4-stage"),
        ({"health": {"other_conditions": ["I use a wheelchair"]}}, CAUTION, CAUTION, "SCR-4-stand"),
        ({"injuries": ["je ne peux pas me tenir debout"]}, CAUTION, CAUTION, "SCR-4-stand"),
        ({"health": {"other_conditions": ["epilepsy"]}}, GENTLE, CAUTION, "SCR-5"),
        ({"health": {"other_conditions": ["phlébite"]}}, GENTLE, CAUTION, "SCR-5"),
        ({"health": {"other_conditions": ["migraine"]}}, CAUTION, CAUTION, "SCR-5-unknown"),
        ({"injuries": ["knee surgery six weeks ago"]}, GENTLE, CAUTION, "SCR-6"),
        ({"injuries": ["knee surgery 6 years ago"]}, CAUTION, CAUTION, "INJ-region"),
        ({"injuries": ["opération du genou"]}, GENTLE, CAUTION, "SCR-6"),
        ({"injuries": ["كسر في الكاحل"]}, GENTLE, CAUTION, "SCR-6"),
        ({"injuries": ["neck pain with tingling in the arm"]}, GENTLE, CAUTION, "SCR-6-nerve"),
        ({"injuries": ["back pain and loss of bladder control"]}, STOP, STOP, "SCR-6-emergency"),
        ({"injuries": ["I want to die"]}, STOP, STOP, "SCR-CRISIS"),
        ({"injuries": ["mystery ache"]}, CAUTION, CAUTION, "INJ-unmapped"),
        ({"injuries": ["old ankle sprain, healed"]}, CLEAR, CLEAR, "INJ-healed"),
        ({"health": {"pregnancy": "trimester_2"}}, CAUTION, CAUTION, "PRG-care"),
        ({"health": {"pregnancy": "trimester_2", "symptoms": ["vaginal_bleeding"]}}, STOP, STOP, "SCR-3"),
        (
            {"health": {"pregnancy": "trimester_3", "other_conditions": ["placenta previa"]}},
            GENTLE,
            CAUTION,
            "PRG-stop",
        ),
        ({"health": {"pregnancy": "postpartum"}}, GENTLE, CAUTION, "PRG-birth"),
        ({"health": {"pregnancy": "breastfeeding"}}, CLEAR, CLEAR, ""),
        ({"health": {"conditions": ["eating_disorder_history"]}}, CAUTION, CAUTION, "EAT-1"),
        ({"health": {"conditions": ["eating_disorder_history"]}, "weight": 52}, GENTLE, CAUTION, "EAT-2"),
        ({"weight": 45}, GENTLE, CAUTION, "BMI-1"),
        ({"weight": 45, "age": 15}, CAUTION, CAUTION, "AGE-1"),
        ({"weight": 130}, CAUTION, CAUTION, "BMI-2"),
        ({"age": 50, "fitness_level": "beginner", "goals": ["athletic_performance"]}, CAUTION, CLEAR, "AGE-45"),
        ({"age": 50, "fitness_level": "beginner", "goals": ["flexibility"]}, CLEAR, CLEAR, ""),
        ({"age": 16}, CAUTION, CAUTION, "AGE-1"),
        ({"age": 65}, CAUTION, CAUTION, "AGE-2"),
        ({"health": {"medicines": ["bisoprolol 5 mg"]}}, CAUTION, CAUTION, "MDC-1"),
        ({"health": {"medicines": ["unobtainium"]}}, CAUTION, CAUTION, "MDC-2"),
        ({"health": {"medicines": ["vitamin D", "pilule"]}}, CLEAR, CLEAR, ""),
    ],
)
def test_outcomes(
    make_profile: Make, given: dict[str, Any], outcome: ScreeningOutcome, cleared: ScreeningOutcome, rule: str
) -> None:
    found = screen(make_profile(**given))
    assert found.outcome is outcome
    assert not rule or rule in {finding.rule for finding in found.findings}
    health = {**given.get("health", {}), "medical_clearance": True}
    assert screen(make_profile(**{**given, "health": health})).outcome is cleared


def test_a_stop_refers_and_says_when_to_call_for_help(make_profile: Make) -> None:
    found = screen(make_profile(health={"symptoms": ["chest_pain"]}))
    assert "emergency number" in found.referral
    assert found.findings[0].severity is Severity.BLOCK
    assert "chest pain" in found.findings[0].reason


def test_a_crisis_comes_first(make_profile: Make) -> None:
    found = screen(make_profile(injuries=["suicidal"], health={"symptoms": ["chest_pain", "fainting"]}))
    assert found.referral.startswith("You matter.")


def test_a_gentle_outcome_says_what_is_fine_meanwhile(make_profile: Make) -> None:
    found = screen(make_profile(health={"conditions": ["heart_disease"]}))
    assert "gentle plan" in found.referral
    assert "gentle plan" not in screen(make_profile(age=16)).referral


def test_numbers_are_in_the_finding(make_profile: Make) -> None:
    (finding, *_) = screen(make_profile(health={"blood_pressure": "165/95"})).findings
    assert finding.numbers == {"limit_systolic": 160, "limit_diastolic": 100, "systolic": 165, "diastolic": 95}
    assert "165/95" in finding.reason


def test_unmapped_texts_are_shown(make_profile: Make) -> None:
    profile = make_profile(injuries=["odd feeling"], health={"medicines": ["xyz"], "other_conditions": ["lupus"]})
    assert screen(profile).unmapped == ("odd feeling", "lupus", "xyz")


def test_effort_is_held_down_only_where_a_rule_asks(make_profile: Make) -> None:
    assert not moderate_only(screen(make_profile(injuries=["knee"])))
    assert moderate_only(screen(make_profile(health={"pregnancy": "trimester_1"})))
    vigorous = {"age": 55, "fitness_level": "beginner", "preferences": {"preferred_activities": ["hiit"]}}
    assert moderate_only(screen(make_profile(**vigorous)))
    assert not moderate_only(screen(make_profile(**vigorous, health={"medical_clearance": True})))


@pytest.mark.parametrize("locale", list(Locale))
def test_every_rule_speaks_every_language(make_profile: Make, locale: Locale) -> None:
    for symptom, condition in itertools.zip_longest(Symptom, Condition):
        health = {"symptoms": [symptom] if symptom else [], "conditions": [condition] if condition else []}
        found = screen(make_profile(health=health, locale=locale))
        assert all(finding.reason for finding in found.findings)
    for stage in PregnancyStage:
        screen(make_profile(health={"pregnancy": stage}, locale=locale))


def test_the_catalogue_is_complete() -> None:
    reasons = {key.removeprefix("safety.reason.") for key in texts("en") if key.startswith("safety.reason.")}
    assert reasons == set(SCREENING_RULES)
    assert all(rule.source for rule in SCREENING_RULES.values())
    assert all(has_text(f"safety.referral.{rule.referral}") for rule in SCREENING_RULES.values() if rule.referral)
    assert all(has_text(f"safety.referral.{symptom}") for symptom in Symptom)
    assert all(has_text(f"safety.medicine.{name}") for name in EFFECTS)


def test_every_parq_answer_leads_somewhere(make_profile: Make) -> None:
    for question in ParqAnswers.__struct_fields__:
        assert screen(make_profile(health={"parq": {question: True}})).outcome is not CLEAR
