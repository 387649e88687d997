"""Exercises by the names that other training apps give them.

`names.csv` is a list of our own: names as Strong and Hevy write them, with the catalogue's exercise that has the same
movement, implement and position.
"""

import csv
import re
from functools import cache
from importlib.resources import files
from typing import Final

from domain.catalogue.names import closest_exercises, find_exercise
from domain.catalogue.types import Catalogue
from domain.catalogue.wording import key_of
from domain.errors import CatalogueError

_EQUIPMENT: Final = re.compile(r"(?P<name>.+?) \((?P<equipment>[^)]+)\)")


def exercise_of(catalogue: Catalogue, name: str) -> str | None:
    """The id that stands for a name such as "Bench Press (Barbell)": by the list of names, else by the catalogue's own.

    "Squat (Bodyweight)" is also looked for as "Bodyweight Squat". None rather than a guess.
    """
    listed = _listed().get(key_of(name))
    if listed is not None and listed in catalogue.exercises:
        return listed
    found = find_exercise(catalogue, name)
    parts = _EQUIPMENT.fullmatch(name.strip())
    return found or (find_exercise(catalogue, f"{parts['equipment']} {parts['name']}") if parts else None)


def closest(catalogue: Catalogue, name: str) -> tuple[str, ...]:
    """Catalogue names nearest to one that stands for nothing, best first."""
    parts = _EQUIPMENT.fullmatch(name.strip())
    turned = f"{parts['equipment']} {parts['name']}" if parts else name
    return tuple(dict.fromkeys((*closest_exercises(catalogue, turned[:80]), *closest_exercises(catalogue, name[:80]))))[
        :3
    ]


@cache
def _listed() -> dict[str, str]:
    text = (files("domain.training.exchange") / "names.csv").read_text(encoding="utf-8")
    found: dict[str, str] = {}
    for row in csv.DictReader(text.splitlines()):
        key = key_of(row["name"])
        if found.setdefault(key, row["exercise"]) != row["exercise"]:
            raise CatalogueError(f"names.csv: {row['name']!r} stands for two exercises")
    return found
