"""The language a message is written in, by its letters and its small words."""

from typing import Final

from domain.chat.phrasebook import tokens_of
from domain.profile import Locale


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_SMALL: Final = {
    Locale.EN: _words(
        """the i my is a to and of in for it you what how do im can have with not on was are me after when should
        this today hurts pain feel does dont cant why need want give show did got"""
    ),
    Locale.FR: _words(
        """je j le la les un une des de du et mon ma mes est ai pas que qui en dans pour avec ce c me m suis
        comment quand depuis plus sur au aux apres tu il mal fait peux veux quel quelle combien d l moi"""
    ),
    Locale.AR: _words(
        """ana ma chno chnou wach kif kifach 3andi fi men mn 3la 3ala had hada bghit mesh mish ya walla w dyal ta3
        3ayez lazem baddi shu el kan hal b bezaf bzaf daba ktir sadri rasi rassi 9albi rejli"""
    ),
}


def language_of(text: str, hint: Locale | None = None) -> Locale:
    """Arabic by its letters; else the language with the most small words; on a tie `hint`, or English."""
    letters = [char for char in text if char.isalpha()]
    if 2 * sum("\u0600" <= char <= "\u06ff" for char in letters) > len(letters):
        return Locale.AR
    words = [token.word for token in tokens_of(text)]
    counts = {locale: sum(word in small for word in words) for locale, small in _SMALL.items()}
    most = max(counts.values())
    if hint is not None and counts[hint] == most:
        return hint
    return next(locale for locale in Locale if counts[locale] == most) if most else Locale.EN
