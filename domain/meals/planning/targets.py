"""What each day of a week should hold: the daily targets moved between training and rest days, and upper limits."""

from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from domain.meals.types import DayTargets, MealSlot
from domain.nutrition.energy import CARBS_KCAL, FAT_KCAL
from domain.nutrition.types import NutritionTargets
from domain.profile import Condition

DAYS: Final = 7

NO_DEFICIT: Final = frozenset({"CAL-minor", "CAL-pregnancy", "CAL-breastfeeding", "CAL-thin", "CAL-eating"})
"""Nutrition rules that forbid eating below expenditure: with one of them, no day does."""

MOST_MOVED: Final = 0.15
"""Share of the daily energy by which a day may differ from the mean (judgement: a normal day's difference)."""

LEAST_CARBS_G: Final = 130.0
"""Below this a rest day is not lowered (Dietary Reference Intakes, IOM 2005: needs of the brain)."""

FREE_SUGAR_SHARE: Final = 0.10
FREE_SUGAR_SHARE_DIABETES: Final = 0.05
"""Upper shares of energy (WHO 2015, sugars intake for adults and children: 10 %, better 5 %)."""

FREE_SUGAR_YOUNG_G: Final = 25.0
"""Upper limit under 18 (AHA 2016, added sugars in children), where it is stricter."""

SODIUM_MG: Final = 2000.0
SODIUM_LOW_MG: Final = 1500.0
"""Upper limits (WHO 2012, sodium intake; the lower one with high blood pressure or heart disease: AHA's ideal)."""

SATURATED_SHARE: Final = 0.10
"""Upper share of energy (WHO 2023, saturated fatty acids)."""

GLUCOSE_MEDICINE: Final = "insulin_or_sulfonylurea"
"""Medicine class with which carbohydrate stays the same from day to day and is spread over the meals (ADA 2024)."""


class MealLimits(Struct, frozen=True, kw_only=True):
    """What health asks of meals beside the targets.

    `sugar_share` is the most energy from free sugar, `sugar_max_g` a stricter limit in grams. `steady_carbs`: the same
    carbohydrate every day, spread over the main meals. Foods that health takes off the plate are the eater's
    (`domain.meals.health`).
    """

    sodium_max_mg: float = SODIUM_MG
    sugar_share: float = FREE_SUGAR_SHARE
    sugar_max_g: float | None = None
    steady_carbs: bool = False


def meal_limits(
    *,
    age: int,
    conditions: frozenset[Condition] = frozenset(),
    medicine_classes: frozenset[str] = frozenset(),
) -> MealLimits:
    """The limits of a person (`Person.age`, `.flags`, `.medicine_classes`)."""
    low_salt = conditions & {Condition.HYPERTENSION, Condition.HEART_DISEASE}
    sugar_watch = Condition.DIABETES in conditions or GLUCOSE_MEDICINE in medicine_classes
    return MealLimits(
        sodium_max_mg=SODIUM_LOW_MG if low_salt else SODIUM_MG,
        sugar_share=FREE_SUGAR_SHARE_DIABETES if sugar_watch else FREE_SUGAR_SHARE,
        sugar_max_g=FREE_SUGAR_YOUNG_G if age < 18 else None,
        steady_carbs=GLUCOSE_MEDICINE in medicine_classes,
    )


def week_targets(
    targets: NutritionTargets, limits: MealLimits, training_kcal: Sequence[float] = (0.0,) * DAYS
) -> tuple[DayTargets, ...]:
    """The targets of seven days whose sessions cost `training_kcal` each.

    Energy moves with the day's training, and carbohydrate carries the move (protein and fat stay), so the week's sums
    are those of seven daily targets. No day falls below the energy floor or 130 g of carbohydrate, nor differs from the
    mean by more than 15 %; with glucose-lowering medicine nothing moves.
    """
    mean = sum(training_kcal) / DAYS
    moves = [kcal - mean for kcal in training_kcal]
    share = 0.0 if limits.steady_carbs else _movable(targets, moves)
    return tuple(_day(targets, limits, share * move) for move in moves)


