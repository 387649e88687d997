import pytest
from msgspec.structs import replace

from domain.profile import Condition, Gender, PregnancyStage

SOUND = {"target": 2400, "tdee": 2400, "floor": 1600, "protein_g": 112, "fat_g": 75, "carbs_g": 319, "fibre_g": 34}


@pytest.fixture
def broken(make_person, context_for, program_for):
    """A programme with other nutrition figures, and its context."""

    def build(figures, **facts):
        context = context_for(make_person(**facts))
        program = program_for(context)
        return replace(program, nutrition=replace(program.nutrition, **{**SOUND, **figures})), context

    return build


@pytest.mark.parametrize(
    ("rule", "figures", "facts"),
    [
        ("CAL-1", {"target": 1100, "tdee": 1500, "floor": 1300, "protein_g": 90, "fat_g": 35, "carbs_g": 106}, {}),
        ("CAL-2", {"tdee": 2900}, {"age": 16}),
        ("CAL-2", {"tdee": 2900}, {"pregnancy": PregnancyStage.TRIMESTER_1}),
        ("CAL-2", {"tdee": 2900}, {"pregnancy": PregnancyStage.BREASTFEEDING}),
        ("CAL-2", {"tdee": 2900}, {"weight_kg": 55, "height_cm": 180}),
        ("CAL-2", {"tdee": 2900}, {"flags": frozenset({Condition.EATING_DISORDER_HISTORY})}),
        ("CAL-3", {"tdee": 3400}, {}),
        ("CAL-3", {"tdee": 3000}, {"weight_kg": 50, "height_cm": 160}),
        ("CAL-4", {"tdee": 1700}, {}),
        ("MAC-1", {"protein_g": 260, "carbs_g": 171}, {"weight_kg": 80}),
        ("MAC-1", {"protein_g": 30, "carbs_g": 401}, {}),
        ("MAC-2", {"fat_g": 30, "carbs_g": 420}, {}),
        ("MAC-2", {"fat_g": 140, "carbs_g": 173}, {}),
        ("MAC-3", {"fibre_g": 5}, {}),
        ("MAC-4", {"carbs_g": 600}, {}),
        ("MAC-4", {"carbs_g": -300}, {}),
        ("MAC-5", {}, {"flags": frozenset({Condition.KIDNEY_DISEASE})}),
    ],
)
def test_figures_outside_their_limits_are_brought_back(rule, figures, facts, broken, hits, repaired):
    program, context = broken(figures, **facts)
    targets = repaired(rule, program, context).program.nutrition
    energy = 4 * targets.protein_g + 4 * targets.carbs_g + 9 * targets.fat_g
    assert abs(energy - targets.target) <= 0.05 * targets.target
    assert targets.target >= (1200 if context.person.gender is Gender.FEMALE else 1500)


@pytest.mark.parametrize("rule", ["CAL-1", "CAL-2", "CAL-3", "CAL-4", "MAC-1", "MAC-2", "MAC-3", "MAC-4", "MAC-5"])
def test_sound_figures_are_left_alone(rule, broken, hits):
    program, context = broken({})
    assert hits(rule, program, context) == []


def test_a_deficit_inside_the_limit_is_left_alone(broken, hits):
    program, context = broken({"tdee": 3000})
    assert hits("CAL-3", program, context) == []
    assert hits("CAL-2", program, context) == []


def test_a_forbidden_deficit_ends_at_maintenance(broken, repaired):
    program, context = broken({"tdee": 2900}, age=16)
    assert repaired("CAL-2", program, context).program.nutrition.target == 2900


def test_the_reason_names_why_there_may_be_no_deficit(broken, repaired):
    program, context = broken({"tdee": 2900}, age=16)
    (finding,) = [f for f in repaired("CAL-2", program, context).findings if f.rule == "CAL-2"]
    assert "under 18" in finding.reason
    assert finding.numbers == {"deficit": 500}
