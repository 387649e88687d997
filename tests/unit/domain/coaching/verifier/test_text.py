import re

import pytest
from msgspec.structs import replace

from domain.coaching.telling.overview import with_words
from domain.coaching.verifier.foodwords import foods_in
from domain.coaching.verifier.repair import settle, verify
from domain.coaching.verifier.text import forbidden_food
from domain.coaching.verifier.wording import NAME_LIMIT, TEXT_LIMIT, faults, names_a_drug
from domain.plan import Severity
from domain.profile import Diet, Locale, NutritionPreferences
from domain.text.messages import texts


@pytest.fixture
def week(make_person, context_for, program_for):
    context = context_for(make_person())
    return program_for(context), context


@pytest.mark.parametrize(
    ("rule", "overview"),
    [
        ("MED-1", "Take 5 g of creatine before each session."),
        ("MED-1", "A short cycle of trenbolone will help you."),
        ("SUM-1", "You will do 185 hard sets."),
        ("SUM-1", "Seven days of training for you."),
        ("TXT-1", "Read more at www.example.com."),
        ("TXT-1", "<b>Lift</b> with care."),
        ("TXT-1", "As an AI language model I wrote this for you."),
        ("TXT-1", "Entraînez-vous avec plaisir chaque semaine, pour vous et votre dos."),
        ("TXT-1", "تدرب بانتظام"),
        ("TXT-1", "Lift " * 200),
    ],
)
def test_bad_wording_gives_way_to_our_own(rule, overview, week, repaired):
    program, context = week
    settled = repaired(rule, replace(program, overview=overview), context)
    assert settled.program.overview == ""
    worded = with_words(settled.program, context.person)
    assert worded.overview
    assert not [f for f in verify(worded, context) if f.severity is not Severity.WARN]


@pytest.mark.parametrize("locale", Locale)
def test_our_own_wording_passes_every_rule(locale, make_person, context_for, program_for):
    for facts in ({}, {"days": 1, "minutes": 20}, {"days": 6, "age": 70, "cautious": True, "unmapped": ("x",)}):
        context = context_for(make_person(locale=locale, **facts))
        program = with_words(settle(program_for(context), context).program, context.person)
        assert [f for f in verify(program, context) if f.severity is not Severity.WARN] == []


def test_good_wording_stays(week):
    program, context = week
    worded = replace(program, name="Steady strength", overview="Three days a week of 60 minutes to build muscle.")
    assert settle(worded, context).program.overview == worded.overview


def test_a_food_the_person_may_not_have_is_blocked(week, hits):
    program, context = week
    told = replace(program, overview="Drink milk after each session and enjoy it.")
    assert hits("ALG-1", told, context) == []
    allergic = replace(context, eating=NutritionPreferences(allergies=("milk",)))
    assert [hit.words["word"] for hit in hits("ALG-1", told, allergic)] == ["milk"]
    vegan = replace(context, eating=NutritionPreferences(diet=Diet.VEGAN))
    assert hits("DIE-1", told, vegan)
    assert settle(told, allergic).program.overview == ""


@pytest.mark.parametrize(
    ("text", "eating", "rule"),
    [
        ("pasta with cheese", {"allergies": ("milk",)}, "ALG-1"),
        ("a handful of almonds", {"allergies": ("nuts",)}, "ALG-1"),
        ("une tartine au beurre", {"allergies": ("lait",)}, "ALG-1"),
        ("وجبة مع الحليب", {"allergies": ("milk",)}, "ALG-1"),
        ("rice and lentils", {"allergies": ("a rare thing",)}, "ALG-1"),
        ("grilled chicken", {"diet": Diet.VEGETARIAN}, "DIE-1"),
        ("ham and eggs", {"diet": Diet.HALAL}, "DIE-1"),
        ("wholemeal bread", {"diet": Diet.GLUTEN_FREE}, "DIE-1"),
        ("bananas", {"dislikes": ("banana",)}, "DIE-1"),
        ("a boiled egg", {"diet": Diet.HINDU_VEGETARIAN}, "DIE-1"),
        ("une omelette aux œufs", {"diet": Diet.JAIN}, "DIE-1"),
        ("fried onions", {"diet": Diet.JAIN}, "DIE-1"),
        ("de l'ail et des carottes", {"diet": Diet.JAIN}, "DIE-1"),
        ("أرز مع البصل", {"diet": Diet.JAIN}, "DIE-1"),
        ("mushroom soup", {"diet": Diet.JAIN}, "DIE-1"),
        ("yogurt with honey", {"diet": Diet.JAIN}, "DIE-1"),
    ],
)
def test_food_words_in_three_languages(text, eating, rule):
    found = forbidden_food(text, NutritionPreferences(**eating))
    assert found is not None
    assert found[0] == rule


@pytest.mark.parametrize("text", ["rice, lentils and paneer", "des épinards et du riz", "أرز مع العدس والزبادي"])
def test_what_a_jain_may_eat_is_not_held_against_the_text(text):
    assert forbidden_food(text, NutritionPreferences(diet=Diet.JAIN)) is None


@pytest.mark.parametrize(
    ("text", "allergy"),
    [
        ("butterfly stretch and clamshell", "milk"),
        ("butternut squash", "milk"),
        ("crab walk", "crustaceans"),
        ("no pain", "gluten"),
        ("Turkish get-up", "milk"),
        ("تمارين البناء", "milk"),
        ("تمرين المحارب", "molluscs"),
        ("buckwheat", "gluten"),
    ],
)
def test_words_that_only_look_like_food_are_left_alone(text, allergy):
    assert forbidden_food(text, NutritionPreferences(allergies=(allergy,))) is None


def test_no_exercise_of_the_catalogue_reads_as_a_food_a_drug_or_a_fault(catalogue):
    for exercise in catalogue.exercises.values():
        assert foods_in(exercise.name) == (), exercise.name
        assert names_a_drug(exercise.name) == "", exercise.name
        assert faults(exercise.name, "en", NAME_LIMIT) == (), exercise.name


@pytest.mark.parametrize("locale", Locale)
def test_our_own_sentences_read_as_no_food_drug_or_fault(locale):
    for key, text in texts(locale).items():
        if key.startswith(("plan.note", "plan.adaptations", "plan.progress", "plan.overview", "plan.meals")):
            filled = re.sub(r"\{\w+\}", "5", str(text))
            assert foods_in(filled) == (), key
            assert names_a_drug(filled) == "", key
            assert not {"url", "markup", "leak", "claim", "control"} & set(faults(filled, locale, TEXT_LIMIT)), key
