"""Substitutes are of the same kind, near in level, and not all for one piece of equipment."""

from collections import Counter

from msgspec.structs import replace

from domain.catalogue.substitutes import MOST, with_substitutes
from domain.catalogue.types import Catalogue


def test_substitutes_have_the_same_pattern_and_exist(catalogue: Catalogue) -> None:
    for row in catalogue.exercises.values():
        assert len(set(row.substitutes)) == len(row.substitutes) <= MOST
        assert row.id not in row.substitutes
        assert {catalogue.exercises[id_].pattern for id_ in row.substitutes} <= {row.pattern}


def test_substitutes_are_spread_over_equipment(catalogue: Catalogue) -> None:
    for row in catalogue.exercises.values():
        kinds = Counter(catalogue.exercises[id_].needs for id_ in row.substitutes)
        assert not kinds or max(kinds.values()) <= 2


def test_the_bench_press_has_one_without_a_barbell_and_one_without_anything(catalogue: Catalogue) -> None:
    needs = [
        catalogue.exercises[id_].needs for id_ in catalogue.exercises["barbell-bench-press-medium-grip"].substitutes
    ]
    assert any("barbell" not in need for need in needs)
    assert any("dumbbell" in need for need in needs)


def test_a_row_that_is_gone_is_no_longer_offered(catalogue: Catalogue) -> None:
    first = catalogue.exercises["glute-bridge"].substitutes[0]
    rest = {id_: replace(row, substitutes=()) for id_, row in catalogue.exercises.items() if id_ != first}
    assert all(first not in row.substitutes for row in with_substitutes(rest).values())
