"""Daily targets: energy within every limit, and macronutrients that sum to it. Evidence section 4.8."""

from collections.abc import Iterator

from domain.coaching.person import Person
from domain.nutrition.energy import (
    CARBS_KCAL,
    FAT_KCAL,
    KCAL_PER_KG,
    PROTEIN_KCAL,
    activity_factor,
    katch_mcardle,
    lean_mass,
    mifflin_st_jeor,
)
from domain.nutrition.rules import (
    FAT_SHARE,
    LEAST_FAT_PER_KG,
    NUTRITION_RULES,
    PREGNANCY_KCAL,
    PROTEIN_PER_KG,
    USUAL_FAT_SHARE,
)
from domain.nutrition.types import NutritionTargets
from domain.plan import Macros, Reason
from domain.profile import Condition, FitnessLevel, Gender, Goal, PregnancyStage, Profile
from domain.text.messages import say


def targets_of(
    person: Person,
    profile: Profile,
    *,
    training_kcal_per_week: float = 0,
    expenditure_kcal: float | None = None,
) -> NutritionTargets:
    """The targets of a person whose planned sessions cost `training_kcal_per_week` (0: not known, counted by days).

    `expenditure_kcal` is what the person's log shows they use a day, training included
    (`domain.nutrition.expenditure`); it takes the place of the formula's figure, every limit stands.
    """
    bmr, formula = _resting(person)
    outside = profile.personal_info.activity_outside_training
    factor = activity_factor(outside, training_counted=training_kcal_per_week > 0, days=person.days)
    tdee = bmr * factor + training_kcal_per_week / 7
    rules = [formula, "NUT-activity", *(["NUT-training"] if training_kcal_per_week > 0 else [])]
    if expenditure_kcal is not None:
        tdee, rules = expenditure_kcal, [formula, "NUT-adaptive"]
    floor = max(bmr, _least_kcal(person))
    energy, why = _energy(person, tdee, floor, training_kcal_per_week / 7)
    target = round(energy)
    protein, protein_rules = _protein(person, target)
    fat = _fat(person, target)
    carbs = round((target - protein * PROTEIN_KCAL - fat * FAT_KCAL) / CARBS_KCAL)
    water, water_rules = _water(person)
    rules += [*why, *protein_rules, "MAC-fat", "MAC-carbs", "MAC-fibre", *water_rules]
    return NutritionTargets(
        bmr=round(bmr),
        tdee=round(tdee),
        target=target,
        floor=round(floor),
        protein_g=protein,
        carbs_g=carbs,
        fat_g=fat,
        fibre_g=round(_number("MAC-fibre", "per_1000_kcal") * target / 1000),
        water_l=water,
        formula="katch_mcardle" if formula == "NUT-katch" else "mifflin_st_jeor",
        adjustment=round(target / tdee - 1, 3) + 0.0,  # never -0.0
        rules=tuple(dict.fromkeys(rules)),
    )


def shares(targets: NutritionTargets) -> Macros:
    """Shares of energy in whole per cent that sum to 100 (largest remainders are rounded up)."""
    energies = (
        targets.protein_g * PROTEIN_KCAL,
        targets.carbs_g * CARBS_KCAL,
        targets.fat_g * FAT_KCAL,
    )
    exact = [100 * energy / sum(energies) for energy in energies]
    whole = [int(share) for share in exact]
    by_remainder = sorted(range(3), key=lambda index: whole[index] - exact[index])
    for index in by_remainder[: 100 - sum(whole)]:
        whole[index] += 1
    return Macros(protein=whole[0], carbs=whole[1], fat=whole[2])


def nutrition_reasons(targets: NutritionTargets, locale: str) -> tuple[Reason, ...]:
    """Why each target is what it is: one reason for each of its rules."""
    shown: dict[str, object] = {name: getattr(targets, name) for name in targets.__struct_fields__}
    shown["percent"] = f"{targets.adjustment * 100:+.0f}"
    return tuple(Reason(rule=rule, text=say(locale, f"nutrition.reason.{rule}", **shown)) for rule in targets.rules)


def _number(rule: str, name: str) -> float:
    return NUTRITION_RULES[rule].numbers[name]


def _resting(person: Person) -> tuple[float, str]:
    """Katch-McArdle when body fat is known in an adult: it was made from adults' lean mass."""
    if person.body_fat is not None and not person.minor:
        return katch_mcardle(lean_mass(person.weight_kg, person.body_fat)), "NUT-katch"
    return mifflin_st_jeor(person.gender, person.weight_kg, person.height_cm, person.age), "NUT-mifflin"


def _least_kcal(person: Person) -> float:
    return _number("CAL-floor", "female" if person.gender is Gender.FEMALE else "male")


# --- energy ---


def _energy(person: Person, tdee: float, floor: float, training_kcal: float) -> tuple[float, list[str]]:
    """The target in kcal and the rules behind it: the goal's wish first, then every limit, the strictest last."""
    wish, rules = _wish(person, tdee)
    energy = tdee + wish
    forbidden = list(_no_deficit(person))
    if forbidden and energy < tdee:
        energy, rules = tdee, []
    rules += forbidden
    if person.pregnancy is not None:
        energy = max(energy, tdee + PREGNANCY_KCAL[person.pregnancy][1])
    if person.body_fat is not None:
        lean = lean_mass(person.weight_kg, person.body_fat)
        available = _number("CAL-available", "kcal_per_kg_lean") * lean + training_kcal
        if energy < min(available, tdee):
            energy = min(available, tdee)
            rules.append("CAL-available")
    if energy < floor:
        energy = floor
        rules.append("CAL-floor")
    return energy, rules


