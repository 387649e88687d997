"""Words that mean the same become the same term; others stay apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.knowledge.stems import in_english, stem, terms
from domain.profile import Locale

EN, FR, AR = Locale.EN, Locale.FR, Locale.AR


@pytest.mark.parametrize(
    ("locale", "one", "other"),
    [
        (EN, "squats", "squatting"),
        (EN, "knee", "knees"),
        (EN, "running", "jog"),
        (EN, "tummy", "belly"),
        (EN, "Push-Ups", "push ups"),
        (EN, "fiber", "fibre"),
        (FR, "épaules", "epaule"),
        (FR, "étirements", "s'étirer"),
        (FR, "maigrir", "perdre"),
        (AR, "القرفصاء", "قرفصاء"),
        (AR, "الركبة", "ركبتي"),
        (AR, "تَمْرِين", "التمرين"),
        (AR, "أكل", "طعام"),
    ],
)
def test_the_same_thing_is_one_term(locale: Locale, one: str, other: str) -> None:
    assert terms(one, locale) == terms(other, locale) != []


@pytest.mark.parametrize(
    ("locale", "one", "other"),
    [
        (EN, "press", "pressure"),
        (EN, "weight", "weightlifting"),
        (EN, "knee", "elbow"),
        (FR, "genou", "gainage"),
        (AR, "قبل", "بعد"),
    ],
)
def test_different_things_stay_apart(locale: Locale, one: str, other: str) -> None:
    assert terms(one, locale) != terms(other, locale)


def test_filler_words_are_left_out() -> None:
    assert terms("how should I be doing my squats?", EN) == terms("squat", EN)
    assert terms("comment est-ce que je dois faire un squat ?", FR) == terms("squat", FR)
    assert terms("كيف يمكنني أن القرفصاء", AR) == terms("قرفصاء", AR)


def test_words_of_the_gym_are_found_in_english() -> None:
    assert terms("shoulder pain", EN) == in_english("douleur à l'épaule", FR)[::-1]
    assert set(terms("knee pain", EN)) <= set(in_english("ألم الركبة", AR))
    assert in_english("deadlift", AR) == terms("deadlift", EN)
    assert in_english("knee", EN) == []


@given(st.text(max_size=60), st.sampled_from(Locale))
def test_any_text_becomes_terms_whatever_its_case(text: str, locale: Locale) -> None:
    found = terms(text, locale)
    assert all(found)
    assert terms(text.casefold(), locale) == found
    assert all(in_english(text, locale))


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=20), st.sampled_from(Locale))
def test_a_stem_is_the_beginning_of_a_latin_word(word: str, locale: Locale) -> None:
    short = stem(word, locale)
    assert word.startswith(short)
    assert len(short) >= min(3, len(word))
