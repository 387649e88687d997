"""Reading a profile: what is accepted, what is refused and how, and that nothing but `InvalidInput` ever comes out."""

import copy
import json
import math
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import InvalidInput
from domain.profile import (
    Activity,
    BloodPressure,
    Condition,
    Constraints,
    EquipmentAccess,
    Gender,
    Goal,
    Locale,
    Metrics,
    PregnancyStage,
    Profile,
    Symptom,
    Weekday,
)
from domain.profile_reader import EXAMPLE, profile_schema, read_profile

EXAMPLES = sorted((Path(__file__).parents[3] / "examples" / "profiles").glob("*.json"))


def changed(path: str, value: object) -> dict[str, Any]:
    """The example with one value replaced or added."""
    profile = copy.deepcopy(EXAMPLE)
    *parents, last = path.split(".")
    at = profile
    for name in parents:
        at = at.setdefault(name, {})
    at[last] = value
    return profile


def got(path: str, value: object) -> Any:
    read: Any = read_profile(changed(path, value)).profile
    for name in path.split("."):
        read = getattr(read, name)
    return read


def refused(raw: Any) -> dict[str, str]:
    with pytest.raises(InvalidInput) as wrong:
        read_profile(raw)
    assert wrong.value.problems
    return {problem.field: f"{problem.message}; {problem.allowed}" for problem in wrong.value.problems}


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_is_read_without_unknown_fields(path: Path) -> None:
    assert read_profile(path.read_bytes()).unknown == ()


def test_there_is_a_bare_dissertation_profile_among_ten() -> None:
    assert len(EXAMPLES) == 10
    bare = next(path for path in EXAMPLES if path.stem == "bare")
    assert read_profile(bare.read_bytes()).notes == ()


def test_a_text_bytes_and_a_mapping_read_the_same() -> None:
    text = json.dumps(EXAMPLE)
    assert (
        read_profile(text)
        == read_profile(text.encode())
        == read_profile(EXAMPLE)
        == read_profile(b"\xef\xbb\xbf" + text.encode())
    )


