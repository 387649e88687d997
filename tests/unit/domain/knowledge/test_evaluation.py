"""The labelled questions, the figures of retrieval, and what the search reaches at least."""

import math
from collections import Counter

import pytest

from domain.knowledge.evaluation import Question, figures, questions, second_questions
from domain.knowledge.notes import load_notes
from domain.knowledge.ranking import search
from domain.profile import Locale
from domain.text.normal import plain

MEASURED = {
    (Locale.EN, False): 0.846,
    (Locale.FR, False): 0.905,
    (Locale.AR, False): 0.915,
    (Locale.EN, True): 0.727,
    (Locale.FR, True): 0.875,
    (Locale.AR, True): 0.885,
}
"""recall@5 by language and whether the questions were held out: `python -m tests.perf.knowledge_bench`, 2026-11-23."""

ROOM = 0.03


def question(*answers: str) -> Question:
    return Question(text="x", locale=Locale.EN, answers=frozenset(answers), held_out=False)


def test_figures_of_a_worked_example() -> None:
    """Answers at ranks 2 and 4 of one question; none of the other's."""
    lists = {"a": ["x", "a", "y", "b"], "c": ["x", "y"]}
    found = figures([question("a", "b"), question("c")], lambda each: lists[min(each.answers)])
    gained, best = 1 / math.log2(3) + 1 / math.log2(5), 1 + 1 / math.log2(3)
    assert found.count == 2
    assert found.recall_5 == pytest.approx(0.5)
    assert found.hit_5 == pytest.approx(0.5)
    assert found.mrr == pytest.approx(0.25)
    assert found.ndcg_10 == pytest.approx(gained / best / 2)


def test_figures_at_the_ends() -> None:
    assert figures([question("a")], lambda _: ["a"]).ndcg_10 == 1
    assert figures([question("a")], lambda _: ["x"] * 5 + ["a"]).recall_5 == 0
    assert figures([], lambda _: []).mrr == 0


def test_there_are_enough_questions_and_their_notes_exist() -> None:
    counted = Counter(each.locale for each in questions())
    assert counted[Locale.EN] >= 120
    assert counted[Locale.FR] >= 50
    assert counted[Locale.AR] >= 30
    assert all(1 <= len(each.answers) <= 3 for each in questions())
    assert not {answer for each in questions() for answer in each.answers} - set(load_notes())
    assert len({plain(each.text) for each in questions()}) == len(questions())


def test_no_question_is_one_of_the_asks() -> None:
    asks = {plain(ask) for note in load_notes().values() for wording in note.words.values() for ask in wording.asks}
    assert [each.text for each in questions() if plain(each.text) in asks] == []


@pytest.mark.parametrize(("locale", "held_out"), sorted(MEASURED), ids=str)
def test_the_search_finds_at_least_what_was_measured(locale: Locale, held_out: bool) -> None:
    asked = [each for each in questions() if each.locale is locale and each.held_out is held_out]
    got = figures(asked, lambda each: [hit.note.id for hit in search(each.text, each.locale, limit=10)])
    assert got.recall_5 >= MEASURED[locale, held_out] - ROOM


def test_the_second_set_is_whole_and_new() -> None:
    second = second_questions()
    assert Counter(each.locale for each in second) == {Locale.EN: 20, Locale.FR: 20, Locale.AR: 20}
    assert all(1 <= len(each.answers) <= 3 and each.held_out for each in second)
    assert not {answer for each in second for answer in each.answers} - set(load_notes())
    assert not {plain(each.text) for each in second} & {plain(each.text) for each in questions()}
