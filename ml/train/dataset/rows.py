"""The rows of a data set: JSON Lines with the dissertation's `input` and `output`, and what is known of each pair."""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any, BinaryIO, Self

import msgspec
from msgspec import Raw, Struct

from domain.errors import FieldProblem, InvalidInput
from domain.plan import Plan
from domain.profile import Profile
from ml.prompts.direct import INSTRUCTION, compact_json
from ml.prompts.schemas import SLOT_KEYS


class Format(StrEnum):
    """DIRECT: profile to whole plan, as in the dissertation. MENU: one day's slots to one id each."""

    DIRECT = "direct"
    MENU = "menu"


class Split(StrEnum):
    TRAIN = "train"
    EVAL = "eval"


class MenuInput(Struct, frozen=True, kw_only=True):
    """The static text, and the person and day."""

    system: str
    user: str


class Row(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One pair. `input` and `output` are a `Profile` and a `Plan`, or a `MenuInput` and the day's answer.

    `person` is the person's number: all rows of one person are in one split. `warnings` are the rule ids of findings
    that stay (only those that tell of too little time). `reviewed` is a reviewer's decision, if there was one.
    """

    id: str
    person: int
    format: Format
    split: Split
    locale: str
    input: Raw
    output: Raw
    warnings: tuple[str, ...] = ()
    reviewed: str = ""


class Turns(Struct, frozen=True, kw_only=True):
    """A row as a talk: what the trainer's prompt/completion format takes."""

    prompt: tuple[dict[str, str], ...]
    completion: tuple[dict[str, str], ...]


def turns_of(row: Row) -> Turns:
    """The row's talk, byte for byte what the same format sends at inference."""
    if row.format is Format.DIRECT:
        profile = msgspec.json.decode(row.input, type=Profile)
        told = f"{INSTRUCTION}\nInput:\n{compact_json(profile)}"
        prompt: tuple[dict[str, str], ...] = ({"role": "user", "content": told},)
    else:
        menu = msgspec.json.decode(row.input, type=MenuInput)
        prompt = ({"role": "system", "content": menu.system}, {"role": "user", "content": menu.user})
    return Turns(prompt=prompt, completion=({"role": "assistant", "content": bytes(row.output).decode()},))


class RowFiles:
    """Files of rows by name, written as the rows come; they appear at the end of the block, whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self.counts: dict[str, int] = {}
        self._folder = folder
        self._open: dict[str, BinaryIO] = {}
        self._encoder = msgspec.json.Encoder()

    def write(self, name: str, row: Row) -> None:
        """Add a row to `NAME.jsonl`."""
        if name not in self._open:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._open[name] = self._part(name).open("wb")
            self.counts[name] = 0
        self._open[name].write(self._encoder.encode(row) + b"\n")
        self.counts[name] += 1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        for name, file in self._open.items():
            file.close()
            if kind is None:
                self._part(name).replace(self._folder / f"{name}.jsonl")
            else:
                self._part(name).unlink()

    def _part(self, name: str) -> Path:
        return self._folder / f"{name}.jsonl.part"


def write_rows(path: Path, rows: Iterable[Row]) -> int:
    """Write one file, whose name ends in `.jsonl`; returns how many rows."""
    with RowFiles(path.parent) as files:
        for row in rows:
            files.write(path.stem, row)
    return files.counts.get(path.stem, 0)


def read_rows(path: Path, *, most: int | None = None) -> Iterator[Row]:
    """The rows of a file. Raises `InvalidInput` naming file, line and reason at the first bad one."""
    decoder = msgspec.json.Decoder(Row)
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if most is not None and number > most:
                return
            if not line.strip():
                continue
            try:
                row = decoder.decode(line)
                _check(row)
            except (msgspec.MsgspecError, UnicodeError) as error:
                raise InvalidInput(
                    f"{path.name} line {number}: {error}",
                    (
                        FieldProblem(
                            field=f"line {number}", message=str(error), allowed="a row as `fitai dataset` writes"
                        ),
                    ),
                ) from error
            yield row


def _check(row: Row) -> None:
    """Raises `msgspec.ValidationError` when input or output is not of the row's format."""
    if row.format is Format.DIRECT:
        msgspec.json.decode(row.input, type=Profile)
        msgspec.json.decode(row.output, type=Plan, strict=True)
        return
    msgspec.json.decode(row.input, type=MenuInput)
    answer: dict[str, Any] = msgspec.json.decode(row.output, type=dict[str, str])
    wrong = [key for key in answer if key != "scheme" and key not in SLOT_KEYS]
    if wrong or "scheme" not in answer:
        raise msgspec.ValidationError(
            f"output has the keys {', '.join(answer)}; allowed: scheme, {', '.join(SLOT_KEYS)}"
        )
