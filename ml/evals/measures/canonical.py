"""A plan as lines: one leaf a line, in the schema's order, so that the order of keys in an answer does not count."""

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from domain.plan import Plan

Leaf = str | int | float | bool


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Leaf]]:
    """Path and value of every leaf that says something, depth first; free maps in the order of their keys."""
    if isinstance(value, Struct):
        value = {field: getattr(value, field) for field in value.__struct_fields__}
    elif isinstance(value, dict):
        value = dict(sorted(value.items()))
    if isinstance(value, dict):
        for key, part in value.items():
            yield from leaves(part, f"{path} {key}" if path else str(key))
    elif isinstance(value, list | tuple):
        for part in value:
            yield from leaves(part, path)
    elif value is not None and value != "":
        yield path, value


def lines(plan: Plan) -> list[str]:
    """`path: value` lines."""
    return [f"{path}: {value}" for path, value in leaves(plan)]


def value_lines(plan: Plan) -> list[str]:
    """The values alone: keys are the same in every plan and would count for it."""
    return [str(value) for _, value in leaves(plan)]
