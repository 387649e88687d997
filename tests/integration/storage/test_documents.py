"""Documents in PostgreSQL: found by words and by meaning, never by anybody else; with pgvector and in plain SQL."""

import asyncio

import pytest

from adapters.storage.repositories.documents import DocumentRepository
from domain.errors import NotFound
from domain.knowledge.documents import Document, TooManyDocuments, Vector
from domain.profile import Locale

TEXTS = ("Squat slowly to sixty degrees.", "Swimming is fine every day.", "No jumping until spring.")


def axis(at: int, *, second: float = 0.0) -> tuple[float, ...]:
    """A point of unit length between one axis and the next."""
    row = [0.0] * 384
    row[at], row[at + 1] = (1 - second**2) ** 0.5, second
    return tuple(row)


@pytest.fixture
def make(new_id, now):
    def make(owner, text: str = "x", locale: Locale = Locale.EN, parts: int = 3) -> Document:
        return Document(
            id=new_id(), user_id=owner, title="Physio", text=text, locale=locale, parts=parts, created_at=now
        )

    return make


@pytest.fixture
async def stored(uow, user, make, now) -> Document:
    document = make(user.id, "the whole text")
    async with uow() as unit:
        await unit.documents.add(document, TEXTS, 50)
        vectors = [Vector(number=number, values=axis(number)) for number in range(2)]
        await unit.documents.store_vectors(user.id, document.id, vectors, now)
    return document


async def test_stored_and_read_back(uow, user, stored, now):
    async with uow() as unit:
        kept = await unit.documents.get(user.id, stored.id)
        assert kept.indexed_at == now
        assert kept.text == "the whole text"
        assert await unit.documents.all_of(user.id) == [kept]
        assert [part.text for part in await unit.documents.parts(user.id, stored.id)] == list(TEXTS)


@pytest.mark.parametrize("pgvector", [True, False], ids=["pgvector", "plain"])
async def test_the_nearest_parts_come_first_and_those_without_a_vector_not_at_all(uow, user, stored, pgvector):
    async with uow() as unit:
        documents = DocumentRepository(unit._connection, pgvector=pgvector)
        assert [part.number for part in await documents.by_meaning(user.id, axis(0, second=0.3), 5)] == [0, 1]
        assert [part.number for part in await documents.by_meaning(user.id, axis(0, second=0.9), 1)] == [1]


async def test_the_embedded_server_has_pgvector(uow):
    async with uow() as unit:
        rows = await unit._connection.fetch("SELECT to_regtype('vector') IS NOT NULL AS there")
        assert rows[0]["there"]


@pytest.mark.parametrize(
    ("locale", "text", "query"),
    [
        (Locale.EN, "Swimming is fine", "can I swim or run"),
        (Locale.FR, "Les étirements du matin", "un étirement"),
        (Locale.AR, "السباحة كل يوم", "هل السباحة مفيدة"),
    ],
    ids=["en", "fr", "ar"],
)
async def test_words_are_found_in_their_forms(uow, user, make, locale, text, query):
    async with uow() as unit:
        await unit.documents.add(make(user.id, text, locale, 1), (text,), 50)
        assert [part.text for part in await unit.documents.by_words(user.id, query, 5)] == [text]
        assert await unit.documents.by_words(user.id, "!!! & | :* '", 5) == []


async def test_another_owner_finds_and_changes_nothing(uow, user, stranger, stored, now):
    async with uow() as unit:
        assert await unit.documents.get(stranger.id, stored.id) is None
        assert await unit.documents.all_of(stranger.id) == []
        assert await unit.documents.parts(stranger.id, stored.id) == []
        assert await unit.documents.by_words(stranger.id, "squat", 5) == []
        assert await unit.documents.by_meaning(stranger.id, axis(0), 5) == []
        assert not await unit.documents.delete(stranger.id, stored.id)
        await unit.documents.store_vectors(stranger.id, stored.id, [Vector(number=2, values=axis(5))], now)
        assert len(await unit.documents.by_meaning(user.id, axis(0), 5)) == 2
        assert (await unit.documents.get(user.id, stored.id)) is not None


async def test_the_same_again_is_one_and_too_many_are_refused(uow, user, make, stored):
    async with uow() as unit:
        assert (await unit.documents.add(make(user.id, "the whole text"), TEXTS, 1)).id == stored.id
    with pytest.raises(TooManyDocuments):
        async with uow() as unit:
            await unit.documents.add(make(user.id, "other"), TEXTS, 1)


async def test_the_limit_holds_for_uploads_at_once(uow, user, make):
    async def add(number: int) -> bool:
        try:
            async with uow() as unit:
                await unit.documents.add(make(user.id, f"text {number}"), ("a",), 2)
        except TooManyDocuments:
            return False
        return True

    assert sorted(await asyncio.gather(*map(add, range(5)))) == [False, False, False, True, True]


async def test_deleted_with_its_parts_and_refused_for_nobody(uow, user, make, stored, new_id):
    async with uow() as unit:
        assert await unit.documents.delete(user.id, stored.id)
        assert not await unit.documents.delete(user.id, stored.id)
        assert await unit.documents.by_words(user.id, "squat", 5) == []
    with pytest.raises(NotFound):
        async with uow() as unit:
            await unit.documents.add(make(new_id()), ("a",), 50)
