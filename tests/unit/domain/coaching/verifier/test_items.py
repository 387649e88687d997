import pytest
from msgspec.structs import replace

from domain.catalogue.demands import vigorous
from domain.catalogue.types import Joint
from domain.coaching.planning.menu import MenuEntry
from domain.coaching.planning.proposal import DayKind, Scheme
from domain.coaching.verifier.repair import NotSettled, settle
from domain.coaching.verifier.rules import RULES
from domain.plan import Screening, ScreeningOutcome, Severity
from domain.profile import Condition, PregnancyStage
from domain.safety.contraindications import advise


def first_barred(catalogue, person):
    """A strength exercise the person has the equipment for and may not do."""
    return next(
        exercise
        for exercise in catalogue.exercises.values()
        if exercise.needs <= person.equipment and not advise(exercise, person, catalogue).allowed
    )


def everything(program):
    return [item.exercise for session in program.sessions for item in session.items]


def test_every_rule_has_an_id_of_its_own_a_source_and_a_repair_unless_it_only_warns():
    ids = [rule.id for rule in RULES]
    assert len(ids) == len(set(ids))
    for rule in RULES:
        assert rule.title
        assert rule.source
        assert (rule.repair is None) == (rule.severity is Severity.WARN or rule.id == "SCR-1"), rule.id


@pytest.mark.parametrize("joint", Joint)
def test_an_exercise_that_strains_a_hurt_region_is_swapped(
    joint, make_person, context_for, program_for, edit, catalogue, hits
):
    context = context_for(make_person(regions=frozenset({joint})))
    sound = program_for(context)
    assert hits(f"INJ-{joint}", sound, context) == []
    broken = edit(sound, 0, 0, exercise=first_barred(catalogue, context.person))
    settled = settle(broken, context)
    assert hits(f"INJ-{joint}", broken, context)
    assert all(advise(exercise, context.person, catalogue).allowed for exercise in everything(settled.program))


@pytest.mark.parametrize(
    ("rule", "facts"),
    [
        (
            "PRG-1",
            {"pregnancy": PregnancyStage.TRIMESTER_2, "conditions": {"pregnancy": frozenset({"any", "trimester_2"})}},
        ),
        (
            "MED-hypertension",
            {"flags": frozenset({Condition.HYPERTENSION}), "conditions": {"hypertension": frozenset({"any"})}},
        ),
        ("MED-osteoporosis", {"conditions": {"osteoporosis": frozenset({"any"})}}),
        ("MED-hernia", {"conditions": {"hernia": frozenset({"any", "unrepaired"})}}),
    ],
)
def test_an_exercise_not_advised_with_a_condition_is_blocked(
    rule, facts, make_person, context_for, program_for, edit, catalogue, hits
):
    context = context_for(make_person(**facts))
    sound = program_for(context)
    assert hits(rule, sound, context) == []
    broken = edit(sound, 0, 0, exercise=first_barred(catalogue, context.person))
    assert hits(rule, broken, context)
    after = settle(broken, context).program
    assert all(advise(exercise, context.person, catalogue).allowed for exercise in everything(after))


def test_an_exercise_off_the_menu_is_swapped_for_one_of_the_same_pattern(
    make_person, context_for, program_for, edit, catalogue, repaired
):
    context = context_for(make_person())
    menu = {entry.exercise.id for entry in context.menu.entries}
    program = program_for(context)
    first = program.sessions[0].items[0].exercise
    stranger = next(
        exercise
        for exercise in catalogue.exercises.values()
        if exercise.id not in menu and exercise.pattern == first.pattern
    )
    settled = repaired("MEN-1", edit(program, 0, 0, exercise=stranger), context)
    assert settled.program.sessions[0].items[0].exercise.pattern == first.pattern
    assert settled.program.sessions[0].items[0].exercise.id in menu


def test_a_wrong_menu_id_is_corrected_and_the_exercise_stays(make_person, context_for, program_for, edit, repaired):
    context = context_for(make_person())
    program = program_for(context)
    settled = repaired("MEN-1", edit(program, 0, 0, menu_id="E99"), context)
    assert settled.program.sessions[0].items[0] == program.sessions[0].items[0]


def test_an_exercise_without_its_equipment_is_swapped(make_person, context_for, program_for, edit, catalogue, hits):
    context = context_for(make_person(equipment=frozenset({"mat", "chair"})))
    program = program_for(context)
    assert hits("EQP-1", program, context) == []
    broken = edit(program, 0, 0, exercise=catalogue.exercises["barbell-squat"])
    assert hits("EQP-1", broken, context)[0].words["equipment"]
    assert hits("EQP-1", settle(broken, context).program, context) == []


def test_vigorous_work_goes_where_screening_asks_for_moderate_effort(
    make_person, context_for, program_for, edit, catalogue, hits
):
    context = context_for(make_person(vigorous_ok=False))
    hard = next(exercise for exercise in catalogue.exercises.values() if vigorous(exercise) and not exercise.needs)
    broken = edit(program_for(context), 0, 0, exercise=hard)
    assert hits("INT-3", broken, context)
    assert not any(vigorous(exercise) for exercise in everything(settle(broken, context).program))


def test_long_static_holds_are_cut_with_high_blood_pressure(
    make_person, context_for, program_for, edit, catalogue, repaired
):
    usual = context_for(make_person(conditions={"hypertension": frozenset({"any"})}))
    hold = MenuEntry(id="E48", exercise=catalogue.exercises["forearm-plank-from-knees"], score=1)
    context = replace(usual, menu=replace(usual.menu, entries=(*usual.menu.entries[:47], hold)))
    program = program_for(context)
    session = program.sessions[0]
    item = replace(
        session.items[0],
        exercise=hold.exercise,
        menu_id=hold.id,
        reps=None,
        seconds=60,
        rir=None,
        load_kg=None,
        percent_1rm=None,
    )
    others = tuple(other for other in session.items if other.exercise.id != hold.exercise.id)
    settled = repaired("INT-4", edit(program, 0, items=(*others, item)), context)
    held = [other for other in settled.program.sessions[0].items if other.exercise.id == hold.exercise.id]
    assert [other.seconds for other in held] == [20]


def test_a_stop_of_screening_cannot_be_repaired(make_person, context_for, program_for):
    context = context_for(make_person(), screening=Screening(outcome=ScreeningOutcome.STOP))
    with pytest.raises(NotSettled, match="SCR-1"):
        settle(program_for(context), context)


def test_hard_days_become_gentle_where_screening_says_gentle(make_person, context_for, program_for, repaired):
    hard = program_for(context_for(make_person()))
    context = context_for(make_person(gentle_only=True), screening=Screening(outcome=ScreeningOutcome.GENTLE))
    settled = repaired("SCR-2", hard, context)
    for session in settled.program.sessions:
        assert session.kind is not DayKind.STRENGTH or session.scheme is Scheme.LIGHT
        assert all(item.exercise.met < 6 for item in session.items)
