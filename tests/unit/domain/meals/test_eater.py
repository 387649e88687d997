import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.catalogue.loader import load_catalogue
from domain.coaching.person import Person
from domain.coaching.person_of import person_of
from domain.meals.diets import diet_answer, is_dairy, is_meat
from domain.meals.dishes import load_dishes, nutrients
from domain.meals.eater import (
    allowed,
    eater_of,
    eater_questions,
    food_allowed,
    question_text,
    reason_text,
    unknown_dislikes,
)
from domain.meals.health import (
    CAFFEINE_MG,
    CRANBERRY,
    GRAPEFRUIT,
    HIGH_MERCURY,
    LIVER,
    RAW_OR_CURED,
    RULES,
    SOFT_CHEESES,
    caffeine_limit_mg,
    caffeine_mg,
    health_rules_of,
    hides_energy,
)
from domain.meals.types import Dish, Eater, Question, Verdict
from domain.profile import Allergen, Condition, Diet, Locale, NutritionPreferences, PregnancyStage, Profile
from domain.safety.screening import screen
from domain.text.messages import has_text

CATALOGUE = load_catalogue()
FOODS = CATALOGUE.foods
DISHES = load_dishes()
QUESTIONS = ("halal_meat", "halal_cheese", "kosher_meat", "kosher_cheese", "gluten_free_oats", "halal_recipe")


def _eater(
    diet: Diet = Diet.OMNIVORE, *allergies: str, dislikes: tuple[str, ...] = (), confirmed: tuple[str, ...] = ()
) -> Eater:
    wishes = NutritionPreferences(diet=diet, allergies=allergies, dislikes=dislikes)
    return eater_of(wishes, CATALOGUE, confirmed=confirmed)


def _left(dish: Dish, verdict: Verdict) -> list[str]:
    return [each.food_id for each in dish.ingredients if each.food_id not in verdict.without]


@pytest.mark.parametrize("group", list(Allergen))
def test_nothing_with_an_excluded_group_is_served(group: Allergen):
    eater = _eater(Diet.OMNIVORE, group.value)
    assert group in eater.allergens
    for dish in DISHES.values():
        verdict = allowed(dish, eater, CATALOGUE)
        holding = [id_ for id_ in _left(dish, verdict) if group in FOODS[id_].allergens | FOODS[id_].allergens_check]
        assert verdict.ok == (not holding) or eater.allergens != {group}
        assert not (verdict.ok and holding)
    for food in FOODS.values():
        if group in food.allergens | food.allergens_check:
            assert not food_allowed(food, eater).ok


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(Diet),
    st.frozensets(st.sampled_from(Allergen), max_size=4),
    st.frozensets(st.sampled_from(sorted(FOODS)), max_size=3),
    st.frozensets(st.sampled_from(QUESTIONS), max_size=6),
    st.sampled_from(sorted(DISHES)),
)
def test_nothing_excluded_leaks(
    diet: Diet, groups: frozenset[Allergen], foods: frozenset[str], confirmed: frozenset[str], name: str
):
    eater = Eater(diet=diet, allergens=groups, allergic_foods=foods, disliked=foods, confirmed=confirmed)
    dish = DISHES[name]
    verdict = allowed(dish, eater, CATALOGUE)
    if not verdict.ok:
        assert verdict.rules
        return
    served = [FOODS[id_] for id_ in _left(dish, verdict)]
    assert not any(groups & (food.allergens | food.allergens_check) for food in served)
    assert not foods & {food.id for food in served}
    assert all(
        diet_answer(food, diet) == "yes" or (diet_answer(food, diet) == "check" and confirmed) for food in served
    )
    if diet is Diet.KOSHER:
        assert not (any(map(is_meat, served)) and any(map(is_dairy, served)))
    assert verdict.nutrients == nutrients(dish, CATALOGUE, verdict.without)


def test_an_optional_ingredient_is_left_out_and_counted_out():
    dish = DISHES["chorba-vegetable"]
    with_celery = DISHES["fasolada"]
    verdict = allowed(with_celery, _eater(Diet.OMNIVORE, "celery"), CATALOGUE)
    assert verdict.ok
    assert verdict.without == ("celery-raw",)
    assert verdict.nutrients.kcal < nutrients(with_celery, CATALOGUE).kcal
    assert allowed(dish, _eater(Diet.OMNIVORE, "celery"), CATALOGUE).without == ()


def test_a_check_is_a_question_until_it_is_answered():
    dish = DISHES["couscous-chicken"]
    asked = allowed(dish, _eater(Diet.HALAL), CATALOGUE)
    assert not asked.ok
    assert asked.rules == ("DIE-1",)
    assert asked.questions == (Question(id="halal_meat", food_id="chicken-thigh-skinless-raw"),)
    for yes in ("halal_meat", "chicken-thigh-skinless-raw", asked.questions[0].key):
        assert allowed(dish, _eater(Diet.HALAL, confirmed=(yes,)), CATALOGUE).ok


