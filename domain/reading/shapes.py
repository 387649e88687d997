"""The shapes people give a field in, turned into the shape of the schema. Values are left as they were written.

Each function takes what stands at a field and returns what the walk should read instead. What a function does not know
it returns unchanged, so that the walk reports it.
"""

import re
from collections.abc import Callable, Mapping
from enum import StrEnum

from domain.profile import Activity, Condition, Goal, PregnancyStage, Symptom, Weekday
from domain.reading.words import NO, NOTHING, choice
from domain.text.normal import plain, unaccented

ALIASES: dict[str, dict[str, str]] = {
    "": {"personal": "personal_info", "language": "locale", "lang": "locale", "goal": "goals", "unit_system": "units"},
    "personal_info": {
        "sex": "gender",
        "height_cm": "height",
        "weight_kg": "weight",
        "level": "fitness_level",
        "experience": "fitness_level",
        "experience_level": "fitness_level",
        "body_fat_percentage": "body_fat",
        "body_fat_percent": "body_fat",
        "years_of_training": "training_years",
        "activity_level": "activity_outside_training",
    },
    "preferences": {
        "duration": "workout_duration",
        "workout_duration_minutes": "workout_duration",
        "workout_duration_min": "workout_duration",
        "session_duration": "workout_duration",
        "days": "days_per_week",
        "training_days": "days_per_week",
        "workout_days_per_week": "days_per_week",
        "activities": "preferred_activities",
        "available_equipment": "equipment",
        "equipment_items": "equipment",
        "available_days": "available_weekdays",
        "dislikes": "disliked_exercises",
    },
    "constraints": {
        "injury": "injuries",
        "time_restriction": "time_restrictions",
        "time_constraints": "time_restrictions",
    },
    "metrics": {"completion_rate": "workout_completion_rate", "intensity_rating": "average_intensity_rating"},
    "metrics.weight_history": {"weight_kg": "weight", "value": "weight", "kg": "weight", "day": "date"},
    "feedback": {"workouts": "previous_workouts", "exercises": "previous_workouts"},
    "feedback.previous_workouts": {
        "name": "exercise",
        "exercise_name": "exercise",
        "workout": "exercise",
        "workout_name": "exercise",
        "difficulty_rating": "difficulty",
        "enjoyment_rating": "enjoyment",
        "notes": "comment",
        "note": "comment",
        "feedback": "comment",
    },
    "health": {
        "medications": "medicines",
        "medication": "medicines",
        "health_conditions": "conditions",
        "medical_conditions": "conditions",
        "pregnancy_stage": "pregnancy",
        "bp": "blood_pressure",
        "par_q": "parq",
    },
    "health.blood_pressure": {"sys": "systolic", "dia": "diastolic"},
    "nutrition": {"allergens": "allergies", "diet_type": "diet", "disliked_foods": "dislikes"},
}
"""Other names of fields, by the place they stand in."""

NOT_SPLIT_AT_COMMAS = frozenset({"constraints.injuries", "constraints.time_restrictions", "health.other_conditions"})
"""A sentence there may qualify itself after a comma ("knee pain, healed"); its own module takes it apart."""

CHOICES: dict[str, type[StrEnum]] = {
    "goals": Goal,
    "preferences.preferred_activities": Activity,
    "preferences.available_weekdays": Weekday,
    "health.conditions": Condition,
    "health.symptoms": Symptom,
}
"""Lists of choices: one text may name several, joined by commas, slashes or "and"."""

GROUPS = {
    "weekend": ("saturday", "sunday"),
    "weekends": ("saturday", "sunday"),
    "week end": ("saturday", "sunday"),
    "weekdays": ("monday", "tuesday", "wednesday", "thursday", "friday"),
    "en semaine": ("monday", "tuesday", "wednesday", "thursday", "friday"),
    **dict.fromkeys(("any", "any day", "all", "every day", "everyday", "tous les jours", "كل الايام"), tuple(Weekday)),
}
"""Words that name several weekdays."""

