"""Integer programmes solved by HiGHS through scipy, which is imported with the first programme: it costs 0.3 s."""

from domain.errors import Unavailable
from domain.meals.planning.integer import IntegerProgramme, Solution, SolutionState

_STOPPED, _FAILED = 1, 4
"""scipy's `status`: 0 is the best, 1 a limit reached, 2 infeasible, 3 unbounded, 4 something else."""


class HighsSolver:
    """The `MealSolver` port. One thread, so the same programme has the same answer; `seconds` is a safety net only."""

    def __init__(self, seconds: float = 5.0) -> None:
        self._seconds = seconds

    def solve(self, programme: IntegerProgramme) -> Solution:
        """The values found; raises `Unavailable` when HiGHS itself fails or the programme has no lower bound."""
        from numpy import array  # noqa: PLC0415
        from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415
        from scipy.sparse import csr_array  # noqa: PLC0415

        # scipy passes on a relative gap only: a constant in the cost makes the rest of it absolute.
        constant = programme.gap / programme.share if programme.share else 0.0
        width = len(programme.costs) + 1
        starts, columns, factors = [0], [], []
        for row in programme.rows:
            columns += [column for column, _ in row.terms]
            factors += [factor for _, factor in row.terms]
            starts.append(len(columns))
        matrix = csr_array((array(factors, float), columns, starts), shape=(len(programme.rows), width))
        answer = milp(
            array([*programme.costs, constant], float),
            integrality=array([*programme.whole, False], int),
            bounds=Bounds(array([0.0] * (width - 1) + [1.0]), array([*programme.upper, 1.0])),
            constraints=LinearConstraint(
                matrix, [row.low for row in programme.rows], [row.high for row in programme.rows]
            ),
            options={
                "mip_rel_gap": programme.share,
                "node_limit": programme.nodes,
                "time_limit": self._seconds,
            },
        )
        nodes = int(getattr(answer, "mip_node_count", 0) or 0)
        if answer.x is not None:
            return Solution(
                state=SolutionState.FOUND,
                values=tuple(map(float, answer.x[:-1])),
                cost=float(answer.fun) - constant,
                nodes=nodes,
            )
        if answer.status in {2, _STOPPED}:
            return Solution(state=SolutionState.NONE, nodes=nodes)
        raise Unavailable(f"the meal solver failed: {answer.message}")
