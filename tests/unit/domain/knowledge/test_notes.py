"""The shipped notes, and that their loader and checks find what is wrong."""

import re
from datetime import date

import pytest
from msgspec.structs import replace

from domain.catalogue.loader import load_catalogue
from domain.catalogue.types import Advice
from domain.catalogue.vocabulary import PATTERNS
from domain.errors import CatalogueError
from domain.knowledge.notes import Note, Source, Wording, load_notes, parse_notes, parse_sources
from domain.knowledge.validation import catalogue_problems, dose_in, numbers_in
from domain.profile import Locale
from domain.text.normal import plain

SOURCES = {"s": Source(id="s", year=2020, text="Somebody, 2020", status="cited")}
WRITTEN = """
topic = "technique"
date = 2026-11-01
[a-note]
title = "Title"
body = '''One
two.'''
tags = ["t"]
sources = ["s"]
asks = "how; why "
fr = { title = "Titre", summary = "Résumé.", asks = "comment; pourquoi" }
ar = { title = "عنوان", summary = "ملخص.", asks = "كيف; لماذا" }
"""
BODIES = {Locale.FR: {"a-note": "Un.\nDeux."}, Locale.AR: {"a-note": "واحد.\nاثنان."}}


def wording(**changes: object) -> Wording:
    return replace(Wording(title="T", summary="S", body="word " * 80, asks=("a", "b")), **changes)


def english(body: str) -> dict[Locale, Wording]:
    return {Locale.EN: wording(body=body)}


def translated(english: str, french: str) -> dict[Locale, Wording]:
    return {Locale.EN: wording(body=english), Locale.FR: wording(body=french)}


def note(**changes: object) -> Note:
    words = {locale: wording() for locale in Locale}
    made = Note(
        id="a-note",
        topic="technique",
        words=words,
        sources=(SOURCES["s"],),
        date=date(2026, 11, 1),
        tags=("t",),
    )
    return replace(made, **changes)


def problems(one: Note) -> str:
    own = [line for line in catalogue_problems({one.id: one}) if line.startswith(f"{one.id}:")]
    return "\n".join(own)


def test_the_shipped_notes_have_no_problem() -> None:
    notes = load_notes()
    assert catalogue_problems(notes) == ()
    assert len(notes) >= 250
    assert load_notes() is notes


def test_every_source_is_used_and_dated() -> None:
    used = {source.id: source for each in load_notes().values() for source in each.sources}
    assert all(1980 <= source.year <= 2026 for source in used.values())
    assert {source.status for source in used.values()} == {"read", "cited", "own"}


@pytest.mark.parametrize("pattern", sorted(PATTERNS))
def test_a_person_can_read_about_every_movement_pattern(pattern: str) -> None:
    assert any(pattern in each.patterns for each in load_notes().values())


def test_a_note_on_movements_that_a_condition_forbids_is_not_shown_to_it() -> None:
    """Where the contraindication table says `avoid` to all of a technique note's patterns, the note says so too."""
    stages = {"osteoporosis": "any", "heart_disease": "cleared", "hernia": "unrepaired"}
    rows = load_catalogue().contraindications
    checked = 0
    for condition, stage in stages.items():
        avoided = {
            row.target
            for row in rows
            if (row.condition, row.stage) == (condition, stage)
            and row.target_type == "movement_pattern"
            and row.advice is Advice.AVOID
        }
        assert avoided
        for each in load_notes().values():
            if each.topic == "technique" and each.patterns and each.patterns <= avoided:
                checked += 1
                assert condition in each.not_for, (each.id, condition)
    assert checked >= 5


def test_arabic_and_french_are_written_in_their_scripts() -> None:
    for each in load_notes().values():
        arabic = each.words[Locale.AR]
        assert any("\u0600" <= char <= "\u06ff" for char in arabic.title + arabic.summary), each.id
        french = each.words[Locale.FR]
        assert not any("\u0600" <= char <= "\u06ff" for char in french.title + french.summary), each.id
        assert plain(french.summary) != plain(each.body)


