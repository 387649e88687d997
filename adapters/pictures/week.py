"""A week of meals as one page to hang on the fridge: SVG of A4, which a browser prints or saves as PDF.

Days are columns and meals rows, from right to left in Arabic. Text is not shaped or measured here: its width is
estimated generously, and the viewer's fonts draw it.
"""

from bisect import bisect_left
from collections.abc import Sequence
from html import escape
from typing import Final

from msgspec import Struct

from adapters.pictures.wrapping import width_of, wrapped
from domain.meals.view import DayView, MealView, PlateView, WeekView
from domain.profile import Locale, Weekday
from domain.text.messages import say
from domain.text.normal import cleaned

PAGE_MM: Final = (297, 210)
PAGE: Final = (1485.0, 1050.0)
"""A4 lying on its side, in millimetres and in the units of the drawing: five to the millimetre."""

MARGIN: Final = 40.0
"""8 mm: what home printers leave white anyway."""

LABEL_WIDTH: Final = 128.0
TITLE_HEIGHT: Final = 58.0
HEAD_HEIGHT: Final = 52.0
FOOT_HEIGHT: Final = 54.0
PAD: Final = 11.0
GAP: Final = 5.0
RADIUS: Final = 8.0

ZOOMS: Final = tuple(step / 20 for step in range(12, 41))
"""Sizes of everything but the columns, 0.6 to 2.0: the largest at which the week still fits the page is drawn."""

_FONTS: Final = "system-ui, 'Segoe UI', 'Noto Sans', 'Noto Naskh Arabic', 'DejaVu Sans', Arial, sans-serif"
_INK, _SOFT, _LINE, _PAPER = "#22302a", "#5d6b64", "#d9e0db", "#ffffff"
_HEAD, _HEAD_INK, _BAND, _BADGE = "#2f6b4f", "#ffffff", "#f3f7f4", "#f2c14e"

_WEEKDAYS = tuple(Weekday)


class _Line(Struct, frozen=True):
    """One line of text in a cell: its size in pixels, and whether it names a dish."""

    text: str
    size: float
    strong: bool

    @property
    def height(self) -> float:
        return self.size * 1.32


_Block = tuple[_Line, ...]
_Cell = Sequence[_Block]
"""A cell holds a block of lines for each dish or food."""

_BOLD: Final = 1.12
"""How much wider bold text runs."""

_NO_BREAK: Final = "\u00a0"


def week_picture(week: WeekView) -> str:
    """The SVG of a week (or of any number of days) in the language of the view.

    Energy and protein stand below each day, unless the view hides numbers; then grams are left out too.
    """
    return _Picture(week).drawn()


def together(text: str) -> str:
    """The text with spaces at which no line breaks: a number stays with its unit."""
    return text.replace(" ", _NO_BREAK)


