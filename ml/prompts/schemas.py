"""What an answer may look like, as JSON Schemas that every server compiles to a grammar.

The static schemas are the same bytes for everyone, because TGI compiles 1-200 s for each new one. They are flat, every
key is required, and there is no array, no maxLength and no `$ref`: each of these multiplies the states of TGI's
automaton or is refused. Texts end by a pattern, since an unbounded string has no natural end for a small model.
"""

from collections.abc import Iterable, Mapping

from domain.coaching.planning.menu import MENU_SIZE
from domain.coaching.planning.proposal import EMPTY, MAX_SLOTS, Scheme, Split

Schema = dict[str, object]

_LETTER = "A-Za-zÀ-ÖØ-öø-ÿŒœ\u0621-\u064a"


def name_pattern(word: str = "+") -> str:
    """Two to five words. `word` says how many letters a word has, as a repetition."""
    return f"^[{_LETTER}]{word}( [{_LETTER}]{word}){{1,4}}$"


def overview_pattern(word: str = "+") -> str:
    """One sentence of six to twenty-five words that ends in a full stop."""
    letters = f"[{_LETTER}'\u2019-]{word}"
    return f"^{letters}([,\u060c]? {letters}){{5,24}}\\.$"


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


def outline_schema(splits: Iterable[Split] | None = None) -> Schema:
    """The outline's answer: `split`, `name`, `overview`. `splits` narrows the choice, and bounds the words' length too:
    a small model may never end a word, and counting letters is dear only where a static schema is needed."""
    word = "+" if splits is None else "{1,16}"
    return flat_object(
        {
            "split": one_of(splits or Split),
            "name": {"type": "string", "pattern": name_pattern(word)},
            "overview": {"type": "string", "pattern": overview_pattern(word)},
        }
    )


def day_schema(schemes: Iterable[Scheme] = tuple(Scheme), slots: Iterable[Iterable[str]] | None = None) -> Schema:
    """A day's answer: `scheme`, then one menu id a slot. `slots` narrows each slot to its ids and drops the others."""
    ids = [PICK_IDS] * MAX_SLOTS if slots is None else slots
    picks = {key: one_of(allowed) for key, allowed in zip(SLOT_KEYS, ids, strict=False)}
    return flat_object({"scheme": one_of(schemes)} | picks)


OUTLINE_SCHEMA = outline_schema()
DAY_SCHEMA = day_schema()
