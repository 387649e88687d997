"""The game's card: level, title and the four attributes as a radar; SVG at phone width, nothing remote, no scripts."""

from html import escape
from math import cos, pi, sin
from typing import Final

from domain.gamification.view import GameView
from domain.profile import Locale
from domain.text.messages import say
from domain.text.normal import cleaned

WIDTH: Final = 360.0
HEIGHT: Final = 430.0
CENTRE: Final = (180.0, 268.0)
RADIUS: Final = 92.0
RINGS: Final = 4
MOST: Final = 1000

_FONTS: Final = "system-ui, 'Segoe UI', 'Noto Sans', 'Noto Naskh Arabic', 'DejaVu Sans', Arial, sans-serif"
_INK, _SOFT, _LINE, _PAPER, _GREEN, _GOLD = "#22302a", "#5d6b64", "#d9e0db", "#ffffff", "#2f6b4f", "#f2c14e"


def game_card(view: GameView, locale: Locale) -> str:
    """The card in `locale`; from right to left in Arabic."""
    return _Card(view, locale).drawn()


class _Card:
    def __init__(self, view: GameView, locale: Locale) -> None:
        self._view = view
        self._locale = locale
        self._mirrored = locale is Locale.AR
        self._marks: list[str] = []

    def drawn(self) -> str:
        view, scores = self._view, {each.name: each.score for each in self._view.attributes}
        told = say(self._locale, "game.card.alt", level=view.level, title=view.title, **scores)
        self._marks.append(f'<rect width="{WIDTH:g}" height="{HEIGHT:g}" rx="16" fill="{_PAPER}" stroke="{_LINE}"/>')
        self._head()
        self._radar()
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {HEIGHT:g}" width="{WIDTH:g}" '
            f'height="{HEIGHT:g}" role="img" lang="{self._locale}" font-family="{escape(_FONTS)}">'
            f"<title>{escape(cleaned(told))}</title>{''.join(self._marks)}</svg>"
        )

    def _head(self) -> None:
        view = self._view
        self._text(24, 46, say(self._locale, "game.card.level", level=view.level), 26, weight=700, ink=_GREEN)
        self._text(24, 70, view.title, 15, ink=_SOFT)
        self._text(24, 112, say(self._locale, "game.card.xp", into=view.into, needed=view.needed), 13, ink=_SOFT)
        full = WIDTH - 48
        part = full * view.into / view.needed
        self._bar(24, 84, full, _LINE)
        if part >= 1:
            self._bar(24, 84, part, _GOLD)
        if view.streak.weeks:
            self._text(WIDTH - 24, 112, view.streak.text, 13, ink=_SOFT, anchor="end")

    def _radar(self) -> None:
        for ring in range(1, RINGS + 1):
            self._shape([RADIUS * ring / RINGS] * len(self._view.attributes), "none", _LINE)
        for index in range(len(self._view.attributes)):
            x, y = self._point(index, RADIUS)
            self._marks.append(
                f'<line x1="{CENTRE[0]:g}" y1="{CENTRE[1]:g}" x2="{x:.1f}" y2="{y:.1f}" stroke="{_LINE}"/>'
            )
        lengths = [RADIUS * each.score / MOST for each in self._view.attributes]
        self._shape(lengths, _GREEN, _GREEN, opacity=0.25)
        for index, (each, length) in enumerate(zip(self._view.attributes, lengths, strict=True)):
            x, y = self._point(index, length)
            self._marks.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{_GREEN}"/>')
            self._label(index, each.title, each.score)

    def _label(self, index: int, title: str, score: int) -> None:
        x, y = self._point(index, RADIUS)
        across = x - CENTRE[0]
        down = y - CENTRE[1]
        if abs(across) < 1:
            top = y - 26 if down < 0 else y + 20
            self._plain(x, top, title, 13, weight=600)
            self._plain(x, top + 16, str(score), 13, ink=_SOFT)
            return
        # Beside the corner, away from it; in a text from right to left, "start" is its right end.
        anchor = "start" if (across > 0) is not self._mirrored else "end"
        outer = x + 9 if across > 0 else x - 9
        self._plain(outer, y - 3, title, 13, weight=600, anchor=anchor)
        self._plain(outer, y + 14, str(score), 13, ink=_SOFT, anchor=anchor)

    def _point(self, index: int, length: float) -> tuple[float, float]:
        angle = -pi / 2 + 2 * pi * index / len(self._view.attributes)
        return CENTRE[0] + length * cos(angle), CENTRE[1] + length * sin(angle)

    def _shape(self, lengths: list[float], fill: str, stroke: str, *, opacity: float = 1.0) -> None:
        points = " ".join(
            f"{x:.1f},{y:.1f}" for x, y in (self._point(index, length) for index, length in enumerate(lengths))
        )
        faint = f' fill-opacity="{opacity:g}"' if opacity < 1 else ""
        width = "2" if opacity < 1 else "1"
        self._marks.append(
            f'<polygon points="{points}" fill="{fill}"{faint} stroke="{stroke}" stroke-width="{width}"/>'
        )

    def _bar(self, x: float, y: float, width: float, fill: str) -> None:
        left = WIDTH - x - width if self._mirrored else x
        self._marks.append(f'<rect x="{left:.1f}" y="{y:g}" width="{width:.1f}" height="10" rx="5" fill="{fill}"/>')

    def _text(
        self, x: float, y: float, text: str, size: float, *, weight: int = 400, ink: str = _INK, anchor: str = "start"
    ) -> None:
        """Text laid out from the reader's side."""
        self._plain(WIDTH - x if self._mirrored else x, y, text, size, weight=weight, ink=ink, anchor=anchor)

    def _plain(
        self, x: float, y: float, text: str, size: float, *, weight: int = 400, ink: str = _INK, anchor: str = "middle"
    ) -> None:
        way = ' direction="rtl"' if self._mirrored else ""
        self._marks.append(
            f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" font-weight="{weight}" fill="{ink}" '
            f'text-anchor="{anchor}"{way}>{escape(cleaned(text))}</text>'
        )
