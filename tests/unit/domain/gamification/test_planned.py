"""The week of the cycle, by what was done, without remembering more than one round of it."""

from datetime import timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from domain.coaching.programming.cycle import week_of_cycle
from domain.gamification.planned import cycle_after, rir_asked, sets_asked, week_target
from domain.gamification.state import GamePlan, PastWeek
from tests.unit.domain.gamification.diary import MONDAY, RUN, SQUAT, WEEK, WEEKS, lift

PLAN = GamePlan(plan=UUID(int=1), cycle_started=MONDAY, weeks=WEEKS, days=WEEK)


@given(st.lists(st.integers(0, 3), max_size=120))
def test_what_is_forgotten_changes_nothing(done: list[int]) -> None:
    past: tuple[PastWeek, ...] = ()
    for number, each in enumerate(done):
        past = cycle_after(PLAN, past, PastWeek(MONDAY + timedelta(weeks=number), 3, each))
    target = week_target(PLAN, past, MONDAY + timedelta(weeks=len(done)))
    assert target == WEEKS[week_of_cycle(WEEKS, [(3, each) for each in done])]
    assert len(past) < len(WEEKS)


def test_before_the_cycle_there_is_no_week() -> None:
    assert week_target(PLAN, (), MONDAY - timedelta(days=1)) is None
    assert cycle_after(PLAN, (), PastWeek(MONDAY - timedelta(weeks=1), 3, 3)) == ()


def test_sets_and_reserve_of_a_week() -> None:
    squat, run = lift(SQUAT, 3, 18), lift(RUN, 2, 60, role="conditioning", rir=None)
    build, deload = WEEKS[0], WEEKS[-1]
    assert [sets_asked(squat, None), sets_asked(squat, build), sets_asked(squat, deload)] == [3, 3, 2]
    assert sets_asked(run, deload) == 2
    assert [rir_asked(squat, None), rir_asked(squat, build), rir_asked(squat, deload)] == [2, 2, 5]
    assert rir_asked(run, build) is None
