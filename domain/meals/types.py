"""Values of the meal engine. Amounts are grams of the catalogue's foods; nutrients are always computed from them."""

from enum import StrEnum

from msgspec import Struct

from domain.profile import Allergen, Diet, Locale


class MealSlot(StrEnum):
    BREAKFAST = "breakfast"
    LUNCH = "lunch"
    DINNER = "dinner"
    SNACK = "snack"


class Region(StrEnum):
    MAGHREB = "maghreb"
    MEDITERRANEAN = "mediterranean"
    MIDDLE_EASTERN = "middle_eastern"
    SOUTH_ASIAN = "south_asian"
    EAST_ASIAN = "east_asian"
    EUROPEAN = "european"
    AMERICAN = "american"
    INTERNATIONAL = "international"


class Budget(StrEnum):
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Ingredient(Struct, frozen=True, kw_only=True):
    """`grams` of one food for one portion. `optional` ones may be left out for a diet or an allergy."""

    food_id: str
    grams: float
    optional: bool = False


class Dish(Struct, frozen=True, kw_only=True):
    """One dish, one portion. `names` has every locale. `minutes` of work and cooking; `equipment` such as oven, blender."""

    id: str
    names: dict[Locale, str]
    region: Region
    slots: tuple[MealSlot, ...]
    ingredients: tuple[Ingredient, ...]
    minutes: int
    equipment: tuple[str, ...]
    budget: Budget


class Nutrients(Struct, frozen=True, kw_only=True):
    """Energy in kcal, masses in grams, sodium in milligrams."""

    kcal: float = 0.0
    protein_g: float = 0.0
    carbs_g: float = 0.0
    fat_g: float = 0.0
    fibre_g: float = 0.0
    sugar_g: float = 0.0
    sodium_mg: float = 0.0
    saturated_fat_g: float = 0.0


class Eater(Struct, frozen=True, kw_only=True):
    """Who eats: what is excluded, and what is wished.

    `allergens` are known groups; `unknown_allergies` are texts nothing matched: then every food whose allergens are not
    surely known is excluded and a question is asked. `disliked` are food ids. `strict` foods flagged "check" for the diet
    are excluded unless the person confirmed them in `confirmed`.
    """

    diet: Diet
    allergens: frozenset[Allergen]
    unknown_allergies: tuple[str, ...] = ()
    disliked: frozenset[str] = frozenset()
    confirmed: frozenset[str] = frozenset()
    meals_per_day: int = 3
    max_minutes: int | None = None
    budget: Budget = Budget.HIGH
    regions: tuple[Region, ...] = ()
    equipment: frozenset[str] | None = None


class DayTargets(Struct, frozen=True, kw_only=True):
    """What a day should hold: kcal and grams; sugar and sodium are upper limits, fibre a lower one."""

    kcal: float
    protein_g: float
    carbs_g: float
    fat_g: float
    fibre_g: float
    sugar_max_g: float
    sodium_max_mg: float


class Portion(Struct, frozen=True, kw_only=True):
    """A dish or a single food on the plate: `scale` of the dish's portion (or of the food's serving), real sizes only."""

    slot: MealSlot
    dish_id: str
    food_id: str
    scale: float
    nutrients: Nutrients


class DayMenu(Struct, frozen=True, kw_only=True):
    """One day's plate. `gave_way` names wishes that could not be met, by rule id, with the numbers."""

    day: int
    training: bool
    targets: DayTargets
    portions: tuple[Portion, ...]
    totals: Nutrients
    gave_way: tuple[str, ...] = ()