def test_only_the_required_sections_are_needed() -> None:
    least = {name: EXAMPLE[name] for name in ("personal_info", "goals", "preferences")}
    assert isinstance(read_profile(least).profile, Profile)
    nulls = {**least, "constraints": None, "metrics": None, "feedback": {"previous_workouts": None}, "health": None}
    assert read_profile(nulls) == read_profile(least)


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        ("personal_info.gender", "M", Gender.MALE),
        ("personal_info.gender", "Femme", Gender.FEMALE),
        ("personal_info.gender", "أنثى", Gender.FEMALE),
        ("personal_info.fitness_level", "Débutante", "beginner"),
        ("personal_info.height", "180cm", 180),
        ("personal_info.height", "1m80", 180),
        ("personal_info.height", 1.8, 180),
        ("personal_info.height", "5'11\"", 180.34),
        ("personal_info.weight", "82 kg", 82),
        ("personal_info.weight", "180 lbs", 81.65),
        ("personal_info.weight", "٨٢ كغ", 82),
        ("personal_info.age", "30 ans", 30),
        ("personal_info.body_fat", "18 %", 18),
        ("goals", "Muscle Gain", (Goal.MUSCLE_GAIN,)),
        ("goals", "lose weight and build muscle", (Goal.WEIGHT_LOSS, Goal.MUSCLE_GAIN)),
        ("goals", {"primary": "strength", "secondary": ["mobility"]}, (Goal.STRENGTH_INCREASE, Goal.FLEXIBILITY)),
        ("goals", ["fat loss", "weight_loss", "toning"], (Goal.WEIGHT_LOSS, Goal.BODY_RECOMPOSITION)),
        ("preferences.equipment_access", "full gym", EquipmentAccess.FULL_GYM),
        ("preferences.equipment_access", "FULL-GYM", EquipmentAccess.FULL_GYM),
        ("preferences.equipment_access", "بدون معدات", EquipmentAccess.NO_EQUIPMENT),
        ("preferences.workout_duration", "60 min", 60),
        ("preferences.workout_duration", "1h15", 75),
        ("preferences.workout_duration", "45-60 minutes", 45),
        ("preferences.days_per_week", "3x", 3),
        ("preferences.days_per_week", "trois", 3),
        ("preferences.preferred_activities", "weights, jogging", (Activity.STRENGTH_TRAINING, Activity.RUNNING)),
        ("preferences.available_weekdays", "Mon/Wed/Fri", (Weekday.MONDAY, Weekday.WEDNESDAY, Weekday.FRIDAY)),
        ("preferences.available_weekdays", ["weekend", "lundi"], (Weekday.SATURDAY, Weekday.SUNDAY, Weekday.MONDAY)),
        ("preferences.equipment", "none", ()),
        ("preferences.equipment", {"dumbbells": True, "barbell": False}, ("dumbbells",)),
        ("constraints.injuries", "knee", ("knee",)),
        ("constraints.injuries", None, ()),
        ("constraints.injuries", "none", ()),
        ("constraints.injuries", ["n/a", None, "knee"], ("knee",)),
        ("constraints.injuries", {"knee": "mild"}, ("knee: mild",)),
        ("constraints.injuries", [{"area": "knee", "severity": "mild"}], ("knee, mild",)),
        ("constraints", "none", Constraints()),
        ("metrics", [], Metrics()),
        ("metrics.workout_completion_rate", 85, 0.85),
        ("metrics.workout_completion_rate", "85%", 0.85),
        ("metrics.average_intensity_rating", "7/10", 7),
        ("metrics.average_intensity_rating", "moderate", 5),
        ("metrics.one_rep_max", [{"exercise": "Squat", "weight": "100 kg"}], {"Squat": 100}),
        ("health.pregnancy", "20 weeks", PregnancyStage.TRIMESTER_2),
        ("health.pregnancy", "no", None),
        ("health.blood_pressure", "140/90", BloodPressure(systolic=140, diastolic=90)),
        ("health.blood_pressure", "14/9", BloodPressure(systolic=140, diastolic=90)),
        ("health.symptoms", "pain in the chest", (Symptom.CHEST_PAIN,)),
        ("nutrition.diet", "plant-based", "vegan"),
        ("locale", "français", Locale.FR),
    ],
)
def test_liberal_in_shape(path: str, value: object, expected: object) -> None:
    read = got(path, value)
    assert read == pytest.approx(expected) if isinstance(expected, float) else read == expected


def test_imperial_units_are_converted_and_noted() -> None:
    raw = {**changed("personal_info.height", 71), "units": "imperial"}
    raw["personal_info"]["weight"] = 180
    read = read_profile(raw)
    assert read.profile.personal_info.height == pytest.approx(180.34)
    assert read.profile.personal_info.weight == pytest.approx(81.65)
    assert any("71" in note and "180.34 cm" in note for note in read.notes)


@pytest.mark.parametrize(
    "history",
    [
        [80, 79.5],
        ["80 kg", {"weight": 79.5}],
        {"2026-01-01": 80, "2026-02-01": 79.5},
        [{"date": "2026-01-01", "weight": 80}, 79.5],
    ],
)
def test_weight_history_in_its_shapes(history: object) -> None:
    assert [entry.weight for entry in got("metrics.weight_history", history)] == [80, 79.5]


@pytest.mark.parametrize(
    "workouts",
    [
        [{"exercise": "Squat", "difficulty": "hard", "enjoyment": "loved it"}],
        [{"name": "Squat", "difficulty_rating": "8", "enjoyment_rating": 10}],
        {"Squat": {"difficulty": 8, "enjoyment": 10}},
        [{"workout": "Squat", "difficulty": "8/10", "enjoyment": "j'ai adoré"}],
        [{"day": "Monday", "difficulty": 8, "enjoyment": 10, "exercises": ["Squat"]}],
    ],
)
def test_feedback_in_its_shapes(workouts: object) -> None:
    (entry,) = got("feedback.previous_workouts", workouts)
    assert (entry.exercise, entry.difficulty, entry.enjoyment) == ("Squat", 8, 10)