_COMMA = re.compile(r"[,;\n،؛]+|\s/\s")
_SENTENCE = re.compile(r"[;\n؛]+")
_AND = re.compile(r"[,;\n،؛/+&]+|\band\b|\bet\b|\s\s+")
_PRESSURE = re.compile(r"^(\d{1,3})\s*(?:/|over|sur|على|-)\s*(\d{1,3})(?:\s*mm\s*hg)?$")
_WEEKS = re.compile(r"^(\d{1,2})(?: weeks?| wks?| semaines?| اسبوعا?| اسابيع)(?: pregnant| of pregnancy)?$")


def as_list(value: object, place: str) -> object:
    """A list from one text, from an object's values, or as it is; texts that say "none" are left out."""
    if isinstance(value, str):
        value = _parts(value, place)
    elif isinstance(value, Mapping):
        value = list(_from_mapping(value))
    elif isinstance(value, int | float) and not isinstance(value, bool):
        value = [value]
    if not isinstance(value, list | tuple):
        return value
    flat = [inner for item in value for inner in (item if isinstance(item, list | tuple) else (item,))]
    if place == "preferences.available_weekdays":
        flat = [day for item in flat for day in GROUPS.get(plain(item) if isinstance(item, str) else "", (item,))]
    return [_as_text(item) for item in flat if not _says_nothing(item)]


def _parts(text: str, place: str) -> list[str]:
    choices = CHOICES.get(place)
    if choices is not None:
        return [text] if choice(choices, text) else _AND.split(text)
    return (_SENTENCE if place in NOT_SPLIT_AT_COMMAS else _COMMA).split(text)


def _says_nothing(item: object) -> bool:
    return item is None or (isinstance(item, str) and plain(item) in NOTHING)


def _from_mapping(value: Mapping[str, object]) -> list[object]:
    """`{"knee": "mild"}` as "knee: mild", `{"knee": true}` as "knee", `{"primary": ["a"], "other": "b"}` as a and b."""
    found: list[object] = []
    for key, inner in value.items():
        if inner is True:
            found.append(str(key))
        elif isinstance(inner, list | tuple):
            found.extend(inner)
        elif plain(str(key)) in {"primary", "secondary", "main", "other", "principal", "secondaire"}:
            found.append(inner)
        elif isinstance(inner, str) and plain(inner) not in NOTHING:
            found.append(f"{key}: {inner}")
    return found


def _as_text(item: object) -> object:
    """`{"area": "knee", "severity": "mild"}` as "knee, mild"; anything else as it is."""
    if isinstance(item, Mapping) and item and all(isinstance(part, str) for part in item.values()):
        return ", ".join(str(part) for part in item.values())
    return item


def weight_history(value: object, _: str) -> object:
    """Numbers, `{date, weight}` objects, or one `{"2026-01-31": 80}` object."""
    if isinstance(value, Mapping):
        if {"weight", "weight_kg", "value"} & value.keys():
            return [value]
        return [{"date": str(date), "weight": weight} for date, weight in value.items()]
    if not isinstance(value, list | tuple):
        return [{"weight": value}] if isinstance(value, int | float | str) else value
    return [item if isinstance(item, Mapping) or item is None else {"weight": item} for item in value]


def one_rep_max(value: object, _: str) -> object:
    """`{"Bench press": 80}` or a list of `{exercise, weight}`."""
    if not isinstance(value, list | tuple) or not all(isinstance(item, Mapping) for item in value):
        return value
    found: dict[str, object] = {}
    for item in value:
        name = next((item[key] for key in ("exercise", "name", "lift") if key in item), None)
        load = next((item[key] for key in ("weight", "one_rep_max", "kg", "value", "max") if key in item), None)
        if not isinstance(name, str):
            return value
        found[name] = load
    return found


NAMELESS = "-"
"""Stands for the exercise of a feedback entry that names none; `domain.reading.consistency` sets such entries aside."""