def _wish(person: Person, tdee: float) -> tuple[float, list[str]]:
    """What the goals ask for, in kcal a day, inside the limits of its own rule."""
    goals = frozenset(person.goals)
    wants_loss, wants_muscle = Goal.WEIGHT_LOSS in goals, Goal.MUSCLE_GAIN in goals
    if Goal.BODY_RECOMPOSITION in goals or (wants_loss and wants_muscle):
        return -min(_number("NUT-recomposition", "share") * tdee, _most_deficit(person)), ["NUT-recomposition"]
    if wants_loss:
        older = ["NUT-loss-older"] if person.older else []
        return -min(_number("NUT-loss", "share") * tdee, _most_deficit(person)), ["NUT-loss", *older]
    if wants_muscle:
        return _surplus(person, tdee)
    if Goal.STRENGTH_INCREASE in goals and person.bmi < _number("NUT-no-gain", "bmi"):
        return _number("NUT-strength", "share") * tdee, ["NUT-strength"]
    return 0, ["NUT-maintain"]


def _most_deficit(person: Person) -> float:
    most = _number("NUT-loss-older" if person.older else "NUT-loss", "most_kcal")
    return min(most, _number("NUT-loss", "weekly") * person.weight_kg * KCAL_PER_KG / 7)


def _surplus(person: Person, tdee: float) -> tuple[float, list[str]]:
    if person.bmi >= _number("NUT-no-gain", "bmi"):
        return 0, ["NUT-no-gain"]
    share = _number("NUT-gain", "beginner" if person.level is FitnessLevel.BEGINNER else "trained")
    weekly = _number("NUT-gain", "weekly") * person.weight_kg * KCAL_PER_KG / 7
    return min(share * tdee, _number("NUT-gain", "most_kcal"), weekly), ["NUT-gain"]


def _no_deficit(person: Person) -> Iterator[str]:
    """Rules that forbid eating below expenditure."""
    if person.minor:
        yield "CAL-minor"
    if person.pregnancy is not None:
        yield PREGNANCY_KCAL[person.pregnancy][0]
    if person.bmi < _number("CAL-thin", "bmi") and not person.minor:
        yield "CAL-thin"
    if Condition.EATING_DISORDER_HISTORY in person.flags:
        yield "CAL-eating"


# --- macronutrients and water ---


def _reference_weight(person: Person) -> float:
    """Body weight, at most that of BMI 30: needs do not grow with fat mass."""
    return min(person.weight_kg, _number("MAC-protein-weight", "bmi") * (person.height_cm / 100) ** 2)


def _protein(person: Person, target: int) -> tuple[int, list[str]]:
    weight = _reference_weight(person)
    heavy = ["MAC-protein-weight"] if weight < person.weight_kg else []
    if Condition.KIDNEY_DISEASE in person.flags:
        return int(_number("MAC-kidney", "per_kg") * weight), ["MAC-kidney", *heavy]
    per_kg, rules = max(PROTEIN_PER_KG[goal] for goal in person.goals), ["MAC-protein", *heavy]
    young = _number("MAC-protein-young", "most")
    if (person.minor or person.pregnancy is not None) and per_kg > young:
        per_kg = young
        rules.append("MAC-protein-young")
    least, most = (_number(f"MAC-protein-{end}", "share") * target / PROTEIN_KCAL for end in ("least", "share"))
    if per_kg * weight > most:
        rules.append("MAC-protein-share")
    if per_kg * weight < least:
        rules.append("MAC-protein-least")
    return int(min(max(per_kg * weight, least), most)), rules


def _fat(person: Person, target: int) -> int:
    """Grams: the goal's share, more where that is little for the body, always inside the band."""
    wanted = FAT_SHARE.get(person.goals[0], USUAL_FAT_SHARE) * target / FAT_KCAL
    low, high = (_number("MAC-fat", name) * target / FAT_KCAL for name in ("low", "high"))
    return round(min(max(wanted, LEAST_FAT_PER_KG * _reference_weight(person), low), high - 0.5))


def _water(person: Person) -> tuple[float, list[str]]:
    """Litres a day, food included. Where the heart or the kidneys are ill, a doctor says how much."""
    base = _number("WAT-base", "female" if person.gender is Gender.FEMALE else "male")
    if person.flags & {Condition.KIDNEY_DISEASE, Condition.HEART_DISEASE}:
        return base, ["WAT-base", "WAT-doctor"]
    litres = base + _number("WAT-base", "training_hour") * person.days * person.minutes / 60 / 7
    if person.pregnancy is None:
        return round(litres, 1), ["WAT-base"]
    nursing = person.pregnancy is PregnancyStage.BREASTFEEDING
    litres += _number("WAT-pregnancy", "breastfeeding" if nursing else "pregnancy")
    return round(litres, 1), ["WAT-base", "WAT-pregnancy"]
