"""From bytes or text to a plain tree of dicts, lists, texts, numbers, booleans and None."""

from collections.abc import Mapping
from json import JSONDecodeError, loads

from msgspec import Struct

from domain.errors import FieldProblem, InvalidInput
from domain.profile import Locale
from domain.text.messages import say

MAX_BYTES = 1_000_000
"""Largest profile accepted. A real one with ten years of weighings is below 100 kB."""


class Source(Struct, frozen=True):
    """The tree, and the keys that stood twice in one object of it."""

    tree: Mapping[str, object]
    repeated: tuple[str, ...] = ()


def source_of(raw: bytes | str | Mapping[str, object]) -> Source:
    """Parse `raw`. Raises `InvalidInput` when it is not one JSON object in UTF-8 of at most `MAX_BYTES`."""
    if isinstance(raw, Mapping):
        return Source(raw)
    if not isinstance(raw, bytes | bytearray | str):
        raise _refused("not_object")
    if len(raw) > MAX_BYTES:
        raise _refused("too_large", limit=MAX_BYTES // 1000)
    repeated: list[str] = []

    def pairs(items: list[tuple[str, object]]) -> dict[str, object]:
        found: dict[str, object] = {}
        for key, value in items:
            if key in found:
                repeated.append(key)
            found[key] = value
        return found

    try:
        text = raw if isinstance(raw, str) else raw.decode("utf-8-sig")
        tree = loads(text, object_pairs_hook=pairs)
    except UnicodeDecodeError as wrong:
        raise _refused("not_utf8", position=wrong.start) from wrong
    except JSONDecodeError as wrong:
        raise _refused("not_json", line=wrong.lineno, column=wrong.colno) from wrong
    except (ValueError, RecursionError) as wrong:  # a number of thousands of digits, or nesting without end
        raise _refused("too_deep") from wrong
    if not isinstance(tree, dict):
        raise _refused("not_object")
    return Source(tree, tuple(repeated))


def _refused(problem: str, **params: object) -> InvalidInput:
    message = say(Locale.EN, f"profile.problem.{problem}", **params)
    allowed = say(Locale.EN, "profile.allowed.object")
    return InvalidInput(f"The profile {message}.", (FieldProblem(field="profile", message=message, allowed=allowed),))
