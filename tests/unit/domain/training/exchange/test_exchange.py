"""Exports of Strong, Hevy and ours: read, refused row by row, and the same again when imported twice."""

import contextlib
import csv
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from importlib.resources import files

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.catalogue.loader import load_catalogue
from domain.catalogue.wording import key_of
from domain.errors import InvalidInput
from domain.events.event import Event, NewEvent, keyed
from domain.events.kinds import SessionFinished, SessionStarted, SetKind, SetLogged
from domain.events.projection import effective
from domain.profile import Units
from domain.training.exchange.exporting import csv_of
from domain.training.exchange.importing import Clock, Import, read_import
from domain.training.exchange.names import exercise_of
from domain.training.exchange.table import MOST_BYTES, MOST_ROWS, safe_cell
from domain.training.log import sessions_of
from domain.training.sessions import reserve
from domain.training.use_cases import json_export
from tests.histories import history_of

CATALOGUE = load_catalogue()
CLOCK = Clock(now=datetime(2026, 11, 23, 12, tzinfo=UTC), offset_min=60)

STRONG = """Date,Workout Name,Duration,Exercise Name,Set Order,Weight,Reps,Distance,Seconds,Notes,Workout Notes,RPE
2026-11-20 18:00:00,"Push, heavy",1h 5m,Bench Press (Barbell),W,40.0,10,0,0,,,
2026-11-20 18:00:00,"Push, heavy",1h 5m,Bench Press (Barbell),1,80.0,8,0,0,"good
bar speed",,8.5
2026-11-20 18:00:00,"Push, heavy",1h 5m,Bench Press (Barbell),Rest Timer,0,0,0,120,,,
2026-11-20 18:00:00,"Push, heavy",1h 5m,Bench Press (Barbell),F,80.0,7,0,0,,,10
2026-11-20 18:00:00,"Push, heavy",1h 5m,Plank,1,0,0,0,60,,,
2026-11-20 18:00:00,"Push, heavy",1h 5m,Zercher Yoke Walk,1,60,8,0,0,,,
2026-11-20 18:00:00,"Push, heavy",1h 5m,Bench Press (Barbell),D,heavy,8,0,0,,,
"""
STRONG_SEMICOLONS = (
    '"Workout #";"Date";"Workout Name";"Duration (sec)";"Exercise Name";"Set Order";"Weight (lbs)";"Reps";"RPE";'
    '"Distance (meters)";"Seconds";"Notes";"Workout Notes"\n'
    '"1";"2026-11-20 18:00:00";"Legs";"3600";"Squat (Barbell)";"1";"220,5";"5";"";"";"0.0";"";""\n'
    '"1";"2026-11-20 18:00:00";"Legs";"3600";"Running";"1";"0";"0";"";"5000";"1500";"";""\n'
)
HEVY = (
    "title,start_time,end_time,description,exercise_title,superset_id,exercise_notes,set_index,set_type,weight_lbs,reps,"
    "distance_miles,duration_seconds,rpe\n"
    '"Evening","20 Nov 2026, 18:00","20 Nov 2026, 19:00","","Squat (Barbell)",,"",0,"warmup",100,5,,,\n'
    '"Evening","20 Nov 2026, 18:00","20 Nov 2026, 19:00","","Squat (Barbell)",,"",1,"normal",225,5,,,8\n'
    '"Evening","20 Nov 2026, 18:00","20 Nov 2026, 19:00","","Squat (Barbell)",,"",2,"failure",225,7,,,\n'
    '"Evening","20 Nov 2026, 18:00","20 Nov 2026, 19:00","","Squat (Barbell)",,"",3,"dropset",135,12,,,\n'
)


def imported(text: str, units: Units = Units.METRIC) -> Import:
    return read_import(text.encode(), CATALOGUE, CLOCK, units)


def sets_of(found: Import) -> list[SetLogged]:
    return [each.what for each in found.events if isinstance(each.what, SetLogged)]


