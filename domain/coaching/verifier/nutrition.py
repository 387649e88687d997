"""Nutrition rules: energy floor, deficit and surplus, macronutrients and their arithmetic (evidence 4.8)."""

from collections.abc import Iterator

from msgspec.structs import replace

from domain.coaching.person import Person
from domain.coaching.programming.program import Program
from domain.coaching.verifier.rule import Check, Context, Hit, Repaired, Rule
from domain.nutrition.types import NutritionTargets
from domain.plan import Severity
from domain.profile import Condition, Gender, PregnancyStage
from domain.text.messages import say

FLOOR_FEMALE, FLOOR_MALE = 1200, 1500
DEFICIT_MAX = 750
LOSS_PER_WEEK = 0.01
KCAL_PER_KG = 7700
SURPLUS_SHARE, SURPLUS_KCAL = 0.20, 500
PROTEIN_SHARE_MAX, PROTEIN_MIN, PROTEIN_HIGH, PROTEIN_KIDNEY = 0.35, 0.75, 3.0, 0.85
FAT_SHARE = (0.20, 0.35)
FIBRE_PER_1000, FIBRE_TOLERANCE = 14, 0.3
ARITHMETIC_TOLERANCE = 0.05
ROUNDING_KCAL = 10
"""Targets are rounded to whole kcal and grams; a limit is broken only beyond this."""


def no_deficit(person: Person) -> str:
    """Why this person may not be in an energy deficit: a key below `rules.no_deficit`, or an empty string."""
    if person.minor:
        return "minor"
    if person.pregnancy is PregnancyStage.BREASTFEEDING:
        return "breastfeeding"
    if person.pregnancy is not None:
        return "pregnancy"
    if person.bmi < 18.5:
        return "low_bmi"
    return "eating_disorder" if Condition.EATING_DISORDER_HISTORY in person.flags else ""


def deficit_limit(person: Person) -> float:
    """Most kcal a day below expenditure: 750 (AHA/ACC/TOS), and no more than 1 % of body weight a week."""
    return min(DEFICIT_MAX, LOSS_PER_WEEK * person.weight_kg * KCAL_PER_KG / 7)


def least_energy(person: Person, targets: NutritionTargets) -> int:
    """The floor in kcal: that of the targets, and never less than 1,200 (women) or 1,500."""
    return max(targets.floor, FLOOR_FEMALE if person.gender is Gender.FEMALE else FLOOR_MALE)


def split_again(person: Person, targets: NutritionTargets, energy: int) -> NutritionTargets:
    """`targets` at `energy` kcal: protein kept inside its limits, fat share inside its band, carbohydrate the rest."""
    protein = min(targets.protein_g, PROTEIN_HIGH * person.weight_kg, PROTEIN_SHARE_MAX * energy / 4)
    protein = max(protein, PROTEIN_MIN * _reference_weight(person))
    if Condition.KIDNEY_DISEASE in person.flags:
        protein = min(protein, 0.8 * person.weight_kg)
    low, high = FAT_SHARE
    fat_share = min(max(targets.fat_g * 9 / max(targets.target, 1), low + 0.01), high - 0.01)
    fat = fat_share * energy / 9
    return replace(
        targets,
        target=energy,
        floor=least_energy(person, targets),
        protein_g=int(protein),
        fat_g=round(fat),
        carbs_g=round((energy - int(protein) * 4 - round(fat) * 9) / 4),
        fibre_g=round(FIBRE_PER_1000 * energy / 1000),
        adjustment=round(energy / max(targets.tdee, 1) - 1, 3),
    )


def _reference_weight(person: Person) -> float:
    """Body weight, at most that of BMI 25: needs do not grow with fat mass."""
    return min(person.weight_kg, 25 * (person.height_cm / 100) ** 2)


def _hit(**numbers: float) -> Hit:
    return Hit(part="nutrition", numbers=numbers)


def _floor(program: Program, context: Context) -> Iterator[Hit]:
    least = least_energy(context.person, program.nutrition)
    if program.nutrition.target < least:
        yield _hit(target=program.nutrition.target, floor=least)


def _forbidden_deficit(program: Program, context: Context) -> Iterator[Hit]:
    why = no_deficit(context.person)
    below = program.nutrition.tdee - program.nutrition.target
    if why and below > ROUNDING_KCAL:
        yield Hit(
            part="nutrition",
            numbers={"deficit": below},
            words={"why": say(context.person.locale, f"rules.no_deficit.{why}")},
        )


def _too_fast(program: Program, context: Context) -> Iterator[Hit]:
    targets, limit = program.nutrition, deficit_limit(context.person)
    if targets.tdee - targets.target > limit + ROUNDING_KCAL:
        yield _hit(deficit=targets.tdee - targets.target, limit=round(limit))


def _too_much(program: Program, context: Context) -> Iterator[Hit]:
    targets = program.nutrition
    limit = _surplus_limit(targets)
    if targets.target > max(targets.tdee + limit, least_energy(context.person, targets)) + ROUNDING_KCAL:
        yield _hit(surplus=targets.target - targets.tdee, limit=round(limit))


