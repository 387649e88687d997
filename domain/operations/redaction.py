"""What operators see of a job: codes and numbers, and nothing that a person wrote or that names one."""

import msgspec
from msgspec import Raw

HIDDEN = "[hidden]"

SHOWN = frozenset({
    # plans and meals
    "reason", "profile_version", "seed", "engine", "days", "plan_id", "version", "through_seq",
    # trackers
    "provider", "kind", "upload", "told", "news",
    # chat
    "turn", "turn_id", "chat", "chat_id",
    # progress of any kind
    "stage", "day", "of", "done", "total", "attempt", "findings", "repaired",
})  # fmt: skip
"""Names whose values are codes, ids or counts. Whatever is not named here is hidden: a new field is hidden at first."""

_LONGEST = 80


def redacted(document: Raw | None) -> dict[str, object]:
    """The fields of a JSON object as operators see them; empty for none, and for what is no object."""
    found = msgspec.json.decode(document) if document is not None else None
    return _fields(found) if isinstance(found, dict) else {}


def _fields(found: dict[str, object]) -> dict[str, object]:
    return {str(name)[:_LONGEST]: _seen(value) if name in SHOWN else HIDDEN for name, value in found.items()}


def _seen(value: object) -> object:
    match value:
        case dict():
            return _fields(value)
        case list():
            return len(value)
        case str():
            # Codes and ids have no spaces: a text in their place is somebody's.
            return value if len(value) <= _LONGEST and not any(each.isspace() for each in value) else HIDDEN
        case _:
            return value
