"""The catalogue loads whole, and a broken file is refused with file, row and column."""

import csv
import io

import pytest
from msgspec.structs import replace

from domain.catalogue.loader import DIETS, load_catalogue, parse_catalogue
from domain.catalogue.types import Advice, Catalogue, Impact, Joint, Muscle
from domain.catalogue.validation import validate
from domain.errors import CatalogueError
from domain.profile import Activity, FitnessLevel

Files = dict[str, bytes]


def changed(data: bytes, key: str, value: str, **cells: str) -> bytes:
    """The CSV with some cells of the row whose column `key` is `value` replaced."""
    rows = list(csv.DictReader(io.StringIO(data.decode())))
    for row in rows:
        if row[key] == value:
            row.update(cells)
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def test_the_catalogue_is_loaded_once_and_shared(catalogue: Catalogue) -> None:
    assert load_catalogue() is catalogue
    assert 400 <= len(catalogue.exercises) <= 700
    assert len(catalogue.foods) == 891
    assert len(catalogue.mets) == 147
    assert len(catalogue.contraindications) >= 222


def test_a_row_is_read_with_its_types(catalogue: Catalogue) -> None:
    deadlift = catalogue.exercises["barbell-deadlift"]
    assert deadlift.level is FitnessLevel.INTERMEDIATE
    assert deadlift.compound
    assert deadlift.needs == {"barbell"}
    assert deadlift.primary == (Muscle.LOWER_BACK,)
    assert Joint.LOWER_BACK in deadlift.joints
    assert deadlift.impact is Impact.NONE
    assert (deadlift.met, deadlift.timed) == (5.0, False)
    assert Activity.STRENGTH_TRAINING in deadlift.activities

    beer = catalogue.foods["beer"]
    assert beer.allergens == {"gluten"}
    assert tuple(beer.diets) == DIETS
    assert beer.diets["halal_ok"] == "no"
    assert catalogue.mets["17152"].met_2024 is None
    assert any(row.advice is Advice.REFER for row in catalogue.contraindications)


def test_the_digest_is_of_the_bytes(files: Files) -> None:
    before = parse_catalogue(files).sha256
    files["met.csv"] = files["met.csv"].replace(b"Sleeping", b"Sleep", 1)
    assert len(before) == 64
    assert parse_catalogue(files).sha256 != before


def test_mets_are_those_of_their_codes(files: Files) -> None:
    mets = {row["code"]: float(row["met"]) for row in csv.DictReader(io.StringIO(files["met.csv"].decode()))}
    for row in csv.DictReader(io.StringIO(files["exercises.csv"].decode())):
        assert float(row["met"]) == mets[row["met_code"]], row["id"]