def _movable(targets: NutritionTargets, moves: Sequence[float]) -> float:
    """The fraction (0-1) of the moves that every limit allows."""
    down, up = -min(moves), max(moves)
    if down <= 0 or up <= 0:
        return 0.0
    band = MOST_MOVED * targets.target
    room_down = min(band, max(targets.target - targets.floor, 0), max(targets.carbs_g - LEAST_CARBS_G, 0) * CARBS_KCAL)
    return min(1.0, room_down / down, band / up)


def _day(targets: NutritionTargets, limits: MealLimits, moved: float) -> DayTargets:
    kcal = targets.target + moved
    sugar = limits.sugar_share * kcal / CARBS_KCAL
    return DayTargets(
        kcal=kcal,
        protein_g=targets.protein_g,
        carbs_g=targets.carbs_g + moved / CARBS_KCAL,
        fat_g=targets.fat_g,
        fibre_g=targets.fibre_g,
        sugar_max_g=sugar if limits.sugar_max_g is None else min(sugar, limits.sugar_max_g),
        sodium_max_mg=limits.sodium_max_mg,
        saturated_fat_max_g=SATURATED_SHARE * kcal / FAT_KCAL,
        kcal_min=_least(targets, moved),
        protein_max_g=targets.protein_g if "MAC-kidney" in targets.rules else None,
    )


def _least(targets: NutritionTargets, moved: float) -> float:
    """Energy that the day may not fall below: the floor; expenditure or energy availability where they rule."""
    least = float(targets.floor)
    if NO_DEFICIT.intersection(targets.rules):
        least = max(least, targets.tdee + moved)
    if "CAL-available" in targets.rules:
        least = max(least, targets.target + moved)
    return min(least, targets.target + moved)


# --- meals of a day ---


class Meal(Struct, frozen=True):
    """One meal of the day: its slot and its share of the day's energy."""

    slot: MealSlot
    share: float

    @property
    def main(self) -> bool:
        """Breakfast, lunch and dinner hold one dish each; a snack is small."""
        return self.slot is not MealSlot.SNACK


_B, _L, _D, _S = MealSlot.BREAKFAST, MealSlot.LUNCH, MealSlot.DINNER, MealSlot.SNACK

_LAYOUTS: Final[dict[int, tuple[Meal, ...]]] = {
    1: (Meal(_D, 1.0),),
    2: (Meal(_L, 0.5), Meal(_D, 0.5)),
    3: (Meal(_B, 0.27), Meal(_L, 0.38), Meal(_D, 0.35)),
    4: (Meal(_B, 0.25), Meal(_L, 0.35), Meal(_S, 0.10), Meal(_D, 0.30)),
    5: (Meal(_B, 0.22), Meal(_S, 0.09), Meal(_L, 0.32), Meal(_S, 0.09), Meal(_D, 0.28)),
    6: (Meal(_B, 0.20), Meal(_S, 0.09), Meal(_L, 0.29), Meal(_S, 0.09), Meal(_D, 0.25), Meal(_S, 0.08)),
    7: (Meal(_B, 0.18), *(Meal(_S, 0.08),) * 2, Meal(_L, 0.26), *(Meal(_S, 0.08),) * 2, Meal(_D, 0.24)),
    8: (Meal(_B, 0.17), *(Meal(_S, 0.08),) * 2, Meal(_L, 0.23), *(Meal(_S, 0.08),) * 2, Meal(_D, 0.20), Meal(_S, 0.08)),
}
"""Shares by meals a day (judgement: the main meals carry the day)."""


def meals_of(meals_per_day: int) -> tuple[Meal, ...]:
    """The day's meals in order, 1 to 8; their shares sum to 1."""
    return _LAYOUTS[meals_per_day]
