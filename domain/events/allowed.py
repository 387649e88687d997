"""What a field of an event allows, in words, from its type."""

from enum import Enum
from typing import Any

from msgspec import inspect

_WORDS: dict[type[inspect.Type], str] = {
    inspect.BoolType: "true or false",
    inspect.DateType: "a date, as 2026-11-23",
    inspect.DateTimeType: "a date and time with its UTC offset, as 2026-11-23T18:30:00+01:00",
    inspect.UUIDType: "a UUID",
    inspect.NoneType: "null",
}


def allowed(kind: Any) -> str:
    """For example "a whole number from 0 to 200" for an annotated `int`; null is named only where nothing else is."""
    return _words(inspect.type_info(kind))


def _words(info: inspect.Type) -> str:
    if isinstance(info, inspect.UnionType):
        parts = [_words(part) for part in info.types if not isinstance(part, inspect.NoneType)]
        return " or ".join(dict.fromkeys(parts))
    if isinstance(info, inspect.IntType | inspect.FloatType):
        return _number(info)
    if isinstance(info, inspect.StrType):
        limit = f" of {info.min_length or 0} to {info.max_length} characters" if info.max_length is not None else ""
        return f"a text{limit}"
    if isinstance(info, inspect.EnumType):
        return _members(info.cls)
    if isinstance(info, inspect.StructType):
        names = [*([info.tag_field] if info.tag_field else []), *(field.encode_name for field in info.fields)]
        return f"an object with {', '.join(names)}"
    return _WORDS.get(type(info), "a value of this type")


def _members(kind: type[Enum]) -> str:
    return ", ".join(str(member.value) for member in kind)


def _number(info: inspect.IntType | inspect.FloatType) -> str:
    word = "a whole number" if isinstance(info, inspect.IntType) else "a number"
    if info.gt is not None:
        word += f" above {info.gt:g}"
        return word if info.le is None else f"{word} and up to {info.le:g}"
    if info.ge is not None and info.le is not None:
        return f"{word} from {info.ge:g} to {info.le:g}"
    return word
