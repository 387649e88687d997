"""People with one field changed, and which parts of the plan have to follow: `sensitivity.toml`."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from domain.plan import Plan
from domain.profile import Profile
from ml.evals.measures.canonical import leaves

_FILE = Path(__file__).with_name("sensitivity.toml")


class Variation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`only`: the person has to be so before `change` is merged in. See the file for `must` and `keep`."""

    name: str
    change: dict[str, Any]
    only: dict[str, Any]
    must: tuple[str, ...]
    keep: tuple[str, ...]


class _File(Struct, frozen=True):
    field: tuple[Variation, ...]


def variations() -> tuple[Variation, ...]:
    """The table."""
    return msgspec.toml.decode(_FILE.read_bytes(), type=_File).field


def changed(profile: Profile, variation: Variation) -> Profile | None:
    """The person with the field changed; None for whom it would change nothing or is not meant."""
    told: dict[str, Any] = msgspec.to_builtins(profile)
    if not _holds(told, variation.only) or _holds(told, variation.change):
        return None
    return msgspec.convert(_merged(told, variation.change), type=Profile)


def _holds(told: dict[str, Any], wanted: dict[str, Any]) -> bool:
    return all(
        _holds(told[key], value) if isinstance(value, dict) else told[key] == value for key, value in wanted.items()
    )


def _merged(told: dict[str, Any], change: dict[str, Any]) -> dict[str, Any]:
    merged = {key: _merged(told[key], value) if isinstance(value, dict) else value for key, value in change.items()}
    return told | merged


def parts_of(plan: Plan) -> dict[str, object]:
    """A plan taken apart into what `must` and `keep` name."""
    days = plan.workout_plan.weekly_schedule
    food = plan.nutrition_suggestions
    return {
        "days": tuple(day.day for day in days),
        "minutes": tuple(day.duration for day in days),
        "exercises": tuple(tuple(each.name for each in day.exercises) for day in days),
        "doses": tuple((each.sets, each.reps, each.duration, each.rest) for day in days for each in day.exercises),
        "energy": food.calorie_target,
        "macros": (food.macros.protein, food.macros.carbs, food.macros.fat),
        "texts": tuple(_sentences(plan)),
    }


def _sentences(plan: Plan) -> Iterator[str]:
    yield from (value for _, value in leaves(plan) if isinstance(value, str) and " " in value)


def followed(variation: Variation, before: Plan, after: Plan) -> tuple[bool, bool]:
    """Whether a part that must change did, and whether every part that must stay stayed."""
    old, new = parts_of(before), parts_of(after)
    moved = {part for part, value in old.items() if new[part] != value}
    return not moved.isdisjoint(variation.must), moved.isdisjoint(variation.keep)
