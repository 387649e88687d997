"""A week of meals as one picture to hang on the fridge: SVG, which a browser prints or saves as PDF.

Days are columns and meals rows, from right to left in Arabic. Text is not shaped or measured here: its width is
estimated generously, and the viewer's fonts draw it.
"""

from collections.abc import Sequence
from html import escape
from typing import Final

from msgspec import Struct

from adapters.pictures.wrapping import wrapped
from domain.meals.view import DayView, MealView, PlateView, WeekView
from domain.profile import Locale, Weekday
from domain.text.messages import say
from domain.text.normal import cleaned

MARGIN: Final = 28.0
LABEL_WIDTH: Final = 132.0
COLUMN_WIDTH: Final = 186.0
SINGLE_WIDTH: Final = 440.0
"""Pixels; a plan of one or two days has wider columns."""

TITLE_HEIGHT: Final = 58.0
HEAD_HEIGHT: Final = 52.0
FOOT_HEIGHT: Final = 54.0
PAD: Final = 11.0
GAP: Final = 5.0
RADIUS: Final = 8.0

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
    """Lays out one week; x runs from the reader's side, and `_x` mirrors it for Arabic."""

    def __init__(self, week: WeekView) -> None:
        self._week = week
        self._locale = week.locale
        self._mirrored = week.locale is Locale.AR
        self._column = COLUMN_WIDTH if len(week.days) > 2 else SINGLE_WIDTH
        self._width = 2 * MARGIN + LABEL_WIDTH + self._column * max(1, len(week.days))
        self._marks: list[str] = []

    def drawn(self) -> str:
        rows = self._rows()
        top = MARGIN + TITLE_HEIGHT
        height = top + HEAD_HEIGHT + sum(high for _, _, high in rows) + MARGIN
        height += 0.0 if self._week.hide_numbers else FOOT_HEIGHT
        self._box(0, 0, self._width, height, _PAPER)
        title = say(self._locale, "meals.picture.title")
        self._text(MARGIN, MARGIN + 30, title, 28, weight=700)
        self._heads(top)
        y = top + HEAD_HEIGHT
        for index, (label, cells, high) in enumerate(rows):
            self._row(y, high, label, cells, banded=index % 2 == 0)
            y += high
        if not self._week.hide_numbers:
            self._foot(y)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self._width:.0f} {height:.0f}" '
            f'width="{self._width:.0f}" height="{height:.0f}" role="img" lang="{self._locale}" '
            f'font-family="{escape(_FONTS)}"><title>{escape(title)}</title>' + "".join(self._marks) + "</svg>"
        )

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
            rows.append((labels[index], cells, high + 2 * PAD))
        return rows

    def _cell(self, meal: MealView | None) -> _Cell:
        plates = meal.plates if meal else ()
        return [self._block(plate) for plate in plates]

    def _block(self, plate: PlateView) -> _Block:
        dish = bool(plate.dish_id)
        size = 14.5 if dish else 12.5
        lines = wrapped(self._said(plate), size * (_BOLD if dish else 1), self._column - 2 * PAD)
        return tuple(_Line(line, size, dish) for line in lines)

    def _said(self, plate: PlateView) -> str:
        """The name with how much of it: portions of a dish, grams of a food."""
        if plate.dish_id:
            if plate.scale == 1:
                return plate.name
            scale = f"{plate.scale:g}".replace(".", "," if self._locale is Locale.FR else ".")
            return f"{together(say(self._locale, 'meals.picture.portion', scale=scale))} {plate.name}"
        if self._week.hide_numbers:
            return plate.name
        grams = sum(each.grams for each in plate.ingredients)
        amount = together(say(self._locale, "meals.amount.g", amount=f"{grams:.0f}"))
        return say(self._locale, "meals.picture.food", name=plate.name, amount=amount)

    # --- drawing ---

    def _heads(self, top: float) -> None:
        for index, day in enumerate(self._week.days):
            left = self._left(index)
            self._box(left + 2, top, self._column - 4, HEAD_HEIGHT - 6, _HEAD, radius=RADIUS)
            weekday = say(self._locale, f"common.weekday.{_WEEKDAYS[day.day.weekday()]}")
            self._text(left + PAD, top + 20, weekday, 16, weight=700, ink=_HEAD_INK)
            date = f"{day.day.day}/{day.day.month}"
            self._text(left + PAD, top + 37, date, 12, ink=_HEAD_INK)
            if not day.training:
                continue
            word = say(self._locale, "meals.picture.training")
            wide = 7.2 * len(word) + 16
            self._box(left + self._column - wide - 9, top + 24, wide, 17, _BADGE, radius=8.5)
            self._text(left + self._column - 9 - wide / 2, top + 36.5, word, 11, anchor="middle", weight=600)

    def _row(self, y: float, high: float, label: str, cells: Sequence[_Cell], *, banded: bool) -> None:
        if banded:
            self._box(MARGIN, y, self._width - 2 * MARGIN, high, _BAND, radius=RADIUS)
        for offset, words in enumerate(wrapped(label, 14 * _BOLD, LABEL_WIDTH - PAD)):
            self._text(MARGIN + PAD, y + PAD + 14 + 18 * offset, words, 14, weight=700, ink=_HEAD)
        for index, cell in enumerate(cells):
            down = y + PAD
            for block in cell:
                for line in block:
                    down += line.height
                    weight, ink = (600, _INK) if line.strong else (400, _SOFT)
                    self._text(self._left(index) + PAD, down - 3, line.text, line.size, weight=weight, ink=ink)
                down += GAP

    def _foot(self, y: float) -> None:
        self._text(MARGIN + PAD, y + 26, say(self._locale, "meals.picture.total"), 14, weight=700, ink=_HEAD)
        for index, day in enumerate(self._week.days):
            for offset, line in enumerate(self._figures(day)):
                weight = 700 if offset == 0 else 400
                self._text(self._left(index) + PAD, y + 22 + 18 * offset, line, 13, weight=weight)

    def _figures(self, day: DayView) -> tuple[str, str]:
        return (
            say(self._locale, "meals.picture.kcal", kcal=f"{day.totals.kcal:.0f}"),
            say(self._locale, "meals.picture.protein", grams=f"{day.totals.protein_g:.0f}"),
        )

    def _left(self, column: int) -> float:
        return MARGIN + LABEL_WIDTH + column * self._column

    def _box(self, x: float, y: float, width: float, height: float, fill: str, *, radius: float = 0.0) -> None:
        left = self._width - x - width if self._mirrored else x
        corner = f' rx="{radius:g}"' if radius else ""
        self._marks.append(
            f'<rect x="{left:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"{corner} fill="{fill}"/>'
        )

    def _text(
        self, x: float, y: float, text: str, size: float, *, weight: int = 400, ink: str = _INK, anchor: str = "start"
    ) -> None:
        left = self._width - x if self._mirrored else x
        way = ' direction="rtl"' if self._mirrored else ""
        self._marks.append(
            f'<text x="{left:.1f}" y="{y:.1f}" font-size="{size:g}" font-weight="{weight}" fill="{ink}" '
            f'text-anchor="{anchor}"{way}>{escape(cleaned(text))}</text>'
        )
