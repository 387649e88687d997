"""What stands against a food for one eater, the strictest rule first.

ALG-1 allergies, the health rules of `domain.meals.health`, DIE-1 the diet, DIS-1 dislikes. What is only possible counts
as present until the person has answered the question about it with yes.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from msgspec import Struct

from domain.catalogue.types import Food
from domain.meals.diets import diet_answer, diet_question
from domain.meals.families import is_composed
from domain.meals.foods import names_of
from domain.meals.health import RULES
from domain.meals.types import Eater, Question, Reason
from domain.meals.words import telling
from domain.profile import Diet
from domain.text.normal import plain

ALG, DIE, DIS = "ALG-1", "DIE-1", "DIS-1"

_TELLING_FROM: Final = 3
"""Letters from which a word of an unknown allergy is looked for in the names of foods."""


class Objection(Struct, frozen=True):
    """A reason against a food, and the question that would lift it when answered with yes."""

    reason: Reason
    question: Question | None = None


def objections(food: Food, eater: Eater) -> tuple[Objection, ...]:
    """Every objection of this eater to a food, those of the strictest rules first."""
    return (*_allergies(food, eater), *_health(food, eater), *_diet(food, eater), *_dislikes(food, eater))


def _allergies(food: Food, eater: Eater) -> Iterator[Objection]:
    yield from (Objection(_reason(ALG, food, group)) for group in sorted(eater.allergens & food.allergens))
    if food.id in eater.allergic_foods:
        yield Objection(_reason(ALG, food, "single_food"))
    question = Question(id="allergen_check", food_id=food.id)
    if question.key in eater.confirmed:
        return
    unclear: list[str] = sorted(eater.allergens & food.allergens_check)
    if eater.allergic_foods and is_composed(food):
        unclear.append("composed")
    if eater.unknown_allergies and not _surely_plain(food, eater.unknown_allergies):
        unclear.append("unknown")
    yield from (Objection(_reason(ALG, food, what), question) for what in unclear)


def _surely_plain(food: Food, texts: tuple[str, ...]) -> bool:
    """Whether a food has one ingredient, none of the fourteen groups even possibly, and no word of the texts.

    The groups are out because an allergy that could not be read may be any of them, misspelt or in another language.
    """
    if food.allergens or food.allergens_check or is_composed(food):
        return False
    return not any(word in _all_names(food.id, food.name) for word in _telling_words(texts))


@lru_cache(maxsize=4096)
def _all_names(food_id: str, name: str) -> str:
    return " ".join(plain(each) for each in (food_id, *names_of(food_id, name).values()))


@lru_cache(maxsize=1024)
def _telling_words(texts: tuple[str, ...]) -> frozenset[str]:
    return frozenset(word for text in texts for word in telling(text) if len(word) >= _TELLING_FROM)


def _health(food: Food, eater: Eater) -> Iterator[Objection]:
    yield from (Objection(_reason(rule, food, "health")) for rule in eater.health if RULES[rule].excludes(food))


def _diet(food: Food, eater: Eater) -> Iterator[Objection]:
    diets = (eater.diet, Diet.LACTOSE_FREE) if eater.lactose_intolerant else (eater.diet,)
    for diet in dict.fromkeys(diets):
        answer = diet_answer(food, diet)
        if answer == "no":
            yield Objection(_reason(DIE, food, diet))
        elif answer == "check":
            question = diet_question(food, diet)
            if not {question.id, question.key, food.id} & eater.confirmed:
                yield Objection(_reason(DIE, food, diet), question)


def _dislikes(food: Food, eater: Eater) -> Iterator[Objection]:
    if food.id in eater.disliked:
        yield Objection(_reason(DIS, food, "disliked"))


def _reason(rule: str, food: Food, what: str) -> Reason:
    return Reason(rule=rule, food_id=food.id, what=str(what))
