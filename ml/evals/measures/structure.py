"""The dissertation's structure checks on the text a system wrote: is it JSON, and are the keys there."""

from typing import Any, Final

import msgspec

TOP_KEYS: Final = frozenset({"workout_plan", "nutrition_suggestions", "adaptive_recommendations"})
WORKOUT_KEYS: Final = frozenset({"name", "overview", "weekly_schedule", "progression_plan"})
"""Its section 5: the keys that every plan must have; more are allowed."""


def structure(text: str) -> dict[str, float]:
    """1 or 0 for json_valid (one JSON object and nothing else), top_keys and workout_keys."""
    try:
        found: Any = msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeError):
        found = None
    valid = isinstance(found, dict)
    workout = found.get("workout_plan") if valid else None
    return {
        "json_valid": float(valid),
        "top_keys": float(valid and set(found) >= TOP_KEYS),
        "workout_keys": float(isinstance(workout, dict) and set(workout) >= WORKOUT_KEYS),
    }
