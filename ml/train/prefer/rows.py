"""Preference rows: a prompt with a better and a worse answer, as JSON Lines, each line checked when it is read."""

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from itertools import zip_longest
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from domain.errors import FieldProblem, InvalidInput
from ml.train.dataset.rows import MenuInput, Split
from ml.train.prefer.answers import Fault, faults_of, shown_in


class Source(StrEnum):
    """TASTE: a simulated person's stated taste. Faults: a valid answer over one that breaks a rule of the format.
    SWAP, RATING: what consenting people chose (`fitai preferences export`)."""

    TASTE = "taste"
    SCHEME = "scheme"
    STRANGER = "stranger"
    REPEAT = "repeat"
    EMPTY = "empty"
    SWAP = "swap"
    RATING = "rating"


FAULTS: Final = {
    Source.REPEAT: Fault.REPEAT,
    Source.STRANGER: Fault.STRANGER,
    Source.EMPTY: Fault.EMPTY,
    Source.SCHEME: Fault.SCHEME,
}
"""The sources whose rejected answer has a fault; in all others both answers are valid."""


class PreferenceRow(Struct, frozen=True, kw_only=True):
    """`chosen` is better than `rejected` as the answer to `prompt`.

    `person` names whom the split keeps together: `simulated-NUMBER`, or `pair-NUMBER` for exported choices, which
    carry no person: there, all that was said of the same two exercises is kept together.
    """

    id: str
    person: str
    source: Source
    prompt: MenuInput
    chosen: str
    rejected: str


def file_of(folder: Path, split: Split) -> Path:
    """Where the rows of a split are."""
    return folder / f"preferences.{split}.jsonl"


def write_preferences(path: Path, rows: Iterable[PreferenceRow]) -> None:
    """Write one file, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    with part.open("wb") as file:
        for row in rows:
            file.write(msgspec.json.encode(row) + b"\n")
    part.replace(path)


def read_preferences(path: Path) -> Iterator[PreferenceRow]:
    """The rows of a file. Raises `InvalidInput` naming file, line and reason at the first bad one."""
    decoder = msgspec.json.Decoder(PreferenceRow)
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            try:
                row = decoder.decode(line)
                check(row)
            except (msgspec.MsgspecError, ValueError) as error:
                raise refused(path, number, str(error)) from error
            yield row


def check(row: PreferenceRow) -> None:
    """Raises `ValueError` unless the chosen answer is valid and the rejected one is what its source says."""
    shown = shown_in(row.prompt.user)
    if wrong := faults_of(row.chosen, shown):
        raise ValueError(f"the chosen answer is not valid: {', '.join(wrong)}")
    found = faults_of(row.rejected, shown)
    fault = FAULTS.get(row.source)
    if fault is not None and fault not in found:
        raise ValueError(f"the rejected answer has no fault {fault.value!r}")
    if fault is None and found:
        raise ValueError(f"the rejected answer is not valid: {', '.join(found)}; allowed: a valid one")
    if row.chosen == row.rejected:
        raise ValueError("the chosen and the rejected answer are the same")


def refused(path: Path, number: int, reason: str) -> InvalidInput:
    """The error for a line that cannot be used."""
    problem = FieldProblem(field=f"line {number}", message=reason, allowed="a line as FitAI writes it")
    return InvalidInput(f"{path.name} line {number}: {reason}", (problem,))


def spread(rows: Sequence[PreferenceRow], most: int) -> list[PreferenceRow]:
    """At most so many rows: half of them faults, half what people like, of each source in turn."""
    found: list[PreferenceRow] = []
    for kind in (FAULTS, [source for source in Source if source not in FAULTS]):
        by_source = [[row for row in rows if row.source is source] for source in kind]
        in_turn = [row for turn in zip_longest(*by_source) for row in turn if row is not None]
        found += in_turn[: max(1, most // 2)]
    return found


def prompts_of(rows: Sequence[PreferenceRow], most: int) -> list[MenuInput]:
    """The first different prompts of whole days; one-slot prompts of exported choices say little of safety."""
    days = [row for row in rows if row.source not in (Source.SWAP, Source.RATING)]
    return list({row.prompt.user: row.prompt for row in days or rows}.values())[:most]
