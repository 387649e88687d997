"""Names as keys: what people type, compared without case, accents, spaces, punctuation or plural."""

from domain.text.normal import plain


def words_of(text: str) -> tuple[str, ...]:
    """The words of a name in their singular."""
    return tuple(_singular(word) for word in plain(text).split())


def key_of(text: str) -> str:
    """The name as a key: "Pull-Ups", "pull up" and "pullup" have the same."""
    return "".join(words_of(text))


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 2 and word.endswith("s") and not word.endswith("ss") else word