def test_no_answer_makes_pork_halal():
    verdict = allowed(
        DISHES["pork-stir-fry"], _eater(Diet.HALAL, confirmed=(*QUESTIONS, "pork-loin-chop-lean-raw")), CATALOGUE
    )
    assert not verdict.ok
    assert verdict.questions == ()


def test_a_diet_answered_does_not_answer_an_allergy():
    for food in FOODS.values():
        for group in food.allergens_check:
            eater = Eater(diet=Diet.OMNIVORE, allergens=frozenset({Allergen(group)}), confirmed=frozenset({food.id}))
            assert not food_allowed(food, eater).ok
            asked = food_allowed(food, eater).questions
            if group not in food.allergens:
                assert asked == (Question(id="allergen_check", food_id=food.id),)
                assert food_allowed(food, replace(eater, confirmed=frozenset({asked[0].key}))).ok


def test_nothing_confirms_away_a_sure_allergen():
    eater = Eater(
        diet=Diet.OMNIVORE,
        allergens=frozenset({Allergen.PEANUTS}),
        confirmed=frozenset({"allergen_check:peanuts-raw", "peanuts-raw"}),
    )
    assert not food_allowed(FOODS["peanuts-raw"], eater).ok


def test_an_unknown_allergy_leaves_only_what_is_surely_plain():
    eater = _eater(Diet.OMNIVORE, "zorgblat")
    assert eater.unknown_allergies == ("zorgblat",)
    assert eater_questions(eater) == (Question(id="unknown_allergy", text="zorgblat"),)
    for food in FOODS.values():
        verdict = food_allowed(food, eater)
        if verdict.ok:
            assert not food.allergens | food.allergens_check
            assert food.group not in {"mixed_dishes", "processed_meat", "supplements"}
        else:
            assert "ALG-1" in verdict.rules
    assert sum(allowed(dish, eater, CATALOGUE).ok for dish in DISHES.values()) >= 50
    assert food_allowed(FOODS["rice-white-long-grain-dry"], eater).ok
    assert not food_allowed(FOODS["chicken-curry"], eater).ok


def test_a_plain_food_named_in_an_unknown_text_is_out():
    eater = _eater(Diet.OMNIVORE, "zorgblat with mango")
    assert "mango" in eater.allergic_foods
    assert not food_allowed(FOODS["mango"], eater).ok
    odd = Eater(diet=Diet.OMNIVORE, allergens=frozenset(), unknown_allergies=("bananish thing, banana",))
    assert not food_allowed(FOODS["banana"], odd).ok


def test_a_single_food_takes_the_composed_foods_with_it():
    eater = _eater(Diet.OMNIVORE, "strawberry allergy")
    assert not food_allowed(FOODS["strawberries"], eater).ok
    assert not food_allowed(FOODS["jam"], eater).ok
    assert food_allowed(FOODS["jam"], eater).questions == (Question(id="allergen_check", food_id="jam"),)
    assert food_allowed(FOODS["banana"], eater).ok
    assert not allowed(DISHES["fruit-salad"], _eater(Diet.OMNIVORE, "banana"), CATALOGUE).ok


def test_lactose_intolerance_leaves_hard_cheese_and_takes_milk():
    eater = _eater(Diet.OMNIVORE, "lactose intolerance")
    assert not eater.allergens
    assert food_allowed(FOODS["parmesan-hard"], eater).ok
    assert food_allowed(FOODS["milk-whole"], eater).rules == ("DIE-1",)
    allergic = _eater(Diet.LACTOSE_FREE, "milk")
    assert not food_allowed(FOODS["parmesan-hard"], allergic).ok


def test_kosher_keeps_meat_from_dairy_in_one_dish():
    yes = ("kosher_meat", "kosher_cheese", "kosher_recipe")
    for dish in DISHES.values():
        verdict = allowed(dish, _eater(Diet.KOSHER, confirmed=yes), CATALOGUE)
        served = [FOODS[id_] for id_ in _left(dish, verdict)]
        assert not verdict.ok or not (any(map(is_meat, served)) and any(map(is_dairy, served)))
    tawook = allowed(DISHES["shish-tawook"], _eater(Diet.KOSHER, confirmed=yes), CATALOGUE)
    assert tawook.ok
    assert tawook.without == ("yogurt-plain-low-fat",)


def test_dislikes():
    eater = _eater(Diet.OMNIVORE, dislikes=("aubergine", "zorgblat"))
    verdict = allowed(DISHES["zaalouk"], eater, CATALOGUE)
    assert verdict.rules == ("DIS-1",)
    assert unknown_dislikes(NutritionPreferences(dislikes=("aubergine", "zorgblat")), CATALOGUE) == ("zorgblat",)


def _person(**changes: object) -> Person:
    profile = msgspec.convert(
        {
            "personal_info": {"age": 30, "gender": "female", "height": 165, "weight": 60, "fitness_level": "beginner"},
            "goals": ["general_fitness"],
            "preferences": {"workout_duration": 45, "days_per_week": 3, "equipment_access": "no_equipment"},
        },
        Profile,
    )
    return replace(person_of(profile, CATALOGUE, screen(profile)), **changes)


