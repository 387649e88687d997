import pytest

from domain.coaching.verifier.wording import faults, names_a_drug, stated_numbers


@pytest.mark.parametrize(
    ("text", "locale", "fault"),
    [
        ("   ", "en", "empty"),
        ("a" * 81, "en", "too_long"),
        ("hidden\u202etext", "en", "control"),
        ("bell\x07", "en", "control"),
        ("visit evil.com now", "en", "url"),
        ("write to me@example.org", "en", "url"),
        ("<img src=x>", "en", "markup"),
        ('{"name": 1}', "en", "markup"),
        ("pick E07 today", "en", "leak"),
        ("<start_of_turn>user", "en", "leak"),
        ("This cures back pain", "en", "claim"),
        ("Push through the pain", "en", "claim"),
        ("Тренируйтесь", "en", "script"),
        ("stеroid", "en", "script"),
        ("12345", "en", "script"),
        ("Train well", "ar", "script"),
        ("Votre séance de la semaine pour le dos", "en", "language"),
        ("Your session of the week for the back", "fr", "language"),
    ],
)
def test_each_fault_is_seen(text, locale, fault):
    assert fault in faults(text, locale, 80)


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("Strong back, steady legs", "en"),
        ("Force et mobilité", "fr"),
        ("برنامج القوة والمرونة", "ar"),
        ("Push-Up Progress: Phase 1", "en"),
    ],
)
def test_plain_sentences_pass(text, locale):
    assert faults(text, locale, 80) == ()


@pytest.mark.parametrize(
    "text",
    [
        "500 mg daily",
        "٥٠٠ ملغ يوميًا",
        "a testosterone booster",
        "de la créatine",
        "خذ كرياتين",
        "two tablets",
        "a dose of ibuprofen",
        "whey after training",
        "clenbuterol",
    ],
)
def test_drugs_supplements_and_doses_are_seen(text):
    assert names_a_drug(text)


@pytest.mark.parametrize("text", ["Warm up for 5 minutes", "Un repas riche en fibres", "تمارين القوة", "magnificent"])
def test_ordinary_words_are_no_drugs(text):
    assert names_a_drug(text) == ""


@pytest.mark.parametrize(
    ("text", "locale", "numbers"),
    [
        ("4 days of 60 minutes", "en", (("days", 4), ("minutes", 60))),
        ("Four days and two steps", "en", (("days", 4),)),
        ("20 hard sets in phase 2", "en", (("sets", 20), ("", 2))),
        ("trois séances de 45,5 minutes", "fr", (("days", 3), ("minutes", 45.5))),
        ("٤ أيام", "ar", (("days", 4),)),
        ("أربعة أيام", "ar", (("days", 4),)),
        ("one step at a time", "en", ()),
    ],
)
def test_stated_numbers_are_read_in_figures_and_words(text, locale, numbers):
    assert stated_numbers(text, locale) == numbers
