"""Values of the nutrition engine."""

from msgspec import Struct


class NutritionTargets(Struct, frozen=True, kw_only=True):
    """Daily targets: energies in kcal, macros in grams. `rules` are the ids that set or limited them.

    `formula` is `mifflin_st_jeor` or `katch_mcardle`; `adjustment` is the fraction applied to expenditure (-0.15 =
    15 % below), after every limit; `floor` is the least energy allowed.
    """

    bmr: int
    tdee: int
    target: int
    floor: int
    protein_g: int
    carbs_g: int
    fat_g: int
    fibre_g: int
    water_l: float
    formula: str
    adjustment: float
    rules: tuple[str, ...]
