"""The held-out people, with the plan that their row of the data set holds as the reference."""

from pathlib import Path

import msgspec
from msgspec import Struct

from domain.plan import Plan
from domain.profile import Profile
from ml.train.dataset.rows import read_rows

HELD_OUT = "direct.eval.jsonl"


class HeldOut(Struct, frozen=True, kw_only=True):
    """One person: their number in the data set, profile and reference plan (the planner's, chosen out of three)."""

    person: int
    profile: Profile
    reference: Plan


def held_out(folder: Path, most: int | None = None) -> tuple[HeldOut, ...]:
    """The first `most` people of the held-out side. Raises `InvalidInput` for a bad row."""
    return tuple(
        HeldOut(
            person=row.person,
            profile=msgspec.json.decode(row.input, type=Profile),
            reference=msgspec.json.decode(row.output, type=Plan),
        )
        for row in read_rows(folder / HELD_OUT, most=most)
    )
