import pytest
from msgspec.structs import replace

from domain.catalogue.types import Joint
from domain.coaching.planning.planning_rules import PLANNING_RULES
from domain.coaching.planning.proposal import Role
from domain.coaching.telling.explain import adaptations, day_reasons, exercise_reasons, nutrition_detail
from domain.profile import Activity, FitnessLevel, Locale, PregnancyStage
from domain.text.messages import has_text


@pytest.fixture
def made(make_person, context_for, program_for):
    def build(**facts):
        context = context_for(make_person(**facts))
        return program_for(context), context

    return build


def item_of(program, role=Role.MAIN):
    return next(item for session in program.sessions for item in session.items if item.role is role)


@pytest.mark.parametrize("locale", Locale)
def test_every_exercise_has_one_to_three_reasons_with_rule_ids(locale, made):
    program, context = made(locale=locale, regions=frozenset({Joint.KNEE}), age=70, days=4)
    for session in program.sessions:
        for item in session.items:
            reasons = exercise_reasons(item, context.person)
            assert 1 <= len(reasons) <= 3
            assert all(reason.rule and reason.text for reason in reasons)
            assert reasons[0].rule == f"SLOT-{item.role}"


def test_the_first_reason_names_muscle_and_goal(made):
    program, context = made()
    first = exercise_reasons(item_of(program), context.person)[0]
    assert "muscle gain" in first.text
    assert first.data == {"goal": "muscle_gain"}


def test_a_spared_joint_and_a_careful_one_are_named(made):
    program, context = made(regions=frozenset({Joint.WRIST}))
    item = replace(item_of(program), limits=())
    spared = replace(item, exercise=replace(item.exercise, joints=frozenset({Joint.HIP})))
    assert any(
        r.rule == "INJ-wrist" and "spares your wrist" in r.text for r in exercise_reasons(spared, context.person)
    )
    careful = replace(spared, limits=("INJ-wrist",), exercise=replace(item.exercise, joints=frozenset({Joint.WRIST})))
    assert any("with care for your wrist" in r.text for r in exercise_reasons(careful, context.person))
    condition = replace(careful, limits=("MED-hypertension",))
    assert any("high blood pressure" in r.text for r in exercise_reasons(condition, context.person))


def test_what_shaped_the_dose_is_told_with_the_persons_data(made):
    program, context = made()
    item = replace(item_of(program), rules=("SLOT-main", "LVL-beginner", "TIM-fit"), limits=())
    rules = {reason.rule: reason for reason in exercise_reasons(item, context.person)}
    assert "60 minutes" in rules["TIM-fit"].text
    assert rules["TIM-fit"].data["minutes"] == "60"


def test_every_planning_rule_has_a_sentence():
    silent = {"LIM-1"}  # the menu's limit says why, in the person's own terms
    assert [rule for rule in PLANNING_RULES if rule not in silent and not has_text(f"plan.why.{rule}")] == []


def test_adaptations_come_from_the_persons_own_facts(made):
    plain = dict(adaptations(*made()))
    assert set(plain) == {"difficulty_adjustment", "time", "equipment"}
    program, context = made(
        age=66,
        regions=frozenset({Joint.LOWER_BACK, Joint.KNEE}),
        conditions={"hypertension": frozenset({"any"})},
        unmapped=("zzz",),
        cautious=True,
        too_hard=frozenset({"barbell-squat"}),
        completion_rate=0.3,
        activities=(Activity.WALKING, Activity.STRENGTH_TRAINING),
        level=FitnessLevel.BEGINNER,
        vigorous_ok=False,
    )
    told = dict(adaptations(program, context))
    assert set(told) == {
        "difficulty_adjustment", "back_friendly", "knee_friendly", "health_condition", "caution", "age_older",
        "screening", "time", "equipment", "feedback", "adherence", "preferences",
    }  # fmt: skip
    assert told["knee_friendly"].rule == "INJ-knee"
    assert "high blood pressure" in told["health_condition"].text
    assert told["caution"].data == {"injuries": "zzz"}
    assert "60 minutes" in told["time"].text


def test_the_persons_own_words_are_kept_as_data_and_not_in_a_sentence(made):
    nasty = "steroid injection <script>"
    told = dict(adaptations(*made(unmapped=(nasty,), cautious=True)))
    assert nasty not in told["caution"].text
    assert told["caution"].data["injuries"] == nasty


def test_youth_pregnancy_and_no_equipment(made):
    assert "age_young" in dict(adaptations(*made(age=15)))
    facts = {"pregnancy": PregnancyStage.TRIMESTER_1, "conditions": {"pregnancy": frozenset({"any"})}}
    assert "pregnancy" in dict(adaptations(*made(**facts)))
    assert "no_equipment" in dict(adaptations(*made(equipment=frozenset(), activities=(Activity.WALKING,))))


def test_nutrition_carries_its_numbers_and_reasons(made):
    program, context = made()
    program = replace(program, nutrition=replace(program.nutrition, rules=("NUT-mifflin", "CAL-floor")))
    detail = nutrition_detail(program, context.person)
    assert (detail.target, detail.protein_g) == (program.nutrition.target, program.nutrition.protein_g)
    assert [reason.rule for reason in detail.reasons] == ["NUT-mifflin", "CAL-floor"]


def test_a_day_says_what_is_true_of_many_exercises_only_once(made):
    program, context = made(age=70, conditions={"hypertension": frozenset({"any"})})
    for session in program.sessions:
        shaped = [reason.text for reasons in day_reasons(session, context.person) for reason in reasons[1:]]
        assert len(shaped) == len(set(shaped))


def test_care_is_named_at_each_exercise_that_needs_it(made):
    program, context = made(regions=frozenset({Joint.KNEE}))
    careful = replace(item_of(program), limits=("INJ-knee",))
    session = replace(program.sessions[0], items=(careful, replace(careful, menu_id="E99")))
    assert all(any(r.rule == "INJ-knee" for r in reasons) for reasons in day_reasons(session, context.person))


def test_nobody_without_an_injury_is_told_of_one(made):
    program, context = made(pregnancy=PregnancyStage.TRIMESTER_2, vigorous_ok=False)
    texts = [r.text for day in program.sessions for reasons in day_reasons(day, context.person) for r in reasons]
    assert not any("injury" in text for text in texts)


@pytest.mark.parametrize(
    ("level", "minutes", "told"),
    [(FitnessLevel.BEGINNER, 120, True), (FitnessLevel.BEGINNER, 60, False), (FitnessLevel.ADVANCED, 120, False)],
)
def test_a_beginner_with_two_hours_is_told_once_that_less_is_enough(level, minutes, told, made):
    program, context = made(level=level, minutes=minutes)
    assert [key for key, _ in adaptations(program, context)].count("time_enough") == told
