import asyncio
from datetime import timedelta

import pytest
from msgspec import Raw
from msgspec.structs import replace

from adapters.storage.direct import DirectStorage
from adapters.storage.errors import TransactionMisuse
from domain.errors import NotFound
from domain.ports import KeyedReply, StoredReply

REPLY = StoredReply(fingerprint=b"body", status=202, headers={"location": "/api/jobs/é"}, body=b"\x00\xff")
OTHER = replace(REPLY, fingerprint=b"other", status=200)
IN_FLIGHT = StoredReply(fingerprint=b"", status=None, headers={}, body=b"")


def keyed(key: str = "k", reply: StoredReply = REPLY) -> KeyedReply:
    return KeyedReply(key=key, reply=reply)


@pytest.fixture
def direct(engine, new_id) -> DirectStorage:
    return DirectStorage(engine, Ids(new_id))


class Ids:
    def __init__(self, new_id) -> None:
        self.new = new_id


async def jobs_of(direct: DirectStorage, owner) -> int:
    return len(await direct.jobs.page(owner, None, 100))


async def test_first_reply_answers_for_24_hours(direct, user, make_job, now):
    assert await direct.jobs.add(make_job(user.id), keyed()) is None
    again = make_job(user.id, created_at=now + timedelta(hours=23, minutes=59))
    assert await direct.jobs.add(again, keyed(reply=OTHER)) == REPLY
    assert await jobs_of(direct, user.id) == 1
    assert await direct.jobs.add(make_job(user.id, created_at=now + timedelta(hours=24)), keyed(reply=OTHER)) is None
    assert await jobs_of(direct, user.id) == 2


async def test_job_and_message_come_with_the_key(direct, uow, user, make_job, now):
    job = make_job(user.id, not_before=now + timedelta(seconds=5))
    assert await direct.jobs.add(job, keyed()) is None
    assert await direct.jobs.get(user.id, job.id) == job
    async with uow() as unit:
        messages = await unit.outbox.take(now + timedelta(seconds=5), 100)
    assert [each.due_at for each in messages if each.job_id == job.id] == [job.not_before]


async def test_keys_belong_to_their_owner(direct, user, stranger, make_job):
    assert await direct.jobs.add(make_job(user.id), keyed()) is None
    assert await direct.jobs.add(make_job(stranger.id), keyed()) is None


async def test_what_fails_leaves_the_key_free(direct, uow, user, new_id, make_job):
    with pytest.raises(NotFound):
        await direct.jobs.add(make_job(new_id()), keyed())
    with pytest.raises(LookupError):
        async with uow() as unit:
            assert await unit.jobs.add(make_job(user.id), keyed()) is None
            raise LookupError
    assert await jobs_of(direct, user.id) == 0
    assert await direct.jobs.add(make_job(user.id), keyed()) is None


async def test_nobody_waits_for_the_one_that_holds_the_key(direct, uow, user, make_job):
    held, done = asyncio.Event(), asyncio.Event()

    async def holder() -> None:
        async with uow() as unit:
            await unit.jobs.add(make_job(user.id), keyed())
            held.set()
            await done.wait()

    task = asyncio.create_task(holder())
    await held.wait()
    assert await direct.jobs.add(make_job(user.id), keyed()) == IN_FLIGHT
    assert await direct.jobs.add(make_job(user.id), keyed("other")) is None
    done.set()
    await task
    assert await direct.jobs.add(make_job(user.id), keyed()) == REPLY


async def test_old_keys_are_cleared_away(direct, uow, user, make_job, now):
    await direct.jobs.add(make_job(user.id), keyed("old"))
    await direct.jobs.add(make_job(user.id, created_at=now + timedelta(hours=1)), keyed("fresh"))
    async with uow() as unit:
        assert await unit.idempotency.delete_expired(now + timedelta(hours=24)) >= 1
        rows = await unit._connection.fetch("SELECT key FROM idempotency_keys WHERE principal = $1", user.id)
    assert [row["key"] for row in rows] == ["fresh"]


async def test_fifty_requests_at_once_have_one_effect(direct, user, make_job):
    answers = await asyncio.gather(*(direct.jobs.add(make_job(user.id), keyed()) for _ in range(50)))
    assert answers.count(None) == 1
    assert await jobs_of(direct, user.id) == 1


async def test_what_needs_a_transaction_is_refused_without_one(direct, user, now):
    with pytest.raises(TransactionMisuse):
        await direct.profiles.add(user.id, Raw(b"{}"), now)
