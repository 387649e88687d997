"""An integer programme as plain values, and what a solver answers. Nothing here knows about food."""

from enum import StrEnum

from msgspec import Struct

INFINITE = float("inf")


class Row(Struct, frozen=True):
    """`low` <= the sum of coefficient times variable <= `high`; `terms` are (variable, coefficient)."""

    terms: tuple[tuple[int, float], ...]
    low: float = -INFINITE
    high: float = INFINITE


class IntegerProgramme(Struct, frozen=True, kw_only=True):
    """Minimise the sum of `costs` times variables; each variable lies between 0 and its `upper`.

    Variables named in `whole` take whole numbers. A solution is good enough when it costs at most `gap`, plus the
    fraction `share` of its cost, more than the best possible; `gap` without `share` is not used. The search stops after
    `nodes` branches, which makes the answer the same on every machine. Of a programme with more than `kept` whole
    variables only the `kept` most promising may be searched (0: all); a solution that there is, is found in any case.
    """

    costs: tuple[float, ...]
    upper: tuple[float, ...]
    whole: tuple[bool, ...]
    rows: tuple[Row, ...]
    gap: float = 0.0
    share: float = 0.0
    nodes: int = 400
    kept: int = 0


class SolutionState(StrEnum):
    """`FOUND`: within the gap, or the best of the search; `NONE`: no values satisfy every row (or none were found)."""

    FOUND = "found"
    NONE = "none"


class Solution(Struct, frozen=True, kw_only=True):
    """`values` in the order of the variables, empty when there is none. `nodes` is the work done."""

    state: SolutionState
    values: tuple[float, ...] = ()
    cost: float = 0.0
    nodes: int = 0
