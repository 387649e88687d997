"""A chart as pygal lays it out, made plain: drawn by attributes alone, without scripts, style sheets or references.

So it looks the same in a page, in an image element and under a content security policy that forbids inline styles, and
the same data give the same bytes.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final
from xml.etree.ElementTree import Element

from msgspec import Struct

from domain.profile import Locale

INK: Final = "#22302a"
SOFT: Final = "#5d6b64"
RULE: Final = "#d9e0db"
PAPER: Final = "#ffffff"
FONTS: Final = "system-ui, 'Segoe UI', 'Noto Sans', 'Noto Naskh Arabic', 'DejaVu Sans', Arial, sans-serif"

TITLE_PX, TEXT_PX = 16, 12

_SVG = "{http://www.w3.org/2000/svg}"
_DROPPED: Final = frozenset({"tooltip-overlay", "text-overlay"})
_SERIE = re.compile(r"serie-(\d+)")
_COLOR = re.compile(r"color-(\d+)")
_DECIMALS = re.compile(r"(\.\d)\d+")


class Mark(Struct, frozen=True, kw_only=True):
    """How a series is drawn: as an `area`, a line of `width` pixels (0: none), with dots of `dot` pixels, in `ink`."""

    ink: str
    width: float = 2.0
    dot: float = 0.0
    area: bool = False
    opacity: float = 1.0


class Look(Struct, frozen=True, kw_only=True):
    """What a picture needs beyond its data. `marks` are those of its series, in order."""

    locale: Locale
    marks: Sequence[Mark]


def dressed(root: Element, look: Look) -> Element:
    """pygal's tree with attributes in place of classes; an XML filter of a chart."""
    for parent in list(root.iter()):
        for child in list(parent):
            if _is_dropped(child):
                parent.remove(child)
    _told(root)
    for each, path in _walk(root, ()):
        _dress(each, path, look)
    for each in root.iter():
        for name in ("class", "id", "style"):
            each.attrib.pop(name, None)
        if "d" in each.attrib:
            each.set("d", _DECIMALS.sub(r"\1", each.attrib["d"]))
    root.set("role", "img")
    root.set("lang", str(look.locale))
    root.set("font-family", FONTS)
    return root


def _is_dropped(each: Element) -> bool:
    # The tag of a comment is a function.
    return callable(each.tag) or _name(each) in ("defs", "script", "style") or bool(_DROPPED & _classes(each))


def _told(root: Element) -> None:
    """Values of dots and bars become their titles, which viewers show; positions are for scripts and go."""
    for parent in list(root.iter()):
        for child in list(parent):
            if _name(child) == "desc":
                parent.remove(child)
                if "value" in _classes(child):
                    title = Element(child.tag.replace("desc", "title"))
                    title.text = child.text
                    parent.append(title)


def _walk(each: Element, path: tuple[str, ...]) -> Iterator[tuple[Element, tuple[str, ...]]]:
    """Every element with the class names of what it stands in."""
    for child in each:
        yield child, path
        yield from _walk(child, (*path, child.get("class", "")))


def _dress(each: Element, path: tuple[str, ...], look: Look) -> None:
    name, within = _name(each), " ".join(path)
    mark = _mark(f"{within} {each.get('class', '')}", look)
    if name == "text":
        _dress_text(each, path, look)
    elif name == "rect" and "background" in _classes(each):
        each.set("fill", PAPER)
    elif name in ("rect", "circle") and mark is not None:
        each.set("fill", mark.ink)
        each.set("fill-opacity", f"{mark.opacity:g}")
    elif name == "path" and "axis" in within:
        hidden = "axis x" in within and "guide" in _classes(each)
        each.set("stroke", "none" if hidden else RULE)
        each.set("stroke-width", "1")
    elif name == "path" and mark is not None:
        each.set("fill", mark.ink if mark.area else "none")
        each.set("fill-opacity", f"{mark.opacity:g}")
        each.set("stroke", "none" if mark.area or not mark.width else mark.ink)
        each.set("stroke-width", f"{mark.width:g}")
        each.set("stroke-linejoin", "round")


def _dress_text(each: Element, path: tuple[str, ...], look: Look) -> None:
    """Size, colour and anchor. Arabic runs its own way inside an isolate, so that anchors stay where they are."""
    within = " ".join(path)
    anchor, ink, size = "middle", INK, TEXT_PX
    if "plot_title" in _classes(each):
        size = TITLE_PX
        each.set("font-weight", "600")
    elif "title" in _classes(each):
        ink = SOFT
    elif "axis y" in within:
        anchor, ink = "end", SOFT
    elif "axis x" in within:
        ink = SOFT
    else:  # the legend
        anchor = "start"
    if look.locale is Locale.AR and each.text and not each.text.isascii():
        each.text = isolated(each.text)
    each.set("text-anchor", anchor)
    each.set("fill", ink)
    each.set("font-size", str(size))


def isolated(text: str) -> str:
    """The text as a right-to-left run of its own, whatever stands around it."""
    return f"\u2067{text}\u2069"


def _mark(classes: str, look: Look) -> Mark | None:
    found = _SERIE.search(classes) or _COLOR.search(classes)
    number = int(found[1]) if found else -1
    return look.marks[number] if 0 <= number < len(look.marks) else None


def _classes(each: Element) -> frozenset[str]:
    return frozenset(each.get("class", "").split())


def _name(each: Element) -> str:
    return str(each.tag).removeprefix(_SVG)
