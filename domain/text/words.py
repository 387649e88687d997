"""Tables of words that people use for a thing, kept as TOML beside the code that reads them."""

import re
from importlib.resources import files
from tomllib import loads

from domain.text.normal import plain

_SEPARATORS = re.compile(r"[;\n]+")


def word_table(package: str, name: str) -> dict[str, dict[str, tuple[str, ...]]]:
    """Section, entry, and its words as `plain` leaves them, of the file `name` in `package`."""
    tree = loads((files(package) / name).read_text(encoding="utf-8"))
    return {section: {entry: words_in(text) for entry, text in entries.items()} for section, entries in tree.items()}


def words_in(text: str) -> tuple[str, ...]:
    """The words or phrases of a `;`-separated text, in order, each once."""
    return tuple(dict.fromkeys(word for part in _SEPARATORS.split(text) if (word := plain(part))))
