"""The definition of rouge-score 0.1.2: worked values, and the package itself where it is installed."""

import random
from importlib.util import find_spec

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ml.evals.measures.rouge import common_length, rouge

NAMES = ("rouge1", "rouge2", "rougeL", "rougeLsum")
WORKED = [
    # reference lines, answer lines, then the package's own F-scores
    (["the cat sat on the mat"], ["the cat lay on a mat"], (2 / 3, 0.2, 2 / 3, 2 / 3)),
    (["sets: 3", "reps: 8-10", "rest: 90"], ["rest: 90", "sets: 3", "reps: 8-12"],
     (6 / 7, 2 / 3, 4 / 7, 6 / 7)),
    (["a b c d", "a b x"], ["x a b", "c d a"], (12 / 13, 8 / 11, 10 / 13, 10 / 13)),
    (["squat"], [""], (0.0, 0.0, 0.0, 0.0)),
]  # fmt: skip


@pytest.mark.parametrize(("reference", "answer", "scores"), WORKED, ids=["one line", "moved lines", "repeats", "empty"])
def test_the_scores_are_those_of_rouge_score(reference, answer, scores):
    assert rouge(reference, answer) == pytest.approx(dict(zip(NAMES, scores, strict=True)))


def test_the_same_text_scores_one_and_accents_vanish():
    assert rouge(["Squat: 3 séries"], ["squat 3 s ries"]) == dict.fromkeys(NAMES, 1.0)


@given(st.lists(st.sampled_from("abcd"), max_size=12), st.lists(st.sampled_from("abcd"), max_size=12))
def test_the_common_subsequence_is_the_longest(first, second):
    table = [[0] * (len(second) + 1) for _ in range(len(first) + 1)]
    for row, one in enumerate(first, 1):
        for column, two in enumerate(second, 1):
            same = table[row - 1][column - 1] + 1
            table[row][column] = same if one == two else max(table[row - 1][column], table[row][column - 1])
    assert common_length(first, second) == table[-1][-1]


@pytest.mark.train
@pytest.mark.skipif(find_spec("rouge_score") is None, reason="rouge-score is not installed: make install-train")
def test_random_texts_score_as_the_package_scores_them():
    from rouge_score.rouge_scorer import RougeScorer

    scorer = RougeScorer(list(NAMES))
    rng = random.Random(5)
    for _ in range(200):
        texts = [
            [" ".join(rng.choices("abcdefg", k=rng.randint(1, 6))) for _ in range(rng.randint(1, 6))] for _ in range(2)
        ]
        wanted = scorer.score("\n".join(texts[0]), "\n".join(texts[1]))
        assert rouge(*texts) == pytest.approx({name: wanted[name].fmeasure for name in NAMES}), texts
