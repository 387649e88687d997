"""From what a person hands in to a `Profile`, with every problem named at once."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from msgspec import Struct, json

from domain.errors import InvalidInput
from domain.profile import Locale, Profile, Units
from domain.reading.consistency import consistent
from domain.reading.source import source_of
from domain.reading.walk import Place, Walk, profile_type
from domain.reading.words import choice
from domain.text.messages import has_text, say


class ReadProfile(Struct, frozen=True, kw_only=True):
    """`unknown` are paths that the schema does not have; `notes` say in the person's language how things were read."""

    profile: Profile
    unknown: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def read_profile(raw: bytes | str | Mapping[str, object]) -> ReadProfile:
    """Read JSON or a mapping. Raises `InvalidInput` with a `FieldProblem` for each thing that is wrong.

    Liberal in shape: other spellings, languages and units, one text where a list is meant, null for absent. Units
    become cm, kg and minutes. Strict in meaning: what cannot be understood is refused, not guessed.
    """
    source = source_of(raw)
    locale = _early(source.tree, ("locale", "language", "lang"), Locale)
    units = _early(source.tree, ("units", "unit_system"), Units)
    walk = Walk(Locale(locale or Locale.EN), imperial=units is Units.IMPERIAL)
    for key in source.repeated:
        walk.problem(key, "twice", say(walk.locale, "profile.allowed.once"))
    profile = walk.read(profile_type(), source.tree, Place())
    if isinstance(profile, Profile) and not walk.problems:
        profile = consistent(profile, walk)
    if walk.problems or not isinstance(profile, Profile):
        raise InvalidInput(say(walk.locale, "profile.refused", count=len(walk.problems)), tuple(walk.problems))
    return ReadProfile(profile=profile, unknown=tuple(walk.unknown), notes=tuple(walk.notes))


def _early(tree: Mapping[str, object], keys: tuple[str, ...], choices: type[StrEnum]) -> StrEnum | None:
    """A choice needed before the walk: the language of its messages, or the units of bare numbers."""
    given = next((tree[key] for key in keys if key in tree), None)
    return choice(choices, given) if isinstance(given, str) and len(given) < 50 else None


def profile_schema(locale: str = Locale.EN) -> dict[str, Any]:
    """JSON Schema (2020-12) of a profile: limits and choices, what each field is for in `locale`, and an example.

    It describes the strict shape; `read_profile` accepts more.
    """
    schema = json.schema(Profile)
    definitions: dict[str, Any] = schema["$defs"]
    _describe(definitions, "Profile", "", locale)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "FitAI profile",
        **schema,
        "examples": [EXAMPLE],
    }


def _describe(definitions: dict[str, Any], name: str, path: str, locale: str) -> None:
    """Put the text of `profile.field.<path>` on each property that has one, going into nested objects."""
    for field, property_ in definitions[name].get("properties", {}).items():
        at = f"{path}.{field}" if path else field
        for key in (f"profile.field.{at}", f"profile.field.{at}.about"):
            if has_text(key):
                property_["description"] = say(locale, key)
        for inner in (property_, property_.get("items", {}), *property_.get("anyOf", [])):
            target = str(inner.get("$ref", "")).rpartition("/")[2]
            if target in definitions:
                _describe(definitions, target, at, locale)


EXAMPLE: dict[str, Any] = {
    "personal_info": {"age": 28, "gender": "male", "height": 178, "weight": 75, "fitness_level": "intermediate"},
    "goals": ["muscle_gain", "strength_increase"],
    "preferences": {
        "workout_duration": 60,
        "days_per_week": 4,
        "equipment_access": "full_gym",
        "preferred_activities": ["strength_training", "cardio"],
    },
    "constraints": {"injuries": ["lower back"], "time_restrictions": ["no weekends"], "location": "gym"},
    "metrics": {"weight_history": [{"date": "2026-01-05", "weight": 76}], "workout_completion_rate": 0.85},
    "feedback": {"previous_workouts": [{"exercise": "Barbell Squat", "difficulty": 8, "enjoyment": 6}]},
    "gamified_stats": {"health": 80, "strength": 65, "agility": 50, "endurance": 55, "xp": 1200, "level": 5},
}
"""A profile with the dissertation's keys."""