_NAMES = {"exercise"} | {alias for alias, name in ALIASES["feedback.previous_workouts"].items() if name == "exercise"}


def previous_workouts(value: object, _: str) -> object:
    """A list, one object, an object keyed by exercise, names alone, or sessions that hold `exercises`."""
    if isinstance(value, str):
        return [{"exercise": name.strip()} for name in _COMMA.split(value) if plain(name) not in NOTHING]
    if isinstance(value, Mapping):
        if {"difficulty", "enjoyment", "exercise", "name", "workout", "exercises"} & value.keys():
            value = [value]
        else:
            value = [{"exercise": str(name), **_opinion(said)} for name, said in value.items()]
    if not isinstance(value, list | tuple):
        return value
    found: list[object] = []
    for item in value:
        inner = item.get("exercises") if isinstance(item, Mapping) else None
        if isinstance(item, str):
            found.append({"exercise": item})
        elif isinstance(item, Mapping) and isinstance(inner, list | tuple):
            shared = {key: said for key, said in item.items() if key in {"difficulty", "enjoyment"}}
            found.extend({**shared, **(each if isinstance(each, Mapping) else {"exercise": each})} for each in inner)
        elif isinstance(item, Mapping) and not _NAMES & {"_".join(plain(str(key)).split()) for key in item}:
            found.append({**item, "exercise": NAMELESS})
        else:
            found.append(item)
    return found


def _opinion(said: object) -> dict[str, object]:
    return {str(key): inner for key, inner in said.items()} if isinstance(said, Mapping) else {"difficulty": said}


def blood_pressure(value: object, _: str) -> object:
    """ "140/90", "14/9" (in cmHg, as it is said in French), `[140, 90]`, or the object."""
    if isinstance(value, str) and (found := _PRESSURE.match(unaccented(value).strip())):
        value = [int(found[1]), int(found[2])]
    if isinstance(value, list | tuple) and len(value) == 2:
        systolic, diastolic = value
        if all(isinstance(part, int) and not isinstance(part, bool) and part < 30 for part in value):
            systolic, diastolic = systolic * 10, diastolic * 10
        return {"systolic": systolic, "diastolic": diastolic}
    return value


def pregnancy(value: object, _: str) -> object:
    """A stage, weeks ("20 weeks"), or a no; a yes without a stage is left for the walk to ask about."""
    if value is False or (isinstance(value, str) and plain(value) in NO | NOTHING | {"not pregnant", "pas enceinte"}):
        return None
    if isinstance(value, str) and (found := _WEEKS.match(plain(value))):
        week = int(found[1])
        if week <= 42:
            return str(
                PregnancyStage.TRIMESTER_1
                if week < 14
                else PregnancyStage.TRIMESTER_2
                if week < 28
                else PregnancyStage.TRIMESTER_3
            )
    return value


def health(value: object, _: str) -> object:
    """Conditions that are not among the named ones move to `other_conditions`, where their words are read."""
    if not isinstance(value, Mapping):
        return value
    key = next((key for key in ("conditions", "health_conditions", "medical_conditions") if key in value), None)
    conditions = as_list(value[key], "health.conditions") if key else None
    if key is None or not isinstance(conditions, list):
        return value
    named = [item for item in conditions if not isinstance(item, str) or choice(Condition, item)]
    others = as_list(value.get("other_conditions"), "health.other_conditions")
    texts = [item for item in conditions if isinstance(item, str) and not choice(Condition, item)]
    moved = {**value, key: named}
    if texts and (others is None or isinstance(others, list)):
        moved["other_conditions"] = [*(others or []), *texts]
    return moved


SHAPES: dict[str, Callable[[object, str], object]] = {
    "metrics.weight_history": weight_history,
    "metrics.one_rep_max": one_rep_max,
    "feedback.previous_workouts": previous_workouts,
    "health": health,
    "health.blood_pressure": blood_pressure,
    "health.pregnancy": pregnancy,
}
