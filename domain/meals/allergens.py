"""Allergens: what a food holds, surely or possibly, and what a person's own words about allergies mean.

A food's allergens are those of its catalogue row. A person's words are matched against `data/allergen_words.toml`,
longest phrase first, so that "almond milk" is nuts and not milk. What no phrase explains is unknown, never guessed.
"""

import re
from collections.abc import Iterable
from functools import cache

from msgspec import Struct

from domain.catalogue.types import Catalogue, Food
from domain.meals.families import family_book, family_foods
from domain.meals.foods import find_food
from domain.meals.types import Dish
from domain.meals.words import Book, Label, book_of, fillers, is_nothing, spans
from domain.profile import Allergen
from domain.text.normal import plain, unaccented

_CLAUSE = re.compile(r"[,;.:()\[\]\n،؛!?|/&+]|\s[-–—]\s|\b(?:and|or|et|ou|but|mais)\b|\s(?:او|أو)\s")


class Carried(Struct, frozen=True, kw_only=True):
    """Groups that a food or dish holds, and those that its common recipes or brands may hold."""

    sure: frozenset[Allergen]
    possible: frozenset[Allergen]


class AllergyReading(Struct, frozen=True, kw_only=True):
    """What texts about allergies mean.

    `groups` are EU groups, `also` those that the food named often holds besides. `foods` are food ids of allergies
    outside the groups. `lactose`: milk sugar is meant, and not milk. `notes` are ids below `meals_food.note`.
    `unknown` are the texts of which no word, or not every word, is known.
    """

    groups: frozenset[Allergen] = frozenset()
    also: frozenset[Allergen] = frozenset()
    foods: frozenset[str] = frozenset()
    lactose: bool = False
    notes: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


def allergens_of(what: Dish | Food, catalogue: Catalogue, without: Iterable[str] = ()) -> Carried:
    """Allergens of a food, or of a dish as the sum of its ingredients save those in `without`."""
    if isinstance(what, Food):
        foods = [what]
    else:
        out = frozenset(without)
        foods = [catalogue.foods[each.food_id] for each in what.ingredients if each.food_id not in out]
    sure = frozenset(Allergen(group) for food in foods for group in food.allergens)
    possible = frozenset(Allergen(group) for food in foods for group in food.allergens_check)
    return Carried(sure=sure, possible=possible - sure)


def read_allergies(texts: Iterable[str], catalogue: Catalogue) -> AllergyReading:
    """What the texts of an allergies field mean. Never raises; a text of which a word is not known is in `unknown`."""
    groups: set[Allergen] = set()
    also: set[Allergen] = set()
    foods: set[str] = set()
    notes: dict[str, None] = {}
    unknown: dict[str, None] = {}
    for text in texts:
        labels, clear = ([], True) if is_nothing(text) else _labels(text, catalogue)
        for section, entry in labels:
            if section == "group":
                sure, _, often = entry.partition("?")
                groups |= {Allergen(name) for name in sure.split("+") if name}
                also |= {Allergen(name) for name in often.split("+") if name}
            elif section == "family":
                foods |= family_foods(entry, catalogue)
            elif section == "food":
                foods.add(entry)
                groups |= {Allergen(group) for group in catalogue.foods[entry].allergens}
                also |= {Allergen(group) for group in catalogue.foods[entry].allergens_check}
            elif section == "note":
                notes[entry] = None
        if not clear:
            unknown[text] = None
    return AllergyReading(
        groups=frozenset(groups),
        also=frozenset(also - groups),
        foods=frozenset(foods),
        lactose="lactose" in notes,
        notes=tuple(notes),
        unknown=tuple(unknown),
    )


def _labels(text: str, catalogue: Catalogue) -> tuple[list[Label], bool]:
    """Sections and entries that a text names, and whether every word of it is accounted for."""
    labels: list[Label] = []
    clear = True
    for raw in _CLAUSE.split(unaccented(text)):
        words = plain(raw).split()
        if not words:
            continue
        found, left = spans(words, _book())
        idle = fillers() | fillers("form") if found else fillers()
        rest = [word for word in left if word not in idle and not word.isdigit()]
        food = find_food(catalogue, " ".join(rest)) if rest and not found else None
        labels += [("food", food)] if food else found
        clear = clear and (not rest or food is not None)
    return [label for label in labels if label[0] != "ignore"], clear and bool(labels)


@cache
def _book() -> Book:
    return family_book() | book_of("allergen_words.toml", ("group", "family", "note", "ignore"))
