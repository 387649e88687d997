"""How well the notes are found: a labelled set of questions and the usual figures of retrieval."""

import math
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from importlib.resources import files
from tomllib import loads

from msgspec import Struct

from domain.profile import Locale


class Question(Struct, frozen=True, kw_only=True):
    """A question, and the ids of notes that answer it. `held_out`: written after the ranking was made."""

    text: str
    locale: Locale
    answers: frozenset[str]
    held_out: bool


class Figures(Struct, frozen=True, kw_only=True):
    """Means over `count` questions, each 0-1.

    `recall_5`: share of the answers among the first five notes. `hit_5`: questions with at least one of them there.
    `mrr`: one over the rank of the first answer. `ndcg_10`: gains of the first ten, discounted by rank, as a share of
    the best possible.
    """

    count: int
    recall_5: float
    hit_5: float
    mrr: float
    ndcg_10: float


@cache
def questions() -> tuple[Question, ...]:
    """The evaluation set in the order of its files: those the ranking was made with, then those held out."""
    return _read("questions", "held_out")


@cache
def second_questions() -> tuple[Question, ...]:
    """A second set that was held out: written after the first had been used to compare embedding models."""
    return _read("held_out_2")


def _read(*names: str) -> tuple[Question, ...]:
    return tuple(
        Question(text=text.strip(), locale=Locale(locale), answers=frozenset(ids.split()), held_out=name != "questions")
        for name in names
        for locale, lines in loads((files("domain.knowledge") / "eval" / f"{name}.toml").read_text("utf-8")).items()
        for text, _, ids in (line.partition("|") for line in lines.strip().splitlines())
    )


def figures(asked: Sequence[Question], find: Callable[[Question], Sequence[str]]) -> Figures:
    """What `find` (ids of notes, best first) reaches over the questions."""
    lists = [(question.answers, list(find(question))[:10]) for question in asked]
    return Figures(
        count=len(lists),
        recall_5=_mean(len(right & set(found[:5])) / len(right) for right, found in lists),
        hit_5=_mean(float(bool(right & set(found[:5]))) for right, found in lists),
        mrr=_mean(_reciprocal(right, found) for right, found in lists),
        ndcg_10=_mean(_ndcg(right, found) for right, found in lists),
    )


def _mean(values: Iterable[float]) -> float:
    listed = list(values)
    return sum(listed) / len(listed) if listed else 0.0


def _reciprocal(right: frozenset[str], found: Sequence[str]) -> float:
    return next((1 / rank for rank, id_ in enumerate(found, start=1) if id_ in right), 0.0)


def _ndcg(right: frozenset[str], found: Sequence[str]) -> float:
    gained = sum(1 / math.log2(rank + 1) for rank, id_ in enumerate(found, start=1) if id_ in right)
    best = sum(1 / math.log2(rank + 1) for rank in range(1, min(len(right), 10) + 1))
    return gained / best if best else 0.0
