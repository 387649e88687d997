"""Full-text scores."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.knowledge.bm25 import K1, Field, Index

ONE = {"text": Field(1.0, 0.75)}
WORDS = st.lists(st.sampled_from(["squat", "press", "row", "curl", "plank"]), max_size=6)


def index(*texts: str) -> Index:
    return Index({str(n): {"text": text.split()} for n, text in enumerate(texts)}, ONE)


def test_a_score_is_that_of_the_formula() -> None:
    """Three documents of 2, 2 and 4 words; the term is in one of 4: tf' = 1 / (0.25 + 0.75 * 4 / (8 / 3))."""
    made = index("a b", "a c", "a b c squat")
    tf = 1 / (1 - 0.75 + 0.75 * 4 / (8 / 3))
    idf = math.log(1 + (3 - 1 + 0.5) / (1 + 0.5))
    assert made.scores(["squat"]) == {"2": pytest.approx(idf * tf * (K1 + 1) / (tf + K1))}


def test_a_rare_term_says_more_than_a_common_one() -> None:
    made = index("pain knee", "pain back", "pain neck")
    assert made.idf("knee") > made.idf("pain")
    scores = made.scores(["pain", "knee"])
    assert max(scores, key=scores.__getitem__) == "0"


def test_a_field_counts_by_its_weight() -> None:
    documents = {"head": {"title": ["squat"], "text": ["x"]}, "body": {"title": ["x"], "text": ["squat"]}}
    scores = Index(documents, {"title": Field(3.0, 0.0), "text": Field(1.0, 0.0)}).scores(["squat"])
    assert scores["head"] > scores["body"]


def test_a_mistyped_word_finds_its_neighbour_and_counts_less() -> None:
    made = index("bench press", "squat rack")
    assert made.scores(["bensh"]).keys() == {"0"}
    assert made.scores(["bensh"])["0"] < made.scores(["bench"])["0"]
    assert made.scores(["benhc"]).keys() == {"0"}
    assert made.scores(["banhs"]) == {}
    assert made.scores(["rakk"]) == {}


def test_coverage_is_the_share_of_the_question() -> None:
    made = index("bench press", "squat rack")
    assert made.coverage(["bench", "press"], "0") == 1
    assert made.coverage(["bench", "rack"], "0") == pytest.approx(0.5)
    assert made.coverage(["bench"], "1") == 0
    assert made.coverage([], "0") == 0


@given(st.lists(WORDS.filter(bool), min_size=1, max_size=5), WORDS)
def test_only_documents_with_a_word_of_the_question_have_a_score(texts: list[list[str]], query: list[str]) -> None:
    made = Index({str(n): {"text": words} for n, words in enumerate(texts)}, ONE)
    scores = made.scores(query)
    assert scores.keys() == {str(n) for n, words in enumerate(texts) if set(words) & set(query)}
    assert all(score > 0 for score in scores.values())
    assert made.scores(query + query) == scores
    assert all(0 < made.coverage(query, id_) <= 1 for id_ in scores)
