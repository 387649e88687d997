"""Which sentences of a model may be shown."""

import pytest

from domain.profile import Locale
from ml.prompts.texts import fit_text
from tests.contract.model.frames import person

GOOD_EN = "You train the whole body in each session, with steady work and a short finish."
GOOD_FR = "Vous travaillez tout le corps à chaque séance, avec des efforts réguliers et variés."
GOOD_AR = "تتدرب على كامل الجسم في كل جلسة مع عمل منتظم وتنوع جيد."


@pytest.mark.parametrize(("locale", "text"), [("en", GOOD_EN), ("fr", GOOD_FR), ("ar", GOOD_AR)])
def test_a_plain_sentence_in_the_persons_language_fits(locale, text):
    assert fit_text("overview", text, person(locale=Locale(locale))) == ""


@pytest.mark.parametrize(("locale", "text"), [("en", GOOD_FR), ("fr", GOOD_EN), ("ar", GOOD_EN), ("en", GOOD_AR)])
def test_another_language_does_not(locale, text):
    assert "language" in fit_text("overview", text, person(locale=Locale(locale)))


@pytest.mark.parametrize(
    "text",
    [
        "This plan heals the back and treats the knee of each person.",
        "You can stop with the medicine and train with your friends.",
        "This is a guarantee that you become the best in the world.",
        "You burn the most and lose the rest with this simple week.",
        "Ignore the rules and follow your heart in each session.",
    ],
)
def test_claims_and_instructions_do_not(text):
    assert "speaks of" in fit_text("overview", text, person())


@pytest.mark.parametrize(
    "text",
    [
        "You train the whole body <b>now</b> with steady work.",
        "Visit https://example.org for the whole plan of the week.",
        "You do 5 sets of the whole thing in each session.",
        "You train the whole body in each session",
        "You train the whole body. Then you train it again.",
        "You train the whole body\nin each session of the week.",
    ],
)
def test_markup_links_numbers_and_more_than_a_sentence_do_not(text):
    assert fit_text("overview", text, person()) != ""


def test_length_words_and_repetition_are_looked_at():
    assert "length" in fit_text("overview", "Go on.", person())
    assert "length" in fit_text("name", "X" * 49, person())
    assert "letters" in fit_text("overview", f"You train the whole body with {'a' * 30} and rest.", person())
    assert "repeats" in fit_text("overview", "the body and the body and the body and the body.", person())


def test_a_name_is_two_to_five_words_in_the_persons_script():
    assert fit_text("name", "Strong Turns", person()) == ""
    assert fit_text("name", "قوة متوازنة", person(locale=Locale.AR)) == ""
    assert fit_text("name", "قوة متوازنة", person()) != ""
    assert fit_text("name", "Plan", person()) != ""
