"""Charts of a person's history as SVG: readable at the width of a phone, in the person's language, quiet.

Time runs from left to right in every language, as numbers do; titles, legends and sentences follow the language.
"""

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from html import escape
from math import ceil, floor, log10
from typing import Any, Final

from msgspec import Struct
from pygal import XY, Bar, PluginImportFixer
from pygal.style import Style

from adapters.pictures.dressing import FONTS, INK, PAPER, SOFT, TEXT_PX, TITLE_PX, Look, Mark, dressed, isolated
from adapters.pictures.wrapping import width_of, wrapped
from domain.profile import Locale
from domain.text.messages import say
from domain.text.normal import cleaned
from domain.training.calendar import monday_of
from domain.training.series import Line, Point, Series, SeriesName, Unit

# pygal hooks into every import by a protocol that Python has dropped, for plugins that are not used here.
sys.meta_path[:] = [finder for finder in sys.meta_path if not isinstance(finder, PluginImportFixer)]

WIDTH: Final = 400
HEIGHT: Final = 340

GREEN, AMBER, BLUE, PLUM, GREY = "#2f6b4f", "#c77f1a", "#3a6ea5", "#8a4f7d", "#9aa7a0"
_INKS: Final = (GREEN, BLUE, AMBER, PLUM)
_BAND: Final = 0.18

TONNE_KG: Final = 1000.0
_TICKS: Final = 5
_DATES: Final = 4
"""Most dates along an axis: more do not fit a phone."""

_HALF: Final = 140.0
"""Pixels for a name in a legend of two columns."""

_MEAN_WEEKS: Final = 4
"""Full weeks that the chart of muscles averages: one week says little."""

_Data = Sequence[tuple[float | None, float | None]]
_GAP = (None, None)
_Drawn = tuple[str | None, _Data, Mark]


def chart(series: Series, locale: Locale, names: Mapping[str, str]) -> str:
    """The SVG of a series; a sentence where there is nothing to show. `names` are those of exercises by id."""
    draw = _CHARTS[series.name]
    frame = Frame(title=_title(series, locale, names), locale=locale, names=names)
    return sentence(frame.say(f"empty.{series.name}"), frame) if series.empty else draw(series, frame)


class Frame(Struct, frozen=True, kw_only=True):
    """What every chart has beside its data."""

    title: str
    locale: Locale
    names: Mapping[str, str]

    def say(self, key: str) -> str:
        """A text of `history.toml`."""
        return say(self.locale, f"history.{key}")


def _title(series: Series, locale: Locale, names: Mapping[str, str]) -> str:
    units = {line.unit for line in series.lines}
    reps = series.name is SeriesName.STRENGTH and units == {Unit.REPS}
    title = say(locale, f"history.title.{series.name}{'_reps' if reps else ''}")
    if series.name is SeriesName.STRENGTH and len(series.lines) == 1:
        return f"{names.get(series.lines[0].key, series.lines[0].key)}\n{title}"
    return title


# --- one function for each chart ---


def _strength(series: Series, frame: Frame) -> str:
    drawn: list[_Drawn] = []
    one = len(series.lines) == 1
    for line, ink in zip(series.lines, _INKS, strict=False):
        if one:
            label = frame.say("line.band")
            drawn.append((label, _around(line.points), Mark(ink=ink, area=True, opacity=_BAND)))
        label = frame.names.get(line.key, line.key)
        drawn.append((None if one else label, _over_time(line), Mark(ink=ink, dot=2.5)))
    return _timeline(drawn, frame, series.lines[0].unit)


def _load(series: Series, frame: Frame) -> str:
    marks = {
        "load": Mark(ink=GREY, width=0, dot=2, opacity=0.6),
        "fitness": Mark(ink=GREEN, width=2.5),
        "fatigue": Mark(ink=AMBER, width=1.5),
        "form": Mark(ink=BLUE, width=1.5),
    }
    drawn = [(frame.say(f"line.{line.key}"), _over_time(line), marks[line.key]) for line in series.lines]
    return _timeline(drawn, frame, Unit.LOAD)


def _weight(series: Series, frame: Frame) -> str:
    marks = {"measured": Mark(ink=GREY, width=0, dot=2, opacity=0.8), "trend": Mark(ink=GREEN, width=2.5)}
    drawn = [(frame.say(f"line.{line.key}"), _over_time(line), marks[line.key]) for line in series.lines]
    return _timeline(drawn, frame, Unit.KG)


def _tonnage(series: Series, frame: Frame) -> str:
    [line] = series.lines
    tonnes = max(point.value for point in line.points) >= 2 * TONNE_KG
    values = [point.value / (TONNE_KG if tonnes else 1) for point in line.points]
    bars = [(None, values, Mark(ink=GREEN, opacity=0.85))]
    return _bars(line.points, bars, frame, frame.say(f"axis.{'tonnes' if tonnes else 'kg'}"))


