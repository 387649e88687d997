"""Integer programmes solved by HiGHS through scipy, which is imported with the first programme: it costs 0.3 s."""

from typing import Any, Final

from msgspec import Struct

from domain.errors import Unavailable
from domain.meals.planning.integer import IntegerProgramme, Solution, SolutionState

_STOPPED, _INFEASIBLE = 1, 2
_STOPPED_BY_HIGHS: Final = "limit reached"
"""scipy's `status`; it calls everything else 4, HiGHS's own stop at the node limit without a solution included."""

LONGER: Final = 100
"""How many times as many nodes are searched when the first search ended without any solution."""

_UNUSED: Final = 1e-9


class HighsSolver:
    """The `MealSolver` port. One thread, so the same programme has the same answer; `seconds` is a safety net only.

    A programme with more than `kept` 0-1 variables is solved in two steps: without whole numbers, which takes
    milliseconds, and then with them among the `kept` variables of the lowest reduced cost. That takes about half the
    time of a search of them all, and what it gives up is mostly less than the gap that is allowed anyway.
    """

    def __init__(self, seconds: float = 15.0) -> None:
        self._seconds = seconds

    def solve(self, programme: IntegerProgramme) -> Solution:
        """The values found; raises `Unavailable` when HiGHS itself fails or the programme has no lower bound."""
        arrays = _arrays(programme)
        upper = _promising(arrays, programme.kept) if 0 < programme.kept < sum(programme.whole) else arrays.upper
        answer = self._searched(arrays, upper, programme, programme.nodes)
        if answer.x is None and (upper is not arrays.upper or _stopped(answer)):
            answer = self._searched(arrays, arrays.upper, programme, programme.nodes * LONGER)
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

    def _searched(self, arrays: "_Arrays", upper: Any, programme: IntegerProgramme, nodes: int) -> Any:
        """The answer among variables up to `upper`; those that are 0 in any case are not passed on."""
        from numpy import zeros  # noqa: PLC0415
        from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415

        open_ = upper > 0
        answer = milp(
            arrays.costs[open_],
            integrality=arrays.whole[open_],
            bounds=Bounds(arrays.lower[open_], upper[open_]),
            constraints=LinearConstraint(arrays.rows[:, open_], arrays.lows, arrays.highs),
            options={"mip_rel_gap": programme.share, "node_limit": nodes, "time_limit": self._seconds},
        )
        if answer.x is not None:
            values = zeros(len(upper))
            values[open_] = answer.x
            answer.x = values
        return answer


class _Arrays(Struct, frozen=True):
    """A programme as numpy arrays. The last variable is 1 and carries the constant (`_constant`)."""

    costs: Any
    whole: Any
    lower: Any
    upper: Any
    rows: Any
    lows: Any
    highs: Any


def _arrays(programme: IntegerProgramme) -> _Arrays:
    from numpy import array, zeros  # noqa: PLC0415
    from scipy.sparse import csr_array  # noqa: PLC0415

    width = len(programme.costs) + 1
    starts, columns, factors = [0], [], []
    for row in programme.rows:
        columns += [column for column, _ in row.terms]
        factors += [factor for _, factor in row.terms]
        starts.append(len(columns))
    lower = zeros(width)
    lower[-1] = 1.0
    return _Arrays(
        costs=array([*programme.costs, _constant(programme)], float),
        whole=array([*programme.whole, False], int),
        lower=lower,
        upper=array([*programme.upper, 1.0], float),
        rows=csr_array((array(factors, float), columns, starts), shape=(len(programme.rows), width)).tocsc(),
        lows=array([row.low for row in programme.rows], float),
        highs=array([row.high for row in programme.rows], float),
    )


def _promising(arrays: _Arrays, kept: int) -> Any:
    """Upper limits that leave the `kept` 0-1 variables of the lowest reduced cost, and those that the relaxation uses.

    As they are when the relaxation has no answer: the search will say why.
    """
    from numpy import argsort, concatenate, flatnonzero, isfinite, stack  # noqa: PLC0415
    from scipy.optimize import linprog  # noqa: PLC0415
    from scipy.sparse import vstack  # noqa: PLC0415

    below, above = isfinite(arrays.highs), isfinite(arrays.lows)
    relaxed = linprog(
        arrays.costs,
        A_ub=vstack([arrays.rows.tocsr()[below], -arrays.rows.tocsr()[above]]),
        b_ub=concatenate([arrays.highs[below], -arrays.lows[above]]),
        bounds=stack([arrays.lower, arrays.upper], axis=1),
        method="highs-ds",
    )
    if relaxed.status != 0:
        return arrays.upper
    reduced = relaxed.lower.marginals + relaxed.upper.marginals
    choices = flatnonzero(arrays.whole)
    dear = choices[argsort(reduced[choices], kind="stable")[kept:]]
    upper = arrays.upper.copy()
    upper[dear[relaxed.x[dear] < _UNUSED]] = 0.0
    return upper


def _constant(programme: IntegerProgramme) -> float:
    """Added to the cost: scipy passes on a relative gap only, and with this constant the rest of it is absolute."""
    return programme.gap / programme.share if programme.share else 0.0


def _stopped(answer: Any) -> bool:
    return answer.status == _STOPPED or _STOPPED_BY_HIGHS in answer.message