def _surplus_limit(targets: NutritionTargets) -> float:
    return max(SURPLUS_SHARE * targets.tdee, SURPLUS_KCAL)


def _protein(program: Program, context: Context) -> Iterator[Hit]:
    targets, person = program.nutrition, context.person
    share = targets.protein_g * 4 / max(targets.target, 1)
    per_kg = targets.protein_g / person.weight_kg
    least = (PROTEIN_MIN * _reference_weight(person) - 1) / person.weight_kg
    if share > PROTEIN_SHARE_MAX + 0.005 or per_kg > PROTEIN_HIGH or per_kg < least:
        yield _hit(grams=targets.protein_g, per_kg=round(per_kg, 2), percent=round(share * 100))


def _kidney(program: Program, context: Context) -> Iterator[Hit]:
    per_kg = program.nutrition.protein_g / context.person.weight_kg
    if Condition.KIDNEY_DISEASE in context.person.flags and per_kg > PROTEIN_KIDNEY:
        yield _hit(per_kg=round(per_kg, 2), limit=0.8)


def _fat(program: Program, _: Context) -> Iterator[Hit]:
    share = program.nutrition.fat_g * 9 / max(program.nutrition.target, 1)
    if not FAT_SHARE[0] - 0.005 <= share <= FAT_SHARE[1] + 0.005:
        yield _hit(percent=round(share * 100))


def _fibre(program: Program, _: Context) -> Iterator[Hit]:
    advised = FIBRE_PER_1000 * program.nutrition.target / 1000
    if abs(program.nutrition.fibre_g - advised) > FIBRE_TOLERANCE * advised:
        yield _hit(grams=program.nutrition.fibre_g, advised=round(advised))


def _arithmetic(program: Program, _: Context) -> Iterator[Hit]:
    targets = program.nutrition
    energy = 4 * targets.protein_g + 4 * targets.carbs_g + 9 * targets.fat_g
    negative = min(targets.protein_g, targets.carbs_g, targets.fat_g) < 0
    if negative or abs(energy - targets.target) > ARITHMETIC_TOLERANCE * targets.target:
        yield _hit(sum=energy, target=targets.target)


def _to_limits(program: Program, context: Context, _: Hit) -> Repaired | None:
    """One repair for every rule of this file: the nearest energy that all limits allow, and the split made again."""
    person, targets = context.person, program.nutrition
    lowest = targets.tdee - (0 if no_deficit(person) else deficit_limit(person))
    energy = min(max(targets.target, lowest), targets.tdee + _surplus_limit(targets))
    energy = max(round(energy), least_energy(person, targets))
    fixed = split_again(person, targets, energy)
    if fixed == targets:
        return None
    return Repaired(
        program=replace(program, nutrition=fixed), how="nutrition", words={"target": energy, "protein": fixed.protein_g}
    )


def _rule(rule_id: str, severity: Severity, title: str, source: str, check: Check, **numbers: float) -> Rule:
    repair = None if severity is Severity.WARN else _to_limits
    return Rule(id=rule_id, severity=severity, title=title, source=source, check=check, repair=repair, numbers=numbers)


BLOCK, FIX, WARN = Severity.BLOCK, Severity.FIX, Severity.WARN
_OBESITY = "AHA/ACC/TOS obesity guideline 2013"
_AMDR = "Dietary Reference Intakes, acceptable macronutrient ranges (IOM 2005)"

NUTRITION_RULES: tuple[Rule, ...] = (
    _rule("CAL-1", FIX, "energy floor", _OBESITY, _floor, female=FLOOR_FEMALE, male=FLOOR_MALE),
    _rule("CAL-2", BLOCK, "no deficit where it may harm", "standard practice; IOC RED-S", _forbidden_deficit),
    _rule(
        "CAL-3",
        FIX,
        "deficit and rate of loss",
        f"{_OBESITY}; Helms 2014",
        _too_fast,
        kcal=DEFICIT_MAX,
        week=LOSS_PER_WEEK,
    ),
    _rule("CAL-4", FIX, "surplus", "Iraki 2019", _too_much, share=SURPLUS_SHARE, kcal=SURPLUS_KCAL),
    _rule(
        "MAC-1",
        FIX,
        "protein",
        f"{_AMDR}; Morton 2018",
        _protein,
        share=PROTEIN_SHARE_MAX,
        most=PROTEIN_HIGH,
        least=PROTEIN_MIN,
    ),
    _rule("MAC-2", FIX, "fat", _AMDR, _fat, low=FAT_SHARE[0], high=FAT_SHARE[1]),
    _rule("MAC-3", FIX, "fibre", "Dietary Guidelines for Americans", _fibre, per_1000_kcal=FIBRE_PER_1000),
    _rule("MAC-4", FIX, "macros sum to the energy", "Atwater factors", _arithmetic, tolerance=ARITHMETIC_TOLERANCE),
    _rule("MAC-5", BLOCK, "protein is not raised in kidney disease", "KDIGO; standard practice", _kidney, limit=0.8),
)
