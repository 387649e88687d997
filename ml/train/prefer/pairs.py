"""The two files of preference rows: simulated people, and what consenting people chose, split by person."""

import zlib
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from domain.catalogue.loader import load_catalogue
from domain.errors import InvalidInput
from ml.train.dataset.rows import Split
from ml.train.dataset.split import split_of
from ml.train.prefer.exported import Choices, read_choices
from ml.train.prefer.rows import PreferenceRow, file_of, write_preferences
from ml.train.prefer.simulated import rows_of


class Made(Struct, frozen=True, kw_only=True):
    """Rows by `SOURCE.SPLIT`, and lines of the export that were left out, by source."""

    rows: Mapping[str, int]
    left_out: Mapping[str, int]


def make_preferences(folder: Path, *, people: int, seed: int, choices: Path | None = None) -> Made:
    """Write `preferences.train.jsonl` and `preferences.eval.jsonl`: of `people` simulated people and an export.

    The rows of a file are in an order that tells nothing. Raises `InvalidInput` when a side is empty, and for a bad
    line of the export.
    """
    catalogue = load_catalogue()
    exported = read_choices(choices, catalogue) if choices else Choices(rows=(), left_out={})
    numbered = [(index, row) for index in range(people) for row in rows_of(seed, index, catalogue)]
    sides: dict[Split, list[PreferenceRow]] = {split: [] for split in Split}
    for number, row in [*numbered, *exported.rows]:
        sides[split_of(seed, number)].append(row)
    empty = [split.value for split, rows in sides.items() if not rows]
    if empty:
        raise InvalidInput(f"{people} people leave no {' and no '.join(empty)} row; allowed: more people")
    for split, rows in sides.items():
        write_preferences(file_of(folder, split), sorted(rows, key=lambda row: zlib.crc32(f"{seed}{row.id}".encode())))
    counts = Counter(f"{row.source}.{split}" for split, rows in sides.items() for row in rows)
    return Made(rows=dict(sorted(counts.items())), left_out=exported.left_out)
