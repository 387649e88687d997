"""What an answer may look like, as JSON Schemas that every server compiles to a grammar.

The static schemas are the same bytes for everyone, because TGI compiles 1-200 s for each new one. They are flat, every
key is required, and there is no array, no maxLength and no `$ref`: each of these multiplies the states of TGI's
automaton or is refused. Texts end by a pattern, since an unbounded string has no natural end for a small model.
"""

from collections.abc import Iterable, Mapping

from domain.coaching.menu import MENU_SIZE
from domain.coaching.proposal import EMPTY, MAX_SLOTS, Scheme, Split

Schema = dict[str, object]

_LETTER = "A-Za-zÀ-ÖØ-öø-ÿŒœ\u0621-\u064a"
NAME_PATTERN = f"^[{_LETTER}]+( [{_LETTER}]+){{1,4}}$"
"""Two to five words."""
OVERVIEW_PATTERN = f"^[{_LETTER}'\u2019-]+([,\u060c]? [{_LETTER}'\u2019-]+){{5,24}}\\.$"
"""One sentence of six to twenty-five words that ends in a full stop."""

PICK_IDS: tuple[str, ...] = (EMPTY, *(f"E{number:02d}" for number in range(1, MENU_SIZE + 1)))
SLOT_KEYS: tuple[str, ...] = tuple(f"s{number}" for number in range(1, MAX_SLOTS + 1))


def flat_object(properties: Mapping[str, Schema]) -> Schema:
    """An object with exactly these properties, in this order, all required."""
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(properties),
        "additionalProperties": False,
    }


def one_of(values: Iterable[str]) -> Schema:
    """A string that is one of `values`."""
    return {"type": "string", "enum": list(values)}


def outline_schema(splits: Iterable[Split] = tuple(Split), *, wording: bool = True) -> Schema:
    """The outline's answer: `split`, and with `wording` also `name` and `overview`."""
    texts: dict[str, Schema] = {
        "name": {"type": "string", "pattern": NAME_PATTERN},
        "overview": {"type": "string", "pattern": OVERVIEW_PATTERN},
    }
    return flat_object({"split": one_of(splits)} | (texts if wording else {}))


def day_schema(schemes: Iterable[Scheme] = tuple(Scheme), slots: Iterable[Iterable[str]] | None = None) -> Schema:
    """A day's answer: `scheme`, then one menu id a slot. `slots` narrows each slot to its ids and drops the others."""
    ids = [PICK_IDS] * MAX_SLOTS if slots is None else slots
    picks = {key: one_of(allowed) for key, allowed in zip(SLOT_KEYS, ids, strict=False)}
    return flat_object({"scheme": one_of(schemes)} | picks)


OUTLINE_SCHEMA = outline_schema()
DAY_SCHEMA = day_schema()
