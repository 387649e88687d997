"""Text reduced to what it says: no case, accents, vowel marks, punctuation or spelling variants of Arabic letters."""

import unicodedata

_VARIANTS = str.maketrans({"ى": "ي", "ة": "ه", "ـ": None, "ک": "ك", "ی": "ي", "œ": "oe", "æ": "ae"})
"""Arabic letters that are written in several ways, and the ligatures that Unicode does not take apart."""

_JOINERS = frozenset("\u200c\u200d")


def plain(text: str) -> str:
    """Lower-case words and ASCII digits with single spaces between: `"L'épaule (G.)"` becomes `"l epaule g"`."""
    kept = (char if char.isalnum() else " " for char in unaccented(text))
    return " ".join("".join(kept).split())


def unaccented(text: str) -> str:
    """Case-folded, without accents or vowel marks, Arabic letter variants unified, digits in ASCII."""
    folded = unicodedata.normalize("NFKD", text).casefold().translate(_VARIANTS)
    return "".join(_ascii_digit(char) for char in folded if unicodedata.category(char) not in {"Mn", "Cf"})


def _ascii_digit(char: str) -> str:
    return str(unicodedata.digit(char)) if char.isdigit() and not char.isascii() else char


def cleaned(text: str) -> str:
    """The text as a person may see it: control characters, direction overrides and lone surrogates gone, one line."""
    kept = (
        " " if char.isspace() else char
        for char in unicodedata.normalize("NFC", text)
        if char.isspace() or char in _JOINERS or unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Cn", "Co"}
    )
    return " ".join("".join(kept).split())
