import pytest
from msgspec.structs import replace

from domain.catalogue.types import Joint
from domain.coaching.planning.proposal import Role, Scheme
from domain.coaching.programming.timing import work_minutes
from domain.coaching.telling.recommend import circuit_ok, recommendations, shortened
from domain.profile import FitnessLevel


@pytest.fixture
def made(make_person, context_for, program_for):
    def build(**facts):
        context = context_for(make_person(**facts))
        return program_for(context), context

    return build


def test_weights_go_down_by_a_tenth_and_up_by_at_most_a_tenth(made):
    advice = recommendations(*made())
    assert advice.if_too_difficult.reduce_weight == 0.10
    assert advice.if_too_easy.increase_weight == 0.05
    assert recommendations(*made(age=15)).if_too_easy.increase_weight < 0.05


def test_easier_exercises_are_of_the_same_pattern_on_the_menu_and_new_to_the_week(made):
    program, context = made(level=FitnessLevel.ADVANCED, regions=frozenset({Joint.SHOULDER}))
    entries = {entry.exercise.name: entry.exercise for entry in context.menu.entries}
    planned = {item.exercise.name: item.exercise for session in program.sessions for item in session.items}
    swaps = recommendations(program, context).if_too_difficult.modify_exercises
    assert swaps
    for harder, easier in swaps.items():
        assert entries[easier].pattern == planned[harder].pattern
        assert easier not in planned


def test_extra_exercises_are_on_the_menu_without_limits_and_none_on_light_work(made):
    program, context = made()
    free = {entry.exercise.name for entry in context.menu.entries if not entry.limits}
    extra = recommendations(program, context).if_too_easy.add_exercises
    assert 0 < len(extra) <= 2
    assert set(extra) <= free
    light = made(conditions={"hypertension": frozenset({"any"})})
    assert recommendations(*light).if_too_easy.add_exercises == ()


def test_the_short_version_fits_about_half_and_keeps_the_main_work(made):
    program, context = made()
    for session in program.sessions:
        short = shortened(session)
        assert 0 < len(short.items) < len(session.items)
        assert work_minutes(short.items) <= 0.55 * work_minutes(session.items) or len(short.items) == 1
        assert short.items[0].role is Role.MAIN
    kept = recommendations(program, context).if_time_constrained.shortened_version.exercises_to_keep
    assert len(kept) == len(set(kept)) > 0


def test_circuits_only_where_nothing_speaks_against_going_without_rest(made):
    program, context = made(level=FitnessLevel.BEGINNER)
    light = replace(
        program,
        sessions=tuple(
            replace(
                session, scheme=Scheme.GENERAL, items=tuple(replace(item, percent_1rm=None) for item in session.items)
            )
            for session in program.sessions
        ),
    )
    assert circuit_ok(light, context.person)
    heavy = replace(light, sessions=(replace(light.sessions[0], scheme=Scheme.STRENGTH), *light.sessions[1:]))
    assert not circuit_ok(heavy, context.person)
    for facts in ({"age": 70}, {"age": 15}, {"cautious": True}, {"conditions": {"hypertension": frozenset({"any"})}}):
        assert not circuit_ok(light, made(**facts)[1].person)
