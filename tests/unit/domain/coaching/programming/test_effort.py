import pytest
from msgspec.structs import replace

from domain.coaching.programming.effort import session_energy, weekly_training_energy
from domain.coaching.programming.timing import item_minutes


def test_energy_is_met_times_weight_times_hours(make_person, context_for, program_for):
    program = program_for(context_for(make_person()))
    item = program.sessions[0].items[0]
    session = replace(program.sessions[0], items=(item,), warmup_min=12.0, cooldown_min=12.0)
    expected = 80 * (2.5 * 24 + item.exercise.met * item_minutes(item)) / 60
    assert session_energy(session, 80) == round(expected)
    week = replace(program, sessions=(session, session))
    rest = 80 * (24 + item_minutes(item)) / 60
    assert weekly_training_energy(week, 80) == pytest.approx(2 * (expected - rest))
