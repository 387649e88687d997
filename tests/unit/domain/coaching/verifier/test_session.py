import pytest
from msgspec.structs import replace

from domain.coaching.planning.proposal import Role
from domain.coaching.programming.timing import session_minutes
from domain.coaching.verifier.repair import settle
from domain.profile import Weekday


@pytest.fixture
def sound(make_person, context_for, program_for):
    context = context_for(make_person())
    return program_for(context), context


@pytest.mark.parametrize("rule", ["DAY-1", "EMP-1", "DUP-1", "ORD-1", "WRM-1", "TIM-1", "TIM-2", "VAR-1"])
def test_a_planned_week_is_in_order(rule, sound, hits):
    assert hits(rule, *sound) == []


def test_a_missing_day_is_added_and_a_foreign_weekday_moved(sound, repaired):
    program, context = sound
    two = replace(program, sessions=tuple(replace(s, weekday=Weekday.SUNDAY) for s in program.sessions[:2]))
    sessions = repaired("DAY-1", two, context).program.sessions
    assert tuple(session.weekday for session in sessions) == context.person.weekdays
    assert all(session.items for session in sessions)


def test_extra_days_go(sound, repaired):
    program, context = sound
    many = replace(program, sessions=program.sessions * 3)
    assert len(repaired("DAY-1", many, context).program.sessions) == 3


def test_an_empty_day_becomes_the_planners_own(sound, edit, repaired):
    program, context = sound
    context = replace(context, spare=program)
    settled = repaired("EMP-1", edit(program, 1, items=()), context)
    assert settled.program.sessions[1] == program.sessions[1]


def test_an_empty_day_without_a_planner_becomes_a_gentle_one(sound, edit, repaired):
    program, context = sound
    session = repaired("EMP-1", edit(program, 1, items=()), context).program.sessions[1]
    assert session.items
    assert all(item.exercise.met < 4 for item in session.items)


def test_the_second_of_two_equal_exercises_is_swapped(sound, edit, repaired):
    program, context = sound
    items = program.sessions[0].items
    settled = repaired("DUP-1", edit(program, 0, items=(items[0], *items)), context)
    ids = [item.exercise.id for item in settled.program.sessions[0].items]
    assert len(ids) == len(set(ids))


def test_small_work_before_large_work_is_put_in_order(sound, edit, repaired):
    program, context = sound
    items = program.sessions[0].items
    settled = repaired("ORD-1", edit(program, 0, items=tuple(reversed(items))), context)
    order = [list(Role).index(item.role) for item in settled.program.sessions[0].items]
    assert order == sorted(order)


@pytest.mark.parametrize(
    "broken", [{"warmup": ()}, {"warmup_min": 0.0}, {"warmup": ("no-such-exercise",)}, {"cooldown_min": -3.0}]
)
def test_a_missing_or_foreign_warm_up_is_put_right(broken, sound, edit, repaired):
    program, context = sound
    session = repaired("WRM-1", edit(program, 0, **broken), context).program.sessions[0]
    assert session.warmup
    assert session.warmup_min >= 2
    assert session.cooldown_min >= 0
    assert set(session.warmup) <= set(context.catalogue.exercises)


def test_a_session_over_the_persons_time_is_shortened(sound, edit, repaired):
    program, context = sound
    long = edit(program, 0, items=tuple(replace(item, sets=5) for item in program.sessions[0].items))
    assert session_minutes(long.sessions[0]) > 66
    settled = repaired("TIM-1", long, context)
    assert session_minutes(settled.program.sessions[0]) <= 66
    assert settled.program.sessions[0].items[0].role is Role.MAIN


def test_ten_per_cent_over_is_allowed(sound, edit, hits):
    program, context = sound
    session = program.sessions[0]
    room = 65.9 - session_minutes(session)
    assert hits("TIM-1", edit(program, 0, cooldown_min=session.cooldown_min + room), context) == []
    assert hits("TIM-1", edit(program, 0, cooldown_min=session.cooldown_min + room + 0.5), context)


def test_a_session_far_below_the_time_is_shown_and_stays(sound, edit, hits):
    program, context = sound
    short = edit(program, 0, items=program.sessions[0].items[:1])
    (hit,) = hits("TIM-2", short, context)
    assert hit.numbers["minutes"] == 60
    settled = settle(short, context)
    assert [finding.rule for finding in settled.findings if finding.rule == "TIM-2"] == ["TIM-2"]
    assert settled.program.sessions[0] == short.sessions[0]


def test_two_equal_strength_days_are_shown(sound, hits):
    program, context = sound
    twice = replace(program.sessions[0], weekday=program.sessions[1].weekday)
    same = replace(program, sessions=(program.sessions[0], twice, program.sessions[2]))
    assert [hit.session for hit in hits("VAR-1", same, context)] == [1]
