"""What a system answered for the held-out people: one JSON line of facts about the run, then one line a person."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
from msgspec import Struct

from domain.errors import InvalidInput
from domain.plan import Plan, PlanDocument


class RunHead(Struct, frozen=True, kw_only=True):
    """Which system ran on what: the first line of a run file. Two runs with the same head can be joined.

    `mode` is planner, menu or direct; `grammar`: whether answers were bound by one. Hashes are SHA-256.
    """

    label: str
    mode: str
    grammar: bool
    seed: int
    data_sha256: str
    prompt_sha256: str = ""
    model: str = ""
    adapter: str = ""
    adapter_sha256: str = ""


class Seen(Struct, frozen=True):
    """One finding: its rule, severity, and where."""

    rule: str
    severity: str
    where: str


class Record(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One person's answer. `variant` names the one field of the profile that was changed ("" for the person as is).

    `raw` are the model's answers as they came, one a call; `bad_answers` of `calls` could not be used. `plan` is what
    the system wrote as a plan (None: `error` says why not), `verified` what the rules made of it. `before` and `after`
    are the findings in each; `unread` are exercise names of the plan that no catalogue entry has.
    """

    person: int
    variant: str = ""
    raw: tuple[str, ...] = ()
    calls: int = 0
    bad_answers: int = 0
    plan: Plan | None = None
    error: str = ""
    verified: PlanDocument | None = None
    before: tuple[Seen, ...] = ()
    after: tuple[Seen, ...] = ()
    unread: tuple[str, ...] = ()
    repairs: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    seconds: float = 0.0
    first_token_s: float = 0.0

    @property
    def key(self) -> tuple[int, str]:
        """What is done once a run."""
        return self.person, self.variant


class RunFile:
    """A run file that grows: opened again, it goes on where it ended."""

    def __init__(self, path: Path, head: RunHead) -> None:
        """Raises `InvalidInput` when the file is of another run."""
        self._path = path
        self._encoder = msgspec.json.Encoder()
        self.done: set[tuple[int, str]] = set()
        if path.is_file():
            there, records = read_run(path)
            if there != head:
                raise InvalidInput(f"{path} is of another run ({there.label}); give another --out, or remove it.")
            self.done = {record.key for record in records}
            # A line that was cut by a kill is dropped before the next one is written behind it.
            whole = path.read_bytes()
            path.write_bytes(whole[: whole.rfind(b"\n") + 1])
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(self._encoder.encode(head) + b"\n")

    def add(self, record: Record) -> None:
        """Append one line."""
        with self._path.open("ab") as file:
            file.write(self._encoder.encode(record) + b"\n")
        self.done.add(record.key)


def read_run(path: Path) -> tuple[RunHead, tuple[Record, ...]]:
    """Head and records; a last line that was cut is left out. Raises `InvalidInput` naming file and line."""
    with path.open("rb") as file:
        lines = [line for line in file if line.endswith(b"\n")]
    try:
        return msgspec.json.decode(lines[0], type=RunHead), tuple(_records(path, lines[1:]))
    except (msgspec.DecodeError, IndexError) as error:
        raise InvalidInput(f"{path.name} line 1 is not the head of a run: {error}") from error


def _records(path: Path, lines: list[bytes]) -> Iterator[Record]:
    decoder = msgspec.json.Decoder(Record)
    for number, line in enumerate(lines, 2):
        try:
            yield decoder.decode(line)
        except msgspec.DecodeError as error:
            raise InvalidInput(f"{path.name} line {number}: {error}") from error
