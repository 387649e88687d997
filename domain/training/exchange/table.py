"""CSV files as people have them: any usual encoding and separator, read row by row with line numbers."""

import csv
import math
from collections.abc import Iterator, Mapping
from io import StringIO
from typing import Final

from msgspec import Struct

from domain.errors import FieldProblem, InvalidInput

MOST_BYTES: Final = 5_000_000
MOST_ROWS: Final = 50_000

_SEPARATORS: Final = (",", ";", "\t")
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


class RowProblem(Struct, frozen=True, kw_only=True):
    """A cell that cannot be read: the line of the file, the column, what stands there and what is allowed."""

    line: int
    column: str
    message: str
    allowed: str


class BadCell(Exception):
    """A cell cannot be read; carries the problem."""

    def __init__(self, problem: RowProblem) -> None:
        super().__init__(problem.message)
        self.problem = problem


class Row:
    """One row: its cells that are not empty, by lower-case column name."""

    def __init__(self, line: int, cells: Mapping[str, str]) -> None:
        self.line = line
        self._cells = cells

    def text(self, *columns: str) -> str:
        """The first of the columns that has something; empty when none has."""
        for column in columns:
            if column in self._cells:
                return self._cells[column]
        return ""

    def number(self, *columns: str) -> float | None:
        """A number with a point or a comma; None when empty. Raises `BadCell`."""
        text = self.text(*columns)
        if not text:
            return None
        plain = "".join(text.split())
        try:
            value = float(plain.replace(",", "." if "." not in plain else ""))
        except ValueError:
            value = math.nan
        if not math.isfinite(value):
            raise self.bad(columns, "a number")
        return value

    def bad(self, columns: tuple[str, ...], allowed: str) -> BadCell:
        """The error that says what is allowed in a cell."""
        column = next((each for each in columns if self._cells.get(each)), columns[0])
        text = self._cells.get(column, "")
        shown = repr(text[:60]) if text else "empty"
        return BadCell(RowProblem(line=self.line, column=column, message=shown, allowed=allowed))


class Table:
    """A CSV file. `columns` are lower-case names; iterating gives the rows."""

    def __init__(self, raw: bytes) -> None:
        """Raises `InvalidInput` for what is no CSV text, or larger than `MOST_BYTES`."""
        if len(raw) > MOST_BYTES:
            raise refused("body", f"{len(raw)} bytes", f"at most {MOST_BYTES} bytes")
        self._text = _decoded(raw)
        head = self._text.partition("\n")[0]
        self._separator = max(_SEPARATORS, key=head.count)
        try:
            names = next(csv.reader([head], delimiter=self._separator), [])
        except csv.Error as error:
            raise refused("header", str(error), "a CSV file") from error
        self.columns = frozenset(name.strip().lower() for name in names)

    def __iter__(self) -> Iterator[Row]:
        """The rows after the header. Raises `InvalidInput` past `MOST_ROWS` or for broken quoting."""
        reader = csv.reader(StringIO(self._text, newline=""), delimiter=self._separator)
        try:
            names = [name.strip().lower() for name in next(reader, [])]
            for count, cells in enumerate(reader, start=1):
                if count > MOST_ROWS:
                    raise refused("body", f"more than {MOST_ROWS} rows", f"at most {MOST_ROWS} rows; split the file")
                held = {name: cell for name, text in zip(names, cells, strict=False) if (cell := text.strip())}
                if held:
                    yield Row(reader.line_num, held)
        except csv.Error as error:
            raise refused("body", f"line {reader.line_num}: {error}", "a CSV file") from error


def refused(field: str, message: str, allowed: str) -> InvalidInput:
    """The error of a file that cannot be imported at all."""
    problem = FieldProblem(field=field, message=message, allowed=allowed)
    return InvalidInput("The file cannot be imported.", (problem,))


def _decoded(raw: bytes) -> str:
    encoding = "utf-16" if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        raise refused("body", f"not {encoding} text at byte {error.start}", "a CSV file in UTF-8") from error
    if not text.strip() or "\x00" in text:
        raise refused("body", "empty" if not text.strip() else "not a text", "a CSV file in UTF-8")
    return text


def safe_cell(value: object) -> str:
    """A cell that a spreadsheet does not take for a formula: texts that begin like one get an apostrophe before them.

    Numbers are written as they are (OWASP: CSV injection).
    """
    if value is None:
        return ""
    if isinstance(value, int | float):
        return f"{value:g}" if abs(value) < 1e6 else str(value)
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
