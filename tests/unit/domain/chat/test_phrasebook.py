"""Concepts are found in any spelling that a person uses, and in no other word."""

import pytest

from domain.chat.phrasebook import Phrasebook, tokens_of
from domain.errors import CatalogueError


def book() -> Phrasebook:
    return Phrasebook(
        {
            "chest": "chest; poitrine; صدر",
            "pain": "pain; hurt*; fait mal; وجع; يوجع",
            "cant": "can't breathe",
            "hypo": "sugar {30-69}",
            "crisis": "suicide",
        },
        "chest day; chest press",
        "paint; crest",
    )


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("CHEST", "chest"),
        ("ch\u200best", "chest"),
        ("cheeeest", "chest"),
        ("chset", "chest"),
        ("cheest!!", "chest"),
        ("\u0441h\u0435st", "chest"),
        ("الصدر", "chest"),
        ("صدري", "chest"),
        ("وصدري", "chest"),
        ("صَدْر", "chest"),
        ("hurting", "pain"),
        ("ça fait mal", "pain"),
        ("يوجعني", "pain"),
        ("cant breathe", "cant"),
        ("can’t breathe", "cant"),
        ("sugar 52", "hypo"),
        ("sugar ٥٢", "hypo"),
        ("su1c1de", "crisis"),
        ("s u i c i d e", "crisis"),
        ("s.u.i.c.i.d.e", "crisis"),
    ],
)
def test_a_concept_is_found_however_it_is_written(text: str, concept: str) -> None:
    assert concept in book().find(text).places


@pytest.mark.parametrize("text", ["chess", "crest", "paint", "sugar 120", "chest day", "Chest-press", "صد", "breathe"])
def test_other_words_and_harmless_phrases_are_not(text: str) -> None:
    assert not book().find(text).places


def test_a_harmless_phrase_hides_its_own_words_only() -> None:
    found = book().find("chest day went well but my chest hurts")
    assert [place.start for place in found.places["chest"]] == [6]


@pytest.mark.parametrize(
    ("text", "matches"),
    [("pain in my chest", True), ("my chest, pain!", True), ("chest one two three four five six pain", False)],
)
def test_a_pattern_needs_its_concepts_within_its_window_in_any_order(text: str, matches: bool) -> None:
    own = book()
    assert any(own.find(text).matches(own.pattern("<chest> + <pain>"))) is matches


def test_a_pattern_may_hold_phrases_and_a_window_of_its_own() -> None:
    own = book()
    pattern = own.pattern("!<chest> + heavy weight ~ 12")
    assert (pattern.window, pattern.always) == (12, True)
    assert any(own.find("chest one two three four five six heavy weight").matches(pattern))


def test_a_pattern_of_an_unknown_concept_is_refused() -> None:
    with pytest.raises(CatalogueError, match="no group 'heart'"):
        book().pattern("<heart> + <pain>")


def test_one_word_is_not_two_concepts_of_a_pattern() -> None:
    own = Phrasebook({"one": "chest pain", "other": "pain"}, "", "")
    assert not any(own.find("chest pain").matches(own.pattern("<one> + <other>")))


def test_tokens_know_their_clause_and_sentence() -> None:
    assert [(token.word, token.clause, token.sentence) for token in tokens_of("No, it's fine. Ça va")] == [
        ("no", 0, 0),
        ("its", 1, 0),
        ("fine", 1, 0),
        ("ca", 2, 1),
        ("va", 2, 1),
    ]
