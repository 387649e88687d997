"""Daily targets: worked examples, who may never be in a deficit, and the limits over many people."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.coaching.person import Person
from domain.nutrition.rules import NUTRITION_RULES
from domain.nutrition.targets import nutrition_reasons, shares, targets_of
from domain.nutrition.types import NutritionTargets
from domain.profile import Condition, Gender, Goal, Locale, PregnancyStage, Profile

Made = Callable[..., tuple[Person, Profile]]


def targets(made: Made, training: float = 0, **given: Any) -> NutritionTargets:
    return targets_of(*made(**given), training_kcal_per_week=training)


def test_maintenance_worked_by_hand(made: Made) -> None:
    found = targets(made, activity_outside_training="sedentary", training=1400)
    assert (found.bmr, found.tdee, found.target) == (1780, round(1780 * 1.2 + 200), 2336)
    assert (found.protein_g, found.fat_g, found.carbs_g) == (112, 78, 296)
    assert (found.fibre_g, found.water_l, found.adjustment) == (33, 2.7, 0)
    assert found.formula == "mifflin_st_jeor"


def test_body_fat_brings_the_lean_mass_equation(made: Made) -> None:
    found = targets(made, body_fat=20)
    assert found.formula == "katch_mcardle"
    assert found.bmr == round(370 + 21.6 * 64)


def test_loss_is_a_fifth_and_never_more_than_a_per_cent_a_week(made: Made) -> None:
    usual = targets(made, goals=["weight_loss"], weight=95)
    assert usual.target == pytest.approx(usual.tdee * 0.8, abs=1)
    light = targets(
        made, goals=["weight_loss"], weight=52, height=165, gender="female", activity_outside_training="very_active"
    )
    assert light.tdee - light.target <= 0.01 * 52 * 7700 / 7 + 1
    heavy = targets(made, goals=["weight_loss"], weight=160, activity_outside_training="very_active")
    assert heavy.tdee - heavy.target == pytest.approx(750, abs=1)
    older = targets(made, goals=["weight_loss"], weight=110, age=70, activity_outside_training="very_active")
    assert older.tdee - older.target == pytest.approx(500, abs=1)
    assert "NUT-loss-older" in older.rules


def test_gain_depends_on_level_and_is_not_for_everyone(made: Made) -> None:
    assert targets(made, goals=["muscle_gain"], fitness_level="beginner").adjustment == pytest.approx(0.15, abs=0.01)
    assert targets(made, goals=["muscle_gain"]).adjustment == pytest.approx(0.1, abs=0.01)
    assert "NUT-no-gain" in targets(made, goals=["muscle_gain"], weight=110).rules
    assert targets(made, goals=["muscle_gain", "weight_loss"]).adjustment == pytest.approx(-0.1, abs=0.01)


def test_the_floor_holds(made: Made) -> None:
    small = targets(
        made,
        goals=["weight_loss"],
        gender="female",
        weight=45,
        height=150,
        age=60,
        activity_outside_training="sedentary",
    )
    assert small.target >= small.floor == 1200
    assert "CAL-floor" in small.rules


@pytest.mark.parametrize(
    ("given", "rule"),
    [
        ({"age": 16, "weight": 90}, "CAL-minor"),
        ({"gender": "female", "health": {"pregnancy": "trimester_1"}}, "CAL-pregnancy"),
        ({"gender": "female", "health": {"pregnancy": "postpartum_under_12_weeks"}}, "CAL-pregnancy"),
        ({"gender": "female", "health": {"pregnancy": "breastfeeding"}}, "CAL-breastfeeding"),
        ({"weight": 58}, "CAL-thin"),
        ({"health": {"conditions": ["eating_disorder_history"]}}, "CAL-eating"),
        ({"health": {"other_conditions": ["anorexia as a teenager, recovered"]}}, "CAL-eating"),
    ],
)
def test_who_is_never_in_a_deficit(made: Made, given: dict[str, Any], rule: str) -> None:
    found = targets(made, goals=["weight_loss"], **given)
    assert found.target >= found.tdee
    assert rule in found.rules
    assert "NUT-loss" not in found.rules


def test_later_pregnancy_needs_more(made: Made) -> None:
    found = targets(made, gender="female", health={"pregnancy": "trimester_3"})
    assert found.target - found.tdee == pytest.approx(452, abs=1)


def test_lean_people_keep_enough_energy_beside_training(made: Made) -> None:
    found = targets(made, goals=["weight_loss"], gender="female", weight=60, height=170, body_fat=15, training=5000,
                    activity_outside_training="sedentary")  # fmt: skip
    assert found.target - 5000 / 7 >= 30 * 51 - 1
    assert "CAL-available" in found.rules


def test_kidney_disease_holds_protein_down(made: Made) -> None:
    found = targets(made, goals=["muscle_gain"], health={"conditions": ["kidney_disease"]})
    assert found.protein_g == 64
    assert {"MAC-kidney", "WAT-doctor"} <= set(found.rules)


def test_protein_does_not_grow_with_fat_mass(made: Made) -> None:
    assert targets(made, goals=["strength_increase"], weight=150).protein_g == int(1.8 * 30 * 1.8**2)


@st.composite
def people(draw: st.DrawFn) -> dict[str, Any]:
    height = draw(st.integers(145, 205))
    bmi = draw(st.floats(15, 50))
    return {
        "age": draw(st.integers(13, 100)),
        "gender": draw(st.sampled_from(list(Gender))),
        "height": height,
        "weight": round(bmi * (height / 100) ** 2, 1),
        "body_fat": draw(st.none() | st.integers(5, 55)),
        "fitness_level": draw(st.sampled_from(["beginner", "intermediate", "advanced"])),
        "activity_outside_training": draw(st.sampled_from([None, "sedentary", "active", "very_active"])),
        "goals": draw(st.lists(st.sampled_from(list(Goal)), min_size=1, max_size=3, unique=True)),
        "health": {
            "conditions": draw(st.lists(st.sampled_from(list(Condition)), max_size=2, unique=True)),
            "pregnancy": draw(st.none() | st.sampled_from(list(PregnancyStage))),
        },
    }


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300, deadline=None)
@given(person=people(), training=st.sampled_from([0, 800, 4000]))
def test_limits_hold_for_everyone(made: Made, person: dict[str, Any], training: int) -> None:
    who, profile = made(**person)
    found = targets_of(who, profile, training_kcal_per_week=training)
    kcal = 4 * found.protein_g + 4 * found.carbs_g + 9 * found.fat_g
    assert abs(kcal - found.target) <= 0.01 * found.target
    assert found.target >= found.floor >= (1200 if who.gender is Gender.FEMALE else 1500)
    assert found.floor >= found.bmr - 1
    assert found.tdee - found.target <= min(750, 0.01 * who.weight_kg * 7700 / 7) + 1
    assert found.target <= max(found.tdee + 500, found.floor)
    assert 0.20 - 0.005 <= found.fat_g * 9 / found.target <= 0.35 + 0.005
    assert found.protein_g * 4 / found.target <= 0.355
    assert found.carbs_g > 0
    never = who.minor or who.pregnancy or who.bmi < 18.5 or Condition.EATING_DISORDER_HISTORY in who.flags
    if never:
        assert found.target >= found.tdee - 1
    if Condition.KIDNEY_DISEASE in who.flags:
        assert found.protein_g <= 0.8 * who.weight_kg
    split = shares(found)
    assert split.protein + split.carbs + split.fat == 100
    assert set(found.rules) <= set(NUTRITION_RULES)
    for locale in Locale:
        assert all(reason.text for reason in nutrition_reasons(found, locale))


def test_shares_are_the_nearest_whole_per_cents(made: Made) -> None:
    found = shares(targets(made, activity_outside_training="sedentary", training=1400))
    assert (found.protein, found.carbs, found.fat) == (19, 51, 30)


def test_every_rule_has_a_text_and_a_source() -> None:
    from domain.text.messages import texts

    assert {key.removeprefix("nutrition.reason.") for key in texts("en") if key.startswith("nutrition.reason.")} == set(
        NUTRITION_RULES
    )
    assert all(rule.source for rule in NUTRITION_RULES.values())


def test_protein_is_a_tenth_of_very_large_energy_needs(made: Made) -> None:
    found = targets(made, weight=60, height=190, activity_outside_training="very_active", training=20_000)
    assert found.protein_g == int(0.10 * found.target / 4) > 1.4 * 60
    assert "MAC-protein-least" in found.rules
    ill = targets(
        made, weight=60, height=190, activity_outside_training="very_active", training=20_000,
        health={"conditions": ["kidney_disease"]},
    )  # fmt: skip
    assert ill.protein_g == 48
    assert "MAC-protein-least" not in ill.rules