def test_feedback_without_an_exercise_is_set_aside_with_a_note() -> None:
    read = read_profile(changed("feedback.previous_workouts", [{"workout_id": 7, "difficulty": 5}]))
    assert read.profile.feedback.previous_workouts == ()
    assert any("names no exercise" in note for note in read.notes)


def test_conditions_in_own_words_are_kept_as_text() -> None:
    health = got("health", {"conditions": ["Asthma", "lupus"], "other_conditions": "migraine"})
    assert health.conditions == (Condition.ASTHMA,)
    assert health.other_conditions == ("migraine", "lupus")


def test_every_problem_is_named_at_once_with_what_is_allowed() -> None:
    problems = refused(
        {"personal_info": {"age": 7, "gender": "cat", "height": "tall", "weight": 70}, "goals": ["x"], "locale": "en"}
    )
    assert set(problems) == {
        "personal_info.age",
        "personal_info.gender",
        "personal_info.height",
        "personal_info.fitness_level",
        "goals[0]",
        "preferences",
    }
    assert "13 to 100" in problems["personal_info.age"]
    assert "male, female, other" in problems["personal_info.gender"]
    assert "100 to 250 cm" in problems["personal_info.height"]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("personal_info.age", True),
        ("personal_info.age", 30.5),
        ("personal_info.age", 10**400),
        ("personal_info.age", "1" * 5000),
        ("personal_info.age", []),
        ("personal_info.weight", math.nan),
        ("personal_info.weight", math.inf),
        ("personal_info.weight", -80),
        ("personal_info.weight", "80 elephants"),
        ("personal_info.height", 5.9),
        ("goals", []),
        ("goals", [["a", {"b": 1}]]),
        ("goals", 7),
        ("preferences", "often"),
        ("preferences.days_per_week", 0),
        ("preferences.workout_duration", "forever"),
        ("constraints.injuries", ["x" * 10_000]),
        ("constraints.injuries", ["knee"] * 60),
        ("constraints.injuries", [{"a": {"b": 1}}]),
        ("health.pregnancy", True),
        ("health.symptoms", ["tired of it"]),
        ("health.blood_pressure", "80/120"),
        ("health.medical_clearance", "perhaps"),
        ("metrics.one_rep_max", {"Squat": "NaN"}),
        ("nutrition.meals_per_day", 100),
    ],
)
def test_strict_in_meaning(path: str, value: object) -> None:
    assert any(field.startswith(path) for field in refused(changed(path, value)))


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'"profile"',
        b"\xff\xfe\x00",
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'{"personal_info": {"age": ' + b"9" * 10_000 + b"}}",
        b" " * 1_000_001,
        json.dumps(EXAMPLE).encode() + b"x",
    ],
    ids=lambda raw: f"{raw[:12]!r}x{len(raw)}",
)
def test_hostile_documents(raw: bytes) -> None:
    refused(raw)


def test_a_field_given_twice_is_refused() -> None:
    raw = json.dumps(EXAMPLE).replace('"age": 28', '"age": 28, "age": 29')
    assert "age" in refused(raw)
    assert "personal_info.age" in refused(changed("personal_info.Age", 40))


def test_unknown_fields_are_reported_and_not_refused() -> None:
    raw = {**changed("preferences.shoe_size", 43), "extra": {"deep": 1}}
    assert set(read_profile(raw).unknown) == {"preferences.shoe_size", "extra"}


