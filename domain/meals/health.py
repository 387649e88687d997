"""What a state of health takes off the plate, as rules over food ids; each names its source.

The rules only leave food out and say so. What a professional agreed with the person stands above them.
"""

from collections.abc import Callable
from typing import Final

from msgspec import Struct

from domain.catalogue.types import Food
from domain.coaching.person import Person
from domain.profile import Condition, PregnancyStage
from domain.safety.facts import PREGNANT

HIGH_MERCURY: Final = frozenset({"swordfish-raw"})
"""Of the catalogue's fish those on the FDA/EPA list of choices to avoid (2021)."""

RAW_OR_CURED: Final = frozenset(
    {
        "alfalfa-sprouts-raw", "caviar", "ceviche", "chorizo", "oysters-raw", "pastrami-beef",
        "pepperoni-beef-and-pork", "salami-beef", "salami-dry-pork", "salmon-smoked", "sushi-roll-tuna",
        "sushi-salmon-nigiri", "turkey-breast-sliced-deli", "ham-sliced", "mortadella-beef-and-pork",
    }
)  # fmt: skip
"""Eaten without heating: raw fish, oysters and sprouts, cold-smoked fish, cured and sliced cold meat."""

SOFT_CHEESES: Final = frozenset({"blue-cheese", "brie", "camembert", "goat-cheese-soft", "queso-fresco"})
"""Mould-ripened, blue and fresh cheeses that are often made from raw milk or grow Listeria."""

LIVER: Final = frozenset(
    {
        "beef-liver-pan-fried",
        "beef-liver-raw",
        "chicken-liver-raw",
        "chicken-liver-simmered",
        "lamb-liver-raw",
        "cod-liver-oil",
    }
)

GRAPEFRUIT: Final = frozenset({"grapefruit", "pomelo"})

CRANBERRY: Final = frozenset(
    {"cranberries", "cranberries-dried-sweetened", "cranberry-juice-cocktail", "cranberry-juice-unsweetened"}
)

CAFFEINE_MG: Final = {
    "coffee-brewed": 40.0,
    "espresso": 212.0,
    "tea-black-brewed": 20.0,
    "tea-green-brewed": 12.0,
    "cola": 8.0,
    "cocoa-powder-unsweetened": 230.0,
    "dark-chocolate-70-85pct": 80.0,
    "milk-chocolate": 20.0,
}
"""Milligrams per 100 g, USDA SR28."""

_SALTY_MG = 1200.0


class HealthRule(Struct, frozen=True, kw_only=True):
    """`excludes` says of a food whether it goes; `asks` whether the person is also told to ask a professional."""

    id: str
    source: str
    holds: Callable[[Person], bool]
    excludes: Callable[[Food], bool]
    asks: bool = False


def _pregnant(person: Person) -> bool:
    return person.pregnancy in PREGNANT


def _breastfeeding(person: Person) -> bool:
    return person.pregnancy in {PregnancyStage.BREASTFEEDING, PregnancyStage.POSTPARTUM_UNDER_12_WEEKS}


def _alcohol(food: Food) -> bool:
    return food.group == "alcohol"


RULES: Final[dict[str, HealthRule]] = {
    rule.id: rule
    for rule in (
        HealthRule(
            id="PRG-2",
            source="NHS, foods to avoid in pregnancy; FDA/EPA advice about eating fish",
            holds=_pregnant,
            excludes=lambda food: (
                _alcohol(food)
                or food.id in RAW_OR_CURED | SOFT_CHEESES | LIVER | HIGH_MERCURY
                or food.group == "supplements"
            ),
        ),
        HealthRule(
            id="PRG-3",
            source="FDA/EPA advice about eating fish; ACOG on alcohol and breastfeeding",
            holds=_breastfeeding,
            excludes=lambda food: _alcohol(food) or food.id in HIGH_MERCURY,
        ),
        HealthRule(
            id="AGE-3",
            source="AAP on caffeine, energy drinks and supplements in the young; FDA/EPA advice about eating fish",
            holds=lambda person: person.minor,
            excludes=lambda food: (
                _alcohol(food) or food.id in HIGH_MERCURY | {"coffee-brewed", "espresso"} or food.group == "supplements"
            ),
        ),
        HealthRule(
            id="KID-1",
            source="KDOQI 2020 (sodium under 2.3 g a day); National Kidney Foundation (star fruit)",
            holds=lambda person: Condition.KIDNEY_DISEASE in person.flags,
            excludes=lambda food: (
                food.id == "starfruit"
                or food.group in {"processed_meat", "supplements"}
                or ((food.sodium_mg or 0.0) > _SALTY_MG and food.group != "herbs_spices")
            ),
            asks=True,
        ),
        HealthRule(
            id="MED-2",
            source="ADA Standards of Care 2024: alcohol and delayed low glucose; sugary drinks",
            holds=lambda person: (
                "insulin_or_sulfonylurea" in person.medicine_classes or Condition.DIABETES in person.flags
            ),
            excludes=lambda food: (
                _alcohol(food) or food.id in {"cola", "lemon-lime-soda", "lemonade", "cranberry-juice-cocktail"}
            ),
            asks=True,
        ),
        HealthRule(
            id="MED-3",
            source="FDA consumer update, grapefruit juice and some drugs don't mix (2021)",
            holds=lambda person: bool(person.medicine_classes & {"statin", "blood_pressure"}),
            excludes=lambda food: food.id in GRAPEFRUIT,
        ),
        HealthRule(
            id="MED-4",
            source="NHS, warfarin: no cranberry, alcohol in moderation, a steady amount of leafy greens",
            holds=lambda person: "anticoagulant" in person.medicine_classes,
            excludes=lambda food: _alcohol(food) or food.id in GRAPEFRUIT | CRANBERRY,
            asks=True,
        ),
        HealthRule(
            id="EAT-1",
            source="evidence 4.8; standard practice in eating-disorder care",
            holds=lambda person: Condition.EATING_DISORDER_HISTORY in person.flags,
            excludes=lambda _food: False,
        ),
    )
}
"""By id. EAT-1 takes nothing away: it asks whoever shows a menu not to put figures of energy first."""


def health_rules_of(person: Person) -> tuple[str, ...]:
    """Ids of the rules that hold for this person."""
    return tuple(rule.id for rule in RULES.values() if rule.holds(person))


def hides_energy(rules: tuple[str, ...]) -> bool:
    """Whether energy figures are not to be put first for a person with these rules."""
    return "EAT-1" in rules


def caffeine_mg(food_id: str, grams: float) -> float:
    """Caffeine of `grams` of a food, in milligrams."""
    return CAFFEINE_MG.get(food_id, 0.0) * grams / 100


def caffeine_limit_mg(person: Person) -> float:
    """Most caffeine a day (EFSA Journal 2015 4102): 400 mg, 200 in pregnancy or breastfeeding, 3 mg/kg when young."""
    if person.minor:
        return min(3 * person.weight_kg, 200.0)
    return 200.0 if _pregnant(person) or _breastfeeding(person) else 400.0
