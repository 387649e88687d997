"""The walk over the schema: each field is found under its name or an alias, read by its type, and checked.

The limits come from the annotations of `domain.profile`, so that they stand in one place.
"""

import math
from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import cache
from typing import Any

from msgspec import Struct
from msgspec import inspect as schema

from domain.errors import FieldProblem
from domain.profile import Locale, Profile
from domain.reading import quantities
from domain.reading.shapes import ALIASES, SHAPES, as_list
from domain.reading.words import NO, NOTHING, YES, choice
from domain.text.messages import say
from domain.text.normal import cleaned, plain

MAX_REPORTED = 100
"""Most problems, notes or unknown fields that one answer lists."""

KINDS: dict[str, quantities.Kind] = {
    "personal_info.age": quantities.AGE,
    "personal_info.height": quantities.LENGTH,
    "personal_info.weight": quantities.MASS,
    "personal_info.body_fat": quantities.PERCENT,
    "personal_info.training_years": quantities.AGE,
    "preferences.workout_duration": quantities.MINUTES,
    "preferences.days_per_week": quantities.PER_WEEK,
    "metrics.weight_history.weight": quantities.MASS,
    "metrics.workout_completion_rate": quantities.FRACTION,
    "metrics.average_intensity_rating": quantities.INTENSITY,
    "metrics.one_rep_max.*": quantities.MASS,
    "feedback.previous_workouts.difficulty": quantities.DIFFICULTY,
    "feedback.previous_workouts.enjoyment": quantities.ENJOYMENT,
}
"""What the number at a place measures; elsewhere it is a bare number."""


class _Absent:
    """Stands for a value that could not be read; its problem is noted."""


ABSENT = _Absent()


class Place(Struct, frozen=True):
    """Where the walk stands: `path` as a person is told (`goals[1]`), `kind` without positions and keys (`goals`)."""

    path: str = ""
    kind: str = ""

    def field(self, name: str) -> "Place":
        return Place(_dotted(self.path, name), _dotted(self.kind, name))

    def item(self, index: int) -> "Place":
        return Place(f"{self.path}[{index}]", self.kind)

    def key(self, name: str) -> "Place":
        return Place(_dotted(self.path, name), _dotted(self.kind, "*"))


