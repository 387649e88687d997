"""Counting hard sets, and the bands they are held against."""

from collections.abc import Callable

import pytest

from domain.catalogue.types import Catalogue
from domain.coaching.person import Person
from domain.coaching.planning.proposal import Role
from domain.coaching.programming.program import Program
from domain.coaching.programming.volume import (
    bands,
    push_pull_ratio,
    push_pull_sets,
    session_cap,
    session_sets,
    shares,
    weekly_sets,
)
from domain.coaching.verifier.rule import Context
from domain.profile import FitnessLevel

MakePerson = Callable[..., Person]


def test_first_muscles_count_one_and_second_ones_half(catalogue: Catalogue) -> None:
    found = shares(catalogue.exercises["barbell-bench-press-medium-grip"])
    assert found["chest"] == 1.0
    assert found["triceps"] == 0.5


def test_a_group_counts_once_however_many_of_its_muscles_work(catalogue: Catalogue) -> None:
    for exercise in catalogue.exercises.values():
        assert set(shares(exercise).values()) <= {0.5, 1.0}


def test_the_week_is_the_sum_of_its_sessions(
    make_person: MakePerson, context_for: Callable[..., Context], program_for: Callable[..., Program]
) -> None:
    program = program_for(context_for(make_person(days=4)))
    total = weekly_sets(program.sessions)
    for group, sets in total.items():
        assert sets == pytest.approx(sum(session_sets(day.items).get(group, 0) for day in program.sessions))


def test_conditioning_and_mobility_are_no_hard_sets(
    make_person: MakePerson, context_for: Callable[..., Context], program_for: Callable[..., Program]
) -> None:
    program = program_for(context_for(make_person(days=4)))
    soft = [item for day in program.sessions for item in day.items if item.role in (Role.CONDITIONING, Role.MOBILITY)]
    assert session_sets(soft) == {}


def test_bands_are_ordered_and_lower_for_those_who_start(make_person: MakePerson) -> None:
    trained, new = bands(make_person()), bands(make_person(level=FitnessLevel.BEGINNER))
    assert all(band.low <= band.high <= band.most for band in (*trained.values(), *new.values()))
    assert all(new[group].most <= trained[group].most for group in trained)
    assert bands(make_person(age=15)) == bands(make_person(age=70)) == new


def test_a_session_holds_less_for_those_who_start(make_person: MakePerson) -> None:
    assert session_cap(make_person(level=FitnessLevel.BEGINNER), "chest") == 8
    assert session_cap(make_person(level=FitnessLevel.ADVANCED), "chest") == 11
    assert session_cap(make_person(), "back") > session_cap(make_person(), "chest")


def test_push_against_pull(
    make_person: MakePerson, context_for: Callable[..., Context], program_for: Callable[..., Program]
) -> None:
    program = program_for(context_for(make_person()))
    push, pull = push_pull_sets(program.sessions)
    assert push_pull_ratio(program.sessions) == pytest.approx(push / pull)
    assert push_pull_ratio(()) is None