def test_strong_with_commas() -> None:
    found = imported(STRONG)
    warm, first, failed, hold = sets_of(found)
    assert (found.source, found.sessions, found.sets, found.left_out) == ("strong", 1, 4, 2)
    assert (warm.kind, warm.load_kg, warm.reps) == (SetKind.WARMUP, 40.0, 10)
    assert (first.exercise, first.load_kg, first.reps, first.rpe) == ("barbell-bench-press-medium-grip", 80.0, 8, 8.5)
    assert (failed.rir, failed.rpe) == (0.0, None)
    assert (hold.exercise, hold.load_kg, hold.reps, hold.seconds) == ("plank", None, None, 60.0)
    [finish] = [each for each in found.events if isinstance(each.what, SessionFinished)]
    assert isinstance(finish.what, SessionFinished)
    assert finish.what.minutes == 65.0
    assert finish.at == datetime.fromisoformat("2026-11-20T19:05:00+01:00")
    assert {each.day.isoformat() for each in found.events} == {"2026-11-20"}


def test_what_cannot_be_read_is_told_by_line_and_never_guessed() -> None:
    found = imported(STRONG)
    [bad] = found.problems
    assert (bad.line, bad.column, bad.message, bad.allowed) == (9, "weight", "'heavy'", "a number")
    [unknown] = found.unmapped
    assert (unknown.name, unknown.sets) == ("Zercher Yoke Walk", 1)
    near = imported(STRONG.replace("Zercher Yoke Walk", "Barbel Squatt")).unmapped[0]
    assert "Barbell Back Squat" in near.nearest


def test_strong_with_semicolons_and_pounds() -> None:
    squat, run = sets_of(imported(STRONG_SEMICOLONS))
    assert (squat.exercise, squat.load_kg, squat.reps) == ("barbell-squat", pytest.approx(100.02, abs=0.01), 5)
    assert (run.exercise, run.distance_m, run.seconds, run.reps) == ("easy-run", 5000.0, 1500.0, None)


def test_units_count_only_where_the_file_says_none() -> None:
    pounds = sets_of(imported(STRONG, Units.IMPERIAL))[1]
    assert pounds.load_kg == pytest.approx(36.29, abs=0.01)
    assert sets_of(imported(STRONG_SEMICOLONS, Units.IMPERIAL))[0].load_kg == pytest.approx(100.02, abs=0.01)


def test_hevy() -> None:
    found = imported(HEVY)
    warm, normal, failed, drop = sets_of(found)
    assert (found.source, found.sessions) == ("hevy", 1)
    assert [each.kind for each in (warm, normal, failed, drop)] == [
        SetKind.WARMUP,
        SetKind.WORK,
        SetKind.WORK,
        SetKind.DROP,
    ]
    assert (normal.load_kg, normal.rpe, failed.rir) == (pytest.approx(102.06, abs=0.01), 8.0, 0.0)


@pytest.mark.parametrize(
    "written", ["20 Nov 2026, 18:00", "Nov 20, 2026, 6:00 PM", "2026-11-20 18:00:00", "2026-11-20T18:00"]
)
def test_dates_in_the_usual_forms(written: str) -> None:
    found = imported(HEVY.replace("20 Nov 2026, 18:00", written))
    assert found.events[0].at == datetime.fromisoformat("2026-11-20T18:00:00+01:00")


@pytest.mark.parametrize("text", [STRONG, STRONG_SEMICOLONS, HEVY], ids=["strong", "semicolons", "hevy"])
def test_the_same_file_gives_the_same_ids_wherever_the_clock_stands(text: str) -> None:
    later = Clock(now=CLOCK.now + timedelta(days=3), offset_min=-300)
    again = read_import(text.encode("utf-16"), CATALOGUE, later)
    assert [each.id for each in again.events] == [each.id for each in imported(text).events]
    assert len({each.id for each in again.events}) == len(again.events)


def test_more_sets_in_a_later_export_add_only_those() -> None:
    more = STRONG + '2026-11-20 18:00:00,"Push, heavy",1h 5m,Plank,2,0,0,0,45,,,\n'
    ids = {each.id for each in imported(STRONG).events}
    [new] = [each for each in imported(more).events if each.id not in ids]
    assert isinstance(new.what, SetLogged)
    assert new.what.seconds == 45.0


