"""Numbers and times as files write them."""

from datetime import UTC, datetime
from math import isfinite

from domain.activity.records import Sport

YEARS = (1970, 2200)
"""Beyond them no clock was ever set, and the first and last years cannot be shown in every zone."""


def number(text: str | None) -> float | None:
    """A finite number of at least 0, or None."""
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if isfinite(value) and value >= 0 else None


def instant(text: str | None) -> datetime | None:
    """An ISO 8601 time, taken as UTC when it names no offset; None when it is none, or none of our times."""
    try:
        found = datetime.fromisoformat((text or "").strip())
    except ValueError:
        return None
    if not YEARS[0] <= found.year <= YEARS[1]:
        return None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)


_WORDS = {
    Sport.RUNNING: ("running", "run", "treadmill", "jog"),
    Sport.WALKING: ("walking", "walk"),
    Sport.HIKING: ("hiking", "hike", "mountaineering"),
    Sport.CYCLING: ("cycling", "biking", "bike", "ride", "virtualride"),
    Sport.SWIMMING: ("swimming", "swim"),
    Sport.ROWING: ("rowing", "row", "paddling", "kayaking"),
    Sport.SKIING: ("skiing", "ski", "snowboarding", "snowshoeing"),
    Sport.STRENGTH: ("strength", "weight", "weights", "weightlifting", "core"),
    Sport.INTERVALS: ("hiit", "interval", "intervals", "crossfit", "circuit", "crosstraining", "mixedcardio"),
    Sport.MOBILITY: ("yoga", "pilates", "flexibility", "mobility", "stretching", "cooldown"),
}
_SPORTS = {word: sport for sport, words in _WORDS.items() for word in words}


def sport_of(*names: str) -> Sport:
    """What the words of the most particular name first say: `strength_training`, `TraditionalStrengthTraining`."""
    for name in names:
        spaced = "".join(f" {char}" if char.isupper() else char for char in name) if not name.isupper() else name
        words = spaced.replace("_", " ").replace("-", " ").lower().split()
        joined = "".join(words)
        found = next((_SPORTS[word] for word in (*words, joined) if word in _SPORTS), None)
        if found is not None:
            return found
    return Sport.OTHER