def _records(series: Series, frame: Frame) -> str:
    """How many records each week brought, from the first of them on."""
    counts = Counter(monday_of(record.day) for record in series.records)
    first, last = min(counts), max(counts)
    weeks = [first + timedelta(days=7 * index) for index in range((last - first).days // 7 + 1)]
    points = [Point(monday, float(counts[monday])) for monday in weeks]
    bars = [(None, [point.value for point in points], Mark(ink=PLUM, opacity=0.85))]
    return _bars(points, bars, frame, frame.say("axis.records"))


def _adherence(series: Series, frame: Frame) -> str:
    marks = {"planned": Mark(ink=GREY, opacity=0.5), "done": Mark(ink=GREEN, opacity=0.9)}
    bars = [
        (frame.say(f"line.{line.key}"), [point.value for point in line.points], marks[line.key])
        for line in series.lines
    ]
    return _bars(series.lines[0].points, bars, frame, frame.say("axis.sessions"))


def _sets(series: Series, frame: Frame) -> str:
    """A bar for each muscle over the range that is useful for it: the mean of the last full weeks."""
    rows = [(line, _mean(line.points)) for line in reversed(series.lines)]
    places = list(enumerate(rows, start=1))
    ranges = [_box(line.band.low, line.band.high, at, 0.38) for at, (line, _) in places if line.band is not None]
    own = [_box(0, sets, at, 0.16) for at, (_, sets) in places]
    drawn: list[_Drawn] = [
        (frame.say("line.useful"), _apart(ranges), Mark(ink=BLUE, area=True, opacity=_BAND)),
        (frame.say("line.own"), _apart(own), Mark(ink=GREEN, area=True, opacity=0.9)),
    ]
    top = max(max(sets, line.band.high if line.band else 0.0) for line, sets in rows)
    picture = _xy(drawn, frame, height=max(HEIGHT, 130 + 24 * len(rows)))
    picture.x_title = frame.say("axis.sets")
    picture.xrange = (0, top)
    picture.range = (0.4, len(rows) + 0.6)
    picture.x_labels = _ticks(0, top)
    picture.x_value_formatter = _number(frame.locale)
    picture.y_labels = [
        {"value": at, "label": say(frame.locale, f"rules.muscle.{line.key}")} for at, (line, _) in places
    ]
    picture.show_y_guides = False
    return _rendered(picture, drawn, frame)


_Chart = Callable[[Series, Frame], str]
_CHARTS: Final[Mapping[SeriesName, _Chart]] = {
    SeriesName.STRENGTH: _strength,
    SeriesName.TONNAGE: _tonnage,
    SeriesName.SETS: _sets,
    SeriesName.ADHERENCE: _adherence,
    SeriesName.LOAD: _load,
    SeriesName.WEIGHT: _weight,
    SeriesName.RECORDS: _records,
}


# --- data ---


def _over_time(line: Line) -> _Data:
    return [(point.day.toordinal(), point.value) for point in line.points]


def _around(points: Sequence[Point]) -> _Data:
    """The outline of a band: along its upper edge and back along the lower one."""
    upper = [(float(point.day.toordinal()), point.high or point.value) for point in points]
    lower = [(float(point.day.toordinal()), point.low or point.value) for point in points]
    return [*upper, *reversed(lower), upper[0]]


def _box(left: float, right: float, middle: float, half: float) -> _Data:
    return [
        (left, middle - half),
        (left, middle + half),
        (right, middle + half),
        (right, middle - half),
        (left, middle - half),
    ]


def _apart(boxes: Iterable[_Data]) -> _Data:
    """The boxes as one series with gaps between them."""
    return [point for box in boxes for point in (*box, _GAP)]


def _mean(points: Sequence[Point]) -> float:
    """Of the last full weeks; of the running one when it is the first."""
    full = points[:-1][-_MEAN_WEEKS:] or points
    return sum(point.value for point in full) / len(full)


# --- pictures ---


def _timeline(drawn: Sequence[_Drawn], frame: Frame, unit: Unit) -> str:
    values = [y for _, data, _ in drawn for _, y in data if y is not None]
    return timeline(drawn, frame, frame.say(f"axis.{unit}"), _ticks(min(values), max(values)))


def timeline(drawn: Sequence[_Drawn], frame: Frame, y_title: str, ticks: Sequence[float]) -> str:
    """Lines (label, (day's ordinal, value) pairs, look) over time; `ticks` from the lowest to the highest value."""
    days = [x for _, data, _ in drawn for x, _ in data if x is not None]
    picture = _xy(drawn, frame)
    picture.y_title = y_title
    picture.y_labels = list(ticks)
    picture.range = (ticks[0], ticks[-1])
    picture.x_labels = _days(min(days), max(days))
    picture.xrange = (min(days) - 1, max(days) + 1)
    picture.x_title = frame.say("axis.date")
    picture.x_value_formatter = _date(frame.locale, max(days) - min(days))
    return _rendered(picture, drawn, frame)


def _xy(drawn: Sequence[_Drawn], frame: Frame, height: int = HEIGHT) -> XY:
    picture = XY(**_options(frame.title, height, [label for label, _, _ in drawn]))
    picture.value_formatter = _number(frame.locale)
    for label, data, mark in drawn:
        dots = bool(mark.dot) and not mark.area
        line = mark.area or mark.width > 0
        picture.add(
            label, data, fill=mark.area, show_dots=dots, dots_size=mark.dot, stroke=line, allow_interruptions=mark.area
        )
    return picture


def _bars(
    points: Sequence[Point],
    bars: Sequence[tuple[str | None, Sequence[float], Mark]],
    frame: Frame,
    unit: str,
) -> str:
    top = max(value for _, values, _ in bars for value in values)
    picture = Bar(**_options(frame.title, HEIGHT, [label for label, _, _ in bars]))
    said = _date(frame.locale, (points[-1].day - points[0].day).days)
    labels = [said(point.day.toordinal()) for point in points]
    step = ceil(len(points) / _DATES)
    picture.x_labels = labels
    picture.x_labels_major = labels[::step]
    picture.show_minor_x_labels = False
    picture.x_title = frame.say("axis.week")
    picture.y_title = unit
    picture.y_labels = _ticks(0, top)
    picture.value_formatter = _number(frame.locale)
    for label, values, _ in bars:
        picture.add(label, list(values))
    return _rendered(picture, bars, frame)


def _options(title: str, height: int, labels: Sequence[str | None]) -> dict[str, Any]:
    widest = max((width_of(label, TEXT_PX) for label in labels if label), default=0.0)
    style = Style(
        title_font_size=TITLE_PX, label_font_size=TEXT_PX, major_label_font_size=TEXT_PX, legend_font_size=TEXT_PX
    )
    return {
        "title": "\n".join(cleaned(line) for line in title.split("\n")),
        "width": WIDTH,
        "height": height,
        "style": style,
        "show_legend": widest > 0,
        "legend_at_bottom": True,
        "legend_at_bottom_columns": 2 if widest < _HALF else 1,
        "legend_box_size": 10,
        "truncate_legend": -1,
        "truncate_label": -1,
        "margin": 14,
        "margin_right": 28,
        "spacing": 8,
        "js": [],
        "disable_xml_declaration": True,
    }


def _rendered(picture: Any, drawn: Iterable[tuple[Any, Any, Mark]], frame: Frame) -> str:
    look = Look(locale=frame.locale, marks=[mark for _, _, mark in drawn])
    picture.add_xml_filter(lambda root: dressed(root, look))
    return str(picture.render())


def sentence(text: str, frame: Frame) -> str:
    """The picture of nothing: what to do for something to be here."""
    lines = wrapped(text, 14, WIDTH - 60)
    told = isolated if frame.locale is Locale.AR else str
    top = HEIGHT / 2 - 11 * len(lines)
    body = "".join(
        f'<text x="{WIDTH / 2:g}" y="{top + 22 * index:g}" font-size="14" fill="{SOFT}" text-anchor="middle">'
        f"{escape(told(line))}</text>"
        for index, line in enumerate(lines, start=1)
    )
    heading = escape(told(frame.title.replace("\n", ": ")))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" lang="{frame.locale}" '
        f'font-family="{escape(FONTS)}"><title>{heading}</title>'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{PAPER}"/>'
        f'<text x="{WIDTH / 2:g}" y="40" font-size="{TITLE_PX}" font-weight="600" fill="{INK}" text-anchor="middle"'
        f">{heading}</text>{body}</svg>"
    )


# --- numbers and dates ---


def _ticks(low: float, high: float) -> list[float]:
    """Round numbers from at or below `low` to at or above `high`, about `_TICKS` of them."""
    span = max(high - low, abs(high) * 0.02, 1e-6)
    rough = span / _TICKS
    power = 10 ** floor(log10(rough))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= rough)
    first, last = floor(low / step), ceil(high / step)
    return [round(index * step, 6) for index in range(first, max(last, first + 1) + 1)]


def _days(first: float, last: float) -> list[float]:
    """A few days from the first to the last."""
    count = min(_DATES, int(last - first) + 1)
    return [round(first + (last - first) * index / max(1, count - 1)) for index in range(count)]


def _number(locale: Locale) -> Callable[[Any], str]:
    def said(value: Any) -> str:
        if isinstance(value, tuple | list):
            value = value[-1]
        text = f"{value:.1f}".removesuffix(".0")
        return text.replace(".", ",") if locale is Locale.FR else text

    return said


def _date(locale: Locale, span: float) -> Callable[[float], str]:
    """Day and month; month and year over more than a year."""
    key = "history.date" if span <= 366 else "history.month_year"

    def said(ordinal: float) -> str:
        day = date.fromordinal(int(ordinal))
        return say(locale, key, day=day.day, month=say(locale, f"history.month.{day.month}"), year=day.year)

    return said
