"""A batch is read event by event: good ones come through, bad ones are explained, and nothing makes it raise."""

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.catalogue.loader import load_catalogue
from domain.errors import FieldProblem, InvalidInput
from domain.events.event import NewEvent
from domain.events.reading import BATCH_MOST, ReadBatch, read_batch
from domain.events.rules import OFFERS_MOST

CATALOGUE = load_catalogue()
NOW = datetime(2026, 11, 23, 18, tzinfo=UTC)
ID, OTHER = "00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-000000000002"
SET = {"type": "set.logged", "session": OTHER, "exercise": "barbell-squat", "load_kg": 80, "reps": 5, "rir": 2}


def event(**changes: Any) -> dict[str, Any]:
    """A good set; `changes` replace fields of the envelope."""
    return {"id": ID, "at": "2026-11-23T18:30:00+01:00", "day": "2026-11-23", "what": SET, **changes}


def what(**changes: Any) -> dict[str, Any]:
    """The event with fields of its data replaced; None removes one."""
    return event(what={key: value for key, value in {**SET, **changes}.items() if value is not None})


def read(*events: Any) -> ReadBatch:
    return read_batch(msgspec.json.encode({"events": list(events)}), NOW, CATALOGUE)


def problems(each: Any) -> list[FieldProblem]:
    """What is wrong with the only event of a batch."""
    found = read(each)
    assert found.events == ()
    [rejected] = found.rejected
    assert rejected.index == 0
    return list(rejected.problems)


def test_good_events_come_through_in_order() -> None:
    found = read(event(), event(id=OTHER, what={"type": "weight.measured", "kg": 80}))
    assert [str(each.id) for each in found.events] == [ID, OTHER]
    assert found.rejected == ()


def test_a_bad_event_holds_up_nobody() -> None:
    found = read(5, event(), {"id": OTHER})
    assert [str(each.id) for each in found.events] == [ID]
    assert [(each.index, str(each.id)) for each in found.rejected] == [(0, "None"), (2, OTHER)]


@pytest.mark.parametrize(
    ("given_event", "field", "message", "allowed"),
    [
        (event(at="2026-11-23T18:30:00"), "at", "2026-11-23T18:30:00", "a time with its UTC offset"),
        (event(at="2026-11-26T18:30:00Z", day="2026-11-26"), "at", "clock seems wrong", "up to 2026-11-24T18:00:00"),
        (event(at="1999-12-31T18:30:00Z", day="1999-12-31"), "at", "1999-12-31", "2000 or later"),
        (event(day="2026-11-20"), "day", "2026-11-20", "2026-11-23 (the local date"),
        (event(version=2), "version", "2", "1"),
        (event(day="soon"), "day", '"soon"', "a date, as 2026-11-23"),
        (event(id="x"), "id", '"x"', "a UUID"),
        (event(what={"type": "gold.found"}), "what.type", '"gold.found"', "set.logged"),
        (event(what={}), "what.type", "missing", "set.logged"),
        (event(what=7), "what", "7", "an object whose type"),
        (what(reps=500), "what.reps", "500", "a whole number from 0 to 200"),
        (what(load_kg="80"), "what.load_kg", '"80"', "a number from 0 to 600"),
        (what(kind="heavy"), "what.kind", '"heavy"', "warmup, work, drop"),
        (what(colour="red"), "what.colour", "not a field of this type", "session, exercise, kind"),
        (what(rpe=8), "what.rpe", "8", "rir or rpe, not both"),
        (what(reps=None), "what", "nothing was done", "reps, seconds or distance_m"),
        (what(exercise="barbel-squat"), "what.exercise", "barbel-squat", "nearest: barbell-squat"),
        (what(exercise="squat"), "what.exercise", "squat", "nearest: barbell-squat"),
        (event(what={"type": "equipment.busy", "equipment": "barbel"}), "what.equipment", "barbel", "nearest: barbell"),
        (
            event(what={"type": "away.given", "reason": "travel", "until": "2026-11-22"}),
            "what.until",
            "2026-11-22",
            "2026-11-23",
        ),
        (
            event(what={"type": "away.given", "reason": "ill", "until": "2028-01-01"}),
            "what.until",
            "2028-01-01",
            "within a year",
        ),
        (event(what={"type": "event.deleted", "event": ID}), "what.event", ID, "another event"),
        (
            event(what={"type": "event.corrected", "event": OTHER, "now": {**SET, "rpe": 8}}),
            "what.now.rpe",
            "8",
            "rir or rpe",
        ),
        (
            event(what={"type": "event.corrected", "event": OTHER, "now": {"type": "event.deleted", "event": ID}}),
            "what.now.type",
            "event.deleted",
            "set.logged",
        ),
    ],
    ids=[
        "no offset", "future", "past", "other day", "version", "no date", "no id", "unknown type", "no type", "no data",
        "too many", "text for number", "no choice", "unknown field", "rir and rpe", "nothing done", "typo", "name",
        "equipment", "away before", "away long", "itself", "correction", "correction of a deletion",
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_what_is_allowed(
    given_event: dict[str, Any], field: str, message: str, allowed: str
) -> None:
    [problem] = problems(given_event)
    assert problem.field == field
    assert message in problem.message
    assert allowed in problem.allowed


def test_everything_wrong_is_named_at_once() -> None:
    assert {each.field for each in problems({"id": 1, "what": {**SET, "reps": "x", "load_kg": -1}})} == {
        "id", "at", "day", "what.reps", "what.load_kg",
    }  # fmt: skip


@pytest.mark.parametrize("hours", [24, -24, 0])
def test_a_clock_may_be_a_day_off(hours: int) -> None:
    at = NOW + timedelta(hours=hours)
    assert read(event(at=at.isoformat(), day=at.date().isoformat())).events


@pytest.mark.parametrize("day", ["2026-11-22", "2026-11-24"])
def test_a_session_past_midnight_may_count_for_the_day_it_began(day: str) -> None:
    assert read(event(day=day)).events


def test_many_unknown_names_are_refused_without_searching_for_each() -> None:
    found = read(*(what(exercise=f"barbell-squat{chr(97 + number)}") for number in range(OFFERS_MOST + 5)))
    offered = [each.problems[0].allowed.startswith("a catalogue id; nearest") for each in found.rejected]
    assert offered == [True] * OFFERS_MOST + [False] * 5


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{}", b'{"events": []}', b'{"events": 3}', b'{"events": [NaN]}', b'{"events": [1], "more": 2}',
     b'{"events":' + b"[" * 100_000 + b"]" * 100_000 + b"}", b"\xff",
     b'{"events": [' + b",".join([b"1"] * (BATCH_MOST + 1)) + b"]}"],
    ids=["empty", "list", "object", "none", "number", "nan", "other fields", "deep", "bytes", "too many"],
)  # fmt: skip
def test_what_is_no_batch_is_refused_as_a_whole(body: bytes) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_batch(body, NOW, CATALOGUE)
    assert refused.value.problems