class _Picture:
    """Lays out one week; x runs from the reader's side, and `_x` mirrors it for Arabic. All sizes but the width of the
    page are in units of `_zoom`."""

    def __init__(self, week: WeekView) -> None:
        self._week = week
        self._locale = week.locale
        self._mirrored = week.locale is Locale.AR
        self._width = PAGE[0]
        self._marks: list[str] = []
        self._zoom = 1.0
        few = bisect_left(ZOOMS, True, key=lambda zoom: not self._fits(zoom))  # noqa: FBT003 - the first that is too large
        self._zoom = ZOOMS[max(0, few - 1)]

    @property
    def _label(self) -> float:
        return LABEL_WIDTH * self._zoom

    @property
    def _column(self) -> float:
        return (self._width - 2 * MARGIN - self._label) / max(1, len(self._week.days))

    def drawn(self) -> str:
        rows = self._rows()
        top = MARGIN + TITLE_HEIGHT * self._zoom
        tall = self._height(rows)
        height = max(tall, PAGE[1])
        more = (height - tall) / max(1, len(rows))
        self._box(0, 0, self._width, height, _PAPER)
        title = say(self._locale, f"meals.picture.{'title' if len(self._week.days) > 1 else 'title_day'}")
        self._text(MARGIN, MARGIN + 30 * self._zoom, title, 28, weight=700)
        self._heads(top)
        y = top + HEAD_HEIGHT * self._zoom
        for index, (label, cells, high) in enumerate(rows):
            self._row(y, high + more, label, cells, banded=index % 2 == 0)
            y += high + more
        if not self._week.numbers_hidden:
            self._foot(y)
        wide, high_mm = PAGE_MM
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self._width:.0f} {height:.0f}" '
            f'width="{wide}mm" height="{high_mm}mm" role="img" lang="{self._locale}" '
            f'font-family="{escape(_FONTS)}"><title>{escape(title)}</title>'
            f"<style>@page {{ size: {wide}mm {high_mm}mm; margin: 0 }}</style>" + "".join(self._marks) + "</svg>"
        )

    def _fits(self, zoom: float) -> bool:
        """Whether the week fits the page at a zoom, without a word that is broken inside."""
        self._zoom = zoom
        if self._height(self._rows()) > PAGE[1]:
            return False
        weekdays = (say(self._locale, f"common.weekday.{day}") for day in Weekday)
        names = (self._said(plate) for day in self._week.days for meal in day.meals for plate in meal.plates)
        longest = max((width_of(word, 14.5 * _BOLD) for name in names for word in name.split()), default=0.0)
        head = max(width_of(day, 16 * _BOLD) for day in weekdays)
        return zoom * (max(longest, head) + 2 * PAD) <= self._column

    def _height(self, rows: Sequence[tuple[str, list[_Cell], float]]) -> float:
        foot = 0.0 if self._week.numbers_hidden else FOOT_HEIGHT
        return 2 * MARGIN + (TITLE_HEIGHT + HEAD_HEIGHT + foot) * self._zoom + sum(high for _, _, high in rows)

    # --- what stands where ---

    def _rows(self) -> list[tuple[str, list[_Cell], float]]:
        """Each meal of the day with its cells, one for each day, and the height of the row."""
        labels: dict[int, str] = {}
        by_day: list[dict[int, MealView]] = []
        for day in self._week.days:
            meals = {meal.meal: meal for meal in day.meals}
            labels |= {index: say(self._locale, f"meals.slot.{meal.slot}") for index, meal in meals.items()}
            by_day.append(meals)
        rows = []
        for index in sorted(labels):
            cells = [self._cell(meals.get(index)) for meals in by_day]
            high = max(sum(sum(line.height for line in block) + GAP for block in cell) for cell in cells)
            label = 18 * len(wrapped(labels[index], 14 * _BOLD, LABEL_WIDTH - PAD))
            rows.append((labels[index], cells, (max(high, label) + 2 * PAD) * self._zoom))
        return rows

    def _cell(self, meal: MealView | None) -> _Cell:
        plates = meal.plates if meal else ()
        return [self._block(plate) for plate in plates]

    def _block(self, plate: PlateView) -> _Block:
        dish = bool(plate.dish_id)
        size = 14.5 if dish else 12.5
        lines = wrapped(self._said(plate), size * (_BOLD if dish else 1), self._column / self._zoom - 2 * PAD)
        return tuple(_Line(line, size, dish) for line in lines)

    def _said(self, plate: PlateView) -> str:
        """The name with how much of it: portions of a dish, grams of a food."""
        if plate.dish_id:
            if plate.scale == 1:
                return plate.name
            scale = f"{plate.scale:g}".replace(".", "," if self._locale is Locale.FR else ".")
            return f"{together(say(self._locale, 'meals.picture.portion', scale=scale))} {plate.name}"
        if self._week.numbers_hidden:
            return plate.name
        grams = sum(each.grams for each in plate.ingredients)
        amount = together(say(self._locale, "meals.amount.g", amount=f"{grams:.0f}"))
        return say(self._locale, "meals.picture.food", name=plate.name, amount=amount)

    # --- drawing ---

    def _heads(self, top: float) -> None:
        zoom = self._zoom
        for index, day in enumerate(self._week.days):
            left = self._left(index)
            self._box(left + 2, top, self._column - 4, (HEAD_HEIGHT - 6) * zoom, _HEAD, radius=RADIUS)
            weekday = say(self._locale, f"common.weekday.{_WEEKDAYS[day.day.weekday()]}")
            self._text(left + PAD * zoom, top + 20 * zoom, weekday, 16, weight=700, ink=_HEAD_INK)
            date = f"{day.day.day}/{day.day.month}"
            self._text(left + PAD * zoom, top + 38 * zoom, date, 12, ink=_HEAD_INK)
            if not day.training:
                continue
            word = say(self._locale, "meals.picture.training")
            wide = (width_of(word, 10.5 * _BOLD) + 14) * zoom
            self._box(left + self._column - wide - 9, top + 25.5 * zoom, wide, 17 * zoom, _BADGE, radius=8.5 * zoom)
            middle = left + self._column - 9 - wide / 2
            self._text(middle, top + 37.5 * zoom, word, 10.5, anchor="middle", weight=600)

    def _row(self, y: float, high: float, label: str, cells: Sequence[_Cell], *, banded: bool) -> None:
        zoom = self._zoom
        if banded:
            self._box(MARGIN, y, self._width - 2 * MARGIN, high, _BAND, radius=RADIUS)
        for offset, words in enumerate(wrapped(label, 14 * _BOLD, LABEL_WIDTH - PAD)):
            down = y + (PAD + 14 + 18 * offset) * zoom
            self._text(MARGIN + PAD * zoom, down, words, 14, weight=700, ink=_HEAD)
        for index, cell in enumerate(cells):
            down = y + PAD * zoom
            for block in cell:
                for line in block:
                    down += line.height * zoom
                    weight, ink = (600, _INK) if line.strong else (400, _SOFT)
                    left = self._left(index) + PAD * zoom
                    self._text(left, down - 3 * zoom, line.text, line.size, weight=weight, ink=ink)
                down += GAP * zoom

    def _foot(self, y: float) -> None:
        zoom, total = self._zoom, say(self._locale, "meals.picture.total")
        self._text(MARGIN + PAD * zoom, y + 22 * zoom, total, 14, weight=700, ink=_HEAD)
        for index, day in enumerate(self._week.days):
            for offset, line in enumerate(self._figures(day)):
                weight = 700 if offset == 0 else 400
                left = self._left(index) + PAD * zoom
                self._text(left, y + (22 + 18 * offset) * zoom, line, 13, weight=weight)

    def _figures(self, day: DayView) -> tuple[str, ...]:
        if day.totals is None:
            return ()
        return (
            say(self._locale, "meals.picture.kcal", kcal=f"{day.totals.kcal:.0f}"),
            say(self._locale, "meals.picture.protein", grams=f"{day.totals.protein_g:.0f}"),
        )

    def _left(self, column: int) -> float:
        return MARGIN + self._label + column * self._column

    def _box(self, x: float, y: float, width: float, height: float, fill: str, *, radius: float = 0.0) -> None:
        left = self._width - x - width if self._mirrored else x
        corner = f' rx="{radius:g}"' if radius else ""
        self._marks.append(
            f'<rect x="{left:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"{corner} fill="{fill}"/>'
        )

    def _text(
        self, x: float, y: float, text: str, size: float, *, weight: int = 400, ink: str = _INK, anchor: str = "start"
    ) -> None:
        """`size` is in units of the zoom."""
        left = self._width - x if self._mirrored else x
        way = ' direction="rtl"' if self._mirrored else ""
        self._marks.append(
            f'<text x="{left:.1f}" y="{y:.1f}" font-size="{size * self._zoom:.2f}" font-weight="{weight}" fill="{ink}" '
            f'text-anchor="{anchor}"{way}>{escape(cleaned(text))}</text>'
        )
