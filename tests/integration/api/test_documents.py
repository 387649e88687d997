"""Uploaded documents over HTTP, and the job that reads what they mean."""

from uuid import UUID, uuid4

import numpy as np
from litestar import Litestar

from adapters.retrieval.embedder import SIZE
from adapters.retrieval.notes_index import NotesIndex
from adapters.retrieval.passages import StoredPassages
from api.wiring import Wiring
from domain.knowledge.asker import NOBODY
from domain.knowledge.documents import MOST_DOCUMENTS
from domain.profile import Locale
from tests.integration.api.support import Person
from workers.runtime.task import TaskContext
from workers.tasks.documents import DocumentTask

MINE = {"title": "Physio", "text": "# Knee\n\nKeep the zebra squat above **sixty** degrees."}


class First:
    """Every text is one point."""

    available = True

    def passages(self, texts):
        return np.stack([self.query(text) for text in texts])

    def query(self, _text):
        return np.eye(1, SIZE, dtype=np.float32)[0]


class Nothing:
    available = False


async def nothing(*_: object) -> None:
    """Told of nothing."""


async def work(wiring: Wiring, owner: UUID, embedder) -> None:
    """Do the owner's latest job, as a worker does."""
    (job, *_) = await wiring.direct.jobs.page(owner, None, 1)
    async with wiring.uow() as uow:
        claimed = await uow.work.claim(job.id, wiring.clock.now(), 15)
    context = TaskContext(claimed, uow=wiring.uow, clock=wiring.clock, ids=wiring.ids, report=nothing)
    await DocumentTask(embedder)(context)


async def test_whole_way(person: Person, wiring: Wiring) -> None:
    reply = await person.http.post("/api/documents", json=MINE)
    assert reply.status_code == 201, reply.text
    made = reply.json()
    assert (made["parts"], made["locale"], made["indexed_at"]) == (1, "en", None)
    again = await person.http.post("/api/documents", json=MINE)
    assert (again.status_code, again.json()["id"]) == (200, made["id"])
    owner = UUID(person.user_id)
    assert len(await wiring.direct.jobs.page(owner, None, 10)) == 1
    await work(wiring, owner, First())
    (listed,) = (await person.http.get("/api/documents")).json()["items"]
    assert listed["indexed_at"] is not None
    whole = (await person.http.get(f"/api/documents/{made['id']}")).json()
    assert whole["text"] == MINE["text"]
    assert (await person.http.delete(f"/api/documents/{made['id']}")).status_code == 204
    assert (await person.http.delete(f"/api/documents/{made['id']}")).status_code == 404
    assert (await person.http.get("/api/documents")).json()["items"] == []


async def test_passages_have_own_documents_and_never_anothers(app: Litestar, person: Person, wiring: Wiring) -> None:
    assert (await person.http.post("/api/documents", json=MINE)).status_code == 201
    await work(wiring, UUID(person.user_id), First())
    for embedder in (Nothing(), First()):
        passages = StoredPassages(wiring.direct.documents, embedder, NotesIndex(Nothing(), None))
        found = await passages.find(UUID(person.user_id), "zebra squat degrees", Locale.EN, NOBODY, 5)
        assert [each.text for each in found if each.own] == ["Knee Keep the zebra squat above sixty degrees."]
        async with (other := Person(app)).http:
            await other.register(f"{uuid4().hex}@example.org")
            found = await passages.find(UUID(other.user_id), "zebra squat degrees", Locale.EN, NOBODY, 40)
            assert not any(each.own for each in found)


async def test_without_a_model_the_job_ends_and_a_deleted_document_is_no_failure(
    person: Person, wiring: Wiring
) -> None:
    made = (await person.http.post("/api/documents", json=MINE)).json()
    await work(wiring, UUID(person.user_id), Nothing())
    (job, *_) = await wiring.direct.jobs.page(UUID(person.user_id), None, 1)
    assert (job.state.value, bytes(job.result)) == ("succeeded", b'{"parts": 0}')
    other = (await person.http.post("/api/documents", json={**MINE, "title": "other"})).json()
    assert (await person.http.delete(f"/api/documents/{other['id']}")).status_code == 204
    await work(wiring, UUID(person.user_id), First())
    assert (await person.http.get(f"/api/documents/{made['id']}")).json()["document"]["indexed_at"] is None


async def test_what_is_refused_is_named(person: Person) -> None:
    for body, status in (
        ({"title": "", "text": "x"}, 422),
        ({"title": "t", "text": "\u200b"}, 422),
        ({"title": "t", "text": "م" * 110_000}, 422),
        ({"title": "t", "text": "x" * 1_400_000}, 413),
        ({"title": "t", "text": "x", "owner": "me"}, 422),
    ):
        reply = await person.http.post("/api/documents", json=body)
        assert reply.status_code == status, reply.text
    for number in range(MOST_DOCUMENTS):
        assert (await person.http.post("/api/documents", json={"title": "t", "text": f"n {number}"})).status_code == 201
    reply = await person.http.post("/api/documents", json=MINE)
    assert (reply.status_code, reply.json()["code"]) == (409, "too_many_documents")
