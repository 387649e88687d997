"""What a plan of meals is asked for: who eats, what each day should hold, and the wishes that may give way."""

from msgspec import Struct

from domain.meals.planning.targets import MealLimits
from domain.meals.types import DayTargets, Eater
from domain.profile import Locale


class MealRequest(Struct, frozen=True, kw_only=True):
    """`days` are the targets of each day, `training` whether it has a session.

    `eater.max_minutes` is the longest dish of a working day, `weekend_minutes` of `weekend` days (indices; the same
    when None). `available` are food ids to use first. `batch`: a dinner may come back as the next day's lunch. `seed`
    varies the plan.
    """

    eater: Eater
    days: tuple[DayTargets, ...]
    training: tuple[bool, ...]
    limits: MealLimits = MealLimits()
    locale: Locale = Locale.EN
    available: frozenset[str] = frozenset()
    weekend: frozenset[int] = frozenset({5, 6})
    weekend_minutes: int | None = None
    batch: bool = False
    seed: int = 0

    def minutes_on(self, day: int) -> int | None:
        """The longest cooking time wished for on a day; None: no wish."""
        weekend = day in self.weekend and self.weekend_minutes is not None
        return self.weekend_minutes if weekend else self.eater.max_minutes
