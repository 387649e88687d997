"""The message catalogue: keys, parameters, plurals, and the same texts in every language."""

import pytest

from domain.errors import CatalogueError
from domain.profile import Locale
from domain.text.messages import parameters, plural_form, say, texts, validate_texts


def test_every_language_has_the_same_keys_and_parameters() -> None:
    assert validate_texts() == ()


@pytest.mark.parametrize(
    ("locale", "expected"), [(Locale.EN, "lower back"), ("fr", "bas du dos"), (Locale.AR, "أسفل الظهر")]
)
def test_a_text_is_found_by_file_and_path(locale: str, expected: str) -> None:
    assert say(locale, "common.joint.lower_back") == expected


@pytest.mark.parametrize(
    ("locale", "count", "expected"),
    [
        ("en", 1, "1 week"),
        ("en", 0, "0 weeks"),
        ("fr", 1, "1 semaine"),
        ("fr", 0, "0 semaine"),
        ("fr", 2, "2 semaines"),
        ("ar", 1, "أسبوع واحد"),
        ("ar", 2, "أسبوعان"),
        ("ar", 3, "3 أسابيع"),
        ("ar", 11, "11 أسبوعًا"),
        ("ar", 100, "100 أسبوع"),
        ("ar", 103, "103 أسابيع"),
    ],
)
def test_plurals_follow_the_language(locale: str, count: int, expected: str) -> None:
    assert say(locale, "common.count.weeks", count=count) == expected


def test_fractions_and_words_take_a_form_that_exists() -> None:
    assert plural_form("ar", 2.5, {"other": ""}) == "other"
    assert plural_form("en", "8-10", {"one": "", "other": ""}) == "other"


@pytest.mark.parametrize(
    ("locale", "key", "params"),
    [
        ("en", "common.joint.tail", {}),
        ("de", "common.joint.knee", {}),
        ("en", "common.count.weeks", {}),
    ],
)
def test_what_is_missing_fails_loudly(locale: str, key: str, params: dict[str, object]) -> None:
    with pytest.raises(CatalogueError):
        say(locale, key, **params)


def test_parameters_of_all_plural_forms_are_counted() -> None:
    assert parameters({"one": "{name}", "other": "{count} of {name}"}) == {"count", "name"}
    assert parameters("{low:.1f} to {high}") == {"low", "high"}


def test_every_text_is_a_string_or_plural_forms() -> None:
    for locale in Locale:
        assert all(isinstance(text, str) or "other" in text for text in texts(locale).values())
