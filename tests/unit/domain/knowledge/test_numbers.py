"""The notes say the same numbers as the rules in code."""

import pytest

from domain.adaptation.engine import MOST_WAITING, REFUSED_DAYS
from domain.adaptation.plates import WARMUP_STEPS
from domain.adaptation.rules.health import CALM_DAYS
from domain.adaptation.rules.recovery import BREAKS
from domain.adaptation.swap import CARRIED_SHARE, MOST
from domain.adaptation.today import REDUCED_LOAD
from domain.coaching.programming.loads import BAR_KG
from domain.coaching.programming.progression import COMPOUND_STEP_KG, DELOAD_LOAD, ISOLATION_STEP_KG
from domain.coaching.programming.schemes import HELD_ENOUGH, TRAINED_ENOUGH
from domain.gamification.streaks import MOST_FREEZES, WEEKS_PER_FREEZE
from domain.gamification.suspicion import JUMP, MOST_SETS_A_DAY
from domain.knowledge.notes import load_notes
from domain.nutrition.expenditure import FAT_KCAL_PER_KG, MOST_A_WEEK_KCAL, WINDOW_DAYS
from domain.nutrition.rules import NUTRITION_RULES, PREGNANCY_KCAL, PROTEIN_PER_KG
from domain.profile import PregnancyStage
from domain.readiness.rules import RULES
from domain.safety.facts import CRISIS
from domain.safety.screening_checks import HIGH

WORDS = {2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 10: "ten"}


def number(rule: str, name: str) -> float:
    return NUTRITION_RULES[rule].numbers[name]


def spelled(value: float) -> str:
    return WORDS[round(value)]


SAID = [
    ("energy-deficit", f"never more than {number('NUT-loss', 'most_kcal'):.0f}"),
    ("energy-deficit", f"{number('CAL-floor', 'female'):,.0f} kcal for women"),
    ("energy-deficit", f"{number('CAL-floor', 'male'):,.0f} for men"),
    ("weight-gain-rate", f"at most {number('NUT-gain', 'most_kcal'):.0f} kcal"),
    ("weight-gain-rate", f"up to {number('NUT-gain', 'beginner') * 100:.0f} for beginners"),
    ("weight-gain-rate", f"body mass index of {number('NUT-no-gain', 'bmi'):.0f}"),
    ("older-protein", f"at most {number('NUT-loss-older', 'most_kcal'):.0f} kcal"),
    ("protein-amount", f"FitAI plans {min(PROTEIN_PER_KG.values())} to {max(PROTEIN_PER_KG.values())}"),
    ("protein-amount", f"With kidney disease it is {number('MAC-kidney', 'per_kg')} g per kg"),
    ("kidney-disease-training", f"{number('MAC-kidney', 'per_kg')} g per kg"),
    ("protein-kidneys", f"{number('MAC-kidney', 'per_kg')} g per kg"),
    ("fibre", f"about {number('MAC-fibre', 'per_1000_kcal'):.0f} g per 1,000 kcal"),
    ("fats", f"{number('MAC-fat', 'low') * 100:.0f} to {number('MAC-fat', 'high') * 100:.0f} per cent"),
    ("hydration", f"women need about {number('WAT-base', 'female')} and men {number('WAT-base', 'male')} litres"),
    ("energy-availability", f"about {number('CAL-available', 'kcal_per_kg_lean'):.0f} kcal per kg of lean mass"),
    ("underweight-training", f"index of {number('CAL-thin', 'bmi')}"),
    ("breastfeeding-training", f"about {PREGNANCY_KCAL[PregnancyStage.BREASTFEEDING][1]:.0f} kcal"),
    ("pregnancy-weight", f"about {PREGNANCY_KCAL[PregnancyStage.TRIMESTER_2][1]:.0f} kcal"),
    ("adaptive-energy", f"at most {MOST_A_WEEK_KCAL:.0f} kcal a week"),
    ("adaptive-energy", f"over {WINDOW_DAYS} days"),
    ("weight-fluctuations", f"{FAT_KCAL_PER_KG:,.0f} kcal"),
    ("load-steps", f"about {COMPOUND_STEP_KG} kg to big exercises and {ISOLATION_STEP_KG:g} kg to small ones"),
    ("deload-what", f"about {DELOAD_LOAD * 100:.0f} per cent of the load"),
    ("returning-after-break", f"more than {spelled(BREAKS[-1][0])} days off"),
    ("returning-after-break", f"about {(1 - BREAKS[0][1]) * 100:.0f} per cent"),
    ("returning-after-break", f"{(1 - BREAKS[-1][1]) * 100:.0f} per cent lighter"),
    ("warm-up-sets", f"{WARMUP_STEPS[0][0] * 100:.0f} per cent of the working load"),
    ("session-length", f"More than {HELD_ENOUGH} minutes"),
    ("session-length", f"more than {TRAINED_ENOUGH} hardly"),
    ("plate-maths", f"standard bar weighs {BAR_KG['barbell']:.0f} kg"),
    ("hypertension-training", f"{CRISIS.systolic} over {CRISIS.diastolic}"),
    ("hypertension-training", f"{HIGH.systolic} over {HIGH.diastolic}"),
    ("readiness-explained", f"about a {spelled((1 - REDUCED_LOAD) * 100)}th less load"),
    ("bad-night", f"slept {spelled(RULES['RDY-sleep-6'].limit)} hours or less"),
    ("soreness-doms", f"Sore at {RULES['RDY-soreness-4'].limit:.0f} of {RULES['RDY-soreness-5'].limit:.0f}"),
    ("resting-heart-rate", f"{spelled(RULES['RDY-resting-5'].limit)} to {spelled(RULES['RDY-resting-7'].limit)} beats"),
    ("how-plan-adapts", f"At most {spelled(MOST_WAITING)} proposals"),
    ("how-plan-adapts", f"{spelled(REFUSED_DAYS / 7)} weeks"),
    ("how-pain-changes-plan", f"After {spelled(CALM_DAYS / 7)} calm weeks"),
    ("swap-exercise", f"up to {spelled(MOST)} others"),
    ("swap-exercise", f"a {spelled((1 - CARRIED_SHARE) * 100)}th lower"),
    ("streaks-how", f"Every {spelled(WEEKS_PER_FREEZE)} full weeks earn a freeze, {spelled(MOST_FREEZES)} at most"),
    ("xp-held", f"more than {(JUMP - 1) * 100:.0f} per cent"),
    ("xp-held", f"over {MOST_SETS_A_DAY} working sets"),
]


@pytest.mark.parametrize(("id_", "said"), SAID, ids=[f"{id_}-{n}" for n, (id_, _) in enumerate(SAID)])
def test_a_note_says_what_the_rule_says(id_: str, said: str) -> None:
    assert said.casefold() in load_notes()[id_].body.casefold()
