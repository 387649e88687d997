"""Integer programmes solved by HiGHS through scipy, which is imported with the first programme: it costs 0.3 s."""

from typing import Any, Final

from domain.errors import Unavailable
from domain.meals.planning.integer import IntegerProgramme, Solution, SolutionState

_STOPPED, _INFEASIBLE = 1, 2
_STOPPED_BY_HIGHS: Final = "limit reached"
"""scipy's `status`; it calls everything else 4, HiGHS's own stop at the node limit without a solution included."""

LONGER: Final = 100
"""How many times as many nodes are searched when the first search ended without any solution."""


class HighsSolver:
    """The `MealSolver` port. One thread, so the same programme has the same answer; `seconds` is a safety net only."""

    def __init__(self, seconds: float = 5.0) -> None:
        self._seconds = seconds

    def solve(self, programme: IntegerProgramme) -> Solution:
        """The values found; raises `Unavailable` when HiGHS itself fails or the programme has no lower bound."""
        answer = self._searched(programme, programme.nodes)
        if answer.x is None and _stopped(answer):
            answer = self._searched(programme, programme.nodes * LONGER)
        nodes = int(answer.mip_node_count or 0)
        if answer.x is not None:
            return Solution(
                state=SolutionState.FOUND,
                values=tuple(map(float, answer.x[:-1])),
                cost=float(answer.fun) - _constant(programme),
                nodes=nodes,
            )
        if answer.status == _INFEASIBLE or _stopped(answer):
            return Solution(state=SolutionState.NONE, nodes=nodes)
        raise Unavailable(f"the meal solver failed: {answer.message}")

    def _searched(self, programme: IntegerProgramme, nodes: int) -> Any:
        from numpy import array  # noqa: PLC0415
        from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415
        from scipy.sparse import csr_array  # noqa: PLC0415

        width = len(programme.costs) + 1  # the last variable is 1 and carries the constant
        starts, columns, factors = [0], [], []
        for row in programme.rows:
            columns += [column for column, _ in row.terms]
            factors += [factor for _, factor in row.terms]
            starts.append(len(columns))
        matrix = csr_array((array(factors, float), columns, starts), shape=(len(programme.rows), width))
        lows, highs = [row.low for row in programme.rows], [row.high for row in programme.rows]
        return milp(
            array([*programme.costs, _constant(programme)], float),
            integrality=array([*programme.whole, False], int),
            bounds=Bounds(array([0.0] * (width - 1) + [1.0]), array([*programme.upper, 1.0])),
            constraints=LinearConstraint(matrix, lows, highs),
            options={"mip_rel_gap": programme.share, "node_limit": nodes, "time_limit": self._seconds},
        )


def _constant(programme: IntegerProgramme) -> float:
    """Added to the cost: scipy passes on a relative gap only, and with this constant the rest of it is absolute."""
    return programme.gap / programme.share if programme.share else 0.0


def _stopped(answer: Any) -> bool:
    return answer.status == _STOPPED or _STOPPED_BY_HIGHS in answer.message