@pytest.mark.parametrize(
    "raw",
    [
        "1e999",
        "-1e999",
        '"\\u0000"',
        "[" * 400 + "]" * 400,
        '{"id": 1e400}',
        '{"at": "0001-01-01T00:00:00+23:59"}',
        "true",
    ],
    ids=["huge", "tiny", "nul", "nested", "huge id", "first instant", "true"],
)
def test_hostile_events_are_refused_alone(raw: str) -> None:
    body = f'{{"events": [{raw}, {msgspec.json.encode(event()).decode()}]}}'
    found = read_batch(body.encode(), NOW, CATALOGUE)
    assert len(found.events) == 1
    assert found.rejected[0].problems


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
TYPES = ["session.started", "set.logged", "pain.reported", "away.given", "event.corrected", "event.deleted", "x"]
DATES = st.datetimes(timezones=st.sampled_from([UTC, None])).map(lambda each: each.isoformat())


@settings(max_examples=150, deadline=None)
@given(
    changes=st.dictionaries(st.sampled_from(["id", "at", "day", "version", "what"]), JSON | DATES),
    data=st.dictionaries(st.sampled_from([*SET, "event", "now", "until", "region", "score"]), JSON),
    kind=st.sampled_from(TYPES),
)
def test_any_json_is_read_or_refused_never_raised(changes: dict[str, Any], data: dict[str, Any], kind: str) -> None:
    found = read(event(what={**SET, **data, "type": kind}), event(**changes))
    assert len(found.events) + len(found.rejected) == 2
    assert all(isinstance(each, NewEvent) for each in found.events)
    assert all(each.problems for each in found.rejected)
    msgspec.json.encode(found)


@settings(max_examples=100, deadline=None)
@given(body=st.binary(max_size=80) | st.text(max_size=80).map(lambda text: text.encode(errors="surrogatepass")))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    try:
        found = read_batch(body, NOW, CATALOGUE)
    except InvalidInput as refused:
        found = ReadBatch(events=())
        assert_told(refused)
    assert found.events == ()


def assert_told(refused: InvalidInput) -> None:
    assert refused.problems
