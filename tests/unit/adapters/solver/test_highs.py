"""Small integer programmes whose answers are known."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.solver.highs import HighsSolver
from domain.errors import Unavailable
from domain.meals.planning.builder import Builder
from domain.meals.planning.integer import INFINITE, IntegerProgramme, Row, SolutionState

SOLVER = HighsSolver(seconds=30)


def test_the_best_knapsack_is_found() -> None:
    values, weights = (60, 100, 120), (10, 20, 30)
    builder = Builder()
    things = [builder.choice(-value) for value in values]
    builder.hold(list(zip(things, map(float, weights), strict=True)), high=50)
    solution = SOLVER.solve(builder.programme(gap=0, share=0, nodes=1000))
    assert [round(value) for value in solution.values] == [0, 1, 1]
    assert solution.cost == pytest.approx(-220)


def test_no_values_satisfy_contradictory_rows() -> None:
    builder = Builder()
    thing = builder.choice(1.0)
    builder.hold([(thing, 1.0)], low=2.0)
    assert SOLVER.solve(builder.programme(gap=0, share=0, nodes=10)).state is SolutionState.NONE


def test_a_missed_wish_costs_its_steps() -> None:
    builder = Builder()
    thing = builder.choice(0.0)
    builder.wish([(thing, 1.0)], low=3.0, high=3.0, steps=[(0.5, 1.0), (INFINITE, 10.0)])
    solution = SOLVER.solve(builder.programme(gap=0, share=0, nodes=10))
    assert solution.values[0] == pytest.approx(1)
    assert solution.cost == pytest.approx(0.5 * 1 + 1.5 * 10)


def test_the_gap_is_absolute_beside_the_share() -> None:
    programme = IntegerProgramme(
        costs=(1.0, 2.0), upper=(1.0, 1.0), whole=(True, True), rows=(Row(((0, 1.0), (1, 1.0)), 1.0),), gap=5, share=0.1
    )
    solution = SOLVER.solve(programme)
    assert solution.state is SolutionState.FOUND
    assert 1 - 1e-9 <= solution.cost <= 3.6


@given(costs=st.lists(st.floats(-5, 5), min_size=1, max_size=8), most=st.integers(0, 8))
def test_picking_the_cheapest_few_is_exact_and_repeatable(costs: list[float], most: int) -> None:
    builder = Builder()
    things = [builder.choice(cost) for cost in costs]
    builder.hold([(thing, 1.0) for thing in things], high=most)
    programme = builder.programme(gap=0, share=0, nodes=1000)
    solution = SOLVER.solve(programme)
    assert solution.cost == pytest.approx(sum(sorted(cost for cost in costs if cost < 0)[:most]), abs=1e-5)
    assert SOLVER.solve(programme) == solution


def test_a_search_that_found_nothing_goes_on() -> None:
    """Sums of odd numbers: hard at the root, easy with a few branches."""
    builder = Builder()
    things = [builder.choice(1.0) for _ in range(12)]
    terms = [(thing, 7.0 + 2 * index) for index, thing in enumerate(things)]
    builder.hold(terms, low=99.5, high=100.5)
    solution = SOLVER.solve(builder.programme(gap=0, share=0, nodes=1))
    assert solution.state is SolutionState.FOUND
    assert sum(value * factor for value, (_, factor) in zip(solution.values, terms, strict=False)) == pytest.approx(100)


def test_a_programme_without_lower_bound_is_the_callers_fault() -> None:
    endless = IntegerProgramme(costs=(-1.0,), upper=(INFINITE,), whole=(False,), rows=(Row(((0, 1.0),), 0.0),))
    with pytest.raises(Unavailable, match="solver failed"):
        SOLVER.solve(endless)


@given(
    costs=st.lists(st.floats(-5, 5), min_size=3, max_size=10),
    weights=st.lists(st.floats(1, 9), min_size=10, max_size=10),
    kept=st.integers(1, 3),
)
def test_among_the_most_promising_an_answer_is_feasible_and_no_better_than_the_best(
    costs: list[float], weights: list[float], kept: int
) -> None:
    builder = Builder()
    things = [builder.choice(cost) for cost in costs]
    terms = list(zip(things, weights, strict=False))
    builder.hold(terms, low=1.0, high=10.0)
    few = SOLVER.solve(builder.programme(gap=0, share=0, nodes=1000, kept=kept))
    best = SOLVER.solve(builder.programme(gap=0, share=0, nodes=1000))
    assert few.state is best.state is SolutionState.FOUND
    assert 1.0 - 1e-6 <= sum(few.values[thing] * weight for thing, weight in terms) <= 10.0 + 1e-6
    assert few.cost >= best.cost - 1e-6


def test_where_the_promising_ones_make_no_answer_all_are_searched() -> None:
    """Two cheap halves look best without whole numbers; with them only the dear pair adds up."""
    builder = Builder()
    things = [builder.choice(cost) for cost in (0.0, 5.0, 6.0)]
    builder.hold([(things[0], 3.0), (things[1], 1.0), (things[2], 1.0)], low=2.0, high=2.0)
    solution = SOLVER.solve(builder.programme(gap=0, share=0, nodes=1000, kept=1))
    assert [round(value) for value in solution.values] == [0, 1, 1]
