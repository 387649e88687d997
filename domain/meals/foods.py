"""Foods by people's words, in English, French and Arabic.

A food is found only when its whole name or a known word for it was said; what is merely near is offered by
`closest_foods` and never taken.
"""

import csv
import difflib
from functools import cache
from importlib.resources import files
from typing import Final

from domain.catalogue.loader import load_catalogue
from domain.catalogue.memo import PerCatalogue
from domain.catalogue.types import Catalogue, Food
from domain.errors import CatalogueError
from domain.meals.families import family_book, family_foods
from domain.meals.words import key_of, unled
from domain.profile import Locale

NEAR: Final = 0.6
"""Likeness (difflib ratio, 0 to 1) from which a name is offered as close."""

_MOST_LETTERS = 60
_PLATE_GROUPS: Final = frozenset({"fruits", "bread_bakery", "beverages"})
_PLATE_FOODS: Final = frozenset(
    {
        "almonds", "walnuts", "hazelnuts", "cashews-raw", "pistachios-raw", "peanuts-dry-roasted-unsalted",
        "pumpkin-seeds-roasted-unsalted", "sunflower-seeds", "egg-hard-boiled", "carrot-raw", "cucumber-with-peel-raw",
        "tomato-raw", "bell-pepper-red-raw", "edamame-green-soybeans-boiled", "sweet-corn-boiled", "hummus-homemade",
        "popcorn-air-popped-unsalted", "rice-cakes-brown-rice-unsalted", "dark-chocolate-70-85pct",
        "chestnuts-european-roasted", "lupin-beans-boiled", "sweet-potato-baked", "potato-boiled-without-skin",
    }
)  # fmt: skip
_PLATE_DAIRY: Final = (
    "yogurt",
    "greek-yogurt",
    "kefir",
    "milk-skim",
    "milk-1pct",
    "milk-2pct",
    "milk-whole",
    "cottage-cheese",
)
_NOT_ON_A_PLATE: Final = frozenset(
    {
        "baker-s-yeast-compressed", "baking-powder", "phyllo-dough", "wonton-wrappers", "taco-shell-baked",
        "lemon-juice",
        "quince", "rhubarb", "plantain-raw", "breadfruit", "tamarind", "coffee-brewed", "espresso", "cola",
        "lemon-lime-soda", "roselle-hibiscus-calyces", "olives-green-pickled",
    }
)  # fmt: skip


def names_of(food_id: str, english: str) -> dict[Locale, str]:
    """A food's name in every language; `english` is the catalogue's and stands in where no other is known."""
    row = _words().get(food_id)
    if row is None:
        return dict.fromkeys(Locale, english)
    return {locale: row[locale][0] if row[locale] else english for locale in Locale}


def find_food(catalogue: Catalogue, text: str) -> str | None:
    """The id of the food whose name, or a known word for it, `text` is; None when it is none, or not surely one."""
    return _by_name(catalogue).get(unled(text))


def foods_meant(text: str, catalogue: Catalogue) -> frozenset[str]:
    """Ids of every food that a dislike or a wish means: the whole family ("tomato" is raw, cooked and tinned)."""
    labels = family_book().get(unled(text), ())
    family = frozenset(id_ for _, name in labels for id_ in family_foods(name, catalogue))
    found = find_food(catalogue, text)
    return family | ({found} if found else frozenset())


def closest_foods(text: str, n: int = 3, catalogue: Catalogue | None = None) -> tuple[str, ...]:
    """Ids of up to `n` foods with names most like `text`, most alike first; to be offered, never to be taken."""
    names = _by_name(catalogue or load_catalogue())
    key = unled(text)[:_MOST_LETTERS]
    if not key or n < 1:
        return ()
    near = difflib.get_close_matches(key, names, n=4 * n, cutoff=NEAR)
    holding = sorted((name for name in names if f" {key} " in f" {name} "), key=len)
    return tuple(dict.fromkeys(names[name] for name in (*near, *holding)))[:n]


def stands_alone(food: Food) -> bool:
    """Whether a person would eat the food by itself: fruit, bread, yogurt, a boiled egg; not flour, oil or raw meat."""
    if food.id in _NOT_ON_A_PLATE:
        return False
    if food.group == "dairy":
        return food.id.startswith(_PLATE_DAIRY)
    return food.group in _PLATE_GROUPS or food.id in _PLATE_FOODS


@cache
def _words() -> dict[str, dict[Locale, tuple[str, ...]]]:
    """Names of foods in every language, the first of each the one to show. Raises `CatalogueError` for a broken row."""
    text = (files("domain.meals") / "data" / "food_words.csv").read_text(encoding="utf-8")
    found: dict[str, dict[Locale, tuple[str, ...]]] = {}
    for row in csv.DictReader(text.splitlines()):
        if row["id"] in found:
            raise CatalogueError(f"food_words.csv: row {row['id']!r}: column id: is there twice")
        if any(row.get(locale) is None for locale in Locale):
            raise CatalogueError(f"food_words.csv: row {row['id']!r}: a column is missing")
        found[row["id"]] = {locale: _parts(row[locale]) for locale in Locale}
    return found


def _parts(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(";") if part.strip())


def _names_to_ids(catalogue: Catalogue) -> dict[str, str]:
    """Names as `key_of` leaves them to ids; a word that two foods share ("prune") surely means neither."""
    meant: dict[str, set[str]] = {}
    for id_, names in _words().items():
        if id_ in catalogue.foods:
            for name in (name for locale in Locale for name in names[locale]):
                meant.setdefault(key_of(name), set()).add(id_)
    for food in catalogue.foods.values():
        for name in (food.name, food.id):
            meant.setdefault(key_of(name), {food.id})
    return {name: min(ids) for name, ids in meant.items() if len(ids) == 1}


_by_name = PerCatalogue(_names_to_ids)
