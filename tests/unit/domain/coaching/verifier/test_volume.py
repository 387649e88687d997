import pytest
from msgspec.structs import replace

from domain.coaching.planning.proposal import Role
from domain.coaching.programming.volume import bands, session_sets, shares, weekly_sets
from domain.coaching.verifier.volume import session_limit
from domain.profile import FitnessLevel, Goal


@pytest.fixture
def sound(make_person, context_for, program_for):
    context = context_for(make_person(minutes=120))
    return program_for(context), context


def more_sets(program, sets):
    """Every hard item with that many sets."""
    return replace(
        program,
        sessions=tuple(
            replace(
                session,
                items=tuple(
                    item if item.role in (Role.CONDITIONING, Role.MOBILITY) else replace(item, sets=sets)
                    for item in session.items
                ),
            )
            for session in program.sessions
        ),
    )


@pytest.mark.parametrize("rule", ["VOL-2", "VOL-3", "VOL-4", "REC-2"])
def test_a_planned_week_is_inside_its_bands(rule, sound, hits):
    assert hits(rule, *sound) == []


def test_more_than_can_be_recovered_from_is_trimmed_to_the_band(sound, hits, repaired):
    program, context = sound
    settled = repaired("VOL-2", more_sets(program, 9), context)
    limits = bands(context.person)
    assert all(sets <= limits[group].most for group, sets in weekly_sets(settled.program.sessions).items())


def test_too_many_sets_in_one_session_are_blocked_and_trimmed(sound, repaired):
    program, context = sound
    settled = repaired("VOL-3", more_sets(program, 10), context)
    for session in settled.program.sessions:
        assert max(session_sets(session.items).values(), default=0) <= session_limit(context.person)
        assert sum(item.sets for item in session.items) <= 30


def test_beginners_stop_at_twelve_sets_a_session(make_person):
    assert session_limit(make_person(level=FitnessLevel.BEGINNER)) == 12
    assert session_limit(make_person(age=70)) == 12
    assert session_limit(make_person()) == 16


def test_short_weeks_are_shown_to_those_who_want_muscle_only(make_person, context_for, program_for, hits):
    small = context_for(make_person(days=1, minutes=20))
    (hit,) = hits("VOL-1", program_for(small), small)
    assert hit.words["muscles"]
    other = context_for(make_person(days=1, minutes=20, goals=(Goal.STRESS_REDUCTION,)))
    assert hits("VOL-1", program_for(other), other) == []


def test_a_short_week_is_not_blamed_for_what_is_held_down_or_cannot_be_trained(
    make_person, context_for, program_for, hits
):
    for held in ({"age": 16}, {"age": 70}, {"cautious": True}):
        context = context_for(make_person(days=1, minutes=20, **held))
        assert hits("VOL-1", program_for(context), context) == []
    context = context_for(make_person(days=1, minutes=20))
    no_chest = tuple(entry for entry in context.menu.entries if shares(entry.exercise).get("chest") != 1.0)
    (hit,) = hits("VOL-1", program_for(context), replace(context, menu=replace(context.menu, entries=no_chest)))
    assert "chest" not in hit.numbers
    assert "chest" in hits("VOL-1", program_for(context), context)[0].numbers


def test_pressing_without_pulling_in_balance_is_shown(sound, hits):
    program, context = sound
    pushed = replace(
        program,
        sessions=tuple(
            replace(
                session,
                items=tuple(
                    replace(item, sets=8) if "push" in item.exercise.pattern else item for item in session.items
                ),
            )
            for session in program.sessions
        ),
    )
    (hit,) = hits("VOL-4", pushed, context)
    assert hit.numbers["ratio"] > 1.5


def test_hard_work_for_a_muscle_two_days_running(make_person, context_for, program_for, hits, repaired):
    context = context_for(make_person(days=2, weekdays=tuple(make_person(days=7).weekdays[:2]), minutes=90))
    program = program_for(context)
    first = program.sessions[0]
    same = replace(first, weekday=program.sessions[1].weekday)
    heavy = more_sets(replace(program, sessions=(first, same)), 6)
    assert hits("REC-1", heavy, context)
    settled = repaired("REC-2", heavy, context)
    assert hits("REC-2", settled.program, context) == []


def test_sunday_and_monday_are_neighbours(make_person, context_for, program_for, hits):
    week = make_person(days=7).weekdays
    context = context_for(make_person(days=2, weekdays=(week[0], week[6])))
    program = program_for(context)
    same = more_sets(replace(program, sessions=(program.sessions[0], replace(program.sessions[0], weekday=week[6]))), 5)
    assert {hit.session for hit in hits("REC-1", same, context)} == {0}