def _dotted(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


@cache
def profile_type() -> schema.StructType:
    """The schema of a profile as msgspec sees it."""
    found = schema.type_info(Profile)
    assert isinstance(found, schema.StructType)  # noqa: S101
    return found


class Walk:
    """One reading of one profile. Gathers problems, notes and unknown fields; never raises for what it is given."""

    def __init__(self, locale: Locale, *, imperial: bool) -> None:
        self.locale = locale
        self.imperial = imperial
        self.problems: list[FieldProblem] = []
        self.notes: list[str] = []
        self.unknown: list[str] = []

    def problem(self, place: Place | str, name: str, allowed: str, **params: object) -> _Absent:
        """Note a problem; returns `ABSENT` so that a reader can return it."""
        if len(self.problems) < MAX_REPORTED:
            path = place if isinstance(place, str) else place.path
            message = say(self.locale, f"profile.problem.{name}", **params)
            self.problems.append(FieldProblem(field=shown(path, 120), message=message, allowed=allowed))
        return ABSENT

    def note(self, name: str, place: Place | str, **params: object) -> None:
        """Note, for the person, how something was understood."""
        path = shown(place if isinstance(place, str) else place.path, 120)
        text = say(self.locale, f"profile.note.{name}", field=path, **params)
        if text not in self.notes and len(self.notes) < MAX_REPORTED:
            self.notes.append(text)

    # --- by type ---

    def read(self, node: schema.Type, value: object, place: Place) -> object:
        """What `value` means as a `node`, or `ABSENT` after noting why not."""
        if isinstance(node, schema.UnionType):
            node = next(inner for inner in node.types if not isinstance(inner, schema.NoneType))
        reader = _READERS[type(node)]
        return reader(self, node, value, place)

    def struct(self, node: schema.StructType, value: object, place: Place) -> object:
        if not isinstance(value, Mapping):
            return self.problem(place.path or "profile", "not_object", self.allowed(node, place), given=shown(value))
        given = self._by_name(node, value, place)
        values: dict[str, object] = {}
        complete = True
        for field in node.fields:
            at = place.field(field.name)
            raw = given.get(field.name)
            raw = SHAPES[at.kind](raw, at.kind) if raw is not None and at.kind in SHAPES else raw
            if _is_blank(raw, field.type):
                if field.required:
                    self.problem(at, "missing" if raw is None else "empty", self.allowed(field.type, at))
                    complete = False
                continue
            read = self.read(field.type, raw, at)
            if read is ABSENT:
                complete = False
            else:
                values[field.name] = read
        return node.cls(**values) if complete else ABSENT

    def _by_name(self, node: schema.StructType, value: Mapping[object, object], place: Place) -> dict[str, object]:
        """The fields that were given, under the schema's names; others are noted as unknown."""
        names = {field.name for field in node.fields}
        aliases = ALIASES.get(place.kind, {})
        found: dict[str, object] = {}
        for key, inner in value.items():
            name = "_".join(plain(key).split()) if isinstance(key, str) else ""
            name = name if name in names else aliases.get(name, "")
            if not name:
                if len(self.unknown) < MAX_REPORTED:
                    self.unknown.append(shown(place.field(str(key)).path if isinstance(key, str) else place.path, 120))
            elif found.get(name) is not None and inner is not None and found[name] != inner:
                self.problem(place.field(name), "twice", say(self.locale, "profile.allowed.once"))
            elif found.get(name) is None:
                found[name] = inner
        return found

    def number(self, node: schema.IntType | schema.FloatType, value: object, place: Place) -> object:
        kind = KINDS.get(place.kind, quantities.PLAIN)
        allowed = self.allowed(node, place)
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            return self.problem(place, "not_number", allowed, given=shown(value))
        try:
            found = quantities.quantity(value, kind, imperial=self.imperial) if not _too_long(value) else None
        except OverflowError:
            found = quantities.Quantity(math.inf)
        if found is None:
            return self.problem(place, "not_number", allowed, given=shown(value))
        if not math.isfinite(found.value):
            return self.problem(place, "not_finite", allowed, given=shown(value))
        number = round(found.value, 2) if found.converted else found.value
        number = round(number) if isinstance(node, schema.IntType) and found.converted else number
        if not _inside(node, number):
            plain = not kind.unit and shown(value) == _tidy(number)  # then there is nothing to say of how it was read
            key = "outside" if plain else "out_of_range"
            return self.problem(place, key, allowed, given=shown(value), value=_tidy(number), unit=kind.unit)
        if isinstance(node, schema.IntType) and number != int(number):
            return self.problem(place, "not_whole", allowed, given=shown(value))
        if found.converted:
            self.note("converted", place, given=shown(value), value=_tidy(number), unit=kind.unit)
        if found.lower:
            self.note("lower", place, given=shown(value), value=_tidy(number))
        return int(number) if isinstance(node, schema.IntType) else float(number)

    def text(self, node: schema.StrType, value: object, place: Place) -> object:
        allowed = self.allowed(node, place)
        if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e15:
            value = str(value)
        if not isinstance(value, str):
            return self.problem(place, "not_text", allowed, given=shown(value))
        if node.max_length is not None and len(value) > node.max_length:
            return self.problem(place, "too_long", allowed, length=len(value))
        return cleaned(value)

    def choice(self, node: schema.EnumType, value: object, place: Place) -> object:
        allowed = self.allowed(node, place)
        assert issubclass(node.cls, StrEnum)  # noqa: S101
        given = str(value) if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 1000 else value
        if not isinstance(given, str):
            return self.problem(place, "not_choice", allowed, given=shown(value))
        found = choice(node.cls, given) if len(given) <= 200 else None
        return self.problem(place, "not_choice", allowed, given=shown(value)) if found is None else found

    def boolean(self, node: schema.BoolType, value: object, place: Place) -> object:
        if isinstance(value, bool):
            return value
        word = plain(str(value)) if isinstance(value, str | int) and not _too_long(value) else ""
        if word in YES or word in NO:
            return word in YES
        return self.problem(place, "not_boolean", self.allowed(node, place), given=shown(value))

    def sequence(self, node: schema.VarTupleType, value: object, place: Place) -> object:
        allowed = self.allowed(node, place)
        items = as_list(value, place.kind) if place.kind not in SHAPES else value
        if not isinstance(items, list | tuple):
            return self.problem(place, "not_list", allowed, given=shown(value))
        if node.max_length is not None and len(items) > node.max_length:
            return self.problem(place, "too_many", allowed, count=len(items))
        read = [self.read(node.item_type, item, place.item(i)) for i, item in enumerate(items) if item is not None]
        if ABSENT in read:
            return ABSENT
        found = [item for i, item in enumerate(read) if item not in ("", *read[:i]) or isinstance(item, Struct)]
        if node.min_length is not None and len(found) < node.min_length:
            return self.problem(place, "empty", allowed)
        return tuple(found)

    def mapping(self, node: schema.DictType, value: object, place: Place) -> object:
        if not isinstance(value, Mapping) or len(value) > 200:
            return self.problem(place, "not_object", self.allowed(node, place), given=shown(value))
        found: dict[object, object] = {}
        for key, inner in value.items():
            at = place.key(shown(key, 60))
            name = self.read(node.key_type, key, at)
            read = self.read(node.value_type, inner, at) if inner is not None and name is not ABSENT else ABSENT
            if read is not ABSENT:
                found[name] = read
        return found

    # --- what would be accepted ---

    def allowed(self, node: schema.Type, place: Place) -> str:
        """In words: a range with its unit, the choices, or the shape."""
        if isinstance(node, schema.UnionType):
            node = next(inner for inner in node.types if not isinstance(inner, schema.NoneType))
        if isinstance(node, schema.IntType | schema.FloatType):
            return self._range(node, KINDS.get(place.kind, quantities.PLAIN).unit)
        if isinstance(node, schema.EnumType):
            return ", ".join(str(member.value) for member in node.cls)
        if isinstance(node, schema.VarTupleType):
            inner = self.allowed(node.item_type, place)
            most = node.max_length if node.max_length is not None else 1000
            return say(self.locale, "profile.allowed.list", inner=inner, most=most)
        if isinstance(node, schema.StrType):
            return say(self.locale, "profile.allowed.text", most=node.max_length or 500)
        if isinstance(node, schema.StructType):
            return say(self.locale, "profile.allowed.fields", names=", ".join(field.name for field in node.fields))
        return say(
            self.locale, "profile.allowed.boolean" if isinstance(node, schema.BoolType) else "profile.allowed.object"
        )

    def _range(self, node: schema.IntType | schema.FloatType, unit: str) -> str:
        low = node.ge if node.ge is not None else node.gt
        high = node.le if node.le is not None else node.lt
        key = "whole" if isinstance(node, schema.IntType) else "number"
        if high is None:
            return say(self.locale, f"profile.allowed.{key}_from", low=_tidy(low or 0), unit=unit).strip()
        return say(self.locale, f"profile.allowed.{key}", low=_tidy(low or 0), high=_tidy(high), unit=unit).strip()


Reader = Callable[[Walk, Any, object, Place], object]

_READERS: dict[type[schema.Type], Reader] = {
    schema.StructType: Walk.struct,
    schema.IntType: Walk.number,
    schema.FloatType: Walk.number,
    schema.StrType: Walk.text,
    schema.EnumType: Walk.choice,
    schema.BoolType: Walk.boolean,
    schema.VarTupleType: Walk.sequence,
    schema.DictType: Walk.mapping,
}


def shown(value: object, length: int = 40) -> str:
    """A value as it may be repeated to a person: short, on one line, containers only named."""
    if isinstance(value, Mapping):
        return "{...}"
    if isinstance(value, list | tuple | set | frozenset):
        return "[...]"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int) and abs(value) >= 10**20:
        return "10^20..."
    text = cleaned((value if isinstance(value, str) else repr(value))[: length * 2])
    return text if len(text) <= length else f"{text[: length - 1]}…"


def _is_blank(value: object, node: schema.Type) -> bool:
    """Absent, null, or an empty text; for a section also an empty list or a word for none."""
    if isinstance(node, schema.StructType):
        none = isinstance(value, str) and len(value) < 50 and plain(value) in NOTHING
        return value is None or none or (isinstance(value, list | tuple) and not value)
    if isinstance(value, str) and not isinstance(node, schema.VarTupleType | schema.EnumType):
        optional = isinstance(node, schema.UnionType)
        return not value.strip() or (optional and len(value) < 50 and plain(value) in NOTHING - NO)
    return value is None or (isinstance(value, str) and not value.strip())


def _too_long(value: object) -> bool:
    return isinstance(value, str) and len(value) > 100


def _inside(node: schema.IntType | schema.FloatType, number: float) -> bool:
    return (
        (node.ge is None or number >= node.ge)
        and (node.gt is None or number > node.gt)
        and (node.le is None or number <= node.le)
        and (node.lt is None or number < node.lt)
    )


def _tidy(number: float) -> str:
    return f"{number:g}" if abs(number) < 1e6 else f"{number:.3g}"