PLANK, BEER = ("exercises.csv", "id", "plank"), ("foods.csv", "id", "beer")
BREAKS: list[tuple[tuple[str, str, str], dict[str, str], str]] = [
    (PLANK, {"pattern": "planking"}, "row 'plank': column pattern: unknown pattern 'planking'"),
    (PLANK, {"position": "floating"}, "row 'plank': column position: unknown position 'floating'"),
    (PLANK, {"category": "fun"}, "row 'plank': column category: unknown category 'fun'"),
    (PLANK, {"level": "hero"}, "row 'plank': column level: 'hero'"),
    (PLANK, {"joints": "shoulder;finger"}, "row 'plank': column joints: 'finger'"),
    (PLANK, {"impact": "huge"}, "row 'plank': column impact: 'huge'"),
    (PLANK, {"primary": "soul"}, "row 'plank': column primary: 'soul'"),
    (PLANK, {"primary": "", "secondary": ""}, "row 'plank': column primary: is empty"),
    (PLANK, {"primary": "chest", "secondary": "chest"}, "row 'plank': column secondary: chest is also primary"),
    (PLANK, {"needs": "spaceship"}, "row 'plank': column needs: unknown equipment spaceship"),
    (PLANK, {"activities": ""}, "row 'plank': column activities: is empty"),
    (PLANK, {"activities": "golf"}, "row 'plank': column activities: 'golf'"),
    (PLANK, {"name": ""}, "row 'plank': column name: is empty"),
    (PLANK, {"id": "dead-bug"}, "row 'dead-bug': column id: 'dead-bug' is there twice"),
    (PLANK, {"timed": "maybe"}, "row 'plank': column timed: 'maybe' is neither yes nor no"),
    (PLANK, {"met": "99"}, "row 'plank': column met: 99.0 is outside"),
    (PLANK, {"met": "nan"}, "row 'plank': column met: nan is outside"),
    (("exercises.csv", "pattern", "throw"), {"pattern": "jump"}, "pattern 'throw' has no exercise"),
    (BEER, {"allergens": "hops"}, "row 'beer': column allergens: unknown allergen hops"),
    (BEER, {"kcal": "many"}, "row 'beer': column kcal: could not convert"),
    (BEER, {"kcal": "9000"}, "row 'beer': column kcal: 9000.0 is outside"),
    (BEER, {"fat_g": "-1"}, "row 'beer': column protein_g: a macronutrient is negative"),
    (BEER, {"protein_g": "101"}, "row 'beer': column protein_g: macronutrients weigh more than the food"),
    (BEER, {"typical_serving_g": "0"}, "row 'beer': column typical_serving_g: 0.0 is not above 0"),
    (BEER, {"vegan": "perhaps"}, "row 'beer': column vegan: 'perhaps' is none of yes, no, check"),
    (
        ("contraindications.csv", "target", "good-morning"),
        {"target": "evil-morning"},
        "column target: unknown exercise 'evil-morning'",
    ),
    (
        ("contraindications.csv", "target", "hinge:knee"),
        {"target": "hinge:finger"},
        "column target: unknown pattern_joint 'hinge:finger'",
    ),
    (
        ("contraindications.csv", "target_type", "impact"),
        {"target_type": "colour"},
        "column target: unknown colour 'high'",
    ),
    (
        ("contraindications.csv", "target", "jump"),
        {"substitute_pattern": "flying"},
        "column substitute_pattern: unknown pattern 'flying'",
    ),
    (("contraindications.csv", "target", "dip"), {"severity": "never"}, "column severity: 'never'"),
    (("contraindications.csv", "target", "dip"), {"source": ""}, "column source: is empty"),
    (("met.csv", "code", "07030"), {"met": "0"}, "row '07030': column met: 0.0 is outside"),
]


@pytest.mark.parametrize(("where", "cells", "message"), BREAKS, ids=[message for _, _, message in BREAKS])
def test_a_broken_row_is_refused(
    files: Files, where: tuple[str, str, str], cells: dict[str, str], message: str
) -> None:
    name, key, value = where
    files[name] = changed(files[name], key, value, **cells)
    assert message in refused(name, files)


def test_a_rule_written_twice_is_refused(files: Files) -> None:
    rows = files["contraindications.csv"]
    files["contraindications.csv"] = rows + rows.splitlines()[1] + b"\n"
    assert "column target: is there twice" in refused("contraindications.csv", files)


def test_a_missing_column_is_refused(files: Files) -> None:
    files["met.csv"] = files["met.csv"].replace(b"met_2024", b"met_2025", 1)
    assert "column met_2024: is missing" in refused("met.csv", files)


def test_many_problems_are_counted(files: Files) -> None:
    files["exercises.csv"] = changed(files["exercises.csv"], "pattern", "mobility", position="floating")
    assert "more)" in refused("exercises.csv", files)


def test_a_substitute_that_does_not_exist_is_named(catalogue: Catalogue) -> None:
    plank = replace(catalogue.exercises["plank"], substitutes=("gone",))
    problems = validate(replace(catalogue, exercises=catalogue.exercises | {"plank": plank}))
    assert problems == ("exercises.csv: row 'plank': column substitutes: unknown exercise 'gone'",)


def refused(name: str, files: Files) -> str:
    with pytest.raises(CatalogueError) as error:
        parse_catalogue(files)
    assert name in error.value.message
    return error.value.message
