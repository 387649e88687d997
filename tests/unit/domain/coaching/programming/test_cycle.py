import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.coaching.programming.cycle import cycles_done, repeats, week_of_cycle
from domain.plan import WeekTarget

WEEKS = tuple(
    WeekTarget(week=number, sets_factor=1, load_factor=1, rir=2, deload=number == 4) for number in range(1, 5)
)


@pytest.mark.parametrize(
    ("past", "index"),
    [
        ([], 0),
        ([(3, 3)], 1),
        ([(3, 1)], 0),  # under half: again
        ([(4, 2)], 1),
        ([(3, 0), (3, 3)], 1),
        ([(0, 0), (3, 3)], 1),  # away: the week waits
        ([(0, 1)], 1),
        ([(3, 3)] * 3, 3),
        ([(3, 3), (3, 3), (3, 3), (3, 0)], 0),  # a deload counts as done; the cycle begins again
    ],
    ids=["new", "done", "repeated", "half", "after_repeat", "away", "unplanned", "deload", "round"],
)
def test_the_week_by_what_was_done(past, index):
    assert week_of_cycle(WEEKS, past) == index


def test_repeats_and_whole_cycles():
    assert repeats(WEEKS, [(3, 3), (3, 0)])
    assert not repeats(WEEKS, [(3, 0), (3, 3)])
    assert not repeats(WEEKS, [])
    assert cycles_done(WEEKS, [(3, 3)] * 9) == 2


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=30))
def test_the_cycle_moves_by_one_week_at_most(past):
    before = week_of_cycle(WEEKS, past[:-1]) if past else 0
    after = week_of_cycle(WEEKS, past)
    assert after in (before, (before + 1) % len(WEEKS))


def test_no_weeks_no_cycle():
    with pytest.raises(ValueError, match="at least one week"):
        week_of_cycle((), [])
