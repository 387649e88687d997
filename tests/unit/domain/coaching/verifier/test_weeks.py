from itertools import pairwise

import pytest
from msgspec.structs import replace

from domain.coaching.verifier.weeks import LOAD_STEP, SETS_STEP
from domain.plan import WeekTarget


def week(number, load=1.0, sets=1.0, rir=2, deload=False):
    return WeekTarget(week=number, load_factor=load, sets_factor=sets, rir=rir, deload=deload)


@pytest.fixture
def sound(make_person, context_for, program_for):
    context = context_for(make_person())
    return program_for(context), context


DELOAD = {"load": 0.7, "sets": 0.5, "rir": 4, "deload": True}


@pytest.mark.parametrize(
    ("rule", "weeks"),
    [
        ("PRO-1", (week(1), week(2, load=1.3), week(3, load=1.3), week(4, **DELOAD))),
        ("PRO-1", (week(1), week(2, sets=1.5), week(3, sets=1.5), week(4, **DELOAD))),
        ("PRO-1", (week(1), week(2, sets=0.5), week(3), week(4, **DELOAD))),
        ("PRO-2", (week(1, load=1.4), week(2, load=1.4), week(3, load=1.4), week(4, **DELOAD))),
        ("PRO-2", (week(3), week(2), week(1), week(4, **DELOAD))),
        ("PRO-2", (week(1), week(2, rir=9), week(3), week(4, **DELOAD))),
        ("DEL-1", tuple(week(number) for number in range(1, 9))),
        ("DEL-1", (week(1), week(2))),
        ("DEL-1", ()),
        ("DEL-2", (week(1), week(2), week(3), week(4, load=0.95, sets=1.0, deload=True))),
    ],
)
def test_weeks_out_of_their_limits_are_set_anew(rule, weeks, sound, hits, repaired):
    program, context = sound
    assert hits(rule, program, context) == []
    after = repaired(rule, replace(program, weeks=weeks), context).program.weeks
    assert 4 <= len(after) <= 8
    assert [each.deload for each in after] == [False] * (len(after) - 1) + [True]
    building = after[:-1]
    for one, two in pairwise(building):
        assert two.load_factor <= one.load_factor * (1 + LOAD_STEP) + 0.005
        assert abs(two.sets_factor / one.sets_factor - 1) <= SETS_STEP + 0.005
