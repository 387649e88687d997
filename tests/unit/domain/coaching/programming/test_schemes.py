"""Schemes: who may have which, and their numbers."""

from collections.abc import Callable

import pytest

from domain.coaching.person import Person
from domain.coaching.planning.proposal import Role, Scheme
from domain.coaching.programming.schemes import (
    allowed_schemes,
    dose,
    highest_percent,
    hold_seconds,
    light_only,
    lowest_reps,
    set_range,
    weekly_schemes,
)
from domain.profile import FitnessLevel, Goal, PregnancyStage

MakePerson = Callable[..., Person]
LIFTED = (Role.MAIN, Role.ACCESSORY, Role.ISOLATION, Role.CORE)
HYPERTENSION = {"hypertension": frozenset({"any"})}


@pytest.mark.parametrize(
    ("goals", "first"),
    [
        ((Goal.STRENGTH_INCREASE,), Scheme.STRENGTH),
        ((Goal.MUSCLE_GAIN,), Scheme.HYPERTROPHY),
        ((Goal.ENDURANCE_IMPROVEMENT,), Scheme.MUSCULAR_ENDURANCE),
        ((Goal.ATHLETIC_PERFORMANCE,), Scheme.POWER),
        ((Goal.WEIGHT_LOSS, Goal.MUSCLE_GAIN), Scheme.GENERAL),
        ((Goal.REHABILITATION,), Scheme.LIGHT),
    ],
)
def test_the_first_goal_leads(make_person: MakePerson, goals: tuple[Goal, ...], first: Scheme) -> None:
    assert allowed_schemes(make_person(goals=goals))[0] is first


def test_two_goals_take_turns(make_person: MakePerson) -> None:
    person = make_person(goals=(Goal.MUSCLE_GAIN, Goal.STRENGTH_INCREASE))
    assert weekly_schemes(person) == (Scheme.HYPERTROPHY, Scheme.STRENGTH)
    assert weekly_schemes(make_person(goals=(Goal.MUSCLE_GAIN,))) == (Scheme.HYPERTROPHY,)


@pytest.mark.parametrize(
    "facts",
    [
        {"conditions": HYPERTENSION},
        {"pregnancy": PregnancyStage.TRIMESTER_2},
        {"gentle_only": True},
        {"conditions": {"heart_disease": frozenset({"any", "cleared"})}},
    ],
)
def test_some_people_only_work_light(make_person: MakePerson, facts: dict[str, object]) -> None:
    person = make_person(goals=(Goal.STRENGTH_INCREASE,), **facts)
    assert light_only(person)
    assert allowed_schemes(person) == (Scheme.LIGHT,)
    assert highest_percent(person) == 60
    assert dose(person, Scheme.LIGHT, Role.MAIN).reps == (12, 15)
    assert hold_seconds(person) == 20


@pytest.mark.parametrize("scheme", list(Scheme))
@pytest.mark.parametrize("role", LIFTED)
def test_minors_do_eight_or_more_in_three_sets_or_fewer(make_person: MakePerson, scheme: Scheme, role: Role) -> None:
    person = make_person(age=15, level=FitnessLevel.ADVANCED)
    numbers = dose(person, scheme, role)
    assert numbers.reps[0] >= lowest_reps(person) == 8
    assert numbers.sets[2] <= 3
    assert numbers.rir >= 3
    assert highest_percent(person) <= 70


def test_minors_older_adults_and_beginners_do_no_power_or_maximal_work(make_person: MakePerson) -> None:
    goals = (Goal.ATHLETIC_PERFORMANCE, Goal.STRENGTH_INCREASE)
    for facts in ({"age": 16}, {"age": 70}, {"cautious": True}, {"vigorous_ok": False}):
        assert not {Scheme.POWER, Scheme.STRENGTH} & set(allowed_schemes(make_person(goals=goals, **facts)))
    assert Scheme.POWER not in allowed_schemes(make_person(goals=goals, level=FitnessLevel.BEGINNER))


def test_older_adults_start_with_few_sets_and_rest_two_minutes(make_person: MakePerson) -> None:
    person = make_person(age=70, minutes=45)
    numbers = dose(person, Scheme.GENERAL, Role.MAIN)
    assert numbers.sets[1] <= 2
    assert numbers.rest_s >= 120


def test_those_who_miss_sessions_get_fewer_sets(make_person: MakePerson) -> None:
    usual, rare = make_person(), make_person(completion_rate=0.4)
    assert set_range(rare, Role.MAIN)[1] < set_range(usual, Role.MAIN)[1]


def test_short_sessions_shorten_rests_but_not_those_of_heavy_work(make_person: MakePerson) -> None:
    short, long = make_person(minutes=30), make_person(minutes=75)
    for scheme in (Scheme.HYPERTROPHY, Scheme.GENERAL):
        assert 60 <= dose(short, scheme, Role.MAIN).rest_s < dose(long, scheme, Role.MAIN).rest_s
    assert dose(short, Scheme.STRENGTH, Role.MAIN).rest_s == dose(long, Scheme.STRENGTH, Role.MAIN).rest_s >= 180


def test_there_is_always_a_scheme(make_person: MakePerson) -> None:
    for goal in Goal:
        for level in FitnessLevel:
            for age in (14, 30, 80):
                assert weekly_schemes(make_person(goals=(goal,), level=level, age=age))
