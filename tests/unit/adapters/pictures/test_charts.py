"""Charts: plain SVG in every language, with what they show in words, and nothing that runs or refers."""

import re
import sys
from datetime import date, timedelta
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.pictures.charts import chart
from domain.coaching.programming.volume import Band
from domain.profile import Locale
from domain.text.messages import say
from domain.training.series import Line, Point, Series, SeriesName, Unit
from domain.training.state import Record, RecordKind

START = date(2026, 1, 5)
SVG = "{http://www.w3.org/2000/svg}"
NAMES = {"squat": "Squat <deep> & slow", "row": "Row"}
ALLOWED = {"svg", "g", "rect", "path", "circle", "text", "title"}


def series(name: SeriesName, weeks: int = 12, keys: tuple[str, ...] = ()) -> Series:
    """Something to show of each kind."""

    def line(key: str, unit: Unit, *, spread: float = 0.0, band: Band | None = None) -> Line:
        points = (
            Point(START + timedelta(days=7 * week), 60.0 + week, 60.0 + week - spread, 60.0 + week + spread)
            for week in range(weeks)
        )
        return Line(key=key, unit=unit, points=tuple(points), band=band)

    lines = {
        SeriesName.STRENGTH: [line(key, Unit.KG, spread=3.0) for key in keys or ("squat",)],
        SeriesName.TONNAGE: [line("tonnage", Unit.KG)],
        SeriesName.SETS: [line("chest", Unit.SETS, band=Band(8, 12, 15)), line("neck", Unit.SETS)],
        SeriesName.ADHERENCE: [line("planned", Unit.SESSIONS), line("done", Unit.SESSIONS)],
        SeriesName.LOAD: [line(key, Unit.LOAD) for key in ("load", "fitness", "fatigue", "form")],
        SeriesName.WEIGHT: [line("measured", Unit.KG), line("trend", Unit.KG)],
        SeriesName.RECORDS: [],
    }
    made = [Record(START + timedelta(days=5 * index), "squat", RecordKind.LOAD, 100.0, 95.0) for index in range(weeks)]
    return Series(name=name, lines=tuple(lines[name]), records=tuple(made) if name is SeriesName.RECORDS else ())


def texts(svg: str) -> str:
    """All texts of the picture, without the isolates around Arabic."""
    found = [each.text or "" for each in ET.fromstring(svg).iter(f"{SVG}text")]
    return " ".join(found).replace("\u2067", "").replace("\u2069", "")


@pytest.mark.parametrize("name", sorted(SeriesName))
@pytest.mark.parametrize("locale", list(Locale))
def test_a_chart_says_what_it_shows_and_holds_nothing_that_runs(name: SeriesName, locale: Locale) -> None:
    svg = chart(series(name), locale, NAMES)
    tree = ET.fromstring(svg)
    assert {str(each.tag).removeprefix(SVG) for each in tree.iter()} <= ALLOWED
    assert not any("href" in key or key == "style" for each in tree.iter() for key in each.attrib)
    assert "http" not in svg.replace("http://www.w3.org/2000/svg", "")
    assert (tree.get("lang"), tree.get("role")) == (locale, "img")
    words = texts(svg)
    for word in say(locale, f"history.title.{name}").split():
        assert word in words
    unit = {
        SeriesName.SETS: "sets",
        SeriesName.ADHERENCE: "sessions",
        SeriesName.LOAD: "load",
        SeriesName.RECORDS: "records",
    }.get(name, "kg")
    for word in say(locale, f"history.axis.{unit}").split():
        assert word in words


@pytest.mark.parametrize("name", sorted(SeriesName))
@pytest.mark.parametrize("locale", list(Locale))
def test_with_nothing_to_show_it_says_what_to_do(name: SeriesName, locale: Locale) -> None:
    words = texts(chart(Series(name=name, lines=()), locale, {}))
    for word in say(locale, f"history.empty.{name}").split():
        assert word in words


