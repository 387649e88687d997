"""Who eats, and which dishes and foods they may have."""

from collections.abc import Collection

from domain.catalogue.types import Catalogue, Food
from domain.coaching.person import Person
from domain.meals.allergens import read_allergies
from domain.meals.diets import is_dairy, is_meat
from domain.meals.dishes import nutrients, nutrients_of
from domain.meals.foods import foods_meant, names_of
from domain.meals.health import RULES, health_rules_of
from domain.meals.objections import DIE, Objection, objections
from domain.meals.types import Budget, Dish, Eater, Nutrients, Question, Reason, Region, Verdict
from domain.profile import Diet, Locale, NutritionPreferences
from domain.text.messages import say


def eater_of(
    preferences: NutritionPreferences,
    catalogue: Catalogue,
    person: Person | None = None,
    *,
    confirmed: Collection[str] = (),
    max_minutes: int | None = None,
    budget: Budget = Budget.HIGH,
    regions: tuple[Region, ...] = (),
    equipment: frozenset[str] | None = None,
) -> Eater:
    """The eater that a profile's preferences describe.

    `confirmed` holds what was answered with yes: ids of diet questions, keys of questions (`Question.key`), or ids of
    foods that fit the diet. A disliked text that names no food excludes nothing; `unknown_dislikes` tells.
    """
    reading = read_allergies(preferences.allergies, catalogue)
    return Eater(
        diet=preferences.diet,
        allergens=reading.groups | reading.also,
        allergic_foods=reading.foods,
        unknown_allergies=reading.unknown,
        lactose_intolerant=reading.lactose,
        health=health_rules_of(person) if person else (),
        disliked=frozenset(id_ for text in preferences.dislikes for id_ in foods_meant(text, catalogue)),
        confirmed=frozenset(confirmed),
        meals_per_day=preferences.meals_per_day,
        max_minutes=max_minutes,
        budget=budget,
        regions=regions,
        equipment=equipment,
    )


def unknown_dislikes(preferences: NutritionPreferences, catalogue: Catalogue) -> tuple[str, ...]:
    """Disliked texts that name no food of the catalogue."""
    return tuple(text for text in preferences.dislikes if text.strip() and not foods_meant(text, catalogue))


def allowed(dish: Dish, eater: Eater, catalogue: Catalogue) -> Verdict:
    """Whether the eater may have the dish, once the optional ingredients in `without` are left out."""
    against: list[Objection] = []
    without: list[str] = []
    for each in dish.ingredients:
        found = objections(catalogue.foods[each.food_id], eater)
        if found and each.optional:
            without.append(each.food_id)
        else:
            against += found
    if eater.diet is Diet.KOSHER:
        against += _meat_with_dairy(dish, catalogue, without)
    return _verdict(against, tuple(without), nutrients(dish, catalogue, without))


def food_allowed(food: Food, eater: Eater) -> Verdict:
    """Whether the eater may have a food by itself; `nutrients` are those of its usual serving."""
    return _verdict(objections(food, eater), (), nutrients_of(food, food.serving_g))


def eater_questions(eater: Eater) -> tuple[Question, ...]:
    """What to ask before any dish is looked at: allergy texts not understood, states of health that ask for advice."""
    texts = tuple(Question(id="unknown_allergy", text=text) for text in eater.unknown_allergies)
    return texts + tuple(Question(id=f"health_{rule}") for rule in eater.health if RULES[rule].asks)


def reason_text(reason: Reason, catalogue: Catalogue, locale: Locale) -> str:
    """The reason as a sentence."""
    food = names_of(reason.food_id, catalogue.foods[reason.food_id].name)[locale]
    what = say(locale, f"meals_food.what.{reason.what}")
    return say(locale, f"meals_food.rule.{reason.rule}", food=food, what=what)


def question_text(question: Question, catalogue: Catalogue, locale: Locale) -> str:
    """The question as a sentence."""
    food = catalogue.foods.get(question.food_id)
    name = names_of(food.id, food.name)[locale] if food else ""
    return say(locale, f"meals_food.question.{question.id}", food=name, text=question.text)


def _verdict(against: Collection[Objection], without: tuple[str, ...], amounts: Nutrients) -> Verdict:
    """Questions are put only when a yes to all of them would lift every objection."""
    asked = [each.question for each in against if each.question]
    return Verdict(
        ok=not against,
        rules=tuple(dict.fromkeys(each.reason.rule for each in against)),
        questions=tuple(dict.fromkeys(asked)) if len(asked) == len(against) else (),
        without=without,
        reasons=tuple(each.reason for each in against),
        nutrients=amounts,
    )


def _meat_with_dairy(dish: Dish, catalogue: Catalogue, without: list[str]) -> list[Objection]:
    """The dairy of a dish that holds meat; optional dairy is added to `without` instead."""
    kept = [each for each in dish.ingredients if each.food_id not in without]
    dairy = [each for each in kept if is_dairy(catalogue.foods[each.food_id])]
    if not any(is_meat(catalogue.foods[each.food_id]) for each in kept):
        return []
    without += [each.food_id for each in dairy if each.optional]
    return [
        Objection(Reason(rule=DIE, food_id=each.food_id, what="kosher_mixed")) for each in dairy if not each.optional
    ]
