"""Writes integer programmes: variables, rows, and rows that may be missed for a price."""

from collections.abc import Sequence
from typing import Final

from domain.meals.planning.integer import INFINITE, IntegerProgramme, Row

Terms = Sequence[tuple[int, float]]
Steps = Sequence[tuple[float, float]]
"""(width, cost): up to `width` beyond the limit, each unit costs `cost`; then the next step holds."""

BINARY_UPPER: Final = 1.0


class Builder:
    """Collects a programme; variables are named by their index."""

    def __init__(self) -> None:
        self._costs: list[float] = []
        self._upper: list[float] = []
        self._whole: list[bool] = []
        self._rows: list[Row] = []

    def choice(self, cost: float) -> int:
        """A variable that is 0 or 1."""
        return self._variable(cost, BINARY_UPPER, whole=True)

    def amount(self, cost: float, upper: float = INFINITE) -> int:
        """A variable between 0 and `upper`."""
        return self._variable(cost, upper, whole=False)

    def hold(self, terms: Terms, low: float = -INFINITE, high: float = INFINITE) -> None:
        """The sum lies between `low` and `high`, always."""
        self._rows.append(Row(tuple(terms), low, high))

    def wish(self, terms: Terms, low: float = -INFINITE, high: float = INFINITE, *, steps: Steps) -> None:
        """The sum lies between `low` and `high`, or it is missed at the price of `steps`; the last one has no end."""
        slack: list[tuple[int, float]] = []
        for sign, limit in ((1.0, low), (-1.0, high)):
            if abs(limit) != INFINITE:
                slack += [(self.amount(cost, width), sign) for width, cost in steps]
        self._rows.append(Row((*terms, *slack), low, high))

    def programme(self, *, gap: float, share: float, nodes: int, kept: int = 0) -> IntegerProgramme:
        """The whole programme."""
        return IntegerProgramme(
            costs=tuple(self._costs),
            upper=tuple(self._upper),
            whole=tuple(self._whole),
            rows=tuple(self._rows),
            gap=gap,
            share=share,
            nodes=nodes,
            kept=kept,
        )

    def _variable(self, cost: float, upper: float, *, whole: bool) -> int:
        self._costs.append(cost)
        self._upper.append(upper)
        self._whole.append(whole)
        return len(self._costs) - 1