@pytest.mark.parametrize("name", sorted(SeriesName))
@pytest.mark.parametrize("weeks", [1, 2, 60, 200])
def test_any_length_stays_inside_the_frame(name: SeriesName, weeks: int) -> None:
    tree = ET.fromstring(chart(series(name, weeks), Locale.EN, NAMES))
    wide, high = (float(number) for number in tree.attrib["viewBox"].split()[2:])
    for group in tree.iter(f"{SVG}g"):
        place = re.match(r"translate\((-?[\d.]+)[, ]+(-?[\d.]+)\)", group.get("transform", ""))
        left, top = (float(place[1]), float(place[2])) if place else (0.0, 0.0)
        for dot in group.iter(f"{SVG}circle"):
            assert 0 <= left + float(dot.attrib["cx"]) <= wide
            assert 0 <= top + float(dot.attrib["cy"]) <= high


def test_the_same_data_give_the_same_picture() -> None:
    assert chart(series(SeriesName.LOAD), Locale.FR, NAMES) == chart(series(SeriesName.LOAD), Locale.FR, NAMES)


def test_names_are_shown_as_text() -> None:
    one = chart(series(SeriesName.STRENGTH), Locale.EN, NAMES)
    assert "Squat <deep> & slow" in texts(one)
    two = chart(series(SeriesName.STRENGTH, keys=("squat", "row", "gone")), Locale.EN, NAMES)
    assert all(name in texts(two) for name in ("Row", "gone"))


def test_a_band_lies_around_one_line_only() -> None:
    filled = [
        each.get("fill-opacity")
        for each in ET.fromstring(chart(series(SeriesName.STRENGTH), Locale.EN, NAMES)).iter(f"{SVG}path")
        if each.get("fill") not in (None, "none")
    ]
    assert filled == ["0.18"]
    many = ET.fromstring(chart(series(SeriesName.STRENGTH, keys=("squat", "row")), Locale.EN, NAMES))
    assert all(each.get("fill") == "none" for each in many.iter(f"{SVG}path") if each.get("fill-opacity"))


def test_french_writes_a_decimal_comma_and_dates_follow_the_language() -> None:
    data = Series(
        name=SeriesName.WEIGHT,
        lines=(
            Line(key="measured", unit=Unit.KG, points=(Point(START, 80.0), Point(START + timedelta(days=30), 81.5))),
        ),
    )
    words = texts(chart(data, Locale.FR, {}))
    assert "80,5" in words
    assert "5 janv." in words
    assert "5 يناير" in texts(chart(data, Locale.AR, {}))


def test_records_are_counted_by_week_with_the_weeks_without() -> None:
    days = (START, START + timedelta(days=2), START + timedelta(days=15))
    made = tuple(Record(day, "squat", RecordKind.LOAD, 100.0, 95.0) for day in days)
    svg = chart(Series(name=SeriesName.RECORDS, lines=(), records=made), Locale.EN, {})
    bars = [each for each in ET.fromstring(svg).iter(f"{SVG}rect") if each.get("height") and each.get("width")]
    assert len(bars) >= 2 + 1  # two weeks with records, and the paper
    assert "records a week" in texts(svg)
    assert "5 Jan" in texts(svg)


@settings(max_examples=40, deadline=None)
@given(values=st.lists(st.floats(0, 1e5), min_size=1, max_size=30), name=st.text(min_size=1, max_size=60))
def test_any_values_and_names_are_well_formed(values: list[float], name: str) -> None:
    points = tuple(
        Point(START + timedelta(days=index), value, value - 1, value + 1) for index, value in enumerate(values)
    )
    data = Series(name=SeriesName.STRENGTH, lines=(Line(key="x", unit=Unit.KG, points=points),))
    ET.fromstring(chart(data, Locale.EN, {"x": name}))


def test_the_import_system_is_left_alone() -> None:
    assert not [finder for finder in sys.meta_path if type(finder).__module__.startswith("pygal")]
