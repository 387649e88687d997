# ruff: noqa: PT012 - what is tested is how the `async with` block ends
import asyncio
from datetime import timedelta

import pytest
from msgspec.structs import replace

from domain.ports import StoredReply

REPLY = StoredReply(fingerprint=b"body", status=202, headers={"location": "/api/jobs/é"}, body=b"\x00\xff")
IN_FLIGHT = StoredReply(fingerprint=b"body", status=None, headers={}, body=b"")


async def test_first_reply_answers_for_24_hours(uow, new_id, now):
    principal = new_id()
    async with uow() as unit:
        assert await unit.idempotency.begin(principal, "k", b"body", now) is None
        await unit.idempotency.complete(principal, "k", REPLY)
    async with uow() as unit:
        assert await unit.idempotency.begin(principal, "k", b"other", now + timedelta(hours=23)) == REPLY
        assert await unit.idempotency.begin(principal, "k", b"other", now + timedelta(hours=24)) is None


async def test_keys_belong_to_their_principal(uow, new_id, now):
    async with uow() as unit:
        assert await unit.idempotency.begin(new_id(), "k", b"body", now) is None
        assert await unit.idempotency.begin(new_id(), "k", b"body", now) is None


async def test_request_in_flight_is_told_until_its_process_must_have_died(uow, new_id, now):
    principal = new_id()
    async with uow() as unit:
        await unit.idempotency.begin(principal, "k", b"body", now)
        assert await unit.idempotency.begin(principal, "k", b"body", now + timedelta(minutes=4)) == IN_FLIGHT
        assert await unit.idempotency.begin(principal, "k", b"body", now + timedelta(minutes=5)) is None


async def test_abandoned_key_is_free_and_a_stored_reply_stays(uow, new_id, now):
    principal = new_id()
    async with uow() as unit:
        await unit.idempotency.begin(principal, "k", b"body", now)
        await unit.idempotency.abandon(principal, "k")
        assert await unit.idempotency.begin(principal, "k", b"body", now) is None
        await unit.idempotency.complete(principal, "k", REPLY)
        await unit.idempotency.abandon(principal, "k")
        await unit.idempotency.complete(principal, "k", replace(REPLY, status=500))
        assert await unit.idempotency.begin(principal, "k", b"body", now) == REPLY


async def test_claim_stores_the_reply_with_its_effect(uow, new_id, now):
    principal = new_id()
    with pytest.raises(LookupError):
        async with uow() as unit:
            assert await unit.idempotency.claim(principal, "k", REPLY, now) is None
            raise LookupError
    async with uow() as unit:
        assert await unit.idempotency.claim(principal, "k", REPLY, now) is None
    async with uow() as unit:
        other = replace(REPLY, fingerprint=b"other", status=200)
        assert await unit.idempotency.claim(principal, "k", other, now + timedelta(hours=23)) == REPLY
        assert await unit.idempotency.claim(principal, "k", other, now + timedelta(hours=24)) is None


async def test_claim_does_not_wait_for_the_one_that_holds_the_key(uow, new_id, now):
    principal = new_id()
    held, done = asyncio.Event(), asyncio.Event()

    async def holder() -> None:
        async with uow() as unit:
            await unit.idempotency.claim(principal, "k", REPLY, now)
            held.set()
            await done.wait()

    task = asyncio.create_task(holder())
    await held.wait()
    async with uow() as unit:
        assert await unit.idempotency.claim(principal, "k", REPLY, now) == replace(IN_FLIGHT, fingerprint=b"")
        assert await unit.idempotency.claim(principal, "other", REPLY, now) is None
    done.set()
    await task
    async with uow() as unit:
        assert await unit.idempotency.claim(principal, "k", REPLY, now) == REPLY


async def test_old_keys_are_cleared_away(uow, new_id, now):
    principal = new_id()
    async with uow() as unit:
        await unit.idempotency.claim(principal, "old", REPLY, now)
        await unit.idempotency.claim(principal, "fresh", REPLY, now + timedelta(hours=1))
        assert await unit.idempotency.delete_expired(now + timedelta(hours=24)) >= 1
        rows = await unit._connection.fetch("SELECT key FROM idempotency_keys WHERE principal = $1", principal)
    assert [row["key"] for row in rows] == ["fresh"]


async def test_fifty_claims_at_once_have_one_effect(uow, new_id, now):
    principal = new_id()

    async def claim() -> StoredReply | None:
        async with uow() as unit:
            return await unit.idempotency.claim(principal, "k", REPLY, now)

    answers = await asyncio.gather(*(claim() for _ in range(50)))
    assert answers.count(None) == 1
