"""Lines of text that fit a width, without a font to measure: estimates on the wide side."""

import unicodedata
from typing import Final

_NARROW: Final = frozenset("iljtfr.,;:'’!|()[]-· ")
_WIDE: Final = frozenset("mwMW@%")
_NARROW_EM, _USUAL_EM, _CAPITAL_EM, _WIDE_EM = 0.36, 0.58, 0.7, 0.9


def width_of(text: str, size: float) -> float:
    """Estimated width in pixels of `text` at a font size in pixels; marks above or below a letter take no room."""
    return size * sum(map(_em, text))


def wrapped(text: str, size: float, width: float) -> tuple[str, ...]:
    """The text in lines no wider than `width`, broken between words; a word that is too long is broken inside."""
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        longer = f"{line} {word}".strip()
        if width_of(longer, size) <= width:
            line = longer
            continue
        lines += [line] if line else []
        *full, line = _pieces(word, size, width)
        lines += full
    return (*lines, line) if line else tuple(lines)


def _pieces(word: str, size: float, width: float) -> list[str]:
    pieces = [""]
    for char in word:
        if pieces[-1] and width_of(pieces[-1] + char, size) > width:
            pieces.append("")
        pieces[-1] += char
    return pieces


def _em(char: str) -> float:
    if unicodedata.category(char) == "Mn":
        return 0.0
    if char in _NARROW:
        return _NARROW_EM
    if char in _WIDE:
        return _WIDE_EM
    return _CAPITAL_EM if char.isupper() else _USUAL_EM
