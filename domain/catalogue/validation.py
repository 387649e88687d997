"""What must hold across the catalogue's rows, checked whenever it is loaded."""

from collections.abc import Iterator
from typing import Final

from domain.catalogue.equipment import EQUIPMENT
from domain.catalogue.types import Catalogue, Contraindication, Exercise, Food, Impact, Joint
from domain.catalogue.vocabulary import CATEGORIES, INTENSITIES, PATTERNS, POSITIONS
from domain.profile import Allergen

MET_RANGE: Final = (0.9, 23.0)
"""Lowest and highest MET of the Compendium (sleeping; running at 22.5 km/h)."""

_FLAGS = frozenset({"yes", "no", "check"})
_ALLERGENS = frozenset(Allergen)
_ENERGY_MOST = 905.0
_MASS_MOST = 101.5
_JOINTS = frozenset(Joint)
_TARGETS: Final[dict[str, frozenset[str]]] = {
    "movement_pattern": PATTERNS,
    "loaded_joint": _JOINTS,
    "position": POSITIONS,
    "impact": frozenset(Impact),
    "intensity": INTENSITIES,
}


def validate(catalogue: Catalogue) -> tuple[str, ...]:
    """Every broken rule as `file: row: column: what is wrong`; empty when the catalogue is sound."""
    return (
        *(problem for row in catalogue.exercises.values() for problem in _exercise(row, catalogue)),
        *(f"exercises.csv: pattern {name!r} has no exercise" for name in sorted(PATTERNS - _used_patterns(catalogue))),
        *(problem for food in catalogue.foods.values() for problem in _food(food)),
        *(problem for row in catalogue.contraindications for problem in _contraindication(row, catalogue)),
        *_duplicates(catalogue.contraindications),
        *(
            f"met.csv: row {row.code!r}: column met: {row.met} is outside {MET_RANGE}"
            for row in catalogue.mets.values()
            if not MET_RANGE[0] <= row.met <= MET_RANGE[1]
        ),
    )


def _used_patterns(catalogue: Catalogue) -> set[str]:
    return {row.pattern for row in catalogue.exercises.values()}


def _exercise(row: Exercise, catalogue: Catalogue) -> Iterator[str]:
    where = f"exercises.csv: row {row.id!r}: column"
    for column, value, allowed in (
        ("pattern", row.pattern, PATTERNS),
        ("position", row.position, POSITIONS),
        ("category", row.category, CATEGORIES),
    ):
        if value not in allowed:
            yield f"{where} {column}: unknown {column} {value!r}"
    if unknown := row.needs - EQUIPMENT:
        yield f"{where} needs: unknown equipment {', '.join(sorted(unknown))}"
    if not row.name:
        yield f"{where} name: is empty"
    if not row.primary:
        yield f"{where} primary: is empty"
    if both := set(row.primary) & set(row.secondary):
        yield f"{where} secondary: {', '.join(sorted(both))} is also primary"
    if not row.activities:
        yield f"{where} activities: is empty"
    if not MET_RANGE[0] <= row.met <= MET_RANGE[1]:
        yield f"{where} met: {row.met} is outside {MET_RANGE}"
    for id_ in row.substitutes:
        if id_ not in catalogue.exercises:
            yield f"{where} substitutes: unknown exercise {id_!r}"


def _food(food: Food) -> Iterator[str]:
    where = f"foods.csv: row {food.id!r}: column"
    if not 0 <= food.kcal <= _ENERGY_MOST:
        yield f"{where} kcal: {food.kcal} is outside 0 to {_ENERGY_MOST}"
    if min(food.protein_g, food.carbs_g, food.fat_g) < 0:
        yield f"{where} protein_g: a macronutrient is negative"
    if food.protein_g + food.carbs_g + food.fat_g > _MASS_MOST:
        yield f"{where} protein_g: macronutrients weigh more than the food"
    if food.serving_g <= 0:
        yield f"{where} typical_serving_g: {food.serving_g} is not above 0"
    for column, values in (("allergens", food.allergens), ("allergens_check", food.allergens_check)):
        if unknown := values - _ALLERGENS:
            yield f"{where} {column}: unknown allergen {', '.join(sorted(unknown))}"
    for diet, flag in food.diets.items():
        if flag not in _FLAGS:
            yield f"{where} {diet}: {flag!r} is none of yes, no, check"


def _contraindication(row: Contraindication, catalogue: Catalogue) -> Iterator[str]:
    where = f"contraindications.csv: row {row.condition}/{row.stage}/{row.target}: column"
    if not _target_exists(row, catalogue):
        yield f"{where} target: unknown {row.target_type} {row.target!r}"
    if row.substitute_pattern and row.substitute_pattern not in PATTERNS:
        yield f"{where} substitute_pattern: unknown pattern {row.substitute_pattern!r}"
    if not row.source:
        yield f"{where} source: is empty"


def _target_exists(row: Contraindication, catalogue: Catalogue) -> bool:
    if row.target_type == "exercise":
        return row.target in catalogue.exercises
    if row.target_type == "pattern_joint":
        pattern, _, joint = row.target.partition(":")
        return pattern in PATTERNS and joint in _JOINTS
    return row.target in _TARGETS.get(row.target_type, frozenset())


def _duplicates(rows: tuple[Contraindication, ...]) -> Iterator[str]:
    seen: set[tuple[str, str, str, str]] = set()
    for row in rows:
        key = (row.condition, row.stage, row.target_type, row.target)
        if key in seen:
            yield f"contraindications.csv: row {'/'.join(key)}: column target: is there twice"
        seen.add(key)
