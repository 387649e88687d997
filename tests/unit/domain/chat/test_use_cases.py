"""What needs no storage: titles."""

import pytest

from domain.chat.use_cases import MOST_TITLE, title_of


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("How deep should I squat? My knees are fine.", "How deep should I squat?"),
        ("Bonjour.  Quel poids ?", "Bonjour"),
        ("ما هو الاحماء؟ وكم يدوم؟", "ما هو الاحماء؟"),
        ("swap my\nsquats", "swap my squats"),
        ("I rest 2.5 minutes, is that long?", "I rest 2.5 minutes, is that long?"),
    ],
    ids=["en", "fr", "ar", "lines", "number"],
)
def test_the_title_is_the_first_sentence(question: str, title: str) -> None:
    assert title_of(question) == title


def test_a_long_title_is_cut_between_words() -> None:
    title = title_of("why " * 40)
    assert title == "why " * 14 + "why…"
    assert len(title) <= MOST_TITLE
    assert title_of("x" * 100) == "x" * (MOST_TITLE - 1) + "…"