@pytest.mark.parametrize(
    ("raw", "field"),
    [
        (b"", "body"),
        (b"\x80abc", "body"),
        (b"PK\x03\x04\x00", "body"),
        (b"a,b\n1,2\n", "header"),
        (b"x" * (MOST_BYTES + 1), "body"),
        (b'"' + b"x" * 200_000, "header"),
        ((STRONG.splitlines()[0] + "\n" + "1,\n" * (MOST_ROWS + 1)).encode(), "body"),
    ],
    ids=["empty", "not utf-8", "a zip", "other columns", "too large", "one huge cell", "too many rows"],
)
def test_what_is_no_export_is_refused_as_a_whole(raw: bytes, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_import(raw, CATALOGUE, CLOCK)
    assert refused.value.problems[0].field == field


def test_rows_of_the_future_or_out_of_range_are_left_out() -> None:
    found = imported(STRONG.replace("2026-11-20", "2027-11-20"))
    assert found.sets == 0
    assert {each.column for each in found.problems} == {"at", "weight"}
    heavy = imported(STRONG_SEMICOLONS.replace("220,5", "5000"))
    assert [(each.column, each.message) for each in heavy.problems] == [("what.load_kg", "Expected `float` <= 600.0")]


@settings(max_examples=60, deadline=None)
@given(
    cells=st.lists(st.text(max_size=12), min_size=8, max_size=8),
    head=st.sampled_from([STRONG.splitlines()[0], STRONG_SEMICOLONS.splitlines()[0], HEVY.splitlines()[0]]),
)
def test_any_cells_are_read_or_refused(cells: list[str], head: str) -> None:
    text = head + "\n" + ",".join(cells) + "\n"
    with contextlib.suppress(InvalidInput):
        found = imported(text)
        assert found.sets + found.left_out <= text.count("\n") + text.count("\r")


def test_an_export_imported_again_changes_nothing() -> None:
    events = effective(history_of(1, 60)).events
    raw = b"".join(csv_of(sessions_of(events), CATALOGUE))
    found = read_import(raw, CATALOGUE, CLOCK)
    trained = [each for each in events if isinstance(each.what, SessionStarted | SetLogged | SessionFinished)]
    assert found.source == "fitai"
    assert (found.problems, found.unmapped) == ((), ())
    assert {each.id for each in found.events} == {each.id for each in trained}
    assert {keyed(each).key for each in found.events} == {str(each.id) for each in trained}


def test_an_export_read_by_somebody_else_tells_the_same_sets() -> None:
    events = effective(history_of(1, 60)).events
    raw = b"".join(csv_of(sessions_of(events), CATALOGUE))
    told = [each for each in read_import(raw, CATALOGUE, CLOCK).events if isinstance(each.what, SetLogged)]
    mine = [each for each in events if isinstance(each.what, SetLogged)]
    assert [_what(each) for each in told] == [_what(each) for each in mine]


def _what(event: Event | NewEvent) -> tuple[object, ...]:
    what = event.what
    assert isinstance(what, SetLogged)
    return (event.id, event.day, what.session, what.exercise, what.load_kg, what.reps, what.seconds, reserve(what))


@pytest.mark.parametrize("text", ["=1+1", "+A1", "-2", "@cmd", "\t=1", "\r=1"])
def test_a_text_that_looks_like_a_formula_is_only_a_text(text: str) -> None:
    assert safe_cell(text) == f"'{text}"
    assert safe_cell(-2.5) == "-2.5"
    assert safe_cell(None) == ""


async def test_json_holds_every_event() -> None:
    events = history_of(2, 20)
    half = len(events) // 2

    async def chunks(*parts: list[Event]) -> AsyncIterator[list[Event]]:
        for part in parts:
            yield part

    parts = [each async for each in json_export(chunks(events[:half], [], events[half:]), msgspec.json.encode)]
    assert [each["id"] for each in json.loads(b"".join(parts))["events"]] == [str(each.id) for each in events]
    nothing = [each async for each in json_export(chunks([]), msgspec.json.encode)]
    assert json.loads(b"".join(nothing)) == {"events": []}


def test_the_usual_names_are_known() -> None:
    names = ("Bench Press (Barbell)", "Lat Pulldown (Cable)", "Squat (Bodyweight)", "bench press", "Romanian Deadlift")
    assert [exercise_of(CATALOGUE, name) for name in names] == [
        "barbell-bench-press-medium-grip",
        "lat-pulldown",
        "bodyweight-squat",
        "barbell-bench-press-medium-grip",
        "romanian-deadlift",
    ]
    assert exercise_of(CATALOGUE, "Underwater Basket Weaving") is None


def test_every_listed_name_stands_for_one_exercise_of_the_catalogue() -> None:
    rows = list(
        csv.DictReader((files("domain.training.exchange") / "names.csv").read_text(encoding="utf-8").splitlines())
    )
    assert len({key_of(row["name"]) for row in rows}) >= 150
    assert [row for row in rows if row["exercise"] not in CATALOGUE.exercises] == []
