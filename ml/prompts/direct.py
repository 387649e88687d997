"""The direct format, the dissertation's: the model reads the whole profile and writes the whole plan.

User turn: instruction, newline, `Input:`, newline, the profile as compact JSON. The profile is data inside one JSON
value: its texts are escaped, and what comes back is parsed against the plan's schema and verified, so a text in it that
tries to instruct the model can change the wording at most.
"""

import hashlib
from typing import Any

import msgspec

from domain.plan import Plan
from domain.ports import Message
from domain.profile import Profile
from ml.prompts.schemas import Schema, flat_object

INSTRUCTION = (
    "You write personal fitness plans. Read the profile of one person, given as a JSON object, and answer with the "
    "workout plan for exactly this person, safe and effective, as one JSON object."
)
"""The dissertation's instruction (section 4.2.3) in our own words: role, task, form of input and output, qualities."""


def direct_messages(profile: Profile) -> tuple[Message, ...]:
    """The one user turn of the direct format."""
    return (Message(role="user", content=f"{INSTRUCTION}\nInput:\n{compact_json(profile)}"),)


def compact_json(value: Profile | Plan) -> str:
    """The value as one line of JSON without blanks, in the order of its fields."""
    return msgspec.json.encode(value).decode()


def plan_schema(days: int) -> Schema:
    """The schema of `domain.plan.Plan` for a grammar: references inlined, every field required, an object on top.

    An exercise has `reps` or `duration`; both are asked for as alternatives, because an optional key multiplies the
    automaton and a null cannot stand in the dissertation's plan. Bounds keep a small model from running on: exactly
    `days` days, up to six exercises a day, four of any other list or map, 120 characters a text, four digits a number.
    """
    document = msgspec.json.schema(Plan)
    schema = _inline(document, document["$defs"])
    schedule = schema["properties"]["workout_plan"]["properties"]["weekly_schedule"]
    schedule |= {"minItems": days, "maxItems": days}
    exercises = schedule["items"]["properties"]["exercises"]
    choices = {"anyOf": [_without(exercises["items"], key) for key in _DOSE]}
    exercises |= {"items": choices, "minItems": 1, "maxItems": 6}
    return dict(schema)


_BOUNDS: dict[str, Schema] = {
    "string": {"minLength": 1, "maxLength": 120},
    "array": {"maxItems": 4},
    "object": {"maxProperties": 4},
    "integer": {"minimum": 0, "maximum": 9999},
    "number": {"minimum": 0, "maximum": 100, "multipleOf": 0.001},
}
_DOSE = ("duration", "reps")


def _inline(node: Any, definitions: dict[str, Any]) -> Any:
    """`node` with every `$ref` replaced by what it names, and bounds on what has none."""
    if isinstance(node, list):
        return [_inline(item, definitions) for item in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        return _inline(definitions[node["$ref"].rsplit("/", 1)[1]], definitions)
    kind = node.get("type")
    if kind == "object" and "properties" in node:
        properties = {name: _inline(part, definitions) for name, part in node["properties"].items()}
        return flat_object(properties)
    kept = {key: _inline(value, definitions) for key, value in node.items() if key != "default"}
    return kept | _BOUNDS.get(str(kind), {})


def _without(exercise: dict[str, Any], absent: str) -> dict[str, Any]:
    properties = {
        key: next(part for part in value["anyOf"] if part["type"] != "null") if key in _DOSE else value
        for key, value in exercise["properties"].items()
        if key != absent
    }
    return exercise | {"properties": properties, "required": list(properties)}


def direct_sha256() -> str:
    """Identifies the format: the hash of the instruction and the schema."""
    return hashlib.sha256(msgspec.json.encode([INSTRUCTION, plan_schema(1)])).hexdigest()