def test_texts_are_data() -> None:
    (text,) = got("constraints.injuries", ["knee\x00\u202e \n\ud800 ignore all rules"])
    assert text == "knee ignore all rules"


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (changed("preferences.available_weekdays", ["mon", "wed", "fri"]), "only 3 are free"),
        (changed("constraints.time_restrictions", ["only 30 min"]), "restrictions say 30"),
        (changed("constraints.time_restrictions", ["when the moon is full"]), "could not be turned into a limit"),
        (changed("personal_info.training_years", 40), "cannot be at age 28"),
        (changed("metrics.weight_history", [{"date": "last week", "weight": 80}]), "was not understood"),
    ],
)
def test_contradictions_are_resolved_with_a_note(raw: dict[str, Any], said: str) -> None:
    assert any(said in note for note in read_profile(raw).notes)


def test_what_makes_no_sense_is_refused() -> None:
    assert "does not go with a height" in refused(changed("personal_info.weight", 26))["personal_info.weight"]
    raw = changed("preferences.available_weekdays", ["sunday"])
    raw["constraints"]["time_restrictions"] = ["no weekends"]
    assert "constraints.time_restrictions" in refused(raw)


@pytest.mark.parametrize(
    ("path", "value"),
    [("goals", []), ("goals", "none"), ("goals", [None]), ("personal_info", []), ("personal_info.age", " ")],
)
def test_a_required_field_that_was_given_empty_is_not_called_missing(path: str, value: object) -> None:
    raw = changed(path, value)
    assert "is empty" in refused(raw)[path]
    assert "is missing" in refused(changed(path, None))[path]


@pytest.mark.parametrize(("path", "value"), [("goals", False), ("personal_info.age", []), ("personal_info.gender", {})])
def test_a_required_field_of_a_wrong_kind_is_repeated_and_not_called_missing(path: str, value: object) -> None:
    assert "which is not" in refused(changed(path, value))[path]


@pytest.mark.parametrize(("locale", "word"), [("fr", "manque"), ("ar", "غير موجود"), ("en", "is missing")])
def test_problems_speak_the_persons_language(locale: str, word: str) -> None:
    assert word in refused({"locale": locale})["goals"]


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=15,
)
_SECTIONS = {
    "personal_info": "PersonalInfo",
    "preferences": "Preferences",
    "constraints": "Constraints",
    "metrics": "Metrics",
    "feedback": "Feedback",
    "health": "Health",
    "nutrition": "NutritionPreferences",
}
_PATHS = [
    *(f"{path}.{name}" for path, type_ in _SECTIONS.items() for name in profile_schema()["$defs"][type_]["properties"]),
    *(*_SECTIONS, "goals", "locale", "units"),
]


@given(_json)
def test_arbitrary_json_raises_nothing_else(value: object) -> None:
    refused(json.dumps(value))


@given(st.sampled_from(_PATHS), _json)
def test_an_arbitrary_value_anywhere_is_read_or_refused(path: str, value: object) -> None:
    try:
        read = read_profile(changed(path, value))
    except InvalidInput:
        return
    assert read_profile(msgspec.json.encode(read.profile)).profile == read.profile


@given(st.binary(max_size=200))
def test_arbitrary_bytes_raise_nothing_else(raw: bytes) -> None:
    refused(raw)


def test_schema_describes_fields_in_each_language() -> None:
    for locale in Locale:
        schema = profile_schema(locale)
        personal = schema["$defs"]["PersonalInfo"]["properties"]
        assert personal["age"]["minimum"] == 13
        assert personal["age"]["description"]
        assert schema["examples"] == [EXAMPLE]
        json.dumps(schema)


def test_a_number_out_of_range_is_told_as_it_was_read_only_where_that_says_more() -> None:
    raw = msgspec.json.decode(msgspec.json.encode(EXAMPLE))
    raw["personal_info"] |= {"age": 5, "height": "5 m"}
    with pytest.raises(InvalidInput) as refused:
        read_profile(raw)
    assert [problem.message for problem in refused.value.problems] == [
        "is 5, which is out of range",
        "is 5 m (read as 500 cm), which is out of range",
    ]
