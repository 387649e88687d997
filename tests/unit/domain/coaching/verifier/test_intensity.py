import pytest

from domain.coaching.programming.loads import percent_of_max
from domain.coaching.verifier.intensity import dose_text, least_rir
from domain.coaching.verifier.repair import settle
from domain.profile import FitnessLevel


@pytest.fixture
def lifter(make_person):
    """Somebody who knows their maximum of everything, so that loads are in per cent of it."""

    def build(catalogue, **facts):
        return make_person(one_rep_max=dict.fromkeys(catalogue.exercises, 100.0), **facts)

    return build


def loaded(program):
    """Session and place of the first item with a percentage."""
    return next(
        (day, place)
        for day, session in enumerate(program.sessions)
        for place, item in enumerate(session.items)
        if item.percent_1rm is not None
    )


def test_a_planned_dose_agrees_with_the_chart(lifter, catalogue, context_for, program_for, hits):
    context = context_for(lifter(catalogue))
    program = program_for(context)
    assert loaded(program)
    assert hits("INT-1", program, context) == []
    assert hits("INT-2", program, context) == []


def test_a_load_too_heavy_for_its_repetitions_is_reduced_to_the_chart(
    lifter, catalogue, context_for, program_for, edit, repaired
):
    context = context_for(lifter(catalogue))
    program = program_for(context)
    day, place = loaded(program)
    broken = edit(program, day, place, reps=(8, 10), rir=2, percent_1rm=90.0, load_kg=90.0)
    item = repaired("INT-1", broken, context).program.sessions[day].items[place]
    assert item.percent_1rm == pytest.approx(percent_of_max(12), abs=0.1)
    assert item.load_kg <= 0.7 * 100


def test_a_load_too_light_for_its_reserve_gets_the_reserve_it_really_leaves(
    lifter, catalogue, context_for, program_for, edit, repaired
):
    context = context_for(lifter(catalogue))
    program = program_for(context)
    day, place = loaded(program)
    broken = edit(program, day, place, reps=(5, 6), rir=1, percent_1rm=65.0, load_kg=65.0)
    item = repaired("INT-1", broken, context).program.sessions[day].items[place]
    assert item.load_kg == 65.0
    assert item.rir == 5


def test_a_load_above_the_persons_cap_is_scaled_down(lifter, catalogue, context_for, program_for, edit, repaired):
    context = context_for(lifter(catalogue, age=16))
    program = program_for(context)
    day, place = loaded(program)
    broken = edit(program, day, place, percent_1rm=85.0, load_kg=85.0, reps=(8, 8), rir=0)
    item = repaired("INT-2", broken, context).program.sessions[day].items[place]
    assert item.percent_1rm <= 70
    assert item.load_kg <= 70
    assert item.rir >= 2


def test_a_load_without_percentage_is_held_against_the_estimate(make_person, context_for, program_for, edit, repaired):
    context = context_for(make_person())
    program = program_for(context)
    day, place = next(
        (day, place)
        for day, session in enumerate(program.sessions)
        for place, item in enumerate(session.items)
        if item.load_kg is not None
    )
    before = program.sessions[day].items[place].load_kg
    item = repaired("INT-2", edit(program, day, place, load_kg=400.0), context).program.sessions[day].items[place]
    assert before <= item.load_kg < 200


@pytest.mark.parametrize(("rule", "age", "sets"), [("AGE-1", 15, 3), ("AGE-2", 70, 4)])
def test_the_young_and_the_old_get_more_repetitions_and_fewer_sets(
    rule, age, sets, make_person, context_for, program_for, edit, hits, repaired
):
    context = context_for(make_person(age=age))
    program = program_for(context)
    assert hits(rule, program, context) == []
    place = next(place for place, item in enumerate(program.sessions[0].items) if item.reps is not None)
    broken = edit(program, 0, place, sets=6, reps=(3, 5))
    exercise = program.sessions[0].items[place].exercise.id
    settled = repaired(rule, broken, context)
    item = next(item for item in settled.program.sessions[0].items if item.exercise.id == exercise)
    assert item.reps == (8, 10)
    assert item.sets <= sets


@pytest.mark.parametrize(
    "broken",
    [
        {"sets": 0},
        {"sets": 500},
        {"rest_s": -5},
        {"reps": (0, 900)},
        {"reps": (12, 8)},
        {"seconds": 40},
        {"reps": None, "seconds": None},
        {"rir": 40},
        {"load_kg": -20.0},
        {"percent_1rm": 0.0},
    ],
)
def test_doses_out_of_bounds_are_brought_back(broken, make_person, context_for, program_for, edit, hits):
    context = context_for(make_person())
    program = program_for(context)
    place = next(place for place, item in enumerate(program.sessions[0].items) if item.reps is not None)
    wrong = edit(program, 0, place, **broken)
    assert hits("DOS-1", program, context) == []
    assert hits("DOS-1", wrong, context)
    assert hits("DOS-1", settle(wrong, context).program, context) == []


def test_the_reserve_grows_with_caution(make_person):
    assert least_rir(make_person()) == 0
    assert least_rir(make_person(age=70)) == 2
    assert least_rir(make_person(cautious=True)) == 3


def test_a_dose_reads_the_same_in_every_language(make_person, context_for, program_for, edit):
    context = context_for(make_person(level=FitnessLevel.BEGINNER))
    program = program_for(context)
    place = next(place for place, item in enumerate(program.sessions[0].items) if item.reps is not None)
    item = edit(program, 0, place, sets=3, reps=(8, 12), load_kg=42.5, rir=2).sessions[0].items[place]
    assert dose_text(item) == "3 x 8-12, 42.5 kg, RIR 2"
