"""How well and how fast notes are found: `python -m tests.perf.knowledge_bench [--misses]`.

Baseline: plain BM25 over the body alone (French and Arabic: over the summary, the only text in that language), without
titles, asks, tags, English text or rules. Held-out questions were written after the ranking was made.
"""

import sys
from collections.abc import Callable, Sequence
from time import perf_counter

from domain.knowledge.bm25 import Field, Index
from domain.knowledge.evaluation import Question, figures, questions
from domain.knowledge.notes import load_notes
from domain.knowledge.ranking import documents, index_of, ordered, search
from domain.knowledge.stems import terms
from domain.profile import Locale
from tests.perf.machine import machine


def body_only(locale: Locale) -> Callable[[Question], Sequence[str]]:
    parts = {id_: {"text": each["text"]} for id_, each in documents(load_notes(), locale).items()}
    index = Index(parts, {"text": Field(1.0, 0.75)})
    return lambda question: ordered(index.scores(terms(question.text, locale)))


def full(question: Question) -> Sequence[str]:
    return [hit.note.id for hit in search(question.text, question.locale, limit=10)]


def main() -> None:
    print(machine())
    start = perf_counter()
    notes = load_notes()
    print(f"{len(notes)} notes read in {(perf_counter() - start) * 1000:.0f} ms")
    for locale in Locale:
        start = perf_counter()
        index_of(locale)
        print(f"index {locale.value} made in {(perf_counter() - start) * 1000:.0f} ms")
    print(f"{'':12} {'':18} {'n':>4} {'recall@5':>9} {'hit@5':>7} {'MRR':>7} {'nDCG@10':>8}")
    for locale in Locale:
        asked = [each for each in questions() if each.locale is locale]
        for name, held_out in ((locale.value, False), (f"{locale.value} held out", True)):
            subset = [each for each in asked if each.held_out is held_out]
            for label, find in (("BM25, body only", body_only(locale)), ("full ranking", full)):
                got = figures(subset, find)
                print(
                    f"{name:12} {label:18} {got.count:4} {got.recall_5:9.3f} {got.hit_5:7.3f} {got.mrr:7.3f}"
                    f" {got.ndcg_10:8.3f}"
                )
    took = []
    for question in questions():
        start = perf_counter()
        search(question.text, question.locale)
        took.append((perf_counter() - start) * 1000)
    took.sort()
    print(f"one search: median {took[len(took) // 2]:.2f} ms, slowest {took[-1]:.2f} ms")
    if "--misses" in sys.argv:
        for question in questions():
            found = full(question)[:5]
            if not question.held_out and not question.answers & set(found):
                print(question.locale, question.text, "|", *sorted(question.answers), "| got", *found)


if __name__ == "__main__":
    main()
