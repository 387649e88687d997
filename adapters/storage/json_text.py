"""JSON on its way into and out of `jsonb` columns.

Piccolo and asyncpg take text. Given bytes or a Struct, Piccolo stores their `repr` without a word, so only a `Raw` gets
in here, and only when PostgreSQL can hold it.
"""

import re

import msgspec
from msgspec import Raw

from domain.errors import InvalidInput

# `\u0000` behind an even number of backslashes: an escaped NUL, and not a backslash followed by "u0000".
_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")


def to_text(value: Raw) -> str:
    """JSON text for a `jsonb` column.

    Raises `InvalidInput` when it is not JSON (NaN and Infinity are not) or holds a NUL character or a lone surrogate:
    PostgreSQL can store none of these.
    """
    if not isinstance(value, Raw):
        raise TypeError(f"JSON columns take msgspec.Raw, not {type(value).__name__}")
    text = bytes(value)
    try:
        msgspec.json.decode(text)
        decoded = text.decode()
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise InvalidInput(f"this is not JSON that can be stored: {error}") from error
    if rb"\u0000" in text and _NUL.search(text):
        raise InvalidInput("JSON text may not contain the NUL character (\\u0000)")
    return decoded


def to_text_or_none(value: Raw | None) -> str | None:
    """`to_text`, with None for SQL's NULL."""
    return None if value is None else to_text(value)
