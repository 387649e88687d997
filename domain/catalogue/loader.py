"""Reads the catalogue's data files into typed, validated, shared values."""

import csv
import hashlib
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Final, TypeVar

from domain.catalogue.substitutes import with_substitutes
from domain.catalogue.types import (
    Advice,
    Catalogue,
    Contraindication,
    Exercise,
    Food,
    Impact,
    Joint,
    MetValue,
    Muscle,
)
from domain.catalogue.validation import validate
from domain.errors import CatalogueError
from domain.profile import Activity, FitnessLevel

FILES: Final = ("contraindications.csv", "exercises.csv", "foods.csv", "met.csv")

DIETS: Final = ("vegan", "vegetarian", "halal_ok", "kosher_ok", "gluten_free", "dairy_free")
"""Keys of `Food.diets`: the flag columns of foods.csv."""

_MOST_NAMED = 20

T = TypeVar("T")
Row = dict[str, str]


@cache
def load_catalogue() -> Catalogue:
    """The catalogue that ships with the project, read once and shared.

    Raises `CatalogueError` naming file, row and column when a file breaks its own rules.
    """
    folder = resources.files("domain.catalogue") / "data"
    return parse_catalogue({name: (folder / name).read_bytes() for name in FILES})


def parse_catalogue(files: Mapping[str, bytes]) -> Catalogue:
    """A catalogue from the bytes of the four `FILES`; raises `CatalogueError` as `load_catalogue` does."""
    digest = hashlib.sha256()
    for name in FILES:
        digest.update(files[name])
    catalogue = Catalogue(
        exercises=with_substitutes(_keyed(files, "exercises.csv", "id", _exercise)),
        foods=_keyed(files, "foods.csv", "id", _food),
        contraindications=tuple(row for _, row in _parsed(files, "contraindications.csv", _contraindication)),
        mets=_keyed(files, "met.csv", "code", _met),
        sha256=digest.hexdigest(),
    )
    problems = validate(catalogue)
    if problems:
        more = f" (and {len(problems) - _MOST_NAMED} more)" if len(problems) > _MOST_NAMED else ""
        raise CatalogueError("; ".join(problems[:_MOST_NAMED]) + more)
    return catalogue


def _keyed(files: Mapping[str, bytes], name: str, key: str, build: Callable[["_Cells"], T]) -> dict[str, T]:
    found: dict[str, T] = {}
    for cells, value in _parsed(files, name, build):
        id_ = cells.text(key)
        if id_ in found:
            raise cells.problem(key, f"{id_!r} is there twice")
        found[id_] = value
    return found


def _parsed(files: Mapping[str, bytes], name: str, build: Callable[["_Cells"], T]) -> Iterator[tuple["_Cells", T]]:
    lists: dict[tuple[str, object], frozenset[object]] = {}
    for row in csv.DictReader(files[name].decode("utf-8").splitlines()):
        cells = _Cells(name, row, lists)
        yield cells, build(cells)


class _Cells:
    """One row: typed reads of its cells, each of which names file, row and column when it fails."""

    def __init__(self, file: str, row: Row, lists: dict[tuple[str, object], frozenset[object]]) -> None:
        self._file = file
        self._row = row
        self._lists = lists

    def problem(self, column: str, what: str) -> CatalogueError:
        row = next(iter(self._row.values()), "")
        return CatalogueError(f"{self._file}: row {row!r}: column {column}: {what}")

    def text(self, column: str) -> str:
        value = self._row.get(column)
        if value is None:
            raise self.problem(column, "is missing")
        return value

    def one(self, column: str, kind: Callable[[str], T]) -> T:
        try:
            return kind(self.text(column))
        except ValueError as error:
            raise self.problem(column, str(error)) from error

    def ordered(self, column: str, kind: Callable[[str], T]) -> tuple[T, ...]:
        try:
            return tuple(kind(part) for part in self.text(column).split(";") if part)
        except ValueError as error:
            raise self.problem(column, str(error)) from error

    def several(self, column: str, kind: Callable[[str], T]) -> frozenset[T]:
        """A set of a `;` cell; equal cells share one set, for memory."""
        key = (self.text(column), kind)
        found = self._lists.get(key)
        if found is None:
            found = self._lists[key] = frozenset(self.ordered(column, kind))
        return found  # type: ignore[return-value]  # the key holds the kind that made it

    def number(self, column: str) -> float:
        return self.one(column, float)

    def maybe(self, column: str) -> float | None:
        return self.number(column) if self.text(column) else None

    def yes(self, column: str) -> bool:
        value = self.text(column)
        if value not in {"yes", "no"}:
            raise self.problem(column, f"{value!r} is neither yes nor no")
        return value == "yes"


def _exercise(cells: _Cells) -> Exercise:
    return Exercise(
        id=cells.text("id"),
        name=cells.text("name"),
        category=cells.text("category"),
        level=cells.one("level", FitnessLevel),
        compound=cells.yes("compound"),
        needs=cells.several("needs", str),
        primary=cells.ordered("primary", Muscle),
        secondary=cells.ordered("secondary", Muscle),
        pattern=cells.text("pattern"),
        joints=cells.several("joints", Joint),
        impact=cells.one("impact", Impact),
        unilateral=cells.yes("unilateral"),
        position=cells.text("position"),
        met=cells.number("met"),
        timed=cells.yes("timed"),
        activities=cells.several("activities", Activity),
    )


def _food(cells: _Cells) -> Food:
    return Food(
        id=cells.text("id"),
        name=cells.text("name"),
        group=cells.text("group"),
        kcal=cells.number("kcal"),
        protein_g=cells.number("protein_g"),
        carbs_g=cells.number("carbs_g"),
        fat_g=cells.number("fat_g"),
        fibre_g=cells.maybe("fiber_g"),
        sugar_g=cells.maybe("sugar_g"),
        sodium_mg=cells.maybe("sodium_mg"),
        saturated_fat_g=cells.maybe("saturated_fat_g"),
        allergens=cells.several("allergens", str),
        allergens_check=cells.several("allergens_check", str),
        diets={diet: cells.text(diet) for diet in DIETS},
        serving_g=cells.number("typical_serving_g"),
    )


def _contraindication(cells: _Cells) -> Contraindication:
    return Contraindication(
        condition=cells.text("condition"),
        stage=cells.text("stage"),
        target_type=cells.text("target_type"),
        target=cells.text("target"),
        advice=cells.one("severity", Advice),
        substitute_pattern=cells.text("substitute_pattern"),
        note=cells.text("note"),
        source=cells.text("source"),
        source_status=cells.text("source_status"),
    )


def _met(cells: _Cells) -> MetValue:
    return MetValue(
        code=cells.text("code"),
        activity=cells.text("activity"),
        category=cells.text("category"),
        met=cells.number("met"),
        met_2024=cells.maybe("met_2024"),
    )