@pytest.mark.parametrize("locale", [Locale.FR, Locale.AR])
def test_bodies_are_written_in_their_language(locale: Locale) -> None:
    """Most words of an Arabic body are in Arabic letters; no French body has any, and none is the English one."""
    for each in load_notes().values():
        words = each.words[locale].body.split()
        arabic = sum(any("\u0600" <= char <= "\u06ff" for char in word) for word in words)
        assert arabic == 0 if locale is Locale.FR else arabic > 0.7 * len(words), each.id
        assert not set(sentences(each.words[locale].body)) & set(sentences(each.body)), each.id


def sentences(body: str) -> list[str]:
    return re.split(r"(?<=[.?!؟])\s", body)


@pytest.mark.parametrize("locale", [Locale.FR, Locale.AR])
def test_bodies_use_figures_and_marks_of_the_house(locale: Locale) -> None:
    """Latin digits and, in Arabic, Arabic commas and question marks; French sets a space before double marks."""
    wrong = {Locale.FR: r"\w[;:?!](?:\s|$)|[’“”]", Locale.AR: r"[٠-٩]|[\u0600-\u06ff]\s?[,;?]"}[locale]
    found = {id_: re.findall(wrong, each.words[locale].body) for id_, each in load_notes().items()}
    assert {id_: marks for id_, marks in found.items() if marks} == {}


@pytest.mark.parametrize(
    ("text", "locale", "numbers"),
    [
        ("1,780 kcal, 5 to 5.6, 10", Locale.EN, ("10", "1780", "5", "5.6")),
        ("1 780 kcal, 5 à 5,6 et 10", Locale.FR, ("10", "1780", "5", "5.6")),
        ("1,780 سعرة، 5 إلى 5.6 و10", Locale.AR, ("10", "1780", "5", "5.6")),
        ("VO2max, B12 and omega-3 at 90/90", Locale.EN, ("3", "90", "90")),
    ],
    ids=["en", "fr", "ar", "names"],
)
def test_figures_are_read_as_each_language_writes_them(text: str, locale: Locale, numbers: tuple[str, ...]) -> None:
    assert numbers_in(text, locale) == numbers


@pytest.mark.parametrize(
    "text",
    [
        "Take 200 mg before training.",
        "Take 5 g of creatine a day.",
        "Two scoops are fine. 3 capsules in the morning.",
        "Vitamin D: 25 µg a day.",
        "Caffeine works at 3 g.",
    ],
)
def test_a_dose_is_found(text: str) -> None:
    assert dose_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "Eat 1.6 g of protein per kg of body weight.",
        "A glucose below 90 mg/dl means: eat first.",
        "About 30 to 60 g of carbohydrate an hour.",
        "Creatine is a substance the body makes itself.",
        "Hold for 30 seconds, 10 kg in each hand.",
    ],
)
def test_food_and_training_are_no_doses(text: str) -> None:
    assert dose_in(text) is None


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"id": "A Note"}, "no slug"),
        ({"words": english("word " * 59)}, "59 words"),
        ({"words": english("word " * 161)}, "161 words"),
        ({"words": english("word " * 80 + "Take 200 mg.")}, "a dose"),
        ({"words": english("word " * 80 + "see https://example.org")}, "a link"),
        ({"sources": ()}, "no source"),
        ({"topic": "gossip"}, "topic: gossip"),
        ({"patterns": frozenset({"squat", "dance"})}, "patterns: dance"),
        ({"regions": frozenset({"ear"})}, "regions: ear"),
        ({"not_for": frozenset({"flu"})}, "not_for: flu"),
        ({"conditions": frozenset({"flu"})}, "conditions: flu"),
        ({"goals": frozenset({"fame"})}, "goals: fame"),
        ({"safety": frozenset({"danger"})}, "safety: danger"),
        ({"audience": ("cats",)}, "audience: cats"),
        ({"related": ("missing",)}, "related to missing"),
        ({"related": ("a-note",)}, "related to itself"),
        ({"conditions": frozenset({"asthma"}), "not_for": frozenset({"asthma"})}, "for asthma and not for them"),
        ({"words": {Locale.EN: wording(summary="", asks=("a",))}}, "1 asks in en"),
        ({"words": {Locale.EN: wording(), Locale.FR: wording(summary="")}}, "no title or summary in fr"),
        ({"words": translated("word " * 80, "")}, "a body in fr of 0 %"),
        ({"words": translated("word " * 80, "mot " * 59)}, "a body in fr of 59 %"),
        ({"words": translated("word " * 80, "motmot " * 98)}, "a body in fr of 172 %"),
        ({"words": translated("word " * 80 + "5 kg", "word " * 80 + "6 kg")}, "the numbers 6 in fr, in English 5"),
        ({"words": translated("word " * 80 + "2", "word " * 80 + "2, 2")}, "the numbers 2, 2 in fr, in English 2"),
        ({"words": translated("word " * 80 + "200", "word " * 80 + "200 mg")}, "a dose in fr"),
    ],
)
def test_each_fault_of_a_note_is_named(changes: dict[str, object], problem: str) -> None:
    assert problem in problems(note(**changes))


