from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from msgspec.structs import replace

from adapters.storage.credentials import CredentialReader
from domain.errors import Conflict, InvalidInput
from domain.identity.account import AccessToken, Credential, Role, Session
from domain.identity.housekeeping import Cleared, housekeeping
from domain.jobs.job import JobKind
from domain.ports import KeyedReply, StoredReply


def session(user, new_id, now):
    identifier = new_id()
    return Session(
        id=identifier,
        user_id=user.id,
        token_hash=sha256(identifier.bytes).digest(),
        csrf_token="csrf",
        created_at=now,
        last_seen_at=now,
        expires_at=now + timedelta(days=1),
    )


def token(user, new_id, now):
    identifier = new_id()
    return AccessToken(
        id=identifier,
        user_id=user.id,
        name="laptop",
        token_hash=sha256(identifier.bytes).digest(),
        created_at=now,
        expires_at=None,
        last_used_at=None,
    )


async def test_user_comes_back_as_stored(uow, user):
    async with uow() as unit:
        assert await unit.users.get(user.id) == user
        assert await unit.users.by_email(user.email.upper()) == user


async def test_email_is_taken_whatever_its_case_and_the_transaction_goes_on(uow, user, new_id):
    async with uow() as unit:
        with pytest.raises(Conflict, match="e-mail"):
            await unit.users.add(replace(user, id=new_id(), email=user.email.upper()))
        assert await unit.users.get(user.id) == user


async def test_role_and_password_change(uow, user):
    async with uow() as unit:
        await unit.users.set_role(user.id, Role.ADMIN)
        await unit.users.set_password_hash(user.id, "other")
    async with uow() as unit:
        assert await unit.users.get(user.id) == replace(user, role=Role.ADMIN, password_hash="other")


async def test_nul_in_text_is_invalid_input(uow, user, new_id):
    with pytest.raises(InvalidInput):
        async with uow() as unit:
            await unit.users.add(replace(user, id=new_id(), email="other@example.org", display_name="a\0b"))


async def test_session_life(uow, user, stranger, new_id, now):
    mine, other, theirs = session(user, new_id, now), session(user, new_id, now), session(stranger, new_id, now)
    async with uow() as unit:
        for each in (mine, other, theirs):
            await unit.sessions.add(each)
        await unit.sessions.touch(mine.id, now + timedelta(hours=1))
    async with uow() as unit:
        found = await unit.sessions.by_token_hash(mine.token_hash)
        assert found == replace(mine, last_seen_at=now + timedelta(hours=1))
        await unit.sessions.delete(mine.id)
        assert await unit.sessions.by_token_hash(mine.token_hash) is None
        await unit.sessions.delete_all(user.id)
        assert await unit.sessions.by_token_hash(other.token_hash) is None
        assert await unit.sessions.by_token_hash(theirs.token_hash) == theirs


async def test_sessions_past_their_end_are_cleared_away(uow, user, new_id, now):
    ended, alive = session(user, new_id, now), session(user, new_id, now + timedelta(days=9))
    async with uow() as unit:
        await unit.sessions.add(ended)
        await unit.sessions.add(alive)
        assert await unit.sessions.delete_expired(ended.expires_at) >= 1
        assert await unit.sessions.by_token_hash(ended.token_hash) is None
        assert await unit.sessions.by_token_hash(alive.token_hash) == alive


async def test_housekeeping_leaves_what_still_counts(uow, user, new_id, make_job):
    class Later:
        def now(self):
            return moment

    moment = session(user, new_id, datetime(2026, 1, 1, tzinfo=UTC)).expires_at
    async with uow() as unit:
        await unit.sessions.add(session(user, new_id, datetime(2026, 1, 1, tzinfo=UTC)))
        await unit.sessions.add(session(user, new_id, datetime(2026, 1, 2, tzinfo=UTC)))
        for key, age in (("old", timedelta(hours=24)), ("young", timedelta(hours=23))):
            reply = KeyedReply(key=key, reply=StoredReply(fingerprint=b"", status=202, headers={}, body=b""))
            await unit.jobs.add(make_job(user.id, created_at=moment - age), reply)
    assert await housekeeping(uow, Later()) == Cleared(sessions=1, idempotency_keys=1, jobs=0)
    assert await housekeeping(uow, Later()) == Cleared(sessions=0, idempotency_keys=0, jobs=0)


async def test_jobs_long_done_are_cleared_and_routine_ones_sooner(uow, engine, user, make_job, now):
    class Clock:
        def now(self):
            return now

    cases = [
        (JobKind.PLAN_CREATE, "succeeded", 89, True),
        (JobKind.PLAN_CREATE, "succeeded", 91, False),
        (JobKind.PLAN_ADAPT, "succeeded", 6, True),
        (JobKind.PLAN_ADAPT, "succeeded", 8, False),
        (JobKind.PLAN_ADAPT, "failed", 8, True),
        (JobKind.PLAN_ADAPT, "failed", 91, False),
    ]
    kept = set()
    waiting = make_job(user.id, created_at=now - timedelta(days=200))
    async with uow() as unit:
        await unit.jobs.add(waiting)
        for kind, state, days, stays in cases:
            job = make_job(user.id, kind=kind, created_at=now - timedelta(days=days))
            await unit.jobs.add(job)
            kept |= {job.id} if stays else set()
            await unit._connection.fetch(
                "UPDATE jobs SET state = $2, ended_at = $3 WHERE id = $1", job.id, state, now - timedelta(days=days)
            )
    assert (await housekeeping(uow, Clock())).jobs == 3
    async with uow() as unit:
        left = {job.id for job in await unit.jobs.page(user.id, None, 100)}
    assert left == {waiting.id, *kept}


async def test_token_life_is_scoped_to_its_owner(uow, user, stranger, new_id, now):
    first, second = sorted((token(user, new_id, now) for _ in range(2)), key=lambda each: each.id)
    async with uow() as unit:
        await unit.tokens.add(first)
        await unit.tokens.add(second)
        await unit.tokens.touch(first.id, now)
    async with uow() as unit:
        used = replace(first, last_used_at=now)
        assert await unit.tokens.of_user(user.id) == [used, second]
        assert await unit.tokens.of_user(stranger.id) == []
        assert await unit.tokens.by_token_hash(first.token_hash) == used
        assert await unit.tokens.delete(stranger.id, first.id) is False
        assert await unit.tokens.delete(user.id, first.id) is True
        assert await unit.tokens.delete(user.id, first.id) is False


async def test_credential_carries_the_owner_and_role(uow, engine, user, new_id, now):
    browser, script = session(user, new_id, now), token(user, new_id, now)
    async with uow() as unit:
        await unit.sessions.add(browser)
        await unit.tokens.add(script)
        await unit.users.set_role(user.id, Role.ADMIN)
    reader = CredentialReader(engine)
    assert await reader.session(browser.token_hash) == Credential(
        id=browser.id,
        user_id=user.id,
        role=Role.ADMIN,
        via="session",
        created_at=now,
        seen_at=now,
        expires_at=browser.expires_at,
        csrf_token="csrf",
    )
    assert await reader.token(script.token_hash) == Credential(
        id=script.id, user_id=user.id, role=Role.ADMIN, via="token", created_at=now, seen_at=None, expires_at=None
    )
    assert await reader.session(script.token_hash) is None
    assert await reader.token(browser.token_hash) is None
