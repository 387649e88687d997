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
    """One dish, one portion. `names` has every locale. `minutes` of work and cooking; `equipment` as oven, blender."""

    id: str
    names: dict[Locale, str]
    region: Region
    slots: tuple[MealSlot, ...]
    ingredients: tuple[Ingredient, ...]
    minutes: int
    equipment: tuple[str, ...]
    budget: Budget


class Nutrients(Struct, frozen=True, kw_only=True):
    """Energy in kcal, masses in grams, sodium in milligrams. `free_sugar_g` is the part of `sugar_g` that WHO limits:
    added, or in honey, syrups and juices (`domain.meals.planning.free_sugar`)."""

    kcal: float = 0.0
    protein_g: float = 0.0
    carbs_g: float = 0.0
    fat_g: float = 0.0
    fibre_g: float = 0.0
    sugar_g: float = 0.0
    sodium_mg: float = 0.0
    saturated_fat_g: float = 0.0
    free_sugar_g: float = 0.0


class Eater(Struct, frozen=True, kw_only=True):
    """Who eats: what is excluded, and what is wished.

    `allergens` are known groups. `allergic_foods` are ids of single foods outside the groups (strawberries): they and
    every composed food that may hold them are excluded. `unknown_allergies` are texts nothing matched: then only plain
    foods without any of the fourteen groups stay, and a question is asked. `disliked` are food ids. What is flagged
    "check" is excluded unless `confirmed` holds the question's key or, for a diet, the question's or the food's id.
    `lactose_intolerant` is not a milk allergy. `health` are ids of `domain.meals.health.RULES` that hold here.
    """

    diet: Diet
    allergens: frozenset[Allergen]
    allergic_foods: frozenset[str] = frozenset()
    unknown_allergies: tuple[str, ...] = ()
    lactose_intolerant: bool = False
    health: tuple[str, ...] = ()
    disliked: frozenset[str] = frozenset()
    confirmed: frozenset[str] = frozenset()
    meals_per_day: int = 3
    max_minutes: int | None = None
    budget: Budget = Budget.HIGH
    regions: tuple[Region, ...] = ()
    equipment: frozenset[str] | None = None


class Question(Struct, frozen=True, kw_only=True):
    """What to ask before a food can be eaten: `id` below `meals_food.question`, about a food or a text of the person.

    A yes to it is its `key` (for this food) or, for a diet's question, its `id` (for all foods of the kind) in
    `Eater.confirmed`. A question about a `text` is answered by saying in other words what the text means.
    """

    id: str
    food_id: str = ""
    text: str = ""

    @property
    def key(self) -> str:
        return f"{self.id}:{self.food_id}"


class Reason(Struct, frozen=True, kw_only=True):
    """Why a food is excluded: a rule, the food, and what it met (an allergen group, a diet, a text, a health rule)."""

    rule: str
    food_id: str
    what: str


class Verdict(Struct, frozen=True, kw_only=True):
    """Whether an eater may have a dish, once the optional ingredients in `without` are left out.

    `rules` are the ids that stand against it, `reasons` their foods, `questions` what a yes to would change or what is
    to be asked in any case. `nutrients` are those of the portion as it may be eaten.
    """

    ok: bool
    rules: tuple[str, ...]
    questions: tuple[Question, ...]
    without: tuple[str, ...]
    reasons: tuple[Reason, ...]
    nutrients: Nutrients


class DayTargets(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a day should hold: kcal and grams; free sugar, saturated fat and sodium are upper limits, fibre a lower one.

    `kcal_min` and `protein_max_g` are medical limits, which never give way: no deficit where one is forbidden, never
    below the energy floor, no raised protein with kidney disease.
    """

    kcal: float
    protein_g: float
    carbs_g: float
    fat_g: float
    fibre_g: float
    sugar_max_g: float
    sodium_max_mg: float
    saturated_fat_max_g: float | None = None
    kcal_min: float = 0.0
    protein_max_g: float | None = None


class Portion(Struct, frozen=True, kw_only=True):
    """A dish or a single food on the plate: `scale` of the dish's portion (or of the food's serving), real sizes only.

    One of `dish_id` and `food_id` is empty. `meal` counts the day's meals from 0: with two snacks, it tells them apart.
    `left_out` are optional ingredients that the eater's diet or allergies exclude.
    """

    slot: MealSlot
    dish_id: str
    food_id: str
    scale: float
    nutrients: Nutrients
    meal: int = 0
    left_out: tuple[str, ...] = ()


class GaveWay(Struct, frozen=True, kw_only=True):
    """A wish that could not be met: the rule's id, what was wished and what there is, in the rule's unit."""

    rule: str
    wished: float
    got: float


class DayMenu(Struct, frozen=True, kw_only=True):
    """One day's plate; `day` counts from 0. `gave_way` says in the person's language which wishes could not be met,
    `shortfalls` the same as numbers."""

    day: int
    training: bool
    targets: DayTargets
    portions: tuple[Portion, ...]
    totals: Nutrients
    gave_way: tuple[str, ...] = ()
    shortfalls: tuple[GaveWay, ...] = ()