def test_a_good_note_has_no_fault() -> None:
    assert problems(note()) == ""


def test_what_the_whole_set_lacks_is_named() -> None:
    two = {"a-note": note(), "b-note": note(id="b-note")}
    found = catalogue_problems(two)
    assert "2 notes, at least 250" in found
    assert "no note on the pattern squat" in found
    assert "no note for asthma" in found
    assert "b-note: asks the same as a-note: a" in found


def test_a_note_is_read_from_its_file() -> None:
    (read,) = parse_notes("x.toml", WRITTEN, SOURCES, BODIES)
    assert (read.id, read.topic, read.date) == ("a-note", "technique", date(2026, 11, 1))
    assert read.body == "One two."
    assert [read.words[locale].body for locale in Locale] == ["One two.", "Un. Deux.", "واحد. اثنان."]
    assert read.words[Locale.EN].asks == ("how", "why")
    assert read.words[Locale.AR].title == "عنوان"
    assert read.sources == (SOURCES["s"],)
    assert read.audience == ("all",)


@pytest.mark.parametrize(
    "broken",
    [
        WRITTEN.replace('title = "Title"\n', ""),
        WRITTEN.replace('["s"]', '["unknown"]'),
        WRITTEN.replace('tags = ["t"]', 'tags = ["t"]\nsurprise = 1'),
    ],
    ids=["no title", "unknown source", "unknown field"],
)
def test_a_note_that_cannot_be_read_is_named(broken: str) -> None:
    with pytest.raises(CatalogueError, match=r"x\.toml: the note a-note"):
        list(parse_notes("x.toml", broken, SOURCES, BODIES))


@pytest.mark.parametrize("locale", [Locale.FR, Locale.AR])
def test_a_body_that_is_missing_or_of_no_note_is_named(locale: Locale) -> None:
    with pytest.raises(CatalogueError, match="a-note lacks"):
        list(parse_notes("x.toml", WRITTEN, SOURCES, BODIES | {locale: {}}))
    with pytest.raises(CatalogueError, match=f"{locale}/x.toml: b-note: no such note"):
        list(parse_notes("x.toml", WRITTEN, SOURCES, BODIES | {locale: BODIES[locale] | {"b-note": "X."}}))


def test_sources_are_read_by_status() -> None:
    found = parse_sources('[read]\na = [2001, "A"]\n[own]\nb = [2002, "B"]\n')
    assert found["a"] == Source(id="a", year=2001, text="A", status="read")
    assert found["b"].status == "own"