HEALTH = (
    (
        {"pregnancy": PregnancyStage.TRIMESTER_2},
        "PRG-2",
        (
            "wine-red",
            "sushi-roll-tuna",
            "salmon-smoked",
            "swordfish-raw",
            "brie",
            "beef-liver-raw",
            "oysters-raw",
            "salami-dry-pork",
        ),
    ),
    ({"pregnancy": PregnancyStage.BREASTFEEDING}, "PRG-3", ("beer", "swordfish-raw")),
    ({"age": 15}, "AGE-3", ("beer", "wine-white", "coffee-brewed", "whey-protein-powder")),
    (
        {"flags": frozenset({Condition.KIDNEY_DISEASE})},
        "KID-1",
        ("starfruit", "ham-sliced", "soy-sauce-shoyu", "whey-protein-powder"),
    ),
    ({"medicine_classes": frozenset({"insulin_or_sulfonylurea"})}, "MED-2", ("wine-red", "cola")),
    ({"medicine_classes": frozenset({"statin"})}, "MED-3", ("grapefruit", "pomelo")),
    (
        {"medicine_classes": frozenset({"anticoagulant"})},
        "MED-4",
        ("cranberry-juice-unsweetened", "grapefruit", "beer"),
    ),
)


@pytest.mark.parametrize(("changes", "rule", "out"), HEALTH)
def test_health_rules(changes: dict[str, object], rule: str, out: tuple[str, ...]):
    eater = eater_of(NutritionPreferences(), CATALOGUE, _person(**changes))
    assert eater.health == (rule,)
    for food in out:
        verdict = food_allowed(FOODS[food], eater)
        assert verdict.rules == (rule,), food
        assert food_allowed(FOODS[food], _eater()).ok
    assert food_allowed(FOODS["lentils-boiled"], eater).ok
    assert food_allowed(FOODS["cranberry-borlotti-beans-boiled"], eater).ok


def test_nobody_pregnant_is_served_liver():
    eater = eater_of(NutritionPreferences(), CATALOGUE, _person(pregnancy=PregnancyStage.TRIMESTER_1))
    assert allowed(DISHES["liver-chermoula"], eater, CATALOGUE).rules == ("PRG-2",)


def test_an_eating_disorder_hides_energy_and_takes_no_food():
    rules = health_rules_of(_person(flags=frozenset({Condition.EATING_DISORDER_HISTORY})))
    assert rules == ("EAT-1",)
    assert hides_energy(rules)
    assert not hides_energy(())
    eater = replace(_eater(), health=rules)
    assert all(food_allowed(food, eater).ok for food in FOODS.values())


def test_caffeine():
    assert caffeine_mg("coffee-brewed", 240) == pytest.approx(96)
    assert caffeine_mg("banana", 100) == 0
    assert caffeine_limit_mg(_person()) == 400
    assert caffeine_limit_mg(_person(pregnancy=PregnancyStage.TRIMESTER_3)) == 200
    assert caffeine_limit_mg(_person(age=14, weight_kg=50.0)) == 150


def test_the_lists_of_health_name_real_foods():
    assert (
        RAW_OR_CURED | SOFT_CHEESES | LIVER | HIGH_MERCURY | GRAPEFRUIT | CRANBERRY | CAFFEINE_MG.keys() <= FOODS.keys()
    )


def test_every_rule_has_a_source_and_words():
    for rule in RULES.values():
        assert rule.source
        assert has_text(f"meals_food.rule.{rule.id}")
        assert not rule.asks or has_text(f"meals_food.question.health_{rule.id}")


@pytest.mark.parametrize("locale", list(Locale))
def test_every_reason_and_question_can_be_said(locale: Locale):
    everyone = [Eater(diet=diet, allergens=frozenset(Allergen)) for diet in Diet]
    everyone += [
        _eater(Diet.KOSHER, "strawberries", "zorgblat", dislikes=("rice",)),
        replace(_eater(), health=tuple(RULES)),
    ]
    said = set()
    for eater in everyone:
        for dish in DISHES.values():
            verdict = allowed(dish, eater, CATALOGUE)
            said |= {reason_text(reason, CATALOGUE, locale) for reason in verdict.reasons}
            said |= {question_text(question, CATALOGUE, locale) for question in verdict.questions}
        said |= {question_text(question, CATALOGUE, locale) for question in eater_questions(eater)}
    assert len(said) > 100
    assert all(said)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=40), max_size=3), st.lists(st.text(max_size=40), max_size=3))
def test_any_words_make_an_eater(allergies: list[str], dislikes: list[str]):
    eater = eater_of(NutritionPreferences(allergies=tuple(allergies), dislikes=tuple(dislikes)), CATALOGUE)
    assert isinstance(allowed(DISHES["adas"], eater, CATALOGUE), Verdict)
