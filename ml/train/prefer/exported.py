"""What consenting people chose (a file of `fitai preferences export`) as preference rows: one slot, two ids.

Of swaps and ratings both sides are exercises. Skips and decisions on changes have another kind of thing on one side; no
day's prompt asks for that, so they are counted and left out. The export says nothing of the person, so neither does the
prompt; which of the two ids comes first is drawn from the pair itself and tells nothing.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final
from zlib import crc32

import msgspec
from msgspec import Struct

from domain.catalogue.types import Catalogue
from domain.catalogue.vocabulary import PATTERN_FAMILY
from domain.coaching.planning.proposal import Role, Scheme
from domain.identity.preferences import Preference
from ml.prompts.menu import DAY_TEXT
from ml.train.dataset.rows import MenuInput
from ml.train.prefer.answers import written
from ml.train.prefer.rows import PreferenceRow, Source, refused

USED: Final = {Source.SWAP.value: Source.SWAP, Source.RATING.value: Source.RATING}
LEFT_OUT: Final = ("skip", "change")


class Choices(Struct, frozen=True, kw_only=True):
    """Rows with the number of their pair, and how many lines of each source were left out."""

    rows: tuple[tuple[int, PreferenceRow], ...]
    left_out: Mapping[str, int]


def read_choices(path: Path, catalogue: Catalogue) -> Choices:
    """The rows of an export. Raises `InvalidInput` naming file, line and reason at the first bad line."""
    found: list[Preference] = []
    left_out: Counter[str] = Counter()
    decoder = msgspec.json.Decoder(Preference)
    for number, line in enumerate(path.read_bytes().splitlines(), 1):
        if not line.strip():
            continue
        try:
            choice = decoder.decode(line)
            if choice.source in LEFT_OUT:
                left_out[choice.source] += 1
                continue
            _check(choice, catalogue)
        except (msgspec.MsgspecError, ValueError) as error:
            raise refused(path, number, str(error)) from error
        found.append(choice)
    pairs = sorted({_pair(choice) for choice in found})
    numbers = {pair: number for number, pair in enumerate(pairs)}
    rows = [
        (numbers[_pair(choice)], _row(choice, place, numbers[_pair(choice)], catalogue))
        for place, choice in enumerate(found, 1)
    ]
    return Choices(rows=tuple(rows), left_out=dict(left_out))


def _check(choice: Preference, catalogue: Catalogue) -> None:
    if choice.source not in USED:
        raise ValueError(f"source is {choice.source!r}; allowed: {', '.join((*USED, *LEFT_OUT))}")
    for side in (choice.chosen, choice.rejected):
        if side not in catalogue.exercises:
            raise ValueError(f"{side!r} is no exercise of the catalogue")
    if choice.chosen == choice.rejected:
        raise ValueError(f"{choice.chosen!r} is chosen over itself")


def _pair(choice: Preference) -> tuple[str, str]:
    one, other = sorted((choice.chosen, choice.rejected))
    return one, other


def _row(choice: Preference, place: int, number: int, catalogue: Catalogue) -> PreferenceRow:
    pair: Sequence[str] = _pair(choice)
    if crc32("|".join(pair).encode()) % 2:
        pair = pair[::-1]
    ids = {exercise: f"E{at:02d}" for at, exercise in enumerate(pair, 1)}
    role = choice.context.role if choice.context.role in list(Role) else Role.ACCESSORY.value
    family = PATTERN_FAMILY.get(choice.context.pattern, "any")
    lines = (
        f"Day: {family.replace('_', ' ')}",
        f"Allowed schemes: {Scheme.GENERAL}",
        f"s1 {role}: " + "; ".join(f"{ids[each]} {catalogue.exercises[each].name}" for each in pair),
    )
    return PreferenceRow(
        id=f"{choice.source}-{place}",
        person=f"pair-{number}",
        source=USED[choice.source],
        prompt=MenuInput(system=DAY_TEXT, user="\n".join(lines)),
        chosen=written(Scheme.GENERAL, {"s1": ids[choice.chosen]}),
        rejected=written(Scheme.GENERAL, {"s1": ids[choice.rejected]}),
    )
